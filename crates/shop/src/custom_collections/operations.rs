//! 自訂群組: listing, making and changing collections, and picking their products.

use api::{Answer, Body, Group, Json, Listing, Paging, Path, Query};
use storage::{Tx, View};
use wire::Id;

use super::memberships;
use super::{CustomCollection, CustomCollectionChange, CustomCollectionCreate, ProductChoice};
use crate::collections::{listing, rules};

pub(super) fn operations(group: &mut Group) {
    group
        .get("/v1/custom_collections", list)
        .summary("取得所有自訂群組")
        .note("每個群組最多列出 1,000 項商品；其餘以 GET /v1/products/search/collection 取得。");
    group.post("/v1/custom_collections", create).summary("建立自訂群組");
    group.get("/v1/custom_collections/{custom_collection_id}", show).summary("透過自訂群組 ID 取得該自訂群組");
    group.put("/v1/custom_collections/{custom_collection_id}", update).summary("透過自訂群組 ID 更新該自訂群組");
    group
        .delete("/v1/custom_collections/{custom_collection_id}", delete)
        .summary("透過自訂群組 ID 刪除該自訂群組")
        .note("群組的商品離開群組；超過 500 項時在背景進行。");
    group
        .post("/v1/custom_collections/{custom_collection_id}/products", add)
        .summary("新增商品進該自訂群組")
        .note("排在原有商品之後；已在群組內的略過。");
    group
        .put("/v1/custom_collections/{custom_collection_id}/products", replace)
        .summary("更新該自訂群組中的商品")
        .note("群組的商品就是這次帶的全部，依這次的順序。");
    group
        .delete("/v1/custom_collections/{custom_collection_id}/products", remove)
        .summary("從該自訂群組中移除商品")
        .note("不在群組內的略過。");
    group
        .put("/v1/custom_collections/{custom_collection_id}/products/manual_order", order)
        .summary("排序該自訂群組中的商品")
        .note("帶到的商品依這次的順序排列，沒有帶到的留在原來的位置。");
}

fn list(view: &View<'_>, paging: Paging) -> Answer<Listing<CustomCollection>> {
    listing(view, "", paging)
}

fn show(view: &View<'_>, Path(id): Path<Id<CustomCollection>>) -> Answer<Json<CustomCollection>> {
    let collection = rules::collection(view, id)?.into_value();
    rules::shown(view, collection).map(Json)
}

fn create(tx: &mut Tx<'_>, Body(new): Body<CustomCollectionCreate>) -> Answer<Json<CustomCollection>> {
    let collection = CustomCollection {
        title: new.title,
        handle: new.handle,
        published: new.published,
        body_html: new.body_html,
        products_order: new.products_order.unwrap_or_default(),
        ..CustomCollection::default()
    };
    rules::insert(tx, collection).map(Json)
}

fn update(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<CustomCollection>>,
    Body(new): Body<CustomCollectionChange>,
) -> Answer<Json<CustomCollection>> {
    let change = |_: &mut Tx<'_>, collection: &mut CustomCollection| {
        collection.title = new.title.unwrap_or_else(|| collection.title.clone());
        collection.handle = new.handle.unwrap_or_else(|| collection.handle.clone());
        collection.published = new.published.unwrap_or(collection.published);
        new.body_html.apply_to(&mut collection.body_html);
        collection.products_order = new.products_order.unwrap_or(collection.products_order);
        Ok(())
    };
    rules::change(tx, id, change).map(Json)
}

fn delete(tx: &mut Tx<'_>, Path(id): Path<Id<CustomCollection>>) -> Answer<Json<CustomCollection>> {
    rules::remove(tx, id).map(Json)
}

fn add(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<CustomCollection>>,
    Body(choice): Body<ProductChoice>,
) -> Answer<Json<CustomCollection>> {
    memberships::add(tx, id, choice.product_ids.0).map(Json)
}

fn replace(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<CustomCollection>>,
    Body(choice): Body<ProductChoice>,
) -> Answer<Json<CustomCollection>> {
    memberships::replace(tx, id, choice.product_ids.0).map(Json)
}

fn remove(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<CustomCollection>>,
    Query(choice): Query<ProductChoice>,
) -> Answer<Json<CustomCollection>> {
    memberships::remove(tx, id, choice.product_ids.0).map(Json)
}

fn order(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<CustomCollection>>,
    Body(choice): Body<ProductChoice>,
) -> Answer<Json<CustomCollection>> {
    memberships::order(tx, id, choice.product_ids.0).map(Json)
}
