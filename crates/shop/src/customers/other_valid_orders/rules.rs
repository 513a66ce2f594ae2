//! What must hold of orders from other channels.

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Record};
use wire::Id;

use super::types::UID;
use super::{OtherOrderInfos, OtherOrderInfosInput, OtherValidOrder};
use crate::customers::Customer;

/// The order, if it is this customer's; 404 otherwise.
pub fn order(from: &impl Reading, customer: Id<Customer>, id: Id<OtherValidOrder>) -> Answer<Record<OtherValidOrder>> {
    let order = from.get(id)?.filter(|order| order.customer_id == customer);
    order.ok_or(Error::NotFound)
}

/// The vendor's own name for an order, which no other order of the shop has.
pub fn unique_uid(from: &impl Reading, uid: Option<String>) -> Answer<Option<String>> {
    let Some(uid) = uid.map(|uid| uid.trim().to_owned()).filter(|uid| !uid.is_empty()) else {
        return Ok(None);
    };
    let same = Query::all().filter(Filter::equals(UID, uid.as_str()));
    if from.find_one::<OtherValidOrder>(same)?.is_some() {
        return Err(Error::invalid("UID (uid) 已被使用"));
    }
    Ok(Some(uid))
}

impl OtherOrderInfosInput {
    /// Applies what the input says; what it does not mention stays.
    pub fn apply_to(self, infos: &mut OtherOrderInfos) -> Answer<()> {
        self.channel_name.apply_to(&mut infos.channel_name);
        self.invoice_no.apply_to(&mut infos.invoice_no);
        self.source.apply_to(&mut infos.source);
        self.note.apply_to(&mut infos.note);
        self.operator.apply_to(&mut infos.operator);
        self.customer_note.apply_to(&mut infos.customer_note);
        match self.products {
            api::Change::Keep => {}
            api::Change::Clear => infos.products.clear(),
            api::Change::Set(products) => infos.products = products.read()?,
        }
        Ok(())
    }
}
