//! What the products of a demo shop have in common: photos, tags and collections.

use std::cell::RefCell;
use std::collections::HashMap;

use api::files::share;
use api::{Answer, Commas, Site};
use bytes::Bytes;
use files::{FileName, Format};
use storage::{Reading, Tx};
use wire::{Id, SeededRandom};

use super::collections::{self, Picked};
use super::products::{PHOTOS, WIDE, draw, product};
use crate::custom_collections::{CustomCollection, memberships};
use crate::products::{Product, ProductTag, Variant, rules, tags};

/// The same in every demo shop: a photo that is missing can be drawn again.
const FIRST_NAME: u64 = 0x0073_686f_7077_6972;

/// The photos of all products of the demo, with the names that they are shown under.
pub fn photos() -> impl Iterator<Item = (FileName, Bytes)> {
    (0..PHOTOS).filter_map(|photo| Some((name(photo), draw(photo)?)))
}

/// The one that is stored last: where it is, the others are too.
pub fn last_photo() -> FileName {
    name(PHOTOS - 1)
}

fn name(photo: usize) -> FileName {
    FileName::fresh(&SeededRandom::new(FIRST_NAME + photo as u64), Format::Png)
}

/// What is at hand while products are made, within one transaction.
pub(super) struct Shelf {
    photo_urls: Vec<String>,
    /// How many products of this transaction show each photo.
    shown: Vec<u64>,
    tags: HashMap<String, ProductTag>,
    collections: Vec<(Id<CustomCollection>, Picked)>,
}

impl Shelf {
    pub fn new(tx: &Tx<'_>, site: &Site) -> Answer<Self> {
        let photo_urls = (0..PHOTOS).map(|photo| site.file_url(tx.shop(), &name(photo))).collect();
        let collections = collections::picked(tx)?;
        Ok(Self { photo_urls, shown: vec![0; PHOTOS], tags: HashMap::new(), collections })
    }

    /// Stores the product of this number. Nobody is told.
    pub fn add(&mut self, tx: &mut Tx<'_>, number: u64) -> Answer<()> {
        let photos = RefCell::new(Vec::new());
        let mut product = product(number, |photo| {
            photos.borrow_mut().push(photo);
            self.photo_urls[photo].clone()
        });
        for photo in photos.into_inner() {
            self.shown[photo] += 1;
        }
        for tag in &mut product.tags {
            *tag = self.tag(tx, &tag.name)?;
        }
        identify(tx, &mut product)?;
        if number < WIDE {
            let wanted = self.collections.iter().filter(|(_, picked)| picked(number, &product));
            let wanted = wanted.map(|(id, _)| *id).collect();
            memberships::set(tx, &mut product, wanted)?;
        }
        rules::insert_quietly(tx, product)?;
        Ok(())
    }

    fn tag(&mut self, tx: &mut Tx<'_>, name: &str) -> Answer<ProductTag> {
        if let Some(tag) = self.tags.get(name) {
            return Ok(tag.clone());
        }
        let tag = tags::named(tx, Commas(vec![name.to_owned()]))?.remove(0);
        self.tags.insert(name.to_owned(), tag.clone());
        Ok(tag)
    }

    /// Counts who shows the photos, so that each goes with the last product that shows it.
    pub fn close(self, tx: &mut Tx<'_>) -> Answer<()> {
        for (photo, shown) in self.shown.into_iter().enumerate().filter(|(_, shown)| *shown > 0) {
            share(tx, &name(photo), shown)?;
        }
        Ok(())
    }
}

/// Gives what a product consists of ids of its own.
fn identify(tx: &mut Tx<'_>, product: &mut Product) -> Answer<()> {
    let mut ids = HashMap::new();
    for variant in &mut product.product_variants {
        let id = Id::new(tx.next_id(Variant::SEQUENCE)?);
        ids.insert(std::mem::replace(&mut variant.id, id), id);
    }
    for option in &mut product.product_options {
        option.id = Id::new(tx.next_id("product_options")?);
    }
    for description in &mut product.product_descriptions {
        description.id = Id::new(tx.next_id("product_descriptions")?);
    }
    for photo in &mut product.photos {
        photo.id = Id::new(tx.next_id("product_photos")?);
        for variant in &mut photo.product_variant_ids {
            *variant = ids.get(variant).copied().unwrap_or_default();
        }
    }
    Ok(())
}
