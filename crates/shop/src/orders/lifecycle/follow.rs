//! What follows from a change of an order, in the rooms that it concerns.

use api::Answer;
use storage::{Record, Tx};

use super::{goods, loyalty};
use crate::orders::ledger::Ledger;
use crate::orders::{Order, fulfillments};
use crate::{affiliates, einvoices, order_etickets, vip_groups};

/// What goes into the order or its ledger: in the same transaction, before both are stored. There is no order before
/// one that is being placed.
pub(super) fn before_storing(
    tx: &mut Tx<'_>,
    order: &mut Order,
    ledger: &mut Ledger,
    before: Option<&Order>,
) -> Answer<()> {
    order_etickets::follow(tx, order, |line| goods::returned(ledger, line))?;
    loyalty::follow(tx, order, ledger)?;
    einvoices::follow(tx, order, ledger, before)
}

/// What reads the order as it is stored.
pub(super) fn stored(tx: &mut Tx<'_>, order: &Order, before: Option<&Order>) -> Answer<()> {
    let spent = |order: &Order| order.counts_as_valid().then(|| order.amount_kept());
    if let Some(customer) = &order.customer
        && before.and_then(spent) != spent(order)
    {
        vip_groups::recompute(tx, customer.id)?;
    }
    fulfillments::follow(tx, order, before)?;
    affiliates::follow(tx, order, before)
}

/// Stores a new order, which goes the same way.
pub(crate) fn placed(tx: &mut Tx<'_>, mut order: Order, mut ledger: Ledger) -> Answer<Record<Order>> {
    order.id = tx.reserve()?;
    ledger.order_id = order.id;
    before_storing(tx, &mut order, &mut ledger, None)?;
    let order = tx.insert_reserved(order)?;
    tx.insert_quietly(ledger)?;
    tx.emit("orders/create", &order)?;
    stored(tx, &order, None)?;
    Ok(order)
}
