//! Reading and changing a product's options.

use api::{Answer, Body, Commas, Error, Group, Json, Path};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Tx, View};
use wire::Id;

use super::rules;
use crate::products::rules::{change, product};
use crate::products::variants::next_id;
use crate::products::{Product, ProductOption};

pub(crate) fn operations(group: &mut Group) {
    group.get("/v1/products/{product_id}/product_options", list).summary("透過商品 ID 取得該商品所有商品選項");
    group
        .post("/v1/products/{product_id}/product_options", create)
        .summary("透過商品 ID 建立該商品的商品選項")
        .note("最多三個。款式就是選項值的所有組合：原有的款式得到第一個值，其餘組合自動產生，之後以新增款式填入內容。");
    group
        .get("/v1/products/{product_id}/product_options/{product_option_id}", show)
        .summary("透過商品 ID 與商品選項 ID 取得該商品選項");
    group
        .put("/v1/products/{product_id}/product_options/{product_option_id}", update)
        .summary("透過商品 ID 與商品選項 ID 更新該商品選項")
        .note("同一位置換成新的值即改名，款式隨之移動；拿掉的值，其款式一併刪除；多出的值產生新的款式。");
    group
        .delete("/v1/products/{product_id}/product_options/{product_option_id}", delete)
        .summary("透過商品 ID 與商品選項 ID 刪除該商品選項")
        .note("只靠這個選項區別的款式，留下順序最前面的一個。");
}

fn list(view: &View<'_>, Path(id): Path<Id<Product>>) -> Answer<Json<Vec<ProductOption>>> {
    Ok(Json(product(view, id)?.into_value().product_options))
}

fn show(view: &View<'_>, Path((id, option)): Path<(Id<Product>, Id<ProductOption>)>) -> Answer<Json<ProductOption>> {
    let options = product(view, id)?.into_value().product_options;
    options.into_iter().find(|known| known.id == option).map(Json).ok_or(Error::NotFound)
}

/// 新的商品選項
#[derive(Debug, Deserialize, JsonSchema)]
struct OptionCreate {
    /// 款式名稱
    #[schemars(length(max = 255))]
    name: String,
    /// 款式類型 (逗點區隔)
    types: Commas<String>,
}

fn create(tx: &mut Tx<'_>, Path(id): Path<Id<Product>>, Body(new): Body<OptionCreate>) -> Answer<Json<ProductOption>> {
    let (_, option) = change(tx, id, |tx, product| {
        let id = Id::new(tx.next_id("product_options")?);
        rules::add(product, ProductOption { id, name: new.name, ..ProductOption::default() }, new.types)?;
        rules::combine(product, || next_id(tx))?;
        product.product_options.last().cloned().ok_or(Error::NotFound)
    })?;
    Ok(Json(option))
}

/// 商品選項的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
struct OptionChange {
    /// 款式名稱
    #[schemars(length(max = 255))]
    name: Option<String>,
    /// 款式類型 (逗點區隔)
    types: Option<Commas<String>>,
}

fn update(
    tx: &mut Tx<'_>,
    Path((id, option)): Path<(Id<Product>, Id<ProductOption>)>,
    Body(new): Body<OptionChange>,
) -> Answer<Json<ProductOption>> {
    let (_, option) = change(tx, id, |tx, product| {
        let place = rules::place(product, option)?;
        if let Some(name) = new.name {
            product.product_options[place].name = name;
            rules::check_name(product, place)?;
        }
        if let Some(values) = new.types {
            rules::set_values(product, place, values)?;
            rules::combine(product, || next_id(tx))?;
        }
        Ok(product.product_options[place].clone())
    })?;
    Ok(Json(option))
}

fn delete(tx: &mut Tx<'_>, Path((id, option)): Path<(Id<Product>, Id<ProductOption>)>) -> Answer<Json<ProductOption>> {
    let (_, removed) = change(tx, id, |tx, product| {
        let removed = rules::remove(product, rules::place(product, option)?);
        rules::combine(product, || next_id(tx))?;
        Ok(removed)
    })?;
    Ok(Json(removed))
}
