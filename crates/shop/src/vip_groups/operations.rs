//! A customer's VIP. It stands among the customer's operations; the groups' own come with their settings.

use api::{Answer, Group, Json, Path};
use storage::View;
use wire::Id;

use super::{CustomerVip, Groups};
use crate::customers::Customer;
use crate::customers::rules::customer;

pub(crate) fn customer_operations(group: &mut Group) {
    group
        .get("/v1/customers/{customer_id}/vip_info", vip_info)
        .summary("透過顧客 ID 取得 VIP 資料")
        .note("以查詢當下計算：效期已過的等級會依續會條件延續或調降。");
}

fn vip_info(view: &View<'_>, Path(id): Path<Id<Customer>>) -> Answer<Json<CustomerVip>> {
    let customer = customer(view, id)?;
    Ok(Json(Groups::in_force(view)?.vip_of(view, &customer)?))
}
