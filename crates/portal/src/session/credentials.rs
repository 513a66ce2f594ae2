//! Whether a name and a secret open a door: an account's, or, with an e-mail address, that of staff.

use std::sync::Arc;
use std::time::Duration;

use platform::{Password, Shop, Staff, Who};
use storage::{PLATFORM, Query, Reading, Record};
use wire::Id;

use crate::refusal::Refusal;
use crate::visitor::Visitor;

/// Tries that a name has from one address within five minutes.
const TRIES: usize = 5;

pub(super) enum Failure {
    Wrong,
    /// So long nobody is let in under this name from there, not even with the right secret.
    TooOften(Duration),
}

type Opened = (Who, Option<Id<Shop>>);

pub(super) async fn check(visitor: &Visitor, name: &str, secret: &str) -> Result<Result<Opened, Failure>, Refusal> {
    let key: Arc<str> = format!("{} {}", name.to_lowercase(), visitor.address).into();
    let failures = &visitor.portal.failures;
    if let Some(wait) = failures.blocked(&key, TRIES, visitor.now()) {
        return Ok(Err(Failure::TooOften(wait)));
    }
    let opened =
        if name.contains('@') { staff(visitor, name, secret).await? } else { account(visitor, name, secret).await? };
    Ok(opened.ok_or_else(|| {
        failures.record(&key, visitor.now());
        Failure::Wrong
    }))
}

async fn account(visitor: &Visitor, name: &str, secret: &str) -> Result<Option<Opened>, Refusal> {
    let directory = &visitor.portal.directory;
    let Some(caller) = directory.account(name).await? else { return Ok(None) };
    // The one before is good for calls until it ends, and not for reading the one that took its place.
    if !caller.secrets.is_current(secret) {
        return Ok(None);
    }
    let found = directory.database.read(PLATFORM, |view| platform::Account::named(view, name)).await?;
    Ok(found.map(|account| (Who::Account(account.id), Some(account.shop_id))))
}

async fn staff(visitor: &Visitor, email: &str, password: &str) -> Result<Option<Opened>, Refusal> {
    let database = &visitor.portal.directory.database;
    let found = database.read(PLATFORM, |view| view.find_one::<Staff>(Staff::by_email(email))).await?;
    let staff = found.map(Record::into_value).filter(|staff| !staff.disabled);
    let (kept, plain) = (staff.as_ref().map(|staff| staff.password.clone()), password.to_owned());
    let checking = tokio::task::spawn_blocking(move || match kept {
        Some(kept) => kept.matches(&plain),
        // Nobody learns from the time whether there is such a person.
        None => Password::matches_nobody(&plain),
    });
    let right = checking.await.map_err(|_| Refusal::Unavailable)?;
    let Some(staff) = staff.filter(|_| right) else { return Ok(None) };
    let shop = match staff.shops.first() {
        Some(post) => Some(post.shop_id),
        None if staff.operator => {
            let first = database.read(PLATFORM, |view| view.find_one::<Shop>(Query::all())).await?;
            first.map(|shop| shop.id)
        }
        None => None,
    };
    Ok(Some((Who::Staff(staff.id), shop)))
}
