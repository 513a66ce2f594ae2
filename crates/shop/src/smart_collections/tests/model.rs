//! Membership against the rules as they are read from the answers, after any sequence of edits.

use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use testkit::{Client, Shopwire};
use tokio::runtime::Runtime;

use super::{PATH, collection, rule};

/// Something that is done to a product, named by its number, or to a collection and its rules.
#[derive(Debug, Clone)]
enum Step {
    AddProduct { title: &'static str, price: i64 },
    Product { number: usize, change: Value },
    Variant { number: usize, change: Value },
    Tag { number: usize, tag: &'static str, add: bool },
    Remove { number: usize },
    AddRule { number: usize, rule: Value },
    ChangeRule { number: usize, rule: Value },
    RemoveRule { number: usize },
    Any { number: usize, disjunctive: bool },
}

const WORDS: &[&str] = &["帆布", "Canvas", "canvas 包", "包"];

fn rules() -> impl Strategy<Value = Value> {
    let text = (
        prop::sample::select(vec!["title", "product_type", "vendor", "variants_option1", "tags_name"]),
        prop::sample::select(vec!["eq", "start", "end", "cont", "exc"]),
        prop::sample::select(WORDS),
    );
    let number = (
        prop::sample::select(vec!["variants_price", "variants_compare_at_price", "variants_inventory_quantity"]),
        prop::sample::select(vec!["eq", "gt", "lt"]),
        prop::sample::select(vec!["3", "9", "10", "10.0", "100"]),
    );
    prop_oneof![
        text.prop_map(|(column, relation, condition)| rule(column, relation, condition)),
        number.prop_map(|(column, relation, condition)| rule(column, relation, condition)),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (number, words) = (0_usize..4, prop::sample::select(WORDS));
    let amount = prop::sample::select(vec![3_i64, 9, 10, 11, 100]);
    let product = (prop::sample::select(vec!["title", "product_type", "vendor"]), words.clone());
    let product = product.prop_map(|(field, word)| json!({ field: word }));
    let variant = (prop::sample::select(vec!["price", "compare_at_price", "inventory_quantity"]), amount.clone());
    let variant = variant.prop_map(|(field, amount)| json!({ field: amount }));
    let step = prop_oneof![
        3 => (words.clone(), amount).prop_map(|(title, price)| Step::AddProduct { title, price }),
        3 => (number.clone(), product).prop_map(|(number, change)| Step::Product { number, change }),
        3 => (number.clone(), variant).prop_map(|(number, change)| Step::Variant { number, change }),
        3 => (number.clone(), words, any::<bool>()).prop_map(|(number, tag, add)| Step::Tag { number, tag, add }),
        1 => number.clone().prop_map(|number| Step::Remove { number }),
        4 => (number.clone(), rules()).prop_map(|(number, rule)| Step::AddRule { number, rule }),
        2 => (number.clone(), rules()).prop_map(|(number, rule)| Step::ChangeRule { number, rule }),
        1 => number.clone().prop_map(|number| Step::RemoveRule { number }),
        1 => (number, any::<bool>()).prop_map(|(number, disjunctive)| Step::Any { number, disjunctive }),
    ];
    proptest::collection::vec(step, 1..20)
}

/// What the documents say of a rule, of a product as it is answered.
fn holds(rule: &Value, product: &Value) -> bool {
    let column = rule["column"].as_str().unwrap();
    let values: Vec<&Value> = match column.split_once('_') {
        Some(("variants", field)) => {
            product["product_variants"].as_array().unwrap().iter().map(|variant| &variant[field]).collect()
        }
        Some(("tags", field)) => product["tags"].as_array().unwrap().iter().map(|tag| &tag[field]).collect(),
        _ => vec![&product[column]],
    };
    let (relation, condition) = (rule["relation"].as_str().unwrap(), rule["condition"].as_str().unwrap());
    if let "gt" | "lt" | "eq" = relation
        && let Ok(wanted) = condition.parse::<f64>()
    {
        let mut numbers = values.iter().filter_map(|value| value.as_f64());
        return numbers.any(|number| match relation {
            "gt" => number > wanted,
            "lt" => number < wanted,
            _ => (number - wanted).abs() < f64::EPSILON,
        });
    }
    let wanted = condition.to_lowercase();
    let mut texts = values.iter().filter_map(|value| value.as_str()).map(str::to_lowercase);
    match relation {
        "eq" => texts.any(|text| text == wanted),
        "start" => texts.any(|text| text.starts_with(&wanted)),
        "end" => texts.any(|text| text.ends_with(&wanted)),
        "cont" => texts.any(|text| text.contains(&wanted)),
        _ => !texts.any(|text| text.contains(&wanted)),
    }
}

struct Shop<'a> {
    vendor: &'a Client,
    products: Vec<i64>,
    collections: [String; 2],
}

impl Shop<'_> {
    async fn take(&mut self, step: Step) {
        let vendor = self.vendor;
        let product = |number: usize| self.products.get(number).map(|id| format!("/v1/products/{id}"));
        let collection = |number: usize| &self.collections[number % 2];
        match step {
            Step::AddProduct { title, price } => {
                self.products.push(crate::stories::product(vendor, title, price).await);
            }
            Step::Product { number, change } => {
                if let Some(path) = product(number) {
                    vendor.put(&path, change).await.expect(200);
                }
            }
            Step::Variant { number, change } => {
                if let Some(path) = product(number) {
                    let first = vendor.get(&path).await.expect(200)["product_variants"][0]["id"].clone();
                    vendor.put(&format!("{path}/product_variants/{first}"), change).await.expect(200);
                }
            }
            Step::Tag { number, tag, add } => {
                if let Some(path) = product(number) {
                    let what = if add { "add" } else { "remove" };
                    vendor.put(&format!("{path}/product_tags/{what}"), json!({ "tags": tag })).await.expect(200);
                }
            }
            Step::Remove { number } => {
                if let Some(path) = product(number) {
                    vendor.delete(&path).await.expect(200);
                    self.products.remove(number);
                }
            }
            Step::AddRule { number, rule } => {
                vendor.post(&format!("{}/rules", collection(number)), rule).await.expect(201);
            }
            Step::ChangeRule { number, rule } => {
                if let Some(path) = self.a_rule(number).await {
                    vendor.put(&path, rule).await.expect(200);
                }
            }
            Step::RemoveRule { number } => {
                if let Some(path) = self.a_rule(number).await {
                    vendor.delete(&path).await.expect(200);
                }
            }
            Step::Any { number, disjunctive } => {
                vendor.put(collection(number), json!({ "disjunctive": disjunctive })).await.expect(200);
            }
        }
    }

    async fn a_rule(&self, number: usize) -> Option<String> {
        let path = &self.collections[number % 2];
        let collection = self.vendor.get(path).await.expect(200);
        let rule = collection["rules"].get(number / 2)?;
        Some(format!("{path}/rules/{}", rule["id"]))
    }

    /// What each collection shows, and what it should.
    async fn compared(&self) -> (Vec<Vec<Value>>, Vec<Vec<Value>>) {
        let mut products = Vec::new();
        for id in self.products.iter().rev() {
            products.push(self.vendor.get(&format!("/v1/products/{id}")).await.expect(200));
        }
        let (mut shown, mut expected) = (Vec::new(), Vec::new());
        for path in &self.collections {
            let collection = self.vendor.get(path).await.expect(200);
            let rules = collection["rules"].as_array().unwrap();
            let belongs = |product: &&Value| {
                let mut held = rules.iter().map(|rule| holds(rule, product));
                match (rules.is_empty(), collection["disjunctive"].as_bool().unwrap()) {
                    (true, _) => false,
                    (_, true) => held.any(|holds| holds),
                    (_, false) => held.all(|holds| holds),
                }
            };
            expected.push(products.iter().filter(belongs).map(|product| product["id"].clone()).collect());
            let entries = collection["products"].as_array().unwrap();
            shown.push(entries.iter().map(|entry| entry["id"].clone()).collect());
        }
        (shown, expected)
    }
}

#[test]
fn membership_is_what_the_rules_say_whatever_is_edited() {
    let runtime = Runtime::new().unwrap();
    let shopwire = runtime.block_on(Shopwire::spawn());
    let vendor = shopwire.vendor();
    let cases = AtomicU32::new(0);
    let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
    let outcome = runner.run(&steps(), |steps| {
        let case = cases.fetch_add(1, Ordering::Relaxed);
        runtime.block_on(async {
            let collections =
                [collection(&vendor, &format!("a-{case}")).await, collection(&vendor, &format!("b-{case}")).await];
            let mut shop = Shop { vendor: &vendor, products: Vec::new(), collections };
            for step in steps {
                shop.take(step.clone()).await;
                let (shown, expected) = shop.compared().await;
                prop_assert_eq!(shown, expected, "after {:?}", step);
            }
            // What is left belongs to no other case.
            for id in &shop.products {
                vendor.delete(&format!("/v1/products/{id}")).await.expect(200);
            }
            for collection in &shop.collections {
                vendor.delete(collection).await.expect(200);
            }
            Ok(())
        })
    });
    outcome.unwrap();
    let left = runtime.block_on(vendor.get(PATH)).expect(200);
    assert_eq!(left, json!([]));
}
