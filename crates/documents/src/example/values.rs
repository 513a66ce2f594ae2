//! The values themselves, chosen by a field's name and label.

use serde_json::Value;

use super::Place;

/// Times that say more than the schema's own example: an end lies after a beginning.
pub(super) fn time(format: &str, name: &str) -> Option<&'static str> {
    let ends = ["end", "expire", "deadline", "sell_to"].iter().any(|part| name.contains(part));
    match format {
        "timestamp" if ends => Some("2026-12-31 23:59:59"),
        "date" if ends => Some("2026-12-31"),
        "date" if name == "birthday" => Some("1990-05-20"),
        _ => None,
    }
}

/// Of several values the one that a healthy thing has.
pub(super) fn usual(values: &[Value]) -> Option<&Value> {
    values.iter().find(|value| matches!(value["const"].as_str(), Some("enabled" | "has_expire_date")))
}

pub(super) fn flag(name: &str) -> bool {
    !["disabled", "unlimited", "consume_all"].iter().any(|part| name.contains(part))
}

pub(super) fn integer(place: Place<'_>) -> i64 {
    let name = place.name;
    if let Some(known) = known(INTEGERS, name) {
        return known;
    }
    if name == "id" {
        return id(&snake_case(place.object));
    }
    if let Some(thing) = name.strip_suffix("_id") {
        return id(thing);
    }
    if name.ends_with("_days") || name.ends_with("_day") {
        return 30;
    }
    if name.ends_with("_count") || name.ends_with("amount") {
        return 12;
    }
    if name.contains("spent") {
        return 1280;
    }
    match place.label {
        label if label.contains("百分比") && !label.contains("金額") => 10,
        label if label.contains("金額") || label.contains('點') => 100,
        _ => 1,
    }
}

const INTEGERS: &[(&str, i64)] = &[
    ("quantity", 2),
    ("usage_limit", 100),
    ("used_times", 3),
    ("customer_used_times", 0),
    ("inventory_quantity", 120),
    ("safety_inventory_quantity", 10),
    ("sold", 36),
    ("order_number", 1001),
    ("coupon_type_id", 1),
    ("max_products", 10),
    ("delivery_time", 0),
];

/// The id of a thing: small, and always the same one.
fn id(thing: &str) -> i64 {
    let thing = ["gift_", "current_", "default_"].iter().find_map(|part| thing.strip_prefix(part)).unwrap_or(thing);
    let thing = thing.strip_prefix("product_variant").map_or(thing, |_| "variant");
    101 + thing.bytes().fold(7_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 897)
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.trim_end_matches(|c: char| c == 'V' || c.is_ascii_digit()).chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

pub(super) fn number(place: Place<'_>, format: &str) -> f64 {
    let Place { name, label, .. } = place;
    if let Some(known) = known(NUMBERS, name) {
        return known;
    }
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match format {
        "money" if has(&["discount"]) => 100.0,
        "money" if has(&["threshold", "condition", "subtotal"]) => 1000.0,
        "money" if has(&["bonus", "point"]) => 120.0,
        "money" if label.contains("點數") => 10.0,
        "money" => 1280.0,
        _ => 0.5,
    }
}

/// Amounts that belong together add up.
const NUMBERS: &[(&str, f64)] = &[
    ("cost", 640.0),
    ("compare_at_price", 1580.0),
    ("unused_points", 80.0),
    ("consumed_points", 40.0),
    ("bonus_points_diff", 10.0),
    ("conversion_bonus", 1.0),
    ("usage_limit_value", 30.0),
    ("total_price_before_discounts", 2560.0),
    ("total_discount", 100.0),
    ("total_price_after_discounts", 2460.0),
    ("total_line_items_price", 2460.0),
    ("shipping_rate_price", 80.0),
    ("total_price", 2540.0),
    ("subtotal_price", 2460.0),
    ("lat", 25.033),
    ("lng", 121.5654),
];

pub(super) fn text(place: Place<'_>, format: &str) -> String {
    let Place { name, label, .. } = place;
    match format {
        "password" => return "correct-horse-9".to_owned(),
        "binary" => return "（檔案）".to_owned(),
        _ => {}
    }
    let of_object = OBJECTS.iter().find(|(object, field, _)| place.object.contains(object) && name == *field);
    if let Some((_, _, known)) = of_object {
        return (*known).to_owned();
    }
    if let Some(known) = known(TEXTS, name) {
        return known.to_owned();
    }
    if let Some((_, known)) = LABELS.iter().find(|(part, _)| label.contains(part)) {
        return (*known).to_owned();
    }
    if let Some((_, known)) = ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)) {
        return (*known).to_owned();
    }
    if let Some(hint) = hint(label) {
        return hint.to_owned();
    }
    // 名稱 of a 優惠券 is best shown by what it is a name of.
    let label = if matches!(label, "名稱" | "") { thing(place.object_label) } else { label };
    let label = label.split(['：', '；', '，', '。', '（', '(', ' ']).next().unwrap_or_default();
    if label.is_empty() { name.to_owned() } else { label.to_owned() }
}

