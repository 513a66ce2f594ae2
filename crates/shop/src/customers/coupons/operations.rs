//! Giving a customer coupons, listing, changing and using them.

use api::{Answer, Body, Group, Json, Listing, Paging, Path, Query};
use storage::{Record, Stored, Tx, View};
use wire::Id;

use crate::coupons::rules::{issue, personal, redeem, save, shop_wide, shown_to, withdraw};
use crate::coupons::{Coupon, CouponChange, CouponCreate, CouponFilter};
use crate::customers::Customer;
use crate::customers::rules::must_exist;

pub(crate) fn operations(group: &mut Group) {
    group.get("/v1/customers/{customer_id}/coupons", list).summary("取得顧客的所有個人優惠券");
    group
        .post("/v1/customers/{customer_id}/coupons", create)
        .summary("為顧客建立個人優惠券")
        .note("建立後觸發 coupons/create。");
    group.get("/v1/customers/{customer_id}/coupons/{coupon_id}", show).summary("取得顧客的一張個人優惠券");
    group
        .put("/v1/customers/{customer_id}/coupons/{coupon_id}", update)
        .summary("更新顧客的個人優惠券")
        .note("有變更時觸發 coupons/update。");
    group
        .delete("/v1/customers/{customer_id}/coupons/{coupon_id}", delete)
        .summary("刪除顧客的個人優惠券")
        .note("回傳刪除前的優惠券，並觸發 coupons/destroy。");
    group.get("/v1/customers/{customer_id}/shop_coupons", list_shop_wide).summary("取得顧客可見的全館優惠券");
    group
        .get("/v1/customers/{customer_id}/shop_coupons/{coupon_id}", show_shop_wide)
        .summary("取得一張全館優惠券，以及該顧客的使用情形");
    group
        .post("/v1/customers/{customer_id}/shop_coupons/{coupon_id}/decrement", decrement)
        .summary("核銷顧客使用一次全館優惠券")
        .note("優惠券與該顧客的使用次數各加一，並觸發 coupons/update。")
        .refuses(403, "優惠券已用完、已過期、尚未啟用、來源訂單已取消，或該顧客已達使用次數上限");
}

fn list(
    view: &View<'_>,
    Path(customer): Path<Id<Customer>>,
    Query(filter): Query<CouponFilter>,
    paging: Paging,
) -> Answer<Listing<Coupon>> {
    must_exist(view, customer)?;
    filter.personal(view, customer, paging)
}

fn create(
    tx: &mut Tx<'_>,
    Path(customer): Path<Id<Customer>>,
    Body(new): Body<CouponCreate>,
) -> Answer<Record<Coupon>> {
    must_exist(tx, customer)?;
    issue(tx, new.into_coupon(Some(customer))?)
}

fn show(view: &View<'_>, Path((customer, id)): Path<(Id<Customer>, Id<Coupon>)>) -> Answer<Stored<Coupon>> {
    Ok(personal(view, customer, id)?.into_stored())
}

fn update(
    tx: &mut Tx<'_>,
    Path((customer, id)): Path<(Id<Customer>, Id<Coupon>)>,
    Body(change): Body<CouponChange>,
) -> Answer<Record<Coupon>> {
    let mut coupon = personal(tx, customer, id)?;
    change.apply_to(&mut coupon)?;
    save(tx, &mut coupon)?;
    Ok(coupon)
}

fn delete(tx: &mut Tx<'_>, Path((customer, id)): Path<(Id<Customer>, Id<Coupon>)>) -> Answer<Stored<Coupon>> {
    let coupon = personal(tx, customer, id)?;
    withdraw(tx, coupon)
}

fn list_shop_wide(
    view: &View<'_>,
    Path(customer): Path<Id<Customer>>,
    Query(filter): Query<CouponFilter>,
    paging: Paging,
) -> Answer<Listing<Coupon>> {
    must_exist(view, customer)?;
    filter.shop_wide_for(view, customer, paging)
}

fn show_shop_wide(view: &View<'_>, Path((customer, id)): Path<(Id<Customer>, Id<Coupon>)>) -> Answer<Json<Coupon>> {
    must_exist(view, customer)?;
    let coupon = shop_wide(view, id)?;
    shown_to(view, coupon, customer).map(Json)
}

fn decrement(tx: &mut Tx<'_>, Path((customer, id)): Path<(Id<Customer>, Id<Coupon>)>) -> Answer<Json<Coupon>> {
    must_exist(tx, customer)?;
    let mut coupon = shop_wide(tx, id)?;
    redeem(tx, &mut coupon, Some(customer))?;
    shown_to(tx, coupon, customer).map(Json)
}
