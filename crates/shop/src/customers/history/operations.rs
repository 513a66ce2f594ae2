//! Reading a customer's orders, cart, purchases and messages from their own collections.

use api::{Answer, Group, Json, Listing, Paging, Path, Query};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Order as Sort, Query as Find, Reading, View};
use wire::{Date, Id};

use crate::carts;
use crate::customers::Customer;
use crate::customers::rules::must_exist;
use crate::customers::spending::Days;
use crate::messages::{self, MessagePost};
use crate::orders::{self, LineItem, Order};
use crate::products::{Variant, variants};

pub(crate) fn operations(group: &mut Group) {
    group.get("/v1/customers/{customer_id}/orders", all_orders).summary("透過顧客 ID 取得該顧客的訂單");
    group
        .get("/v1/customers/{customer_id}/customer_cart_items", cart_items)
        .summary("透過顧客 ID 取得購物車中尚未結帳的商品款式");
    group
        .get("/v1/customers/{customer_id}/recent_purchases", recent_purchases)
        .summary("透過顧客 ID 取得期間內有效訂單購買的商品")
        .note("由新到舊，最多 max_products 筆。");
    group.get("/v1/customers/{customer_id}/message_posts", message_posts).summary("透過顧客 ID 取得該顧客的客服問答");
}

fn all_orders(view: &View<'_>, Path(id): Path<Id<Customer>>, paging: Paging) -> Answer<Listing<Order>> {
    must_exist(view, id)?;
    let of_customer = Find::all().filter(Filter::equals(orders::CUSTOMER, id));
    Listing::of(view, paging, of_customer.order(Sort::Ascending(orders::CREATED_AT)))
}

fn cart_items(view: &View<'_>, Path(id): Path<Id<Customer>>) -> Answer<Json<Vec<Variant>>> {
    must_exist(view, id)?;
    let cart = carts::of(view, id)?.map(|cart| cart.into_value().items).unwrap_or_default();
    let ids: Vec<_> = cart.iter().map(|item| item.product_variant_id).collect();
    Ok(Json(variants(view, &ids)?))
}

/// 最近購買商品的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct RecentFilter {
    /// 起始日期 (YYYY-MM-DD)
    start_date: Date,
    /// 結束日期 (YYYY-MM-DD)，含當日
    end_date: Date,
    /// 購買商品的最大筆數
    #[schemars(range(min = 1))]
    max_products: usize,
}

fn recent_purchases(
    view: &View<'_>,
    Path(id): Path<Id<Customer>>,
    Query(filter): Query<RecentFilter>,
) -> Answer<Json<Vec<LineItem>>> {
    must_exist(view, id)?;
    let (start, end) = Days { start_date: filter.start_date, end_date: filter.end_date }.span()?;
    let query = Find::all()
        .filter(Filter::equals(orders::CUSTOMER, id))
        .filter(Filter::at_least(orders::CREATED_AT, start))
        .filter(Filter::at_most(orders::CREATED_AT, end))
        .order(Sort::Descending(orders::CREATED_AT));
    let valid = view.find::<Order>(&query)?.into_iter().filter(|order| order.counts_as_valid());
    let items = valid.flat_map(|order| order.into_value().line_items);
    Ok(Json(items.take(filter.max_products).collect()))
}

fn message_posts(view: &View<'_>, Path(id): Path<Id<Customer>>, paging: Paging) -> Answer<Listing<MessagePost>> {
    must_exist(view, id)?;
    Listing::of(view, paging, Find::all().filter(Filter::equals(messages::CUSTOMER, id)))
}
