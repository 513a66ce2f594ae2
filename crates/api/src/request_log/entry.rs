//! A call, as it is kept.

use std::net::IpAddr;

use http::Method;
use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Order, Query};
use wire::{Id, Timestamp};

use super::Why;

/// One call. Kept under its shop; under [`storage::PLATFORM`] where nobody knows whose it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoggedRequest {
    #[serde(default)]
    pub id: Id<LoggedRequest>,
    /// What the answer's `X-Request-Id` says.
    pub request_id: String,
    /// When it came in.
    pub at: Timestamp,
    /// `account:apidemo`, `app:3`; nobody for a page that needs no credentials.
    pub caller: Option<String>,
    /// The caller only said so: the credentials were refused.
    #[serde(default)]
    pub unproven: bool,
    pub method: String,
    /// Without its query string.
    pub path: String,
    pub status: u16,
    pub micros: u64,
    pub address: IpAddr,
    /// Why it was refused, if it was.
    pub why: Option<Why>,
    /// What there is to say beyond that, as the client was told or in technical words.
    pub detail: Option<String>,
    /// So many more calls of this caller came at about this time and are not in the log.
    #[serde(default)]
    pub left_out: u32,
}

pub(super) const REQUEST_ID: Field = Field::text("request_id");
pub(super) const CALLER: Field = Field::folded("caller");
const METHOD: Field = Field::text("method");
const PATH: Field = Field::text("path");
const STATUS: Field = Field::integer("status");

storage::document!(
    LoggedRequest,
    "API 請求",
    "logged_requests",
    [Index::on("logged_requests_request", &[REQUEST_ID]), Index::on("logged_requests_caller", &[CALLER])]
);

/// Calls that match everything given, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RequestFilter {
    /// `account:apidemo`, `app:3`
    pub caller: Option<String>,
    /// The status' first digit: 2, 3, 4 or 5.
    pub class: Option<u16>,
    pub method: Option<Method>,
    /// Only those that were refused or failed.
    pub refused: bool,
    pub path_contains: Option<String>,
    pub request_id: Option<String>,
    /// Only calls before this one: the last of the page before.
    pub before: Option<Id<LoggedRequest>>,
}

impl RequestFilter {
    /// The query, over the shop.
    pub fn query(self) -> Query {
        let Self { caller, class, method, refused, path_contains, request_id, before } = self;
        let class = class.map(|digit| i64::from(digit) * 100);
        Query::all()
            .filter_if(caller, |caller| Filter::equals(CALLER, caller))
            .filter_if(class, |from| Filter::at_least(STATUS, from))
            .filter_if(class, |from| Filter::at_most(STATUS, from + 99))
            .filter_if(refused.then_some(400), |from| Filter::at_least(STATUS, from))
            .filter_if(method, |method| Filter::equals(METHOD, method.as_str()))
            .filter_if(path_contains, |text| Filter::Contains(PATH, text))
            .filter_if(request_id, |id| Filter::equals(REQUEST_ID, id))
            .filter_if(before, |before| Filter::IdBefore(before.get()))
            .order(Order::NewestFirst)
    }
}
