//! Believable products for a demo shop, made from nothing but a number: the same number is always the same product.
//! Photos are drawn by the program; products of one kind and colour share them.

mod drawings;
mod goods;
mod paint;
mod tones;
mod words;

use bytes::Bytes;
use wire::{Date, Id, Money, Timestamp};

use self::goods::{KINDS, Kind};
use self::tones::TONES;
use self::words::Words;
use crate::customers::demo::dice::Dice;
use crate::products::{
    DescriptionSetting, InventoryPolicy, Product, ProductDescription, ProductOption, ProductPhoto, ProductTag,
    SeoMetaTags, Temperature, Variant,
};

/// Products roll other dice than customers of the same number.
const SALT: u64 = 1 << 40;
/// So many photos there are: each kind in each tone.
pub(super) const PHOTOS: usize = KINDS.len() * TONES.len();

/// So many products come in several colours and sizes, with two descriptions; those behind them are slighter, so that
/// a shop of a million of them is not all about sizes.
pub(super) const WIDE: u64 = 120;

/// The product of this number. Its variants, options, photos and tags have no ids yet: a photo names its variants
/// by their places, from 1. `photo_url` says where a photo is, by its number below [`PHOTOS`].
pub(super) fn product(number: u64, photo_url: impl Fn(usize) -> String) -> Product {
    let kind_number = place(number, KINDS.len());
    let kind = &KINDS[kind_number];
    let mut dice = Dice::new(number ^ SALT);
    let words = Words::of(kind, number / KINDS.len() as u64, &mut dice);
    let price = tens(words.usual_price * dice.between(85, 125) / 100);
    let (mut tones, mut choices) = (tones(kind, &mut dice), choices(kind, &mut dice));
    if number >= WIDE {
        tones.truncate(1);
        choices.truncate(2);
    }
    let made_at = made_at(number);
    let mut product = Product {
        title: words.title(),
        english_title: Some(words.english()),
        handle: words.handle(number),
        published: dice.percent(94),
        product_type: Some(kind.name.to_owned()),
        product_type_code: Some(kind.code.to_owned()),
        slogan: words.slogan.to_owned(),
        brief: words.brief(),
        brief_text: Some(words.brief()),
        body_html: words.body(),
        vendor: Some((*dice.pick(kind.vendors)).to_owned()),
        tags: tags(kind, &mut dice),
        product_options: options(kind, &tones, &choices),
        temperature_types: vec![Temperature::Normal],
        searchable: true,
        google_product_category_id: Some(kind.google),
        seo_meta_tags: SeoMetaTags {
            title: Some(words.title()),
            description: Some(words.brief()),
            keywords: Some(format!("{},{}", kind.name, words.thing)),
        },
        created_at: made_at,
        ..Product::default()
    };
    if dice.percent(8) {
        product.sell_from = Some(made_at);
        product.sell_to = Some(made_at.plus_days(365 * 4));
    }
    product.product_variants = variants(kind, number, price, &tones, &choices, &mut dice);
    product.sell_weight = product.product_variants.iter().map(|variant| variant.sold).sum();
    if number < WIDE {
        product.product_descriptions = vec![
            description(DescriptionSetting::Intro, words.body()),
            description(DescriptionSetting::Spec, words.specification(&product)),
        ];
    }
    let each = product.product_variants.len() / tones.len();
    for (turn, tone) in tones.iter().enumerate() {
        let places = (turn * each + 1..=(turn + 1) * each).filter(|_| tones.len() > 1);
        product.photos.push(ProductPhoto {
            url: photo_url(kind_number * TONES.len() + tone),
            width: paint::SIDE.into(),
            height: paint::SIDE.into(),
            product_variant_ids: places.filter_map(|place| i64::try_from(place).ok()).map(Id::new).collect(),
            ..ProductPhoto::default()
        });
    }
    product
}

