//! Rules of endpoints: what they are sent to be tried out, and how they are seen to do.

use wire::{Clock, Id};

use super::{Bench, Fixture, SHOP, Thing, bench, named};
use crate::{DeliveryFilter, DeliveryState, EndpointHealth, MINUTE_MILLIS, Span, StatBucket};

impl Bench {
    async fn health(&self, endpoint: i64) -> EndpointHealth {
        self.database.read_raw(|reader| reader.endpoint_health(endpoint)).await.unwrap()
    }

    async fn stats(&self, endpoint: i64, span: Span) -> Vec<StatBucket> {
        self.database.read_raw(|reader| reader.endpoint_stats(endpoint, span)).await.unwrap()
    }

    /// Tries what is due next.
    async fn try_next(&self, state: DeliveryState, status: Option<u16>, duration_micros: i64) -> i64 {
        let due = self.claim(&self.asking()).await.due.remove(0);
        let at = self.clock.now().millis();
        self.record_try(&due, state, at, status, duration_micros).await;
        at
    }
}

pub async fn a_test_event_goes_to_one_endpoint(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe_endpoint(5).await;
    let real = bench.insert(SHOP, named("real")).await.unwrap();
    let real = bench.claim(&bench.asking()).await.due.into_iter().find(|due| due.event.resource_id == real.id.get());
    let real = real.unwrap().event;
    let send = |tx: &mut crate::Tx<'_>| tx.emit_test(SHOP, Id::<Thing>::new(6), "things/create", 77, b"{}");
    let id = bench.database.write(SHOP, None, send).await.unwrap();

    let claimed = bench.claim(&bench.asking()).await.due;
    let told: Vec<_> = claimed.iter().map(|due| (due.endpoint, due.test)).collect();
    assert_eq!(told, [(5, false), (6, true)], "nobody but the one, and none but the one a test");
    let test = claimed.iter().find(|due| due.test).unwrap();
    assert_eq!((test.id, &*test.event.name, &test.event.payload[..]), (id, "things/create", &b"{}"[..]));
    assert_ne!(test.event.uid, real.uid);
    let log = bench.log(DeliveryFilter::default()).await;
    assert_eq!(log.iter().map(|delivery| delivery.test).collect::<Vec<_>>(), [true, false]);
    assert_eq!((log[0].id, log[0].resource_id), (id, 77));

    let latest = |name| bench.database.read_raw(move |reader| reader.latest_event(SHOP, name));
    assert_eq!(latest("things/create").await.unwrap().as_ref(), Some(&*real), "a test is not what happened");
    assert_eq!(latest("things/delete").await.unwrap(), None);
    let elsewhere = bench.database.read_raw(|reader| reader.latest_event(SHOP + 1, "things/create")).await.unwrap();
    assert_eq!(elsewhere, None);
}

pub async fn an_endpoints_health_is_what_its_last_tries_say(fixture: Fixture) {
    let bench = bench(fixture);
    assert_eq!(bench.health(5).await, EndpointHealth::default(), "never tried");
    bench.subscribe_endpoint(5).await;
    for _ in 0..2 {
        bench.insert(SHOP, named("one")).await.unwrap();
    }
    let succeeded = bench.try_next(DeliveryState::Delivered, Some(200), 900).await;
    let expected = EndpointHealth { pending: 1, last_success_at: Some(succeeded), ..EndpointHealth::default() };
    assert_eq!(bench.health(5).await, expected);

    // Failures count on over the minutes, and end with a success.
    let mut failed = 0;
    for _ in 0..3 {
        bench.clock.advance_millis(MINUTE_MILLIS);
        failed = bench.try_next(DeliveryState::Pending, None, 900).await;
        bench.try_next(DeliveryState::Pending, Some(500), 900).await;
    }
    let health = bench.health(5).await;
    assert_eq!((health.pending, health.failures_in_a_row), (1, 6));
    assert!(health.last_success_at == Some(succeeded) && health.last_failure_at >= Some(failed), "{health:?}");
    let succeeded = bench.try_next(DeliveryState::Delivered, Some(200), 900).await;
    let health = bench.health(5).await;
    assert_eq!((health.pending, health.failures_in_a_row, health.last_success_at), (0, 0, Some(succeeded)));
    assert_eq!(bench.health(6).await, EndpointHealth::default(), "of another endpoint");
}

pub async fn an_endpoints_tries_are_told_by_the_time(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe_endpoint(5).await;
    for _ in 0..5 {
        bench.insert(SHOP, named("one")).await.unwrap();
    }
    // Away from the end of a minute, so that tries meant to be in one are.
    let into = bench.clock.now().millis() % MINUTE_MILLIS;
    bench.clock.advance_millis(MINUTE_MILLIS - into);
    let start = bench.clock.now().millis() / MINUTE_MILLIS * MINUTE_MILLIS;
    bench.try_next(DeliveryState::Delivered, Some(200), 1_000).await;
    bench.try_next(DeliveryState::GivenUp, Some(500), 3_000).await;
    bench.clock.advance_millis(MINUTE_MILLIS);
    bench.try_next(DeliveryState::GivenUp, None, 10_000_000).await;
    bench.clock.advance_millis(3 * MINUTE_MILLIS);
    bench.try_next(DeliveryState::Delivered, Some(204), 5_000).await;
    bench.clock.advance_millis(MINUTE_MILLIS);
    bench.try_next(DeliveryState::Delivered, Some(204), 6_000).await;

    let bucket = 2 * MINUTE_MILLIS;
    let stats = bench.stats(5, Span { since: start, until: start + 5 * MINUTE_MILLIS, bucket }).await;
    let first = StatBucket {
        start,
        succeeded: 1,
        failed: 2,
        // The one that got no answer says nothing about how long an answer takes.
        answered: 2,
        total_micros: 4_000,
        slowest_micros: 3_000,
    };
    let last = StatBucket {
        start: start + 2 * bucket,
        succeeded: 1,
        failed: 0,
        answered: 1,
        total_micros: 5_000,
        slowest_micros: 5_000,
    };
    assert_eq!(stats, [first, last], "none for the minutes without a try, none after the end");
    assert_eq!((stats[0].attempts(), stats[0].average_micros()), (3, Some(2_000)));
    assert_eq!(StatBucket::default().average_micros(), None);
    let later = Span { since: start + 2 * MINUTE_MILLIS, until: i64::MAX, bucket: i64::MAX };
    assert_eq!(bench.stats(5, later).await.iter().map(StatBucket::attempts).collect::<Vec<_>>(), [2]);
    assert!(bench.stats(6, later).await.is_empty());
}
