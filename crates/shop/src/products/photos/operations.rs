//! 商品圖片: listing, uploading and removing the photos of one product.

use std::sync::Arc;

use api::{Answer, Body, Commas, Group, Json, Path, Site};
use files::Image;
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Tx, View};
use wire::Id;

use super::rules;
use crate::products::rules::{change, product};
use crate::products::{Product, ProductPhoto, Variant};

pub(super) fn operations(group: &mut Group) {
    group.get("/v1/products/{product_id}/product_photos", list).summary("透過商品 ID 取得該商品的所有圖片");
    group
        .post("/v1/products/{product_id}/product_photos", upload)
        .summary("透過商品 ID 上傳該商品的圖片")
        .note("JPEG、PNG、GIF 或 WebP，依檔案內容判斷，最多 4000 萬像素。其後的圖片順延；未帶順序時排在最後。");
    group
        .delete("/v1/products/{product_id}/product_photos/{product_photo_id}", remove)
        .summary("透過商品 ID 與商品圖片 ID 刪除該商品的圖片")
        .note("其後的圖片往前遞補；圖片檔案隨後移除，網址不再可用。");
}

/// 新的商品圖片
#[derive(Debug, Deserialize, JsonSchema)]
struct PhotoUpload {
    /// 商品圖片
    photo: Image,
    /// 圖片顯示的順序
    #[schemars(range(min = 1))]
    position: Option<usize>,
    /// 顯示這張圖片的商品款式 ID (逗點區隔)
    product_variant_ids: Option<Commas<Id<Variant>>>,
}

fn list(view: &View<'_>, Path(id): Path<Id<Product>>) -> Answer<Json<Vec<ProductPhoto>>> {
    Ok(Json(product(view, id)?.into_value().photos))
}

fn upload(
    tx: &mut Tx<'_>,
    site: Arc<Site>,
    Path(id): Path<Id<Product>>,
    Body(new): Body<PhotoUpload>,
) -> Answer<Json<ProductPhoto>> {
    let (product, photo) = change(tx, id, |tx, product| {
        let mut photo = rules::photo(tx, &site, &new.photo)?;
        let id = photo.id;
        photo.product_variant_ids = rules::known_variants(product, new.product_variant_ids.unwrap_or_default())?;
        rules::insert(product, photo, new.position);
        Ok(id)
    })?;
    rules::found(&product, photo).map(Json)
}

fn remove(tx: &mut Tx<'_>, Path((id, photo)): Path<(Id<Product>, Id<ProductPhoto>)>) -> Answer<Json<ProductPhoto>> {
    let (_, removed) = change(tx, id, |_, product| {
        let removed = rules::found(product, photo)?;
        product.photos.retain(|known| known.id != photo);
        Ok(removed)
    })?;
    Ok(Json(removed))
}