/// A photo, by its number.
pub(super) fn draw(photo: usize) -> Option<Bytes> {
    paint::paint(KINDS[photo / TONES.len()].drawing, &TONES[photo % TONES.len()])
}

/// The first were made one a day, the others one a minute: the newest have the highest ids.
fn made_at(number: u64) -> Timestamp {
    let opened = Date::new(2024, 1, 1).map(Date::start).unwrap_or_default();
    let (days, minutes) = (number.min(WIDE), number.saturating_sub(WIDE));
    let minutes = i64::try_from(minutes).unwrap_or_default().saturating_mul(60_000);
    opened.plus_days(i64::try_from(days).unwrap_or_default()).plus_millis(10 * 3_600_000).plus_millis(minutes)
}

fn place(number: u64, length: usize) -> usize {
    usize::try_from(number % length as u64).unwrap_or_default()
}

/// Prices end with a nought.
fn tens(price: i64) -> i64 {
    (price + 5) / 10 * 10
}

/// The colours it is made in, which lie apart.
fn tones(kind: &Kind, dice: &mut Dice) -> Vec<usize> {
    let (first, count) = (place(dice.roll(), TONES.len()), if kind.coloured { dice.between(1, 3) } else { 1 });
    (0..usize::try_from(count).unwrap_or(1)).map(|turn| (first + turn * 3) % TONES.len()).collect()
}

/// Some neighbouring values of the kind's choice.
fn choices(kind: &Kind, dice: &mut Dice) -> Vec<(&'static str, i64)> {
    let Some(choice) = &kind.choice else { return Vec::new() };
    let all = choice.values.len();
    let count = 2 + place(dice.roll(), all - 1);
    let first = place(dice.roll(), all - count + 1);
    choice.values[first..first + count].to_vec()
}

