//! Moving stock as orders and returns do.

use std::sync::Arc;

use api::{Answer, Body, Error, Group, Json};
use platform::Caller;
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Query, Reading, Tx};
use wire::Id;

use super::must_be_sandbox;
use crate::products::inventory::{give_back, take};
use crate::products::rules::change;
use crate::products::{Product, VARIANT, Variant};

pub(super) fn operations(group: &mut Group) {
    group
        .post("/sandbox/stock_movements", move_stock)
        .summary("異動款式的庫存")
        .note(
            "只有測試商店可以使用。如同訂單與退貨，庫存以增減計算而不是設定：負數為賣出，已銷數量與商品販售數量隨之增加；\
             正數為歸還。回應異動後的款式。",
        )
        .refuses(403, "不是測試商店，或庫存不足");
}

/// 庫存異動
#[derive(Debug, Deserialize, JsonSchema)]
struct StockMovement {
    /// 商品款式 ID
    product_variant_id: Id<Variant>,
    /// 異動數量：負數為賣出，正數為歸還
    #[schemars(range(min = -1_000_000, max = 1_000_000))]
    quantity: i32,
}

fn move_stock(
    tx: &mut Tx<'_>,
    Body(StockMovement { product_variant_id: id, quantity }): Body<StockMovement>,
    caller: Arc<Caller>,
) -> Answer<Json<Variant>> {
    must_be_sandbox(&caller)?;
    if quantity == 0 {
        return Err(Error::invalid("異動數量 (quantity) 不能為 0"));
    }
    let of = Query::all().filter(Filter::HasTerm(VARIANT, vec![id.to_string()]));
    let product = tx.find_one::<Product>(of)?;
    let product = product.ok_or_else(|| Error::invalid(format!("商品款式 ID (product_variant_id) 不存在：{id}")))?;
    let (product, ()) = change(tx, product.id, |_, product| {
        let variant = product.product_variants.iter_mut().find(|variant| variant.id == id).ok_or(Error::NotFound)?;
        if quantity < 0 {
            take(variant, quantity.unsigned_abs())?;
            product.sell_weight = product.sell_weight.saturating_add(i64::from(quantity.unsigned_abs()));
        } else {
            give_back(variant, quantity.unsigned_abs())?;
        }
        Ok(())
    })?;
    let moved = product.into_value().product_variants.into_iter().find(|variant| variant.id == id);
    moved.map(Json).ok_or(Error::NotFound)
}