/// What an input makes or changes: 優惠券 of 新優惠券, 優惠券的變更.
fn thing(label: &str) -> &str {
    let label = label.split('；').next().unwrap_or_default();
    let label = label.strip_suffix("的變更").unwrap_or(label);
    ["新的", "新", "一個"].iter().find_map(|part| label.strip_prefix(part)).unwrap_or(label)
}

/// What the label itself gives as an example: `line`、`facebook`, 例如 +886, api (透過 API 建立), 金額、百分比.
fn hint(label: &str) -> Option<&str> {
    if let Some((_, rest)) = label.split_once('`') {
        return rest.split('`').next();
    }
    if let Some((_, rest)) = label.split_once("例如 ") {
        return rest.split([' ', '，', '、']).next();
    }
    let (_, rest) = label.split_once('：')?;
    let word = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().filter(|word| !word.is_empty());
    word.or_else(|| rest.split_once('、').map(|(first, _)| first))
}

/// Fields that are known by the object they stand in.
const OBJECTS: &[(&str, &str, &str)] = &[
    ("CustomField", "name", "favorite_color"),
    ("CustomField", "label", "喜好顏色"),
    ("CustomField", "value", "藍色"),
    ("CustomField", "option", "藍色"),
    ("CustomerV2", "custom_field", "藍色"),
    ("UtmTracking", "utm_source", "newsletter"),
    ("UtmTracking", "utm_medium", "email"),
    ("UtmTracking", "utm_campaign", "spring_sale"),
    ("GroupCustomer", "name", "王小明"),
    ("PhotoOfCode", "value", "TEE-WHITE-M"),
];

const TEXTS: &[(&str, &str)] = &[
    ("country_calling_code", "+886"),
    ("gender", "female"),
    ("zip", "110"),
    ("country", "台灣"),
    ("province", "台灣"),
    ("city", "台北市"),
    ("county", "台北市"),
    ("district", "信義區"),
    ("address", "台北市信義區市府路1號"),
    ("address1", "市府路1號"),
    ("address2", "3樓"),
    ("company", "範例股份有限公司"),
    ("tags_text", "熟客,電子報"),
    ("uid", "U4af4980629"),
    ("coupon_value", "100"),
    ("code", "WELCOME100"),
    ("sku", "TEE-WHITE-M"),
    ("qc", "QC-0001"),
    ("vendor", "範例供應商"),
    ("token", "5d41402abc4b2a76b9719d911017c592"),
    ("job_id", "5d41402abc4b2a76"),
    ("order_name", "#1001"),
    ("card4no", "4242"),
    ("invoice_no", "AB12345678"),
    ("paper_invoice_no", "AB12345679"),
    ("tracking_number", "9012345678"),
    ("random_num", "1234"),
    ("love_code", "168001"),
    ("phone_barcode", "/ABC1234"),
    ("opening_hours", "11:00-21:30"),
    ("option1", "白色"),
    ("option2", "M"),
    ("from_device", "desktop"),
    ("term", "王"),
    ("restrict_campaign", "shop_discount"),
    ("shipping_type", "宅配"),
    ("shipping_name", "黑貓宅急便"),
    ("tracking_company", "黑貓宅急便"),
    ("payment_name", "信用卡"),
    ("payment_method", "信用卡一次付清"),
    ("secret_key", "your-secret"),
    ("id", "184"),
    ("ids", "184,185"),
];

const LABELS: &[(&str, &str)] = &[
    ("姓名", "王小明"),
    ("收件人", "王小明"),
    ("收貨人名稱", "王小明"),
    ("購買人名稱", "王小明"),
    ("操作人", "陳店員"),
    ("結帳人名稱", "王小明"),
    ("商品標籤", "新品"),
    ("標籤", "熟客"),
    ("商品名稱", "有機棉短袖上衣"),
    ("款式名稱", "白色 / M"),
    ("門市名稱", "信義門市"),
    ("群組名稱", "品牌會員"),
    ("通路名稱", "信義門市"),
    ("階層名稱", "金卡"),
    ("等級名稱", "金卡"),
    ("層級名稱", "金卡"),
    ("統編", "12345675"),
    ("統一編號", "12345675"),
];

const ENDINGS: &[(&str, &str)] = &[
    ("email", "ming@example.com"),
    ("mobile", "0912345678"),
    ("phone", "0227208889"),
    ("url", "https://shop.example.com/page"),
    ("photo", "https://shop.example.com/photo.jpg"),
    ("_time", "2026-01-15 10:10:30"),
    ("_ids", "184,185"),
    ("_id", "10001"),
    ("_no", "10001"),
];

fn known<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}
