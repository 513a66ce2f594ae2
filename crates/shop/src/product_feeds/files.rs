//! The files: how each platform wants its items written.

use api::{Answer, Error};
use quick_xml::Writer;
use quick_xml::escape::escape;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use serde_json::json;

use super::FeedName;
use super::item::{Item, amount};

const FACEBOOK: [&str; 15] = [
    "id",
    "title",
    "description",
    "availability",
    "condition",
    "price",
    "sale_price",
    "link",
    "image_link",
    "additional_image_link",
    "brand",
    "item_group_id",
    "google_product_category",
    "product_type",
    "quantity_to_sell_on_facebook",
];
const SHOPDOTCOM: [&str; 11] = [
    "SKU",
    "Name",
    "Description",
    "Category",
    "Brand",
    "Price",
    "SalePrice",
    "Availability",
    "Stock",
    "ProductURL",
    "ImageURL",
];

/// What stands before the items.
pub(super) fn begin(name: FeedName, shop: &str, link: &str) -> Answer<Vec<u8>> {
    Ok(match name {
        FeedName::Facebook => row(FACEBOOK)?,
        FeedName::Shopdotcom => row(SHOPDOTCOM)?,
        FeedName::Google => format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel>\
             <title>{shop}</title><link>{link}</link><description>{shop}</description>\n",
            shop = escape(shop),
            link = escape(link),
        )
        .into_bytes(),
        FeedName::Line => b"{\"products\":[\n".to_vec(),
    })
}

/// What stands after them.
pub(super) fn end(name: FeedName) -> &'static [u8] {
    match name {
        FeedName::Facebook | FeedName::Shopdotcom => b"",
        FeedName::Google => b"</channel></rss>\n",
        FeedName::Line => b"]}\n",
    }
}

/// One item; `first` where nothing stands before it.
pub(super) fn item(name: FeedName, item: &Item<'_>, first: bool) -> Answer<Vec<u8>> {
    match name {
        FeedName::Facebook => row(facebook(item)),
        FeedName::Shopdotcom => row(shopdotcom(item)),
        FeedName::Google => google(item),
        FeedName::Line => Ok([if first { "" } else { ",\n" }, &line(item).to_string()].concat().into_bytes()),
    }
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn facebook(item: &Item<'_>) -> [String; 15] {
    [
        item.id.to_string(),
        item.title.clone(),
        item.description.clone(),
        // What is sold beyond the stock is called so there.
        item.availability.words(" ").replace("backorder", "available for order"),
        "new".to_owned(),
        amount(item.price),
        text(item.sale_price.map(amount)),
        item.link.clone(),
        text(item.images.first()),
        item.images.iter().skip(1).copied().collect::<Vec<_>>().join(","),
        text(item.brand),
        item.group_id.to_string(),
        text(item.google_product_category),
        text(item.product_type),
        text(item.stock.map(|stock| stock.max(0))),
    ]
}

fn shopdotcom(item: &Item<'_>) -> [String; 11] {
    [
        item.sku.map_or_else(|| item.id.to_string(), str::to_owned),
        item.title.clone(),
        item.description.clone(),
        text(item.product_type),
        text(item.brand),
        format!("{:.2}", item.price.decimal()),
        text(item.sale_price.map(|price| format!("{:.2}", price.decimal()))),
        item.availability.words(" "),
        text(item.stock.map(|stock| stock.max(0))),
        item.link.clone(),
        text(item.images.first()),
    ]
}

fn line(item: &Item<'_>) -> serde_json::Value {
    json!({
        "id": item.id.to_string(),
        "item_group_id": item.group_id.to_string(),
        "title": item.title,
        "description": item.description,
        "link": item.link,
        "image_link": item.images.first(),
        "additional_image_links": item.images.get(1..).unwrap_or_default(),
        "availability": item.availability.words("_"),
        "price": item.price,
        "sale_price": item.sale_price,
        "brand": item.brand,
        "sku": item.sku,
        "product_category": item.product_type,
        "color": item.color,
        "size": item.size,
    })
}

fn google(item: &Item<'_>) -> Answer<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    let mut fields = vec![
        ("g:id", item.id.to_string()),
        ("g:item_group_id", item.group_id.to_string()),
        ("title", item.title.clone()),
        ("description", item.description.clone()),
        ("link", item.link.clone()),
    ];
    fields.extend(item.images.first().map(|url| ("g:image_link", (*url).to_owned())));
    // So many are taken there.
    fields.extend(item.images.iter().skip(1).take(10).map(|url| ("g:additional_image_link", (*url).to_owned())));
    fields.extend([("g:availability", item.availability.words("_")), ("g:price", amount(item.price))]);
    fields.extend(item.sale_price.map(|price| ("g:sale_price", amount(price))));
    fields.push(("g:condition", "new".to_owned()));
    for (field, value) in [
        ("g:brand", item.brand),
        ("g:mpn", item.sku),
        ("g:product_type", item.product_type),
        ("g:color", item.color),
        ("g:size", item.size),
    ] {
        fields.extend(value.map(|value| (field, value.to_owned())));
    }
    fields.extend(item.google_product_category.map(|id| ("g:google_product_category", id.to_string())));
    if item.brand.is_none() || item.sku.is_none() {
        fields.push(("g:identifier_exists", "no".to_owned()));
    }
    for (_, value) in &mut fields {
        // Control characters XML cannot say at all.
        value.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    }
    let mut write = |event| writer.write_event(event).map_err(unwritten);
    write(Event::Start(BytesStart::new("item")))?;
    for (name, value) in &fields {
        write(Event::Start(BytesStart::new(*name)))?;
        write(Event::Text(BytesText::new(value)))?;
        write(Event::End(BytesEnd::new(*name)))?;
    }
    write(Event::End(BytesEnd::new("item")))?;
    let mut written = writer.into_inner();
    written.push(b'\n');
    Ok(written)
}

fn row<const N: usize>(fields: [impl AsRef<[u8]>; N]) -> Answer<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields).map_err(unwritten)?;
    writer.into_inner().map_err(unwritten)
}

/// Writing into memory does not fail; if it ever does, the answer breaks off.
fn unwritten(error: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("a feed could not be written: {error}"))
}
