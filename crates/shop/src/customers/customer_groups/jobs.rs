//! Finding and counting the customers of groups, a page of customers a step.

use std::collections::BTreeMap;

use api::jobs::{Jobs, Step, Task};
use api::{Answer, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::{Database, Query, Reading, View};
use wire::Id;

use super::CustomerGroup;
use super::rules::{Membership, page_after, set_amount};
use crate::customers::Customer;

pub(super) const FIND: &str = "customer_groups/find_customers";
pub(super) const COUNT: &str = "customer_groups/count_customers";

/// So many customers a step.
const PAGE: usize = 500;

pub(crate) fn jobs(jobs: &mut Jobs) {
    jobs.on(FIND, find);
    jobs.on(COUNT, count);
}

/// Which group's customers are looked for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Wanted {
    pub customer_group_id: Id<CustomerGroup>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Finding {
    /// The last customer that was looked at.
    after: i64,
    found: u64,
}

async fn find(database: Database, task: Task<Wanted, Finding>) -> Answer<Step<Finding>> {
    let Task { shop, input: Wanted { customer_group_id: group }, progress } = task;
    let look = |view: &View<'_>| {
        let group = view.get(group)?.ok_or(Error::NotFound)?;
        let membership = Membership::of(&group).map_err(|mistake| Error::invalid(mistake.to_string()))?;
        let page = Page::read(view, progress.after)?;
        let members = page.customers.iter().filter(|customer| membership.includes(customer, view.now()));
        let found: Vec<Value> = members.map(|customer| customer.id.get().into()).collect();
        Ok::<_, Error>((found, page.next))
    };
    let (found, next) = database.read(shop, look).await?;
    let total = progress.found + found.len() as u64;
    if let Some(after) = next {
        return Ok(Step::Next { found, progress: Finding { after, found: total } });
    }
    // Whoever found them has counted them.
    database.write(shop, None, move |tx| set_amount(tx, group, total)).await?;
    Ok(Step::Last { found, result: total.into() })
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Counting {
    after: i64,
    /// Of the groups that there were at the start.
    counts: BTreeMap<i64, u64>,
}

async fn count(database: Database, task: Task<Value, Counting>) -> Answer<Step<Counting>> {
    let Task { shop, progress: Counting { after, mut counts }, .. } = task;
    let look = |view: &View<'_>| {
        let groups = view.find::<CustomerGroup>(&Query::all())?;
        // A condition that does not read any more counts nobody; the job of that group says what is wrong with it.
        let memberships: Vec<_> = groups.iter().filter_map(|group| Membership::of(group).ok()).collect();
        if after == 0 {
            counts = memberships.iter().map(|membership| (membership.group.get(), 0)).collect();
        }
        let page = Page::read(view, after)?;
        for membership in memberships {
            if let Some(count) = counts.get_mut(&membership.group.get()) {
                let members = page.customers.iter().filter(|customer| membership.includes(customer, view.now()));
                *count += members.count() as u64;
            }
        }
        Ok::<_, Error>((counts, page.next))
    };
    let (counts, next) = database.read(shop, look).await?;
    if let Some(after) = next {
        return Ok(Step::Next { found: Vec::new(), progress: Counting { after, counts } });
    }
    let store = move |tx: &mut storage::Tx<'_>| {
        counts.iter().try_for_each(|(group, count)| set_amount(tx, Id::new(*group), *count))
    };
    database.write(shop, None, store).await?;
    Ok(Step::Last { found: Vec::new(), result: Value::Null })
}

struct Page {
    customers: Vec<storage::Record<Customer>>,
    /// Where the next page starts, if there may be one.
    next: Option<i64>,
}

impl Page {
    fn read(view: &View<'_>, after: i64) -> storage::Result<Self> {
        let customers = view.find::<Customer>(&page_after(after, PAGE as u64))?;
        let last = customers.last().map(|customer| customer.id.get());
        Ok(Self { next: last.filter(|_| customers.len() == PAGE), customers })
    }
}
