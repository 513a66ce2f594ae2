//! Rules of full text and of terms, also where many documents have them.

use wire::Id;

use super::{COUNT, Fixture, OPEN, OTHER_SHOP, SHOP, Thing, bench, named};
use crate::text::is_match;
use crate::{Error, Filter, Order, Query, Reading, Tx};

fn matches(text: &str) -> Filter {
    Filter::Matches(text.to_owned())
}

fn tagged(tag: &str) -> Filter {
    Filter::HasTerm("tag", vec![tag.to_owned()])
}

pub async fn a_document_is_found_by_its_text(fixture: Fixture) {
    let bench = bench(fixture);
    let text = "經典黑色上衣（男） Classic T-Shirt\nAB-1234 iPhone15 Ünïcode ＦＵＬＬ";
    bench.insert(SHOP, named("白色帽子 Hat")).await.unwrap();
    let thing = bench.insert(SHOP, named(text)).await.unwrap();
    bench.insert(OTHER_SHOP, named(text)).await.unwrap();
    let found = [
        "黑色",
        "色上衣",
        "衣",
        "黑",
        "男",
        "上衣 黑色",
        "class",
        "CLASSIC",
        "t-shirt",
        "AB-12",
        "ab1234",
        "ab 1234",
        "12",
        "iphone 15",
        "ünïcode",
        "unicode",
        "full",
        "Classic 黑色 AB-1234",
    ];
    for query in found {
        let found = bench.all(Query::all().filter(matches(query))).await;
        assert_eq!(found.iter().map(|thing| thing.id).collect::<Vec<_>>(), [thing.id], "{query}");
        assert_eq!(bench.count(&[matches(query)]).await, 1, "{query}");
    }
    // What means something to an engine means nothing to us.
    let nothing = [
        "",
        " ",
        "！",
        "黑上",
        "白上衣",
        "lassic",
        "34",
        "\"",
        "'",
        "*",
        "a*b(c",
        "黑色 OR 白色",
        "NOT 白色",
        "name:黑色",
        "^classic NEAR",
        "{name}: 黑色",
        "黑色\0白色",
        "%",
        "_",
        "\\",
    ];
    for query in nothing {
        assert_eq!(bench.all(Query::all().filter(matches(query))).await, [], "{query}");
        assert_eq!(bench.count(&[matches(query)]).await, 0, "{query}");
    }
}

pub async fn the_text_follows_its_document(fixture: Fixture) {
    let bench = bench(fixture);
    let id = bench.insert(SHOP, named("黑色上衣")).await.unwrap().id;
    let found = async |query: &str| bench.count(&[matches(query)]).await;
    let change = async |change: fn(&mut Thing)| {
        let job = move |tx: &mut Tx<'_>| {
            let mut thing = tx.get::<Thing>(id)?.unwrap();
            change(&mut thing);
            tx.save(&mut thing)
        };
        bench.database.write(SHOP, None, job).await.unwrap();
    };
    change(|thing| thing.name = "白色上衣".into()).await;
    assert_eq!((found("黑色").await, found("白色").await, found("上衣").await), (0, 1, 1));
    change(|thing| thing.count = 5).await;
    assert_eq!(found("白色").await, 1, "a change of something else");
    change(|thing| thing.hidden = true).await;
    assert_eq!(found("白色").await, 0);
    change(|thing| thing.hidden = false).await;
    assert_eq!(found("白色").await, 1);
    let refused = bench.database.write(SHOP, None, move |tx| {
        let mut thing = tx.get::<Thing>(id)?.unwrap();
        thing.name = "紅色".into();
        tx.save(&mut thing)?;
        Err::<(), _>(Error::Conflict("changed my mind".into()))
    });
    assert!(refused.await.is_err());
    assert_eq!((found("白色").await, found("紅色").await), (1, 0));
    let remove = move |tx: &mut Tx<'_>| {
        let record = tx.get(id)?.unwrap();
        tx.delete::<Thing>(record).map(|_| ())
    };
    bench.database.write(SHOP, None, remove).await.unwrap();
    assert_eq!(found("白色").await, 0);
}

/// The engine's index answers what the words of text and query say.
pub async fn a_query_finds_what_the_words_say(fixture: Fixture) {
    const PARTS: [&str; 14] = ["黑", "色", "上", "衣", "男", " ", "-", "T", "ab", "12", "3", "Cotton", "棉", "é"];
    let bench = bench(fixture);
    let mut dice = Dice(7);
    let texts: Vec<String> = (0..300).map(|_| dice.text(&PARTS, 14)).collect();
    let stored = texts.clone();
    let fill = move |tx: &mut Tx<'_>| stored.iter().try_for_each(|text| tx.insert(named(text)).map(|_| ()));
    bench.database.write(SHOP, None, fill).await.unwrap();
    for _ in 0..300 {
        let query = dice.text(&PARTS, 5);
        let expected: Vec<_> = texts.iter().filter(|text| is_match(text, &query)).collect();
        let found = bench.all(Query::all().filter(matches(&query))).await;
        assert_eq!(found.iter().map(|thing| &thing.name).collect::<Vec<_>>(), expected, "{query}");
    }
}

