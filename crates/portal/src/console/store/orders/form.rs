//! The form of an order: what was typed, what it asks of the API, and where the API's reasons belong.

use serde_json::{Map, Value};

use super::goods::Row;
use crate::submitted::Submitted;

/// What stands in the form before anybody has typed: an order that can be sent, but for its goods.
const EXAMPLE: [(&str, &str); 8] = [
    ("email", "shopper@example.com"),
    ("mobile", "0912345678"),
    ("name", "王小明"),
    ("phone", "0912345678"),
    ("zip", "100"),
    ("city", "臺北市"),
    ("district", "中正區"),
    ("address1", "範例路一段 1 號"),
];
const QUANTITY: &str = "quantity-";
/// Fields of the API's object that the form has under the same name.
const PLAIN: [&str; 6] = ["shipping_name", "branch_store_id", "payment_method", "points", "note", "customer_id"];
const ADDRESS: [&str; 4] = ["zip", "city", "district", "address1"];

pub(super) struct Typed(Option<Submitted>);

/// So many of a variant, as it was typed.
pub(super) struct Pick<'a> {
    pub(super) product: i64,
    variant: i64,
    quantity: &'a str,
}

impl Typed {
    pub(super) fn example() -> Self {
        Self(None)
    }

    pub(super) fn from(form: Submitted) -> Self {
        Self(Some(form))
    }

    pub(super) fn text(&self, name: &str) -> &str {
        let example = || EXAMPLE.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        self.0.as_ref().map_or_else(example, |form| form.text(name))
    }

    /// Whether the empty choice was made, which is not what a list begins with.
    pub(super) fn chose_nothing(&self, name: &str) -> bool {
        self.0.as_ref().is_some_and(|form| form.text(name).is_empty())
    }

    /// Whether goods are only looked for.
    pub(super) fn searches(&self) -> bool {
        self.text("do") == "search"
    }

    pub(super) fn quantity_field(product: i64, variant: i64) -> String {
        format!("{QUANTITY}{product}-{variant}")
    }

    pub(super) fn picks(&self) -> impl Iterator<Item = Pick<'_>> {
        let fields = self.0.iter().flat_map(Submitted::fields);
        fields.filter_map(|(name, quantity)| {
            let (product, variant) = name.strip_prefix(QUANTITY)?.split_once('-')?;
            let (product, variant) = (product.parse().ok()?, variant.parse().ok()?);
            (!quantity.is_empty() && quantity != "0").then_some(Pick { product, variant, quantity })
        })
    }

    /// What the API is asked. It reads numbers from text, and so judges what was typed itself.
    pub(super) fn body(&self) -> Value {
        let mut body = self.given(&PLAIN);
        if body.get("customer_id").is_none() {
            body.insert("buyer".to_owned(), Value::Object(self.given(&["email", "mobile"])));
        }
        let mut receiver = self.given(&["name", "phone", "cvs_store_id"]);
        let address = self.given(&ADDRESS);
        if !address.is_empty() {
            receiver.insert("detail_address".to_owned(), Value::Object(address));
        }
        if !receiver.is_empty() {
            body.insert("receiver".to_owned(), Value::Object(receiver));
        }
        let codes = self.text("coupon_codes").split([',', '，', '、']).map(str::trim);
        let codes: Vec<Value> = codes.filter(|code| !code.is_empty()).map(Value::from).collect();
        body.insert("coupon_codes".to_owned(), Value::Array(codes));
        let line = |pick: Pick<'_>| {
            let fields = [("product_variant_id", pick.variant.into()), ("quantity", pick.quantity.into())];
            Value::Object(fields.map(|(name, value): (&str, Value)| (name.to_owned(), value)).into_iter().collect())
        };
        let lines: Vec<Value> = self.picks().map(line).collect();
        // The API says that an order needs goods where it is sent none at all.
        if !lines.is_empty() {
            body.insert("line_items".to_owned(), Value::Array(lines));
        }
        Value::Object(body)
    }

    fn given(&self, names: &[&str]) -> Map<String, Value> {
        let given = names.iter().map(|name| (*name, self.text(name))).filter(|(_, text)| !text.is_empty());
        given.map(|(name, text)| (name.to_owned(), Value::from(text))).collect()
    }
}

/// Reasons why an order is not placed, each with the field that it is about, as far as it is about one.
#[derive(Default)]
pub(super) struct Faults(Vec<(Option<&'static str>, String)>);

impl Faults {
    /// The API names fields in brackets: `收貨人電話 (receiver.phone) 不能為空白`. Other reasons name what was typed.
    pub(super) fn place(problems: Vec<String>, typed: &Typed, goods: &[Row]) -> Self {
        let about = |problem: &str| {
            let named = problem.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
            let named = named.and_then(|(name, _)| name.rsplit('.').next()).and_then(field_of);
            let codes = typed.text("coupon_codes").split([',', '，', '、']).map(str::trim);
            let is_coupon = || codes.clone().any(|code| !code.is_empty() && problem.contains(code));
            let mut chosen = goods.iter().filter(|row| !row.quantity.is_empty());
            let mut is_goods = || {
                chosen.any(|row| problem.contains(&row.title) || (!row.sku.is_empty() && problem.contains(&row.sku)))
            };
            named.or_else(|| is_coupon().then_some("coupon_codes")).or_else(|| is_goods().then_some("line_items"))
        };
        Self(problems.into_iter().map(|problem| (about(&problem), problem)).collect())
    }

    /// What is wrong with this field, in one text.
    pub(super) fn of(&self, field: &str) -> Option<String> {
        let about = self.0.iter().filter(|(name, _)| *name == Some(field)).map(|(_, problem)| problem.as_str());
        let about: Vec<_> = about.collect();
        (!about.is_empty()).then(|| about.join("；"))
    }

    pub(super) fn all(&self) -> Vec<String> {
        self.0.iter().map(|(_, problem)| problem.clone()).collect()
    }
}

/// The field of the form for a field of the API.
fn field_of(name: &str) -> Option<&'static str> {
    let moved = [
        ("buyer", "email"),
        ("detail_address", "address1"),
        ("product_variant_id", "line_items"),
        ("quantity", "line_items"),
        ("receiver", "name"),
    ];
    let same = ["email", "mobile", "name", "phone", "cvs_store_id", "coupon_codes", "line_items"];
    let own = PLAIN.into_iter().chain(ADDRESS).chain(same).find(|known| *known == name);
    own.or_else(|| moved.into_iter().find(|(known, _)| *known == name).map(|(_, field)| field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_stand_where_they_belong() {
        let problems =
            ["收貨人電話 (receiver.phone) 不能為空白", "配送名稱 (shipping_name) 不能為空白", "顧客不能使用超商取貨"];
        let faults = Faults::place(problems.map(str::to_owned).to_vec(), &Typed::example(), &[]);
        assert_eq!(faults.of("phone").as_deref(), Some(problems[0]));
        assert_eq!(faults.of("shipping_name").as_deref(), Some(problems[1]));
        assert_eq!((faults.of("note"), faults.all().len()), (None, 3));
    }

    #[test]
    fn an_example_asks_for_all_but_goods() {
        let body = Typed::example().body();
        assert_eq!(body["buyer"]["email"], "shopper@example.com");
        assert_eq!((&body["receiver"]["detail_address"]["city"], body.get("line_items")), (&"臺北市".into(), None));
    }
}
