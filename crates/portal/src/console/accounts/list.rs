//! Everybody and everything that may come in, on one page.

use std::borrow::Borrow;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use platform::{Account, Role, Staff};
use storage::{Field, Filter, PLATFORM, Query, Reading, Record};
use wire::grouped;

use super::PAGE;
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::{Console, Identity};

pub(super) fn router() -> Router {
    Router::new().route(PAGE, get(show))
}

#[derive(Template)]
#[template(path = "console/accounts/list.html")]
struct ListPage {
    shell: Shell,
    accounts: Vec<Account>,
    people: Vec<Person>,
    is_owner: bool,
}

impl ListPage {
    fn grouped(&self, number: impl Borrow<usize>) -> String {
        grouped(*number.borrow() as u64)
    }

    /// Whether there is anybody whose place the visitor may change.
    fn manages(&self) -> bool {
        self.people.iter().any(|person| person.changeable)
    }
}

/// Somebody who works here, and what the visitor may do about them.
struct Person {
    staff: Staff,
    role: Role,
    is_visitor: bool,
    changeable: bool,
}

async fn show(console: Console) -> Result<Response, Refusal> {
    let Console { visitor, shop, role } = &console;
    let id = shop.id;
    let read = visitor.portal.directory.database.read(PLATFORM, move |view| {
        let of_shop = Query::all().filter(Filter::equals(Field::integer("shop_id"), id));
        Ok::<_, storage::Error>((view.find::<Account>(&of_shop)?, Staff::of_shop(view, id)?))
    });
    let (accounts, staff) = read.await?;
    let own = visitor.user.as_ref().and_then(|user| match &user.identity {
        Identity::Staff(staff) => Some(staff),
        Identity::Account(_) => None,
    });
    let is_owner = *role >= Role::Owner;
    let people = staff.into_iter().map(Record::into_value).filter_map(|staff| {
        let role = staff.shops.iter().find(|post| post.shop_id == id)?.role;
        let is_visitor = own.is_some_and(|own| own.id == staff.id);
        let above = staff.operator && !own.is_some_and(|own| own.operator);
        Some(Person { changeable: is_owner && !is_visitor && !above, staff, role, is_visitor })
    });
    page(&ListPage {
        shell: visitor.shell(Section::Console, visitor.texts().accounts.title),
        accounts: accounts.into_iter().map(Record::into_value).collect(),
        people: people.collect(),
        is_owner,
    })
}
