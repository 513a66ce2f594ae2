//! What must hold of a product's photos, and when their files go.

use api::files::{name_in, release};
use api::{Answer, Commas, Error, Site};
use files::Image;
use storage::{Reading, Tx};
use wire::Id;

use crate::products::{Product, ProductPhoto, Variant};

/// A photo of an image that was just uploaded.
pub fn photo(tx: &mut Tx<'_>, site: &Site, image: &Image) -> Answer<ProductPhoto> {
    Ok(ProductPhoto {
        id: Id::new(tx.next_id("product_photos")?),
        url: site.file_url(tx.shop(), &image.name),
        width: image.width,
        height: image.height,
        ..ProductPhoto::default()
    })
}

/// Puts a photo at its place, or behind all others.
pub fn insert(product: &mut Product, photo: ProductPhoto, position: Option<usize>) {
    let last = product.photos.len();
    product.photos.insert(position.map_or(last, |position| position.saturating_sub(1).min(last)), photo);
}

/// Those variants are the product's own; each once.
pub fn known_variants(product: &Product, ids: Commas<Id<Variant>>) -> Answer<Vec<Id<Variant>>> {
    let mut known = Vec::new();
    for id in ids {
        if product.product_variants.iter().all(|variant| variant.id != id) {
            return Err(Error::invalid(format!("商品款式 ID (product_variant_ids) 不是這項商品的款式：{id}")));
        }
        if !known.contains(&id) {
            known.push(id);
        }
    }
    Ok(known)
}

pub fn found(product: &Product, id: Id<ProductPhoto>) -> Answer<ProductPhoto> {
    product.photos.iter().find(|photo| photo.id == id).cloned().ok_or(Error::NotFound)
}

/// Photos are numbered from 1 in their order, and bound to variants that are there.
pub fn settle(product: &mut Product) {
    let Product { photos, product_variants, .. } = product;
    for (position, photo) in (1..).zip(&mut *photos) {
        photo.position = position;
        photo.product_variant_ids.retain(|id| product_variants.iter().any(|variant| variant.id == *id));
    }
    product.photo_urls = photos.iter().map(|photo| photo.url.clone()).collect();
    for variant in product_variants {
        let shows = photos.iter().filter(|photo| photo.product_variant_ids.contains(&variant.id));
        variant.photo_urls = shows.map(|photo| photo.url.clone()).collect();
    }
}

/// Lets go of the files of photos that were there before and are not any more.
pub fn let_go(tx: &mut Tx<'_>, before: &[ProductPhoto], after: &[ProductPhoto]) -> Answer<()> {
    let shop = tx.shop();
    let gone = before.iter().filter(|photo| after.iter().all(|kept| kept.url != photo.url));
    let files = gone.filter_map(|photo| name_in(&photo.url, shop)).collect();
    release(tx, files)
}
