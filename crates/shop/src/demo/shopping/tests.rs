//! Stories are the same for the same number, and as they are wanted.

use wire::{Date, Id, Money, Timestamp};

use super::{Ending, Market, Scenario, scenario};
use crate::customers::demo::customer;
use crate::orders::{LineItem, Order};
use crate::products::{Product, Variant};
use crate::sandbox::Destination;

fn market() -> Market {
    let variant = |id, price, needs_shipping| Variant {
        id: Id::new(id),
        price: Money::from(price),
        requires_shipping: needs_shipping,
        ..Variant::default()
    };
    let product = Product {
        published: true,
        product_variants: vec![variant(1, 300, true), variant(2, 900, true), variant(3, 500, false)],
        ..Product::default()
    };
    let mut market = Market { stores: vec![Id::new(1)], ..Market::default() };
    market.add_product(&product);
    for number in 0..20 {
        let mut person = customer(number);
        person.id = Id::new(i64::try_from(number).unwrap() + 1);
        market.add_customer(&person);
    }
    market
}

fn now() -> Timestamp {
    Date::new(2026, 6, 1).unwrap().start()
}

fn story(number: u64, wanted: Option<Ending>) -> Scenario {
    scenario(number, &market(), now(), &wanted.into())
}

#[test]
fn same_number_same_story() {
    for number in 0..300 {
        let (first, second) = (story(number, None), story(number, None));
        assert_eq!(first.placement, second.placement);
        assert_eq!(first.turns, second.turns);
    }
    assert_ne!(story(1, None).placement, story(2, None).placement);
}

#[test]
fn stories_end_as_they_are_wanted() {
    for (ending, last) in [
        (Ending::Unpaid, None),
        (Ending::Remitted, Some(Destination::Remitted)),
        (Ending::Forgotten, Some(Destination::Cancelled)),
        (Ending::Paid, Some(Destination::Paid)),
        (Ending::Downloaded, Some(Destination::Paid)),
        (Ending::Preparing, Some(Destination::Preparing)),
        (Ending::Lost, Some(Destination::Problem)),
        (Ending::Arrived, Some(Destination::Arrived)),
        (Ending::Expired, Some(Destination::Expired)),
        (Ending::Checking, Some(Destination::Checking)),
        (Ending::Returned, Some(Destination::Closed)),
        (Ending::Reopened, Some(Destination::Opened)),
    ] {
        for number in 0..50 {
            let story = story(number, Some(ending));
            assert_eq!(story.ending, ending);
            assert_eq!(story.turns.last().map(super::Turn::to), last, "{ending:?}");
        }
    }
}

#[test]
fn what_happens_by_itself_is_mostly_good() {
    let endings: Vec<_> = (0..2_000).map(|number| story(number, None).ending).collect();
    let share = |ending| endings.iter().filter(|one| **one == ending).count();
    assert!(share(Ending::Closed) > 1_100, "{}", share(Ending::Closed));
    for ending in [Ending::Forgotten, Ending::Cancelled, Ending::Uncollected, Ending::Returned, Ending::PaymentFailed] {
        assert!((5..400).contains(&share(ending)), "{ending:?} {}", share(ending));
    }
    assert_eq!(share(Ending::Unpaid), 0, "each is over some day");
}

#[test]
fn a_part_is_less_than_the_whole() {
    let line = |id, quantity| LineItem { id: Id::new(id), quantity, ..LineItem::default() };
    let turns = story(3, Some(Ending::PartlyShipped)).turns;
    let turn = turns.last().unwrap();
    assert!(turn.partial && turn.is_shipment());
    let part = |lines: Vec<LineItem>| {
        let step = turn.step(&Order { line_items: lines, ..Order::default() });
        step.map(|step| step.line_items.unwrap()).map(|lines| (lines[0].id.get(), lines[0].quantity))
    };
    assert_eq!(part(vec![line(1, 3)]), Some((1, 2)));
    assert_eq!(part(vec![line(1, 3), line(2, 1)]), Some((1, 3)));
    assert_eq!(part(vec![line(1, 1)]), None);
}
