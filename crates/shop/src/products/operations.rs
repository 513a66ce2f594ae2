//! 商品: finding, creating and changing products.

use api::{Answer, Body, Change, Commas, Error, Group, Listing, Paging, Path};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Query as Find, Reading, Record, Stored, Tx, View};
use wire::{Id, token};

use super::rules::{self, change};
use super::{
    CollectionType, NAME, PosProductCreate, Product, ProductChange, ProductChannel, ProductCreate, ProductDetails,
    ProductPosShop, RelatedCollection, Temperature, Variant, tags,
};
use crate::custom_collections::{CustomCollection, memberships};
use crate::pos_shops::PosShop;
use crate::smart_collections::SmartCollection;
use crate::special_collections::SpecialCollectionProduct;

/// So many POS shops at a time.
const MOST_POS_SHOPS: usize = 20;

pub(super) fn operations(group: &mut Group) {
    group.get("/v1/products", list).summary("取得所有商品資料");
    group
        .post("/v1/products", create)
        .summary("新增商品")
        .note("商品一開始有一個款式，售價即 price。建立後觸發 products/create 與 variants/create。");
    group
        .post("/v1/products/pos_shop_batch", create_in_pos_shops)
        .summary("透過 POS 商店 ID 大量新增商品 (POS 專屬 API)")
        .note("每間 POS 商店各新增一項未公開的商品；其中一間不存在就全部不新增。");
    group.get("/v1/products/{product_id}", show).summary("透過商品 ID 取得該商品資料");
    group.put("/v1/products/{product_id}", update).summary("透過商品 ID 更新商品資料");
    group.delete("/v1/products/{product_id}", delete).summary("透過商品 ID 刪除該商品資料");
    group.put("/v1/products/{product_id}/seo_meta_tags", set_seo).summary("透過商品 ID 更新商品 SEO 資料");
}

fn list(view: &View<'_>, paging: Paging) -> Answer<Listing<Product>> {
    Listing::of(view, paging, Find::all())
}

fn show(view: &View<'_>, Path(id): Path<Id<Product>>) -> Answer<Stored<Product>> {
    view.stored(id)?.ok_or(Error::NotFound)
}

fn create(tx: &mut Tx<'_>, Body(new): Body<ProductCreate>) -> Answer<Record<Product>> {
    let mut product = fresh(tx)?;
    (product.title, product.handle, product.published) = (new.title, new.handle, new.published);
    rules::set_price(&mut product, new.price);
    if let Some(id) = new.branch_store_id {
        let store = tx.get(id)?.ok_or_else(|| Error::invalid("商品所屬門市 ID (branch_store_id) 不存在"))?;
        product.branch_store = Some(store.into_value());
    }
    apply(tx, new.details, &mut product)?;
    rules::insert(tx, product)
}

/// A product as it begins: with one variant.
fn fresh(tx: &mut Tx<'_>) -> Answer<Product> {
    let first = Variant {
        id: Id::new(tx.next_id(Variant::SEQUENCE)?),
        position: 1,
        requires_shipping: true,
        generated: true,
        ..Variant::default()
    };
    Ok(Product {
        temperature_types: vec![Temperature::Normal],
        searchable: true,
        product_variants: vec![first],
        ..Product::default()
    })
}

fn create_in_pos_shops(tx: &mut Tx<'_>, Body(new): Body<PosProductCreate>) -> Answer<Vec<Stored<Product>>> {
    let Commas(shops) = new.pos_shop_ids;
    if shops.is_empty() || shops.len() > MOST_POS_SHOPS {
        return Err(Error::invalid(format!("POS 商店 ID (pos_shop_ids) 單次須為 1 至 {MOST_POS_SHOPS} 間")));
    }
    let mut model = fresh(tx)?;
    model.title = new.title;
    rules::set_price(&mut model, new.price.unwrap_or_default());
    let mut details = new.details;
    // Each has a place of its own in its collections.
    let collections = details.custom_collection_ids.take();
    apply(tx, details, &mut model)?;
    let mut made = Vec::new();
    for id in shops {
        let shop = tx.get::<PosShop>(id)?;
        let shop = shop.ok_or_else(|| Error::invalid(format!("POS 商店 ID (pos_shop_ids) 不存在：{id}")))?;
        let mut product = model.clone();
        for variant in &mut product.product_variants {
            variant.id = Id::new(tx.next_id(Variant::SEQUENCE)?);
        }
        product.handle = format!("pos-{}", token(tx.random(), 8));
        product.pos_shop = Some(ProductPosShop { id, name: shop.into_value().name });
        if let Some(collections) = &collections {
            memberships::set(tx, &mut product, collections.0.clone())?;
        }
        made.push(rules::insert(tx, product)?.into_stored());
    }
    Ok(made)
}

