//! Orders: placed as a shopper does, and taken on as payment services, carriers and staff do, in a shop for tests.
//!
//! What there is to choose comes from the documents of the API, and the API's own router judges what is sent.

mod form;
mod goods;
mod one;
mod placing;
mod sight;
mod steps;
mod words;

use axum::Router;
use axum::routing::{get, post};

use super::Store;

/// The collection whose items these are, by the operation that lists it.
pub(super) const ORDERS: &str = "get_v1_orders";
/// The operations that place an order and take it on.
const PLACE: &str = "/sandbox/orders";
const ADVANCE: &str = "/sandbox/orders/{order_id}/advance";

pub(super) fn router() -> Router<Store> {
    Router::new()
        .route("/console/store/new-order", get(placing::ask).post(placing::place))
        .route("/console/store/get_v1_orders/{order}", get(one::show))
        .route("/console/store/get_v1_orders/{order}/advance", post(steps::advance))
}

/// Where the page of an order is.
fn page_of(order: &str) -> String {
    format!("/console/store/{ORDERS}/{order}")
}
