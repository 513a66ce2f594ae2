//! 商品圖片 of all products that have a variant of a code: all of them or none.

use std::sync::Arc;

use api::files::share;
use api::{Answer, Body, Error, Group, Json, NoContent, Query, Site};
use files::Image;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Filter, Query as Find, Reading, Tx};
use wire::Id;

use super::rules;
use crate::products::rules::change;
use crate::products::{Product, ProductPhoto, QC, SKU};

const NONE: &str = "沒有款式使用這個 SKU 或廠商編號";

pub(super) fn operations(group: &mut Group) {
    group
        .post("/v1/products/batch_create_product_photo", create)
        .summary("透過 SKU / QC 大量新增商品圖片")
        .note("每項有此款式的商品各新增一張圖片，排在最後；其中一項不能新增就全部不新增。")
        .refuses(404, NONE);
    group
        .delete("/v1/products/batch_delete_product_photo", remove)
        .summary("透過 SKU / QC 大量刪除商品圖片")
        .note("刪除每項有此款式的商品的所有圖片。")
        .refuses(404, NONE);
}

/// sku 或 qc
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Code {
    /// SKU
    Sku,
    /// 廠商編號
    Qc,
}

/// 要新增圖片的款式，與其圖片
#[derive(Debug, Deserialize, JsonSchema)]
struct PhotoOfCode {
    /// 商品圖片
    photo: Image,
    /// sku 或 qc
    #[serde(rename = "type")]
    code: Code,
    /// 值
    value: String,
}

/// 要刪除圖片的款式
#[derive(Debug, Deserialize, JsonSchema)]
struct OfCode {
    /// sku 或 qc
    #[serde(rename = "type")]
    code: Code,
    /// 值
    value: String,
}

/// 一項商品新增的圖片
#[derive(Debug, Serialize, JsonSchema)]
struct PhotoOfProduct {
    /// 商品 ID
    product_id: Id<Product>,
    #[serde(flatten)]
    photo: ProductPhoto,
}

fn create(tx: &mut Tx<'_>, site: Arc<Site>, Body(new): Body<PhotoOfCode>) -> Answer<Json<Vec<PhotoOfProduct>>> {
    let products = with_code(tx, new.code, &new.value)?;
    share(tx, &new.photo.name, products.len() as u64)?;
    let mut added = Vec::new();
    for product_id in products {
        let (product, photo) = change(tx, product_id, |tx, product| {
            let photo = rules::photo(tx, &site, &new.photo)?;
            let id = photo.id;
            rules::insert(product, photo, None);
            Ok(id)
        })?;
        added.push(PhotoOfProduct { product_id, photo: rules::found(&product, photo)? });
    }
    Ok(Json(added))
}

fn remove(tx: &mut Tx<'_>, Query(of): Query<OfCode>) -> Answer<NoContent> {
    for product in with_code(tx, of.code, &of.value)? {
        change(tx, product, |_, product| {
            product.photos.clear();
            Ok(())
        })?;
    }
    Ok(NoContent)
}

/// The products that have a variant of this code, or 404.
fn with_code(from: &impl Reading, code: Code, value: &str) -> Answer<Vec<Id<Product>>> {
    let term = match code {
        Code::Sku => SKU,
        Code::Qc => QC,
    };
    let found = from.find::<Product>(&Find::all().filter(Filter::HasTerm(term, vec![value.trim().to_owned()])))?;
    if found.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(found.iter().map(|product| product.id).collect())
}
