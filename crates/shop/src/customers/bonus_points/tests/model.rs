//! The ledger against a simple model of it: a purse of single coins, of which the one that expires first is
//! always taken first.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;
use wire::{Clock, Id, Money, Timestamp};

use super::super::rules::{Balance, plan_consumption};
use super::super::{BonusPoint, BonusPointChange, ConsumptionInput, Deadline};
use super::{HOUR, Points};

/// Something that happens to a ledger. Amounts are in coins of a quarter point, times in hours, and a grant is
/// named by its place among those that there are.
#[derive(Debug, Clone)]
enum Step {
    Grant { coins: usize, lasts: Option<i64> },
    Consume { coins: usize },
    ConsumeAll,
    Adjust { place: usize, coins: i64 },
    SetPoints { place: usize, coins: usize },
    SetUnused { place: usize, coins: usize },
    Postpone { place: usize, lasts: Option<i64> },
    Delete { place: usize },
    Wait { hours: i64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (coins, place) = (0_usize..60, 0_usize..8);
    let lasts = proptest::option::weighted(0.8, 0_i64..30);
    let step = prop_oneof![
        4 => (1_usize..60, lasts.clone()).prop_map(|(coins, lasts)| Step::Grant { coins, lasts }),
        6 => (1_usize..90).prop_map(|coins| Step::Consume { coins }),
        1 => Just(Step::ConsumeAll),
        2 => (place.clone(), -40_i64..40).prop_map(|(place, coins)| Step::Adjust { place, coins }),
        1 => (place.clone(), coins.clone()).prop_map(|(place, coins)| Step::SetPoints { place, coins }),
        1 => (place.clone(), coins).prop_map(|(place, coins)| Step::SetUnused { place, coins }),
        1 => (place.clone(), lasts).prop_map(|(place, lasts)| Step::Postpone { place, lasts }),
        1 => place.prop_map(|place| Step::Delete { place }),
        3 => (0_i64..12).prop_map(|hours| Step::Wait { hours }),
    ];
    proptest::collection::vec(step, 1..50)
}

fn quarters(coins: i64) -> f64 {
    f64::from(i32::try_from(coins).unwrap()) / 4.0
}

fn money(coins: i64) -> Money {
    quarters(coins).to_string().parse().unwrap()
}

#[derive(Debug, Default)]
struct Purse {
    now: i64,
    last_id: i64,
    /// Points and the hour they expire at, by grant.
    grants: BTreeMap<i64, (usize, Option<i64>)>,
    /// The grant that each unused coin comes from.
    coins: Vec<i64>,
}

impl Purse {
    fn id_at(&self, place: usize) -> Option<i64> {
        self.grants.keys().nth(place).copied()
    }

    fn unused(&self, id: i64) -> usize {
        self.coins.iter().filter(|grant| **grant == id).count()
    }

    fn set_unused(&mut self, id: i64, coins: usize) {
        self.coins.retain(|grant| *grant != id);
        self.coins.extend(std::iter::repeat_n(id, coins));
    }

    fn usable(&self) -> usize {
        self.coins.iter().filter(|grant| self.grants[*grant].1.is_none_or(|hour| hour > self.now)).count()
    }

    /// Takes the coin that expires first.
    fn take_one(&mut self) {
        let expires = |id: &i64| self.grants[id].1.unwrap_or(i64::MAX);
        let usable = (0..self.coins.len()).filter(|coin| expires(&self.coins[*coin]) > self.now);
        let next = usable.min_by_key(|coin| (expires(&self.coins[*coin]), self.coins[*coin])).unwrap();
        self.coins.swap_remove(next);
    }

