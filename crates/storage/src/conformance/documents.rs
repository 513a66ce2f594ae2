//! Rules of documents, their indexes and their events.

use std::sync::Arc;

use wire::{Clock, Money};

use super::{AMOUNT, AT, COUNT, EMAIL, Fixture, NAME, OPEN, OTHER_SHOP, SHOP, Thing, bench, named};
use crate::{Error, Filter, Order, Query, Reading, View};

pub async fn a_document_is_read_as_it_was_written(fixture: Fixture) {
    let bench = bench(fixture);
    let thing = Thing { email: "A@example.com".into(), tags: vec!["熟客".into()], ..named("王小明") };
    let thing = bench.insert(SHOP, thing).await.unwrap();
    let stored = bench.database.read(SHOP, |view| view.stored(thing.id)).await.unwrap().unwrap();
    assert_eq!(stored.json, serde_json::to_vec(&thing).unwrap());
    assert_eq!(stored.etag.unwrap(), crate::etag_of(&stored.json));
}

pub async fn a_document_of_another_shop_is_not_seen(fixture: Fixture) {
    let bench = bench(fixture);
    let theirs = bench.insert(OTHER_SHOP, named("theirs")).await.unwrap();
    assert!(bench.database.read(SHOP, |view| view.get(theirs.id)).await.unwrap().is_none());
    assert_eq!(bench.count(&[]).await, 0);
    assert!(bench.all(Query::all()).await.is_empty());
}

pub async fn ids_increase_and_are_never_reused(fixture: Fixture) {
    let bench = bench(fixture);
    let mut last = 0;
    for _ in 0..5 {
        let id = bench.insert(SHOP, named("one")).await.unwrap().id;
        assert!(id.get() > last);
        last = id.get();
        let remove = move |tx: &mut crate::Tx<'_>| {
            let record = tx.get(id)?.unwrap();
            tx.delete::<Thing>(record).map(|_| ())
        };
        bench.database.write(SHOP, None, remove).await.unwrap();
    }
}

pub async fn a_refused_transaction_leaves_no_trace(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe().await;
    let refused = bench.database.write(SHOP, None, |tx| {
        tx.insert(named("never"))?;
        Err::<(), _>(Error::Conflict("changed my mind".into()))
    });
    assert!(refused.await.is_err());
    assert_eq!(bench.count(&[]).await, 0);
    assert!(bench.events().await.is_empty());
    bench.insert(SHOP, named("after")).await.unwrap();
    assert_eq!(bench.events().await, ["things/create"]);
}

pub async fn a_transaction_that_panics_harms_no_other(fixture: Fixture) {
    let bench = bench(fixture);
    let broken = bench.database.write(SHOP, None, |tx| -> Result<(), Error> {
        tx.insert(named("never"))?;
        panic!("a bug");
    });
    let (broken, sound) = tokio::join!(broken, bench.insert(SHOP, named("sound")));
    assert!(broken.is_err());
    sound.unwrap();
    assert_eq!(bench.all(Query::all()).await.len(), 1);
}

pub async fn a_part_that_fails_leaves_the_rest(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe().await;
    let job = |tx: &mut crate::Tx<'_>| {
        tx.insert(named("before"))?;
        let failed = tx.attempt(|tx| {
            tx.insert(named("lost"))?;
            let kept = tx.attempt(|tx| tx.insert(named("inside")))?;
            assert!(kept.is_ok());
            Err::<(), _>(Error::Conflict("on purpose".into()))
        })?;
        assert!(matches!(failed, Err(Error::Conflict(_))));
        let done = tx.attempt(|tx| tx.insert(named("kept")).map(|thing| thing.id))??;
        let mut thing = tx.get(done)?.unwrap();
        thing.count = 1;
        tx.save(&mut thing)?;
        Ok::<_, Error>(())
    };
    bench.database.write(SHOP, None, job).await.unwrap();
    let left: Vec<_> = bench.all(Query::all()).await.into_iter().map(|thing| thing.name).collect();
    assert_eq!(left, ["before", "kept"]);
    assert_eq!(bench.count(&[]).await, 2);
    assert_eq!(bench.events().await, ["things/create", "things/create", "things/update"]);
}

pub async fn unique_values_are_unique_within_a_shop(fixture: Fixture) {
    let bench = bench(fixture);
    let with_email = |email: &str| Thing { email: email.into(), ..Thing::default() };
    bench.insert(SHOP, with_email("a@example.com")).await.unwrap();
    let again = bench.insert(SHOP, with_email("A@EXAMPLE.com")).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    bench.insert(OTHER_SHOP, with_email("a@example.com")).await.unwrap();
    for _ in 0..2 {
        bench.insert(SHOP, with_email("")).await.unwrap();
    }
}

