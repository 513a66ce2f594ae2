//! The server against a simple model of shared stock, after any sequence of changes.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use testkit::{Client, Shopwire};

use super::{GROUPS, group};
use crate::stories::{Stocked, stocked};

const GROUP_COUNT: usize = 2;
/// Three of one product, two of another.
const VARIANT_COUNT: usize = 5;

#[derive(Debug, Clone)]
enum Step {
    Set { variant: usize, quantity: i64 },
    SetPolicy { variant: usize, oversell: bool },
    Take { variant: usize, quantity: i64 },
    GiveBack { variant: usize, quantity: i64 },
    Join { group: usize, variant: usize },
    Leave { group: usize, variant: usize },
    SetGroup { group: usize, quantity: i64 },
    SetGroupPolicy { group: usize, oversell: bool },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (variant, group) = (0..VARIANT_COUNT, 0..GROUP_COUNT);
    let step = prop_oneof![
        2 => (variant.clone(), -3_i64..15).prop_map(|(variant, quantity)| Step::Set { variant, quantity }),
        1 => (variant.clone(), proptest::bool::weighted(0.3))
            .prop_map(|(variant, oversell)| Step::SetPolicy { variant, oversell }),
        4 => (variant.clone(), 1_i64..8).prop_map(|(variant, quantity)| Step::Take { variant, quantity }),
        2 => (variant.clone(), 1_i64..8).prop_map(|(variant, quantity)| Step::GiveBack { variant, quantity }),
        4 => (group.clone(), variant.clone()).prop_map(|(group, variant)| Step::Join { group, variant }),
        1 => (group.clone(), variant).prop_map(|(group, variant)| Step::Leave { group, variant }),
        1 => (group.clone(), -3_i64..15).prop_map(|(group, quantity)| Step::SetGroup { group, quantity }),
        1 => (group, proptest::bool::weighted(0.3))
            .prop_map(|(group, oversell)| Step::SetGroupPolicy { group, oversell }),
    ];
    proptest::collection::vec(step, 1..40)
}

/// How many there are, and whether more may be taken.
type Stock = (i64, bool);

#[derive(Debug)]
struct Model {
    variants: [Stock; VARIANT_COUNT],
    groups: [Stock; GROUP_COUNT],
    /// The group of each variant.
    member_of: [Option<usize>; VARIANT_COUNT],
}

impl Model {
    fn give(&mut self, group: usize, stock: Stock) -> bool {
        if stock.0 < 0 && !stock.1 {
            return false;
        }
        self.groups[group] = stock;
        for (variant, member_of) in self.variants.iter_mut().zip(self.member_of) {
            if member_of == Some(group) {
                *variant = stock;
            }
        }
        true
    }

    fn set(&mut self, variant: usize, stock: Stock) -> bool {
        let sound = stock.0 >= 0 || stock.1;
        if sound {
            self.variants[variant] = stock;
        }
        sound && self.member_of[variant].is_none_or(|group| self.give(group, stock))
    }

    /// Answers whether the step was possible.
    fn take(&mut self, step: &Step) -> bool {
        match *step {
            Step::Set { variant, quantity } => self.set(variant, (quantity, self.variants[variant].1)),
            Step::SetPolicy { variant, oversell } => self.set(variant, (self.variants[variant].0, oversell)),
            Step::Take { variant, quantity } => {
                let (there, oversell) = self.variants[variant];
                self.set(variant, (there - quantity, oversell))
            }
            Step::GiveBack { variant, quantity } => {
                let (there, oversell) = self.variants[variant];
                self.set(variant, (there + quantity, oversell))
            }
            Step::Join { group, variant } => {
                let free = self.member_of[variant].is_none_or(|known| known == group);
                if free {
                    self.member_of[variant] = Some(group);
                    self.variants[variant] = self.groups[group];
                }
                free
            }
            Step::Leave { group, variant } => self.member_of[variant].take_if(|known| *known == group).is_some(),
            Step::SetGroup { group, quantity } => self.give(group, (quantity, self.groups[group].1)),
            Step::SetGroupPolicy { group, oversell } => self.give(group, (self.groups[group].0, oversell)),
        }
    }
}

