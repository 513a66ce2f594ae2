//! Reading and changing a product's variants.

use api::{Answer, Body, Error, Group, Json, Listing, Paging, Path};
use storage::{Filter, Query as Find, Reading, Record, Tx, View};
use wire::Id;

use super::rules::{self, variant};
use super::{Variant, VariantChange, VariantCreate, next_id};
use crate::products::options::rules::combine;
use crate::products::rules::{change, product};
use crate::products::{Product, SKU};

pub(crate) fn operations(group: &mut Group) {
    group
        .get("/v1/products/sku/{product_sku}/product_variants", by_sku)
        .summary("透過商品 SKU 取得該商品所有商品款式資料")
        .path_parameter("product_sku", "商品款式 SKU");
    group.get("/v1/products/{product_id}/product_variants", list).summary("透過商品 ID 取得該商品所有商品款式資料");
    group
        .post("/v1/products/{product_id}/product_variants", create)
        .summary("透過商品 ID 建立該商品的商品款式資料")
        .note("款式類型須與商品選項一一對應。選項還沒有的值會加進選項；隨選項自動產生的款式在此填入內容，已有內容的組合則拒絕。");
    group
        .get("/v1/products/{product_id}/product_variants/{product_variant_id}", show)
        .summary("透過商品 ID 與商品款式 ID 取得該商品款式資料");
    group
        .put("/v1/products/{product_id}/product_variants/{product_variant_id}", update)
        .summary("透過商品 ID 與商品款式 ID 更新該商品款式資料");
    group
        .delete("/v1/products/{product_id}/product_variants/{product_variant_id}", delete)
        .summary("透過商品 ID 與商品款式 ID 刪除該商品款式資料")
        .refuses(403, "商品只剩一個款式，或其他款式還在使用同樣的選項值");
}

fn by_sku(view: &View<'_>, Path(sku): Path<String>, paging: Paging) -> Answer<Listing<Variant>> {
    let products = view.find::<Product>(&Find::all().filter(Filter::HasTerm(SKU, vec![sku.clone()])))?;
    let variants = products.into_iter().map(Record::into_value).flat_map(|product| product.product_variants);
    let found: Vec<Variant> = variants.filter(|variant| variant.sku.as_ref() == Some(&sku)).collect();
    Ok(Listing::of_items(paging, found))
}

fn list(view: &View<'_>, Path(id): Path<Id<Product>>) -> Answer<Json<Vec<Variant>>> {
    Ok(Json(product(view, id)?.into_value().product_variants))
}

fn show(view: &View<'_>, Path((id, wanted)): Path<(Id<Product>, Id<Variant>)>) -> Answer<Json<Variant>> {
    let variants = product(view, id)?.into_value().product_variants;
    variants.into_iter().find(|variant| variant.id == wanted).map(Json).ok_or(Error::NotFound)
}

fn create(tx: &mut Tx<'_>, Path(id): Path<Id<Product>>, Body(mut new): Body<VariantCreate>) -> Answer<Json<Variant>> {
    let (product, made) = change(tx, id, |tx, product| {
        let values = rules::values(product, new.take_values())?;
        rules::extend_options(product, &values);
        combine(product, || next_id(tx))?;
        let (lowest, sold_by_pos) = (product.price, product.pos_shop.is_some());
        let variant = product.product_variants.iter_mut().find(|variant| variant.values().eq(values.iter()));
        let variant = variant.ok_or(Error::NotFound)?;
        if !variant.generated {
            return Err(Error::invalid("款式類型 (option1–option3) 的款式已存在"));
        }
        variant.price = new.price.unwrap_or(lowest);
        let id = variant.id;
        new.into_change().apply_to(variant, sold_by_pos)?;
        Ok(id)
    })?;
    made_of(product, made)
}

fn update(
    tx: &mut Tx<'_>,
    Path((id, wanted)): Path<(Id<Product>, Id<Variant>)>,
    Body(mut new): Body<VariantChange>,
) -> Answer<Json<Variant>> {
    let (product, ()) = change(tx, id, |_, product| {
        rules::rename(product, wanted, new.take_values())?;
        let sold_by_pos = product.pos_shop.is_some();
        new.apply_to(variant(product, wanted)?, sold_by_pos)
    })?;
    made_of(product, wanted)
}

fn delete(tx: &mut Tx<'_>, Path((id, wanted)): Path<(Id<Product>, Id<Variant>)>) -> Answer<Json<Variant>> {
    let (_, removed) = change(tx, id, |_, product| rules::remove(product, wanted))?;
    Ok(Json(removed))
}

fn made_of(product: Record<Product>, id: Id<Variant>) -> Answer<Json<Variant>> {
    let variants = product.into_value().product_variants;
    variants.into_iter().find(|variant| variant.id == id).map(Json).ok_or(Error::NotFound)
}
