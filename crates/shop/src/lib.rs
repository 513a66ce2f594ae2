//! The store: one folder per resource group, with its types, operations, rules and tests.
//!
//! This page is the table of contents of the whole API.

pub mod affiliates;
pub mod app;
pub mod assets;
pub mod bonus_rule;
pub mod branch_stores;
pub mod carts;
pub mod categories;
pub mod checkout;
pub mod collections;
pub mod coupons;
pub mod custom_collections;
pub mod custom_field_types;
pub mod custom_fields;
pub mod customers;
pub mod demo;
pub mod einvoices;
pub mod inventory_sync_groups;
pub mod messages;
pub mod offline_einvoices;
pub mod order_etickets;
pub mod orders;
pub mod periodic_orders;
pub mod pos_shops;
pub mod pricing;
pub mod product_feeds;
pub mod products;
pub mod sandbox;
pub mod shipping;
pub mod smart_collections;
pub mod special_collections;
pub mod vip_groups;
pub mod words;

#[cfg(test)]
mod stories;
#[cfg(test)]
mod wire_keys;

use api::jobs::Jobs;
use api::{Answer, Event, Group};
use storage::{Kind, Tx};

/// Every resource group, in the order of the documents.
pub fn groups() -> Vec<Group> {
    vec![
        products::group(),
        custom_collections::group(),
        smart_collections::group(),
        collections::group(),
        categories::group(),
        product_feeds::group(),
        assets::group(),
        inventory_sync_groups::group(),
        orders::group(),
        periodic_orders::group(),
        shipping::group(),
        order_etickets::group(),
        customers::group(),
        custom_fields::group(),
        custom_field_types::group(),
        bonus_rule::group(),
        einvoices::group(),
        offline_einvoices::group(),
        affiliates::group(),
        app::group(),
        sandbox::group(),
    ]
}

/// Every kind of document that the groups, their jobs and the log of their requests keep.
pub fn kinds() -> Vec<&'static Kind> {
    [
        assets::KINDS,
        customers::KINDS,
        vip_groups::KINDS,
        bonus_rule::KINDS,
        coupons::KINDS,
        orders::KINDS,
        orders::fulfillments::KINDS,
        checkout::KINDS,
        einvoices::KINDS,
        offline_einvoices::KINDS,
        periodic_orders::KINDS,
        order_etickets::KINDS,
        affiliates::KINDS,
        products::KINDS,
        custom_collections::KINDS,
        smart_collections::KINDS,
        categories::KINDS,
        inventory_sync_groups::KINDS,
        special_collections::KINDS,
        branch_stores::KINDS,
        pos_shops::KINDS,
        messages::KINDS,
        carts::KINDS,
        custom_field_types::KINDS,
        api::files::KINDS,
        demo::KINDS,
        api::jobs::KINDS,
        api::request_log::KINDS,
    ]
    .concat()
}

/// What the groups do in the background.
pub fn jobs() -> Jobs {
    let mut jobs = Jobs::default();
    customers::customer_groups::jobs(&mut jobs);
    collections::jobs(&mut jobs);
    products::inventory::batch::jobs(&mut jobs);
    orders::fulfillments::jobs(&mut jobs);
    jobs
}

/// What time alone brings about in a shop.
pub fn due(tx: &mut Tx<'_>) -> Answer<usize> {
    Ok(vip_groups::recompute_due(tx, 100)? + einvoices::issue_due(tx, 100)? + periodic_orders::establish_due(tx, 20)?)
}

/// Every event that an endpoint can subscribe to.
pub fn events() -> Vec<Event> {
    [
        products::EVENTS,
        collections::EVENTS,
        products::inventory::batch::EVENTS,
        orders::EVENTS,
        orders::fulfillments::EVENTS,
        customers::EVENTS,
        customers::bonus_points::EVENTS,
        coupons::EVENTS,
        vip_groups::EVENTS,
        affiliates::EVENTS,
    ]
    .concat()
}

/// Their names.
pub fn event_names() -> Vec<&'static str> {
    events().iter().map(|event| event.name).collect()
}

/// The documents of the API, one for each version.
pub fn documents() -> Vec<serde_json::Value> {
    let (groups, events) = (groups(), events());
    api::VERSIONS.map(|version| api::document(&groups, &events, version)).into()
}