/// The shop that the same steps are asked of.
struct Asked {
    vendor: Client,
    products: [Stocked; 2],
    groups: [String; GROUP_COUNT],
}

impl Asked {
    async fn new(shopwire: &Shopwire) -> Self {
        shopwire.make_sandbox().await;
        let vendor = shopwire.vendor();
        let products =
            [stocked(&vendor, "bag", &["B1", "B2", "B3"], 0).await, stocked(&vendor, "cup", &["C1", "C2"], 0).await];
        let groups = [group(&vendor, 5).await, group(&vendor, 9).await];
        Self { vendor, products, groups }
    }

    fn place(&self, variant: usize) -> (String, i64) {
        let [bag, cup] = &self.products;
        match variant.checked_sub(bag.variants.len()) {
            None => (bag.path(variant), bag.variants[variant]),
            Some(place) => (cup.path(place), cup.variants[place]),
        }
    }

    async fn take(&self, step: &Step) -> u16 {
        let policy = |oversell: bool| json!({ "inventory_policy": if oversell { "continue" } else { "deny" } });
        let moved = |variant: usize, quantity: i64| {
            let movement = json!({ "product_variant_id": self.place(variant).1, "quantity": quantity });
            async move { self.vendor.post("/sandbox/stock_movements", movement).await }
        };
        let answer = match *step {
            Step::Set { variant, quantity } => {
                self.vendor.put(&self.place(variant).0, json!({ "inventory_quantity": quantity })).await
            }
            Step::SetPolicy { variant, oversell } => self.vendor.put(&self.place(variant).0, policy(oversell)).await,
            Step::Take { variant, quantity } => moved(variant, -quantity).await,
            Step::GiveBack { variant, quantity } => moved(variant, quantity).await,
            Step::Join { group, variant } => {
                let ids = json!({ "variant_ids": self.place(variant).1.to_string() });
                self.vendor.post(&format!("{}/variants", self.groups[group]), ids).await
            }
            Step::Leave { group, variant } => {
                let path = format!("{}/variants?variant_ids={}", self.groups[group], self.place(variant).1);
                self.vendor.delete(&path).await
            }
            Step::SetGroup { group, quantity } => {
                self.vendor.put(&self.groups[group], json!({ "inventory_quantity": quantity })).await
            }
            Step::SetGroupPolicy { group, oversell } => self.vendor.put(&self.groups[group], policy(oversell)).await,
        };
        answer.status
    }

    async fn stocks(&self) -> (Vec<Stock>, Vec<Stock>) {
        let stock = |of: &Value| (of["inventory_quantity"].as_i64().unwrap(), of["inventory_policy"] == "continue");
        let mut variants = Vec::new();
        for product in &self.products {
            let path = format!("/v1/products/{}/product_variants", product.product);
            variants.extend(self.vendor.get(&path).await.expect(200).as_array().unwrap().iter().map(stock));
        }
        let groups = self.vendor.get(GROUPS).await.expect(200);
        (variants, groups.as_array().unwrap().iter().map(stock).collect())
    }
}

#[test]
fn members_are_equal_and_no_stock_is_below_zero_after_any_changes() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(ProptestConfig { cases: 12, ..ProptestConfig::default() });
    let story = |steps: Vec<Step>| {
        runtime.block_on(async {
            let shopwire = Shopwire::spawn().await;
            let asked = Asked::new(&shopwire).await;
            let groups = [(5, false), (9, false)];
            let mut model = Model { variants: [(0, false); VARIANT_COUNT], groups, member_of: [None; VARIANT_COUNT] };
            for step in steps {
                let status = asked.take(&step).await;
                prop_assert_eq!(status < 300, model.take(&step), "{:?}: {}", step, status);
                let (variants, groups) = asked.stocks().await;
                prop_assert_eq!(&variants[..], &model.variants[..], "{:?}", step);
                prop_assert_eq!(&groups[..], &model.groups[..], "{:?}", step);
                let sound = |(quantity, oversell): &Stock| *quantity >= 0 || *oversell;
                prop_assert!(variants.iter().chain(&groups).all(sound), "{:?}", step);
            }
            Ok(())
        })
    };
    runner.run(&steps(), story).unwrap();
}
