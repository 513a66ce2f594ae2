//! A product's tags. A tag has one id in a shop, whatever products carry it.

use api::{Answer, Body, Commas, Group, Json, Path};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Query, Reading, Record, Tx, View};
use wire::Id;

use super::rules::{change, product};
use super::{NAME, Product, ProductTag};

pub(super) fn operations(group: &mut Group) {
    group.get("/v1/products/{product_id}/product_tags", list).summary("透過商品 ID 取得該商品所有商品標籤");
    group
        .put("/v1/products/{product_id}/product_tags/add", add)
        .summary("透過商品 ID 複數建立該商品的商品標籤")
        .note("已有的標籤略過。");
    group
        .put("/v1/products/{product_id}/product_tags/remove", remove)
        .summary("透過商品 ID 複數刪除該商品的商品標籤")
        .note("商品沒有的標籤略過。");
}

/// 商品標籤
#[derive(Debug, Deserialize, JsonSchema)]
struct Tags {
    /// 商品標籤 (逗點區隔)
    tags: Commas<String>,
}

fn list(view: &View<'_>, Path(id): Path<Id<Product>>) -> Answer<Json<Vec<ProductTag>>> {
    Ok(Json(product(view, id)?.into_value().tags))
}

fn add(tx: &mut Tx<'_>, Path(id): Path<Id<Product>>, Body(new): Body<Tags>) -> Answer<Json<Vec<ProductTag>>> {
    let (product, ()) = change(tx, id, |tx, product| {
        for tag in named(tx, new.tags)? {
            if product.tags.iter().all(|known| known.id != tag.id) {
                product.tags.push(tag);
            }
        }
        Ok(())
    })?;
    Ok(Json(product.into_value().tags))
}

fn remove(tx: &mut Tx<'_>, Path(id): Path<Id<Product>>, Body(gone): Body<Tags>) -> Answer<Json<Vec<ProductTag>>> {
    let (product, ()) = change(tx, id, |_, product| {
        product.tags.retain(|tag| !gone.tags.0.contains(&tag.name));
        Ok(())
    })?;
    Ok(Json(product.into_value().tags))
}

/// The shop's tags of these names, made where there are none yet; each once.
pub fn named(tx: &mut Tx<'_>, names: Commas<String>) -> Answer<Vec<ProductTag>> {
    let mut tags = Vec::<ProductTag>::new();
    for name in names {
        let query = Query::all().filter(Filter::equals(NAME, name.as_str()));
        let known = tx.find_one::<ProductTag>(query)?.map(Record::into_value);
        let tag = match known {
            Some(tag) => tag,
            None => tx.insert(ProductTag { name, ..ProductTag::default() })?.into_value(),
        };
        if tags.iter().all(|known| known.id != tag.id) {
            tags.push(tag);
        }
    }
    Ok(tags)
}
