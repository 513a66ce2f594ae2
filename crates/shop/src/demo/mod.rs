//! A demo shop of any size: what it starts with, and as many more products and customers as somebody wants to try
//! it with. The same number is always the same product or person.

mod collections;
pub mod orders;
mod products;
mod shelf;
pub mod shopping;
#[cfg(test)]
mod tests;

pub use shelf::{last_photo, photos};

use api::{Answer, Site};
use serde::{Deserialize, Serialize};
use storage::{Document, Kind, Query, Reading, Record, Tx};
use wire::Id;

use crate::customers::{self, Customer};
use crate::einvoices::Period;
use crate::orders::Order;
use crate::products::Product;
use crate::{branch_stores, einvoices, inventory_sync_groups};
use shelf::Shelf;

pub(crate) const KINDS: &[&Kind] = &[Growth::KIND];

/// The products, collections and branch stores that a demo shop starts with. Nobody is told of them.
pub fn start(tx: &mut Tx<'_>, site: &Site) -> Answer<()> {
    collections::seed(tx)?;
    let mut shelf = Shelf::new(tx, site)?;
    for number in 0..products::WIDE {
        shelf.add(tx, number)?;
    }
    shelf.close(tx)?;
    branch_stores::demo::seed(tx)?;
    einvoices::demo::seed(tx, Period::of(tx.now()).next().next())?;
    inventory_sync_groups::demo::seed(tx)
}

/// How many products, customers and orders a demo shop is to have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    pub products: u64,
    pub customers: u64,
    pub orders: u64,
}

impl Size {
    /// A shop of so many products has a tenth as many customers.
    pub fn of(products: u64, orders: u64) -> Self {
        Self { products, customers: products / 10, orders }
    }
}

/// How far a demo shop has grown, so that one that was interrupted goes on where it stopped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Growth {
    id: Id<Growth>,
    products: u64,
    customers: u64,
    orders: u64,
}

storage::document!(Growth, "示範資料規模", "demo_growths", []);

/// What is still to be made of products, customers and orders together.
pub fn missing(tx: &mut Tx<'_>, size: Size) -> Answer<u64> {
    let growth = growth(tx)?;
    let orders = if tx.count::<Order>(&[])? == 0 { 0 } else { size.orders.saturating_sub(growth.orders) };
    Ok(size.products.saturating_sub(growth.products) + size.customers.saturating_sub(growth.customers) + orders)
}

/// Makes the next products, customers or orders of a shop that is to have this size, at most so many. Answers how many.
/// Nobody is told of them.
pub fn grow(tx: &mut Tx<'_>, site: &Site, wanted: Size, most: u64) -> Answer<u64> {
    let mut growth = growth(tx)?;
    let customers = growth.customers..wanted.customers.min(growth.customers + most);
    let made = customers.end.saturating_sub(customers.start);
    for number in customers.clone() {
        customers::demo::add_quietly(tx, number)?;
    }
    let products = growth.products..wanted.products.min(growth.products + most - made);
    let mut shelf = Shelf::new(tx, site)?;
    for number in products.clone() {
        shelf.add(tx, number)?;
    }
    shelf.close(tx)?;
    growth.customers = growth.customers.max(customers.end);
    growth.products = growth.products.max(products.end);
    let made = made + products.end.saturating_sub(products.start);
    let made = made + grow_orders(tx, &mut growth, wanted.orders, most - made)?;
    tx.save_quietly(&mut growth)?;
    Ok(made)
}

/// A shop that began without orders has none to make more of.
fn grow_orders(tx: &mut Tx<'_>, growth: &mut Growth, wanted: u64, most: u64) -> Answer<u64> {
    let numbers = growth.orders..wanted.min(growth.orders + most);
    if numbers.is_empty() {
        return Ok(0);
    }
    let templates = orders::templates(tx)?;
    if templates.is_empty() {
        return Ok(0);
    }
    growth.orders = numbers.end;
    let made = numbers.end - numbers.start;
    orders::add_copies(tx, &templates, numbers, growth.customers)?;
    Ok(made)
}

/// What the shop started with counts.
fn growth(tx: &mut Tx<'_>) -> Answer<Record<Growth>> {
    if let Some(growth) = tx.find_one::<Growth>(Query::all())? {
        return Ok(growth);
    }
    let (products, customers) = (tx.count::<Product>(&[])?, tx.count::<Customer>(&[])?);
    let orders = tx.count::<Order>(&[])?;
    Ok(tx.insert(Growth { products, customers, orders, ..Growth::default() })?)
}