    /// Answers whether the step was possible.
    fn take(&mut self, step: &Step) -> bool {
        let place = match step {
            Step::Adjust { place, .. }
            | Step::SetPoints { place, .. }
            | Step::SetUnused { place, .. }
            | Step::Postpone { place, .. }
            | Step::Delete { place } => *place,
            _ => usize::MAX,
        };
        let id = self.id_at(place).unwrap_or_default();
        let (points, deadline) = self.grants.get(&id).copied().unwrap_or_default();
        let unused = self.unused(id);
        match step {
            Step::Grant { coins, lasts } => {
                self.last_id += 1;
                self.grants.insert(self.last_id, (*coins, lasts.map(|hours| self.now + hours)));
                self.set_unused(self.last_id, *coins);
            }
            Step::Consume { coins } if *coins > self.usable() => return false,
            Step::Consume { coins } => (0..*coins).for_each(|_| self.take_one()),
            Step::ConsumeAll => (0..self.usable()).for_each(|_| self.take_one()),
            Step::Wait { hours } => self.now += hours,
            _ if id == 0 => return false,
            Step::Adjust { coins, .. } => {
                let Some(unused) = unused.checked_add_signed(isize::try_from(*coins).unwrap()) else { return false };
                self.grants.insert(id, (points.max(unused), deadline));
                self.set_unused(id, unused);
            }
            Step::SetPoints { coins, .. } if *coins == 0 || *coins < points - unused => return false,
            Step::SetPoints { coins, .. } => {
                self.grants.insert(id, (*coins, deadline));
                self.set_unused(id, *coins - (points - unused));
            }
            Step::SetUnused { coins, .. } if *coins > points => return false,
            Step::SetUnused { coins, .. } => self.set_unused(id, *coins),
            Step::Postpone { lasts, .. } => {
                self.grants.insert(id, (points, lasts.map(|hours| self.now + hours)));
            }
            Step::Delete { .. } => {
                self.set_unused(id, 0);
                self.grants.remove(&id);
            }
        }
        true
    }

    /// Points and unused points by grant.
    fn amounts(&self) -> Vec<(f64, f64)> {
        let amount = |coins: usize| quarters(i64::try_from(coins).unwrap());
        self.grants.iter().map(|(id, (points, _))| (amount(*points), amount(self.unused(*id)))).collect()
    }
}

fn hour(hour: i64) -> Timestamp {
    Timestamp::from_millis(hour * HOUR)
}

/// The ledger's own rules, on grants in memory.
#[derive(Debug, Default)]
struct Ledger {
    now: i64,
    last_id: i64,
    grants: Vec<BonusPoint>,
}

impl Ledger {
    fn change(&mut self, place: usize, change: BonusPointChange) -> bool {
        let Some(grant) = self.grants.get_mut(place) else { return false };
        // An operation that fails leaves the document as it was.
        let mut changed = grant.clone();
        let done = change.apply_to(&mut changed).is_ok();
        if done {
            *grant = changed;
        }
        done
    }

    fn consume(&mut self, input: &ConsumptionInput) -> bool {
        let grants: Vec<&BonusPoint> = self.grants.iter().collect();
        let Ok(amount) = input.amount_of(Balance::over(&grants, hour(self.now)).points) else { return false };
        let Ok(plan) = plan_consumption(&grants, amount, hour(self.now)) else { return false };
        assert_eq!(plan.iter().map(|(_, points)| *points).sum::<Money>(), amount);
        for (place, points) in plan {
            assert!(points > Money::ZERO);
            self.grants[place].unused_points -= points;
        }
        true
    }