pub async fn concurrent_changes_lose_nothing(fixture: Fixture) {
    let bench = bench(fixture);
    let id = bench.insert(SHOP, named("counter")).await.unwrap().id;
    let changes = (0..64).map(|_| {
        let database = bench.database.clone();
        tokio::spawn(async move {
            let change = move |tx: &mut crate::Tx<'_>| {
                let mut thing = tx.get::<Thing>(id)?.unwrap();
                thing.count += 1;
                tx.save(&mut thing)
            };
            // A backend may settle a race by refusing one side; that side tries again.
            while let Err(error) = database.write(SHOP, None, change).await {
                assert!(matches!(error, Error::Conflict(_)), "{error}");
            }
        })
    });
    for change in changes.collect::<Vec<_>>() {
        change.await.unwrap();
    }
    assert_eq!(bench.all(Query::all()).await[0].count, 64);
}

pub async fn a_stale_document_is_not_stored(fixture: Fixture) {
    let bench = bench(fixture);
    let id = bench.insert(SHOP, named("one")).await.unwrap().id;
    let read = || bench.database.read(SHOP, |view| view.get::<Thing>(id));
    let (mut first, mut second) = (read().await.unwrap().unwrap(), read().await.unwrap().unwrap());
    first.count = 1;
    second.count = 2;
    bench.database.write(SHOP, None, move |tx| tx.save(&mut first)).await.unwrap();
    let stale = bench.database.write(SHOP, None, move |tx| tx.save(&mut second)).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    assert_eq!(bench.all(Query::all()).await[0].count, 1);
}

pub async fn a_change_and_its_event_are_one(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe().await;
    let id = bench.insert(SHOP, named("one")).await.unwrap().id;
    let change = move |count: i64| {
        move |tx: &mut crate::Tx<'_>| {
            let mut thing = tx.get::<Thing>(id)?.unwrap();
            thing.count = count;
            tx.save(&mut thing)
        }
    };
    assert!(bench.database.write(SHOP, None, change(1)).await.unwrap());
    assert!(!bench.database.write(SHOP, None, change(1)).await.unwrap(), "nothing changed");
    bench.insert(OTHER_SHOP, named("elsewhere")).await.unwrap();
    assert_eq!(bench.events().await, ["things/create", "things/update"]);
}

pub async fn conditions_select_what_they_say(fixture: Fixture) {
    let bench = bench(fixture);
    let day = |day: i8| wire::Date::new(2026, 1, day).unwrap().start();
    for number in 1..=9_i64 {
        let thing = Thing {
            email: format!("u{number}@example.com"),
            name: if number % 2 == 0 { format!("Even {number}") } else { format!("odd {number}") },
            amount: Money::from(number * 10),
            count: number,
            open: number > 5,
            at: (number != 9).then(|| day(i8::try_from(number).unwrap())),
            tags: if number < 4 { vec!["low".into(), "all".into()] } else { vec!["all".into()] },
            ..Thing::default()
        };
        bench.insert(SHOP, thing).await.unwrap();
    }
    let cases = [
        (Filter::equals(EMAIL, "U3@example.com"), vec![3]),
        (Filter::OneOf(COUNT, vec![2.into(), 4.into(), 99.into()]), vec![2, 4]),
        (Filter::OneOf(COUNT, vec![]), vec![]),
        (Filter::at_least(AMOUNT, Money::from(80)), vec![8, 9]),
        (Filter::at_most(AMOUNT, Money::from(20)), vec![1, 2]),
        (Filter::equals(OPEN, true), vec![6, 7, 8, 9]),
        (Filter::equals(OPEN, false), vec![1, 2, 3, 4, 5]),
        (Filter::at_least(AT, day(7)), vec![7, 8]),
        (Filter::AtLeastOrNull(AT, day(7).into()), vec![7, 8, 9]),
        (Filter::AtMostOrNull(AT, day(2).into()), vec![1, 2, 9]),
        (Filter::StartsWith(NAME, "even".into()), vec![2, 4, 6, 8]),
        (Filter::Contains(NAME, "DD 5".into()), vec![5]),
        (Filter::HasTerm("tag", vec!["low".into()]), vec![1, 2, 3]),
        (Filter::HasTerm("tag", vec!["low".into(), "all".into()]), (1..=9).collect()),
        (Filter::HasTerm("tag", vec![]), vec![]),
        (Filter::HasNoTerm("tag", vec!["low".into()]), (4..=9).collect()),
        (Filter::HasNoTerm("tag", vec!["low".into(), "all".into()]), vec![]),
        (Filter::HasNoTerm("tag", vec![]), (1..=9).collect()),
        (Filter::Matches("ev".into()), vec![2, 4, 6, 8]),
        (Filter::IdIn(vec![2, 3, 99]), vec![2, 3]),
        (Filter::IdIn(vec![]), vec![]),
        (Filter::IdAfter(7), vec![8, 9]),
        (Filter::IdBefore(3), vec![1, 2]),
    ];
    for (filter, expected) in cases {
        let found = bench.all(Query::all().filter(filter.clone())).await;
        assert_eq!(found.iter().map(|thing| thing.count).collect::<Vec<_>>(), expected, "{filter:?}");
        assert_eq!(bench.count(std::slice::from_ref(&filter)).await, expected.len() as u64, "{filter:?}");
    }
    let both = Query::all().filter(Filter::equals(OPEN, true)).filter(Filter::at_most(COUNT, 7));
    assert_eq!(bench.all(both).await.len(), 2);
}

