//! Naming the feeds of a shop, and writing one.

use std::sync::Arc;

use api::{Answer, Error, Group, Json, Pages, Path, Site};
use platform::Shop;
use storage::{Filter, Query as Find, Reading, Tx, View};
use subtle::ConstantTimeEq;
use wire::{Id, token};

use super::files;
use super::item::Item;
use super::{FeedName, ProductFeed, ProductFeeds};
use crate::products::{Product, ProductSettings};

/// So many products are read at a time.
const PAGE: u64 = 200;
/// How long others may keep a feed, in seconds.
const MAX_AGE: u32 = 900;

pub(super) fn operations(group: &mut Group) {
    group
        .writing_get("/v2/product_feeds", list)
        .summary("列出商品 feed 網址")
        .note("網址帶有商店專屬的金鑰，不需要憑證；檔案在讀取時產生，列出販售中商品的每個款式。");
    group.public("/feeds/{shop_id}/{key}/{file}", feed).summary("商品 feed");
}

fn list(tx: &mut Tx<'_>, site: Arc<Site>) -> Answer<Json<ProductFeeds>> {
    let key = key(tx)?;
    let feed = |name: FeedName| ProductFeed {
        name,
        url: format!("{}/feeds/{}/{key}/{}", site.base_url, tx.shop(), name.file()),
        mime_type: name.mime_type(),
    };
    Ok(Json(ProductFeeds { product_feeds: FeedName::ALL.map(feed).into() }))
}

/// The key in the shop's addresses, made when it is first asked for.
fn key(tx: &mut Tx<'_>) -> Answer<String> {
    let stored = tx.find_one::<ProductSettings>(Find::all())?;
    if let Some(key) = stored.as_ref().and_then(|settings| settings.feed_key.clone()) {
        return Ok(key);
    }
    let key = token(tx.random(), 16);
    match stored {
        Some(mut settings) => {
            settings.feed_key = Some(key.clone());
            tx.save(&mut settings)?;
        }
        None => {
            tx.insert(ProductSettings { feed_key: Some(key.clone()), ..ProductSettings::default() })?;
        }
    }
    Ok(key)
}

fn feed(view: &View<'_>, Path((_, key, file)): Path<(String, String, String)>) -> Answer<Pages> {
    let known = ProductSettings::of(view)?.feed_key.unwrap_or_default();
    if known.is_empty() || !bool::from(known.as_bytes().ct_eq(key.as_bytes())) {
        return Err(Error::NotFound);
    }
    let name = FeedName::ALL.into_iter().find(|name| name.file() == file).ok_or(Error::NotFound)?;
    let mut place = Place::Beginning;
    Ok(Pages {
        content_type: match name.mime_type() {
            "text/csv" => "text/csv; charset=utf-8",
            "text/xml" => "text/xml; charset=utf-8",
            other => other,
        },
        max_age: MAX_AGE,
        next: Box::new(move |view| place.write(view, name)),
    })
}

/// How far a feed has been written.
enum Place {
    Beginning,
    /// After the product of this id, with or without an item before.
    After(i64, bool),
    End,
}

impl Place {
    fn write(&mut self, view: &View<'_>, name: FeedName) -> Answer<Option<Vec<u8>>> {
        match *self {
            Self::End => Ok(None),
            Self::Beginning => {
                *self = Self::After(0, false);
                let shop = view.platform().get(Id::<Shop>::new(view.shop()))?.ok_or(Error::NotFound)?;
                files::begin(name, &shop.name, &format!("https://{}/", shop.storefront_domain)).map(Some)
            }
            Self::After(last, mut begun) => {
                let page = view.find::<Product>(&Find::all().filter(Filter::IdAfter(last)).limit(PAGE))?;
                let Some(end) = page.last().map(|product| product.id.get()) else {
                    *self = Self::End;
                    return Ok(Some(files::end(name).to_vec()).filter(|end| !end.is_empty()));
                };
                let mut written = Vec::new();
                for product in page.iter().filter(|product| product.is_on_sale(view.now())) {
                    for variant in &product.product_variants {
                        written.extend(files::item(name, &Item::of(product, variant), !begun)?);
                        begun = true;
                    }
                }
                *self = Self::After(end, begun);
                Ok(Some(written))
            }
        }
    }
}
