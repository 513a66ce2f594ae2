//! What must hold of groups, and who belongs to one.

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Record, Tx};
use wire::{Id, Timestamp};

use super::condition::{Condition, Mistake};
use super::types::{GROUP_TYPE, NAME};
use super::{CustomerGroup, GroupType};
use crate::customers::Customer;

const LONGEST_QUERY: usize = 2000;

/// The groups that every shop starts with: by what customers spent, and since when they are here.
/// Every customer is in exactly one of them.
pub fn default_groups() -> Vec<CustomerGroup> {
    let groups = [
        ("忠誠高消費顧客", "total_spent >= 10000 and created_at < 365 days ago"),
        ("新進高消費顧客", "total_spent >= 10000 and created_at >= 365 days ago"),
        ("一般消費顧客", "total_spent > 0 and total_spent < 10000"),
        ("新加入未消費顧客", "total_spent = 0 and created_at >= 90 days ago"),
        ("沉睡顧客", "total_spent = 0 and created_at < 90 days ago"),
    ];
    let group = |(name, query): (&str, &str)| CustomerGroup {
        name: name.to_owned(),
        query: query.to_owned(),
        group_type: GroupType::Default,
        ..CustomerGroup::default()
    };
    groups.map(group).into()
}

/// Gives a shop that has no groups of its platform yet the default ones.
pub fn ensure_default_groups(tx: &mut Tx<'_>) -> Answer<()> {
    if tx.count::<CustomerGroup>(&[Filter::equals(GROUP_TYPE, "default")])? > 0 {
        return Ok(());
    }
    for mut group in default_groups() {
        if !is_taken(tx, &group.name)? {
            (group.created_at, group.updated_at) = (tx.now(), tx.now());
            tx.insert(group)?;
        }
    }
    Ok(())
}

/// A group of the shop's own: whom the condition holds for and the term is found in.
pub fn create_group(tx: &mut Tx<'_>, name: &str, term: Option<&str>, query: &str) -> Answer<Record<CustomerGroup>> {
    let name = name.trim();
    let mut faults = Vec::new();
    if name.is_empty() {
        faults.push("名稱 (name) 不能為空白".to_owned());
    } else if is_taken(tx, name)? {
        faults.push("名稱 (name) 已被使用".to_owned());
    }
    if query.chars().count() > LONGEST_QUERY {
        faults.push(format!("包含的條件 (query) 過長，最多 {LONGEST_QUERY} 個字"));
    } else if let Err(mistake) = query.parse::<Condition>() {
        faults.push(format!("包含的條件 (query) 不正確，{mistake}"));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let term = term.map(str::trim).filter(|term| !term.is_empty()).map(str::to_owned);
    let (name, query, now) = (name.to_owned(), query.trim().to_owned(), tx.now());
    let group = CustomerGroup { name, term, query, created_at: now, updated_at: now, ..CustomerGroup::default() };
    Ok(tx.insert(group)?)
}

fn is_taken(from: &impl Reading, name: &str) -> storage::Result<bool> {
    Ok(from.count::<CustomerGroup>(&[Filter::equals(NAME, name)])? > 0)
}

/// A group, read once for many customers.
pub struct Membership {
    pub group: Id<CustomerGroup>,
    term: Option<String>,
    condition: Condition,
}

impl Membership {
    pub fn of(group: &CustomerGroup) -> Result<Self, Mistake> {
        let term = group.term.as_ref().map(|term| term.to_lowercase());
        Ok(Self { group: group.id, term, condition: group.query.parse()? })
    }

    pub fn includes(&self, customer: &Customer, now: Timestamp) -> bool {
        let found = |term: &String| {
            let texts = [Some(&customer.name), customer.email.as_ref(), customer.mobile.as_ref()];
            texts.into_iter().flatten().any(|text| text.to_lowercase().contains(term))
        };
        self.term.as_ref().is_none_or(found) && self.condition.holds(customer, now)
    }
}

/// Keeps what was counted.
pub fn set_amount(tx: &mut Tx<'_>, id: Id<CustomerGroup>, amount: u64) -> storage::Result<()> {
    if let Some(mut group) = tx.get(id)? {
        group.amount = amount;
        tx.save(&mut group)?;
    }
    Ok(())
}

/// All customers, in pages: the one after `after`.
pub fn page_after(after: i64, size: u64) -> Query {
    Query::all().filter(Filter::IdAfter(after)).limit(size)
}