type Case = (Vec<Filter>, fn(&Thing) -> bool);

/// However few or many documents have a term or a word, and whatever the order, what is found is what the conditions
/// say, and pages are parts of it.
pub async fn any_mix_of_conditions_finds_what_they_say(fixture: Fixture) {
    let bench = bench(fixture);
    let mut dice = Dice(11);
    let things: Vec<Thing> = (0..2_000)
        .map(|number: i64| {
            let mut tags = vec!["all".to_owned()];
            tags.extend((number % 3 == 0).then(|| "third".to_owned()));
            tags.extend((number % 500 == 7).then(|| "rare".to_owned()));
            let name = format!(
                "{}{}",
                if number % 2 == 0 { "黑色上衣" } else { "白色上衣" },
                if number % 300 == 9 { " Zebra" } else { "" }
            );
            let count = i64::try_from(dice.next(1_000)).unwrap();
            Thing { name, tags, count, open: number % 5 != 0, ..Thing::default() }
        })
        .collect();
    let fill = move |tx: &mut Tx<'_>| {
        things.into_iter().map(|thing| Ok(tx.insert(thing)?.into_value())).collect::<Result<Vec<_>, Error>>()
    };
    let things = bench.database.write(SHOP, None, fill).await.unwrap();
    let cases: [Case; 12] = [
        (vec![matches("黑色")], |thing| thing.name.contains('黑')),
        (vec![matches("zebra")], |thing| thing.name.contains('Z')),
        (vec![matches("上衣"), matches("黑")], |thing| thing.name.contains('黑')),
        (vec![tagged("all")], |_| true),
        (vec![tagged("rare")], |thing| thing.carries("rare")),
        (vec![tagged("third"), tagged("all")], |thing| thing.carries("third")),
        (vec![tagged("third"), matches("黑色")], |thing| thing.carries("third") && thing.name.contains('黑')),
        (vec![tagged("rare"), matches("上衣")], |thing| thing.carries("rare")),
        (vec![matches("黑色"), Filter::HasNoTerm("tag", vec!["third".into(), "rare".into()])], |thing| {
            thing.name.contains('黑') && !thing.carries("third") && !thing.carries("rare")
        }),
        (vec![tagged("all"), Filter::equals(OPEN, true)], |thing| thing.open),
        (vec![tagged("third"), Filter::OneOf(COUNT, (0..50).map(Into::into).collect())], |thing| {
            thing.carries("third") && thing.count < 50
        }),
        (
            vec![
                Filter::HasTerm("tag", vec!["third".into(), "rare".into()]),
                matches("上"),
                Filter::at_least(COUNT, 500),
            ],
            |thing| (thing.carries("third") || thing.carries("rare")) && thing.count >= 500,
        ),
    ];
    for (filters, holds) in cases {
        for order in [Order::OldestFirst, Order::NewestFirst, Order::Ascending(COUNT), Order::Descending(COUNT)] {
            let mut expected: Vec<_> = things.iter().filter(|thing| holds(thing)).collect();
            match order {
                Order::Ascending(_) | Order::Descending(_) => {
                    expected.sort_by_key(|thing| (thing.count, thing.id.get()));
                }
                Order::OldestFirst | Order::NewestFirst => {}
            }
            if matches!(order, Order::NewestFirst | Order::Descending(_)) {
                expected.reverse();
            }
            let expected: Vec<Id<Thing>> = expected.into_iter().map(|thing| thing.id).collect();
            assert_eq!(bench.count(&filters).await, expected.len() as u64, "{filters:?}");
            let query = Query { filters: filters.clone(), order, ..Query::default() };
            for (offset, limit) in [(0, None), (0, Some(50)), (3, Some(1)), (500, Some(50)), (5_000, Some(50))] {
                let found = bench.all(Query { offset, limit, ..query.clone() }).await;
                let found: Vec<_> = found.iter().map(|thing| thing.id).collect();
                let skip = usize::try_from(offset).unwrap();
                let shown = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap());
                let page: Vec<_> = expected.iter().copied().skip(skip).take(shown).collect();
                assert_eq!(found, page, "{filters:?} {order:?} {offset} {limit:?}");
            }
        }
    }
    let nothing = bench.database.read(OTHER_SHOP, |view| view.count::<Thing>(&[matches("黑色"), tagged("all")]));
    assert_eq!(nothing.await.unwrap(), 0);
}

impl Thing {
    fn carries(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| own == tag)
    }
}

/// Chance that is the same each time.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn text(&mut self, parts: &[&str], longest: u64) -> String {
        let length = 1 + self.next(longest);
        (0..length).map(|_| parts[usize::try_from(self.next(parts.len() as u64)).unwrap()]).collect()
    }
}