fn options(kind: &Kind, tones: &[usize], choices: &[(&'static str, i64)]) -> Vec<ProductOption> {
    let mut options = Vec::new();
    let mut add = |name: &str, values: Vec<&str>| {
        options.push(ProductOption { name: name.to_owned(), types: values.join(","), ..ProductOption::default() });
    };
    if tones.len() > 1 {
        add("顏色", tones.iter().map(|tone| TONES[*tone].name).collect());
    }
    if let Some(choice) = &kind.choice {
        add(choice.name, choices.iter().map(|(value, _)| *value).collect());
    }
    for (position, option) in (1..).zip(&mut options) {
        option.position = position;
    }
    options
}

/// One for each combination of colour and choice.
fn variants(
    kind: &Kind,
    number: u64,
    price: i64,
    tones: &[usize],
    choices: &[(&'static str, i64)],
    dice: &mut Dice,
) -> Vec<Variant> {
    let colours = tones.iter().map(|tone| (tones.len() > 1).then_some(TONES[*tone].name));
    let only = [(None, 100)];
    let choices: Vec<_> = choices.iter().map(|(value, percent)| (Some(*value), *percent)).collect();
    let choices = if choices.is_empty() { &only[..] } else { &choices };
    let discounted = dice.percent(35);
    let ordered = dice.percent(6);
    let mut variants = Vec::new();
    let combinations = colours.flat_map(|colour| choices.iter().map(move |choice| (colour, *choice)));
    for (place, (colour, (value, percent))) in (1..).zip(combinations) {
        let price = tens(price * percent / 100);
        let weight = dice.between(kind.weight.0, kind.weight.1);
        let mut variant = Variant {
            id: Id::new(place),
            position: place,
            price: Money::from(price),
            cost: Some(Money::from(price * dice.between(38, 58) / 100)),
            compare_at_price: discounted.then(|| Money::from(tens(price * 125 / 100))),
            weight: grams(weight),
            inventory_management: true,
            inventory_quantity: if dice.percent(8) { 0 } else { dice.between(3, 140) },
            inventory_policy: if ordered { InventoryPolicy::Continue } else { InventoryPolicy::Deny },
            safety_inventory_quantity: Some(5),
            sold: dice.between(0, 30) * dice.between(0, 12),
            sku: Some(format!("{}-{:06}-{place:02}", kind.code, number + 1)),
            qc: Some(barcode(number, place)),
            requires_shipping: true,
            ..Variant::default()
        };
        variant.set_values(colour.into_iter().chain(value).map(str::to_owned));
        variants.push(variant);
    }
    variants
}

#[allow(clippy::cast_precision_loss)] // some kilograms
fn grams(weight: i64) -> f64 {
    weight as f64 / 1_000.0
}

/// As it is printed on the box: Taiwan's prefix, twelve digits and their check.
fn barcode(number: u64, place: i64) -> String {
    let digits = format!("471{:07}{:02}", number % 10_000_000, place % 100);
    let weighted =
        digits.bytes().enumerate().map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 3 });
    format!("{digits}{}", (10 - weighted.sum::<u32>() % 10) % 10)
}

fn tags(kind: &Kind, dice: &mut Dice) -> Vec<ProductTag> {
    let first = place(dice.roll(), kind.tags.len());
    let count = 1 + place(dice.roll(), 3);
    let names = (first..first + count).map(|at| kind.tags[at % kind.tags.len()]);
    names.map(|name| ProductTag { name: name.to_owned(), ..ProductTag::default() }).collect()
}

fn description(setting_name: DescriptionSetting, body_html: String) -> ProductDescription {
    ProductDescription { setting_name, body_html, ..ProductDescription::default() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn numbered(number: u64) -> Product {
        product(number, |photo| format!("/photos/{photo}"))
    }

    #[test]
    fn same_number_same_product() {
        for number in (0..500).chain([1_000_000, 1 << 50]) {
            assert_eq!(numbered(number), numbered(number));
        }
        assert_ne!(numbered(1), numbered(9));
    }

    #[test]
    fn what_must_differ_differs() {
        let (mut handles, mut codes, mut titles) = (HashSet::new(), HashSet::new(), HashSet::new());
        for product in (0..20_000).map(numbered) {
            for variant in &product.product_variants {
                assert!(codes.insert(variant.sku.clone()) && codes.insert(variant.qc.clone()), "{variant:?}");
            }
            assert!(titles.insert(product.title.clone()), "{}", product.title);
            assert!(product.handle.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')));
            assert!(handles.insert(product.handle));
        }
    }

    #[test]
    fn variants_are_the_combinations_of_the_options() {
        let mut sizes = HashSet::new();
        for product in (0..WIDE * 2).map(numbered) {
            let combinations = product.product_options.iter().map(|option| option.values().count()).product::<usize>();
            assert_eq!(product.product_variants.len(), combinations, "{}", product.title);
            let distinct: HashSet<Vec<_>> =
                product.product_variants.iter().map(|variant| variant.values().collect()).collect();
            assert_eq!(distinct.len(), combinations);
            for (at, option) in product.product_options.iter().enumerate() {
                let known: HashSet<_> = option.values().collect();
                let values = product.product_variants.iter().map(|variant| variant.values().nth(at));
                assert!(values.flatten().all(|value| known.contains(value)));
            }
            let bound = product.photos.iter().map(|photo| photo.product_variant_ids.len()).sum::<usize>();
            assert!(bound == 0 || bound == combinations, "each variant has the photo of its colour");
            sizes.insert(combinations);
        }
        assert!(sizes.len() > 5 && sizes.contains(&1));
    }

    #[test]
    fn figures_agree() {
        for product in (0..2_000).map(numbered) {
            for variant in &product.product_variants {
                assert!(variant.cost < Some(variant.price) && variant.inventory_quantity >= 0);
                assert!(variant.compare_at_price.is_none_or(|before| before > variant.price));
            }
            assert!(product.created_at > made_at(0).plus_days(-1));
        }
        assert_eq!(barcode(0, 1), "4710000000011", "4 + 3*7 + 1 + 3*1 = 29, and 1 makes it 30");
    }
}
