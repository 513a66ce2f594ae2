//! The products of an order as they are sent: one object each, or three arrays side by side.

use std::borrow::Cow;

use api::{Answer, Error};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Map, Value};
use wire::Money;

use super::OtherOrderProduct;

/// Read by hand, because the two forms and the text of a web form are told apart by their values.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct ProductsInput(Value);

impl ProductsInput {
    /// The products, one by one; 422 naming what cannot be read.
    pub fn read(self) -> Answer<Vec<OtherOrderProduct>> {
        let given = match self.0 {
            // A form can carry the whole list as JSON text.
            Value::String(text) if text.trim().is_empty() => Value::Null,
            Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            other => other,
        };
        let parts = match given {
            Value::Null => Vec::new(),
            Value::Array(parts) => parts,
            part => vec![part],
        };
        let mut faults = Vec::new();
        let mut products = Vec::new();
        for part in &parts {
            match part {
                Value::Object(fields) => products.extend(rows(fields, &mut faults)),
                _ => faults.push("商品 (products) 必須是物件的陣列".to_owned()),
            }
        }
        if faults.is_empty() { Ok(products) } else { Err(Error::Invalid(faults)) }
    }
}

/// The products of one object, whose fields hold one value or an array of them.
fn rows(fields: &Map<String, Value>, faults: &mut Vec<String>) -> Vec<OtherOrderProduct> {
    let names = column(fields, "商品名稱 (name) 必須是文字", "name", text, faults);
    let quantities = column(fields, "數量 (quantity) 必須是整數", "quantity", integer, faults);
    let prices = column(fields, "單價 (price) 必須是數字", "price", money, faults);
    if names.is_empty() {
        faults.push("商品名稱 (name) 不能為空白".to_owned());
    }
    // Leaving a column out is fine: one of each, at no price.
    let fits = |length: usize| length == 0 || length == names.len();
    if !fits(quantities.len()) || !fits(prices.len()) {
        faults.push("商品 (products) 的名稱、數量與單價個數必須相同".to_owned());
    }
    let mut quantities = quantities.into_iter();
    let mut prices = prices.into_iter();
    let product = |name| OtherOrderProduct {
        name,
        quantity: quantities.next().unwrap_or(1),
        price: prices.next().unwrap_or(Money::ZERO),
    };
    names.into_iter().map(product).collect()
}

fn column<T>(
    fields: &Map<String, Value>,
    fault: &str,
    name: &str,
    read: fn(&Value) -> Option<T>,
    faults: &mut Vec<String>,
) -> Vec<T> {
    let cells = match fields.get(name) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(cells)) => cells.as_slice(),
        Some(cell) => std::slice::from_ref(cell),
    };
    let read: Option<Vec<T>> = cells.iter().map(read).collect();
    read.unwrap_or_else(|| {
        faults.push(fault.to_owned());
        Vec::new()
    })
}

fn text(cell: &Value) -> Option<String> {
    match cell {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn integer(cell: &Value) -> Option<i64> {
    money(cell)?.to_string().parse().ok()
}

fn money(cell: &Value) -> Option<Money> {
    match cell {
        Value::Number(_) | Value::String(_) => Money::deserialize(cell).ok(),
        _ => None,
    }
}

impl JsonSchema for ProductsInput {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OtherOrderProductsInput".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "name": { "type": "string", "description": "商品名稱" },
                            "quantity": { "type": "integer", "description": "數量" },
                            "price": { "type": "number", "format": "money", "description": "單價" },
                        },
                        "required": ["name"],
                    },
                },
                {
                    "type": "object",
                    "properties": {
                        "name": { "type": "array", "items": { "type": "string" }, "description": "商品名稱" },
                        "quantity": { "type": "array", "items": { "type": "integer" }, "description": "數量" },
                        "price": {
                            "type": "array", "items": { "type": "number", "format": "money" }, "description": "單價",
                        },
                    },
                    "required": ["name"],
                },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Answer<Vec<OtherOrderProduct>> {
        ProductsInput(value).read()
    }

    #[test]
    fn both_forms_of_products_mean_the_same() {
        let two = vec![
            OtherOrderProduct { name: "茶".into(), quantity: 2, price: Money::from(50) },
            OtherOrderProduct { name: "杯".into(), quantity: 1, price: Money::from(100) },
        ];
        for same in [
            json!([{ "name": "茶", "quantity": 2, "price": 50 }, { "name": "杯", "quantity": 1, "price": 100.0 }]),
            json!({ "name": ["茶", "杯"], "quantity": ["2", "1"], "price": ["50", "100.0"] }),
            json!([{ "name": ["茶", "杯"], "quantity": [2, 1], "price": [50, 100] }]),
            json!(r#"[{"name":"茶","quantity":2,"price":50},{"name":"杯","price":100}]"#),
        ] {
            assert_eq!(read(same.clone()).unwrap(), two, "{same}");
        }
        assert_eq!(read(json!([])).unwrap(), []);
    }

    #[test]
    fn what_is_no_product_is_named() {
        for (input, fault) in [
            (json!("茶"), "商品 (products) 必須是物件的陣列"),
            (json!([{ "name": "茶", "quantity": 1.5 }]), "數量 (quantity) 必須是整數"),
            (json!([{ "name": "茶", "price": "貴" }]), "單價 (price) 必須是數字"),
            (json!([{ "quantity": [], "price": null }]), "商品名稱 (name) 不能為空白"),
            (json!({ "name": ["茶", "杯"], "quantity": [1] }), "商品 (products) 的名稱、數量與單價個數必須相同"),
        ] {
            let Err(Error::Invalid(faults)) = read(input.clone()) else { panic!("{input} is read") };
            assert_eq!(faults, [fault], "{input}");
        }
    }
}