pub async fn orders_are_kept(fixture: Fixture) {
    let bench = bench(fixture);
    for count in [3, 1, 2, 2] {
        bench.insert(SHOP, Thing { count, ..Thing::default() }).await.unwrap();
    }
    let in_order = async |order| {
        let found = bench.all(Query::all().order(order)).await;
        found.into_iter().map(|thing| (thing.id.get(), thing.count)).collect::<Vec<_>>()
    };
    assert_eq!(in_order(Order::OldestFirst).await, [(1, 3), (2, 1), (3, 2), (4, 2)]);
    assert_eq!(in_order(Order::NewestFirst).await, [(4, 2), (3, 2), (2, 1), (1, 3)]);
    assert_eq!(in_order(Order::Ascending(COUNT)).await, [(2, 1), (3, 2), (4, 2), (1, 3)]);
    assert_eq!(in_order(Order::Descending(COUNT)).await, [(1, 3), (4, 2), (3, 2), (2, 1)]);
}

/// Over several blocks of ids, with gaps: concatenated pages are the whole list, from any offset.
pub async fn pages_are_the_whole_list(fixture: Fixture) {
    const THINGS: i64 = 5_000;
    let bench = bench(fixture);
    let fill = |tx: &mut crate::Tx<'_>| {
        for number in 0..THINGS {
            let record = tx.insert(named("one"))?;
            if number % 7 == 3 || (1_000..1_400).contains(&number) {
                tx.delete(record)?;
            }
        }
        Ok::<_, Error>(())
    };
    bench.database.write(SHOP, None, fill).await.unwrap();
    for order in [Order::OldestFirst, Order::NewestFirst] {
        let all: Vec<_> = bench.all(Query::all().order(order)).await.into_iter().map(|thing| thing.id).collect();
        assert_eq!(bench.count(&[]).await, all.len() as u64);
        for (offset, limit) in [(0, 50), (1, 50), (49, 1), (2_000, 700), (4_100, 500), (100_000, 10)] {
            let page = bench.all(Query::all().order(order).offset(offset).limit(limit)).await;
            let page: Vec<_> = page.into_iter().map(|thing| thing.id).collect();
            let skip = usize::try_from(offset).unwrap();
            let expected: Vec<_> = all.iter().copied().skip(skip).take(usize::try_from(limit).unwrap()).collect();
            assert_eq!(page, expected, "{order:?} {offset} {limit}");
        }
    }
}

pub async fn terms_follow_their_document(fixture: Fixture) {
    let bench = bench(fixture);
    let tagged = |tags: &[&str]| Thing { tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), ..named("one") };
    let id = bench.insert(SHOP, tagged(&["b", "a", "b"])).await.unwrap().id;
    bench.insert(SHOP, tagged(&["c"])).await.unwrap();
    bench.insert(OTHER_SHOP, tagged(&["z"])).await.unwrap();
    let values = async || bench.database.read(SHOP, |view| view.term_values::<Thing>("tag")).await.unwrap();
    assert_eq!(values().await, ["a", "b", "c"]);
    let retag = move |tx: &mut crate::Tx<'_>| {
        let mut thing = tx.get::<Thing>(id)?.unwrap();
        thing.tags = vec!["d".into()];
        tx.save(&mut thing)
    };
    bench.database.write(SHOP, None, retag).await.unwrap();
    assert_eq!(values().await, ["c", "d"]);
    let remove = move |tx: &mut crate::Tx<'_>| {
        let record = tx.get(id)?.unwrap();
        tx.delete::<Thing>(record).map(|_| ())
    };
    bench.database.write(SHOP, None, remove).await.unwrap();
    assert_eq!(values().await, ["c"]);
}

pub async fn computed_fields_are_fresh_when_their_time_has_come(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe().await;
    let due = Some(bench.clock.now().plus_millis(10_000));
    let id = bench.insert(SHOP, Thing { due, ..named("one") }).await.unwrap().id;
    let json = async || {
        let stored = bench.database.read(SHOP, |view| view.stored(id)).await.unwrap().unwrap();
        String::from_utf8(stored.json).unwrap()
    };
    assert!(json().await.contains(r#""refreshed":false"#));
    bench.clock.advance_millis(10_000);
    assert!(json().await.contains(r#""refreshed":true"#));
    let touch = move |tx: &mut crate::Tx<'_>| {
        let mut thing = tx.get::<Thing>(id)?.unwrap();
        tx.save(&mut thing)
    };
    assert!(!bench.database.write(SHOP, None, touch).await.unwrap(), "time passing is no change");
    assert_eq!(bench.events().await, ["things/create"]);
}

pub async fn what_is_remembered_is_forgotten_with_any_change(fixture: Fixture) {
    let bench = bench(fixture);
    let counted = async || {
        let count = |view: &View<'_>| {
            view.memoized("count", || Ok::<_, Error>(Arc::new(view.count::<Thing>(&[])?))).map(|count| *count)
        };
        bench.database.read(SHOP, count).await.unwrap()
    };
    for expected in 0..20 {
        assert_eq!(counted().await, expected);
        assert_eq!(counted().await, expected);
        bench.insert(SHOP, named("one")).await.unwrap();
    }
}