fn update(tx: &mut Tx<'_>, Path(id): Path<Id<Product>>, Body(new): Body<ProductChange>) -> Answer<Record<Product>> {
    let (product, ()) = change(tx, id, |tx, product| {
        set(&mut product.title, new.title);
        set(&mut product.handle, new.handle);
        set(&mut product.published, new.published);
        if let Some(price) = new.price {
            rules::set_price(product, price);
        }
        apply(tx, new.details, product)
    })?;
    Ok(product)
}

fn delete(tx: &mut Tx<'_>, Path(id): Path<Id<Product>>) -> Answer<Stored<Product>> {
    rules::remove(tx, id)
}

/// 商品 SEO 資料；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
struct SeoInput {
    /// SEO 網站標題
    #[serde(default)]
    title: Change<String>,
    /// SEO 網站描述
    #[serde(default)]
    description: Change<String>,
    /// SEO 網站關鍵字
    #[serde(default)]
    keywords: Change<String>,
}

fn set_seo(tx: &mut Tx<'_>, Path(id): Path<Id<Product>>, Body(new): Body<SeoInput>) -> Answer<Record<Product>> {
    let (product, ()) = change(tx, id, |_, product| {
        let seo = &mut product.seo_meta_tags;
        new.title.apply_to(&mut seo.title);
        new.description.apply_to(&mut seo.description);
        new.keywords.apply_to(&mut seo.keywords);
        Ok(())
    })?;
    Ok(product)
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// Applies what the input says; what it does not mention stays.
fn apply(tx: &mut Tx<'_>, new: ProductDetails, product: &mut Product) -> Answer<()> {
    new.english_title.apply_to(&mut product.english_title);
    new.sell_from.apply_to(&mut product.sell_from);
    new.sell_to.apply_to(&mut product.sell_to);
    new.product_type.apply_to(&mut product.product_type);
    new.product_type_code.apply_to(&mut product.product_type_code);
    set(&mut product.slogan, new.slogan);
    set(&mut product.brief, new.brief);
    new.brief_text.apply_to(&mut product.brief_text);
    set(&mut product.brief_includes_html, new.brief_includes_html);
    set(&mut product.body_html, new.body_html);
    new.vendor.apply_to(&mut product.vendor);
    set(&mut product.tax_type_id, new.tax_type_id);
    set(&mut product.temperature_types, new.temperature_types.filter(|types| !types.is_empty()));
    set(&mut product.searchable, new.searchable);
    new.google_product_category_id.apply_to(&mut product.google_product_category_id);
    set(&mut product.required_customer_tags, new.required_customer_tags.map(|tags| tags.0));
    if let Some(names) = new.tags_text {
        product.tags = tags::named(tx, names)?;
    }
    match new.channel_name {
        Change::Set(name) if !name.trim().is_empty() => product.channel = Some(channel(tx, name.trim())?),
        Change::Keep => {}
        Change::Clear | Change::Set(_) => product.channel = None,
    }
    match new.special_collection_id {
        Change::Keep => {}
        Change::Clear => product.special_collection = None,
        Change::Set(id) => {
            let found = tx.get(id)?;
            let found = found.ok_or_else(|| Error::invalid("任選折扣群組 ID (special_collection_id) 不存在"))?;
            let mut collection = found.into_value();
            collection.products = vec![SpecialCollectionProduct { id: product.id, title: product.title.clone() }];
            product.special_collection = Some(collection);
        }
    }
    if let Some(related) = new.related_collections {
        let mut kept = Vec::new();
        for wanted in related {
            let exists = match wanted.collection_type {
                CollectionType::CustomCollection => tx.exists(Id::<CustomCollection>::new(wanted.collection_id))?,
                CollectionType::SmartCollection => tx.exists(Id::<SmartCollection>::new(wanted.collection_id))?,
            };
            if !exists {
                let id = wanted.collection_id;
                return Err(Error::invalid(format!("商品關聯群組 (related_collections) 不存在：{id}")));
            }
            let same = |known: &&RelatedCollection| {
                known.relatable_collection_id == wanted.collection_id
                    && known.relatable_collection_type == wanted.collection_type
            };
            kept.push(match product.related_collections.iter().find(same) {
                Some(known) => known.clone(),
                None => RelatedCollection {
                    id: Id::new(tx.next_id("related_collections")?),
                    relatable_collection_id: wanted.collection_id,
                    relatable_collection_type: wanted.collection_type,
                },
            });
        }
        product.related_collections = kept;
    }
    if let Some(collections) = new.custom_collection_ids {
        memberships::set(tx, product, collections.0)?;
    }
    Ok(())
}

/// The shop's channel of this name, made where there is none yet.
fn channel(tx: &mut Tx<'_>, name: &str) -> Answer<ProductChannel> {
    let known = tx.find_one::<ProductChannel>(Find::all().filter(Filter::equals(NAME, name)))?;
    Ok(match known {
        Some(channel) => channel.into_value(),
        None => tx.insert(ProductChannel { name: name.to_owned(), ..ProductChannel::default() })?.into_value(),
    })
}
