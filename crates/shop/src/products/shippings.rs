//! The ways of shipping that a product is bound to.

use api::{Answer, Body, Error, Group, Json, Path};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Reading, Tx, View};
use wire::Id;

use super::Product;
use super::rules::{change, product};
use crate::checkout::ShippingMethod;

pub(super) fn operations(group: &mut Group) {
    group.get("/v1/products/bind_shippings", all).summary("取得目前所有可綁定的物流");
    group.get("/v1/products/{product_id}/bind_shippings", of_product).summary("取得特定商品的所有綁定物流");
    group
        .post("/v1/products/{product_id}/bind_shippings", bind)
        .summary("更新特定商品的綁定物流")
        .note("綁定的物流就是這次帶的全部；帶空的陣列即解除所有綁定。");
}

/// 物流名稱
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct ShippingNames {
    /// 所有物流名稱
    shipping_names: Vec<String>,
}

fn all(view: &View<'_>) -> Answer<Json<ShippingNames>> {
    Ok(Json(ShippingNames { shipping_names: known(view)? }))
}

/// What the shop's checkout offers.
fn known(from: &impl Reading) -> Answer<Vec<String>> {
    Ok(ShippingMethod::all(from)?.into_iter().map(|method| method.name).collect())
}

fn of_product(view: &View<'_>, Path(id): Path<Id<Product>>) -> Answer<Json<ShippingNames>> {
    Ok(Json(ShippingNames { shipping_names: product(view, id)?.into_value().shipping_names }))
}

fn bind(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Product>>,
    Body(ShippingNames { mut shipping_names }): Body<ShippingNames>,
) -> Answer<Json<ShippingNames>> {
    let known = known(tx)?;
    let unknown: Vec<_> = shipping_names.iter().filter(|name| !known.contains(name)).map(String::as_str).collect();
    if !unknown.is_empty() {
        return Err(Error::invalid(format!("物流名稱 (shipping_names) 無效值：{}", unknown.join("、"))));
    }
    let mut seen = Vec::new();
    shipping_names.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    let (product, ()) = change(tx, id, |_, product| {
        product.shipping_names = shipping_names;
        Ok(())
    })?;
    Ok(Json(ShippingNames { shipping_names: product.into_value().shipping_names }))
}
