//! The order that a shop makes by hand.

use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use testkit::Shopwire;
use tokio::runtime::Runtime;

use super::{collection, ids, list};
use crate::stories::product;

#[tokio::test]
async fn named_products_share_their_places_and_the_others_keep_theirs() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = format!("{}/products", collection(&vendor, "summer").await);
    let mut made = Vec::new();
    for title in ["帽", "鞋", "襪", "包"] {
        made.push(product(&vendor, title, 100).await);
    }
    let stranger = product(&vendor, "傘", 100).await;
    vendor.post(&path, list(&made)).await.expect(201);
    let order = format!("{path}/manual_order");
    let ordered = vendor.put(&order, list(&[made[3], made[0]])).await.expect(200);
    assert_eq!(ids(&ordered), [made[3], made[1], made[2], made[0]]);
    let refused = vendor.put(&order, list(&[made[1], stranger])).await.expect(422);
    assert_eq!(refused, json!({ "error": [format!("產品 (product_ids) 不在群組內：{stranger}")] }));
    // Whoever leaves and comes back is last.
    vendor.delete(&format!("{path}?product_ids={}", made[3])).await.expect(200);
    let added = vendor.post(&path, list(&[made[3]])).await.expect(201);
    assert_eq!(ids(&added), [made[1], made[2], made[0], made[3]]);
}

/// Something that is done to a collection: the products are named by their number.
#[derive(Debug, Clone)]
enum Step {
    Add(Vec<usize>),
    Replace(Vec<usize>),
    Remove(Vec<usize>),
    Order(Vec<usize>),
}

const PRODUCTS: usize = 7;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let some = || proptest::collection::vec(0..PRODUCTS, 0..PRODUCTS);
    let step = prop_oneof![
        3 => some().prop_map(Step::Add),
        1 => some().prop_map(Step::Replace),
        2 => some().prop_map(Step::Remove),
        4 => some().prop_map(Step::Order),
    ];
    proptest::collection::vec(step, 1..12)
}

fn once(numbers: &[usize]) -> Vec<usize> {
    let mut seen = Vec::new();
    for number in numbers {
        if !seen.contains(number) {
            seen.push(*number);
        }
    }
    seen
}

/// What a list of what is in the collection becomes.
fn apply(list: &mut Vec<usize>, step: &Step) {
    match step {
        Step::Add(some) => {
            for number in some {
                if !list.contains(number) {
                    list.push(*number);
                }
            }
        }
        Step::Replace(some) => *list = once(some),
        Step::Remove(some) => list.retain(|number| !some.contains(number)),
        Step::Order(some) => {
            let some = once(some);
            if some.iter().all(|number| list.contains(number)) {
                let mut next = some.iter();
                for place in list.iter_mut().filter(|number| some.contains(number)) {
                    *place = *next.next().unwrap();
                }
            }
        }
    }
}

#[test]
fn the_manual_order_is_that_of_a_list_whatever_is_done() {
    let runtime = Runtime::new().unwrap();
    let shopwire = runtime.block_on(Shopwire::spawn());
    let vendor = shopwire.vendor();
    let made: Vec<i64> = runtime.block_on(async {
        let mut made = Vec::new();
        for number in 0..PRODUCTS {
            made.push(product(&vendor, &format!("商品 {number}"), 100).await);
        }
        made
    });
    let cases = AtomicU32::new(0);
    let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
    let outcome = runner.run(&steps(), |steps| {
        let handle = format!("case-{}", cases.fetch_add(1, Ordering::Relaxed));
        runtime.block_on(async {
            let path = format!("{}/products", collection(&vendor, &handle).await);
            let mut expected = Vec::new();
            for step in &steps {
                apply(&mut expected, step);
                let named = |some: &[usize]| list(&some.iter().map(|number| made[*number]).collect::<Vec<_>>());
                match step {
                    Step::Add(some) => vendor.post(&path, named(some)).await,
                    Step::Replace(some) => vendor.put(&path, named(some)).await,
                    Step::Remove(some) => {
                        let texts: Vec<_> = some.iter().map(|number| made[*number].to_string()).collect();
                        vendor.delete(&format!("{path}?product_ids={}", texts.join(","))).await
                    }
                    Step::Order(some) => vendor.put(&format!("{path}/manual_order"), named(some)).await,
                };
                let shown = vendor.get(path.trim_end_matches("/products")).await.expect(200);
                let expected: Vec<_> = expected.iter().map(|number| made[*number]).collect();
                prop_assert_eq!(ids(&shown), expected);
                let entries = shown["products"].as_array().unwrap();
                let place = |at: usize| entries[at]["position"].as_i64();
                prop_assert!((1..entries.len()).all(|at| place(at - 1) < place(at)));
            }
            Ok(())
        })
    });
    outcome.unwrap();
}