    fn take(&mut self, step: &Step) -> bool {
        let deadline = |lasts: &Option<i64>| lasts.map(|hours| hour(self.now + hours));
        let coins_of = |coins: &usize| Some(money(i64::try_from(*coins).unwrap()));
        let change = BonusPointChange::default();
        match step {
            Step::Grant { coins, lasts } => {
                self.last_id += 1;
                let (id, points) = (Id::new(self.last_id), coins_of(coins).unwrap());
                let deadline = deadline(lasts);
                self.grants.push(BonusPoint { id, points, unused_points: points, deadline, ..BonusPoint::default() });
                true
            }
            Step::Consume { coins } => self.consume(&ConsumptionInput { amount: coins_of(coins), consume_all: None }),
            Step::ConsumeAll => self.consume(&ConsumptionInput { amount: None, consume_all: Some(true) }),
            Step::Adjust { place, coins } => {
                self.change(*place, BonusPointChange { bonus_points_diff: Some(money(*coins)), ..change })
            }
            Step::SetPoints { place, coins } => {
                self.change(*place, BonusPointChange { points: coins_of(coins), ..change })
            }
            Step::SetUnused { place, coins } => {
                self.change(*place, BonusPointChange { unused_points: coins_of(coins), ..change })
            }
            Step::Postpone { place, lasts } => {
                let deadline = Some(deadline(lasts).map_or(Deadline::Never, Deadline::At));
                self.change(*place, BonusPointChange { deadline, ..change })
            }
            Step::Delete { place } => {
                let there = *place < self.grants.len();
                if there {
                    self.grants.remove(*place);
                }
                there
            }
            Step::Wait { hours } => {
                self.now += hours;
                true
            }
        }
    }
}

proptest! {
    #[test]
    fn the_rules_agree_with_a_purse_of_coins(steps in steps()) {
        let (mut purse, mut ledger) = (Purse::default(), Ledger::default());
        for step in steps {
            prop_assert_eq!(ledger.take(&step), purse.take(&step), "{:?}", step);
            let amounts: Vec<_> =
                ledger.grants.iter().map(|grant| (grant.points.to_f64(), grant.unused_points.to_f64())).collect();
            prop_assert_eq!(amounts, purse.amounts(), "{:?}", step);
            let grants: Vec<&BonusPoint> = ledger.grants.iter().collect();
            let balance = Balance::over(&grants, hour(ledger.now)).points;
            prop_assert_eq!(balance, money(i64::try_from(purse.usable()).unwrap()), "{:?}", step);
        }
    }
}

/// The same step, asked of a server, where the hour is counted from `start`.
async fn ask(points: &Points, start: Timestamp, purse: &Purse, step: &Step) -> u16 {
    let (vendor, consume) = (&points.vendor, points.path("consume_bonus_points"));
    let deadline =
        |lasts: &Option<i64>| lasts.map_or(json!(0), |lasts| json!(start.plus_millis((purse.now + lasts) * HOUR)));
    let quarters_of = |coins: &usize| quarters(i64::try_from(*coins).unwrap());
    let id = |place: &usize| purse.id_at(*place).unwrap_or_default();
    let answer = match step {
        Step::Grant { coins, lasts } => {
            let grant = json!({ "title": "活動", "points": quarters_of(coins), "deadline": deadline(lasts) });
            vendor.post(&points.path("bonus_points"), grant).await
        }
        Step::Consume { coins } => points.consume(quarters_of(coins)).await,
        Step::ConsumeAll => vendor.post(&consume, json!({ "consume_all": true })).await,
        Step::Adjust { place, coins } => {
            points.change(id(place), json!({ "bonus_points_diff": quarters(*coins) })).await
        }
        Step::SetPoints { place, coins } => points.change(id(place), json!({ "points": quarters_of(coins) })).await,
        Step::SetUnused { place, coins } => {
            points.change(id(place), json!({ "unused_points": quarters_of(coins) })).await
        }
        Step::Postpone { place, lasts } => points.change(id(place), json!({ "deadline": deadline(lasts) })).await,
        Step::Delete { place } => vendor.delete(&points.path(&format!("bonus_points/{}", id(place)))).await,
        Step::Wait { hours } => {
            points.pass_hours(*hours);
            return 200;
        }
    };
    answer.status
}

#[test]
fn the_server_agrees_with_a_purse_of_coins() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut runner = TestRunner::new(ProptestConfig { cases: 8, ..ProptestConfig::default() });
    let story = |steps: Vec<Step>| {
        runtime.block_on(async {
            let points = Points::new().await;
            let (start, mut purse) = (points.shopwire.clock.now(), Purse::default());
            for step in steps {
                let status = ask(&points, start, &purse, &step).await;
                prop_assert_eq!(status < 300, purse.take(&step), "{:?}: {}", step, status);
                let remain = points.remain().await;
                prop_assert_eq!(remain, quarters(i64::try_from(purse.usable()).unwrap()), "{:?}", step);
            }
            Ok(())
        })
    };
    runner.run(&steps(), story).unwrap();
}
