//! Rules of the outbox: what is claimed, recorded and listed.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use wire::{Clock, Id};

use super::{Bench, Fixture, OTHER_SHOP, SHOP, Thing, bench, named};
use crate::{Attempt, Claim, Claimed, DeliveryFilter, DeliveryState, DeliverySummary, Due, Error, Outcome, Tx};

/// What a claim usually says.
pub(super) struct Asking {
    now: i64,
    limit: usize,
    room: usize,
    in_flight: HashSet<i64>,
}

impl Bench {
    pub(super) fn asking(&self) -> Asking {
        Asking { now: self.clock.now().millis(), limit: 100, room: 100, in_flight: HashSet::new() }
    }

    pub(super) async fn claim(&self, asking: &Asking) -> Claimed {
        let Asking { now, limit, room, ref in_flight } = *asking;
        let rooms = HashMap::new();
        let claim = Claim { now, limit, room, rooms: &rooms, in_flight, after: i64::MIN, only: None, lease: 60_000 };
        self.database.claim(claim).await.unwrap()
    }

    pub(super) async fn record(&self, due: &Due, state: DeliveryState, next_at: i64) {
        let status = Some(if state == DeliveryState::Delivered { 200 } else { 500 });
        self.record_try(due, state, next_at, status, 1_234).await;
    }

    pub(super) async fn record_try(
        &self,
        due: &Due,
        state: DeliveryState,
        next_at: i64,
        status: Option<u16>,
        duration_micros: i64,
    ) {
        let attempt = Attempt {
            number: due.attempts + 1,
            at: self.clock.now().millis(),
            duration_micros,
            status,
            failure: (state != DeliveryState::Delivered).then(|| "answered 500".to_owned()),
            answer: Bytes::from_static(b"thanks"),
        };
        let outcome = Outcome { delivery: due.id, endpoint: due.endpoint, attempt, state, next_at };
        self.database.write_raw(move |writer| writer.record(&[outcome])).await.unwrap();
    }

    pub(super) async fn log(&self, filter: DeliveryFilter) -> Vec<DeliverySummary> {
        self.database.read_raw(|reader| reader.deliveries(&filter)).await.unwrap()
    }

    /// The log as the filter lists it, by id, which is also how many it counts.
    async fn ids(&self, filter: DeliveryFilter) -> Vec<i64> {
        let ids: Vec<i64> = self.log(filter.clone()).await.iter().map(|delivery| delivery.id).collect();
        let counted = self.database.read_raw(|reader| reader.count_deliveries(&filter)).await.unwrap();
        assert_eq!(counted, ids.len() as u64, "{filter:?}");
        ids
    }

    /// The endpoint hears of new things.
    pub(super) async fn subscribe_endpoint(&self, endpoint: i64) {
        let job = move |tx: &mut Tx<'_>| tx.subscribe(SHOP, Id::<Thing>::new(endpoint), &["things/create".to_owned()]);
        self.database.write(SHOP, None, job).await.unwrap();
    }
}

pub async fn a_due_delivery_is_claimed_with_its_event(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe_endpoint(5).await;
    let thing = bench.insert(SHOP, named("one")).await.unwrap();
    let claimed = bench.claim(&bench.asking()).await;
    let [due] = &claimed.due[..] else { panic!("{claimed:?}") };
    assert_eq!((due.shop, due.endpoint, due.attempts, due.tries), (SHOP, 5, 0, 0));
    assert_eq!((due.event.name.as_str(), due.event.resource_id), ("things/create", thing.id.get()));
    assert_eq!(due.event.payload, serde_json::to_vec(&thing).unwrap());
    let early = Asking { now: bench.clock.now().millis() - 60_000, ..bench.asking() };
    assert!(bench.claim(&early).await.due.is_empty(), "nothing is due before it happened");
}

pub async fn what_is_in_flight_is_not_claimed_again(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe_endpoint(5).await;
    for _ in 0..3 {
        bench.insert(SHOP, named("one")).await.unwrap();
    }
    let two = bench.claim(&Asking { limit: 2, ..bench.asking() }).await;
    assert_eq!(two.due.len(), 2);
    let in_flight = two.due.iter().map(|due| due.id).collect();
    let rest = bench.claim(&Asking { in_flight, ..bench.asking() }).await;
    assert_eq!(rest.due.len(), 1);
    assert!(two.due.iter().all(|due| due.id != rest.due[0].id));
}

pub async fn an_outcome_settles_its_delivery(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe_endpoint(5).await;
    for _ in 0..3 {
        bench.insert(SHOP, named("one")).await.unwrap();
    }
    let claimed = bench.claim(&bench.asking()).await.due;
    let later = bench.clock.now().millis() + 30_000;
    bench.record(&claimed[0], DeliveryState::Delivered, 0).await;
    bench.record(&claimed[1], DeliveryState::Pending, later).await;
    bench.record(&claimed[2], DeliveryState::GivenUp, 0).await;
    let now = bench.claim(&bench.asking()).await;
    assert!(now.due.is_empty(), "{now:?}");
    let then = bench.claim(&Asking { now: later, ..bench.asking() }).await.due;
    assert_eq!(then.len(), 1);
    assert_eq!((then[0].id, then[0].attempts, then[0].tries), (claimed[1].id, 1, 1));
    assert_eq!(bench.database.read_raw(|reader| reader.queue_depth()).await.unwrap(), 1);

    let id = claimed[1].id;
    let told = bench.database.read_raw(|reader| reader.delivery(id)).await.unwrap().unwrap();
    assert_eq!(told.attempts.len(), 1);
    let attempt = &told.attempts[0];
    assert_eq!((attempt.number, attempt.status, attempt.duration_micros), (1, Some(500), 1_234));
    assert_eq!((attempt.failure.as_deref(), &attempt.answer[..]), (Some("answered 500"), &b"thanks"[..]));
    assert_eq!(told.summary.next_at, Some(later));
}

pub async fn a_long_queue_leaves_room_for_others(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe_endpoint(5).await;
    for _ in 0..50 {
        bench.insert(SHOP, named("one")).await.unwrap();
    }
    bench.subscribe_endpoint(6).await;
    bench.insert(SHOP, named("one")).await.unwrap();
    let claimed = bench.claim(&Asking { room: 10, limit: 20, ..bench.asking() }).await.due;
    let of = |endpoint| claimed.iter().filter(|due| due.endpoint == endpoint).count();
    assert_eq!((of(5), of(6)), (10, 1));
}

pub async fn a_resent_delivery_is_due_at_once_under_its_old_name(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe_endpoint(5).await;
    bench.insert(SHOP, named("one")).await.unwrap();
    let first = bench.claim(&bench.asking()).await.due.remove(0);
    bench.record(&first, DeliveryState::GivenUp, 0).await;
    let (id, now) = (first.id, bench.clock.now().millis());
    assert!(bench.database.write_raw(move |writer| writer.resend(id, now)).await.unwrap());
    let again = bench.claim(&bench.asking()).await.due.remove(0);
    assert_eq!((again.id, again.attempts, again.tries), (id, 1, 0));
    assert_eq!(again.event.uid, first.event.uid);
    assert!(!bench.database.write_raw(move |writer| writer.resend(id + 1, now)).await.unwrap());
}

pub async fn the_delivery_log_is_filtered_and_paged(fixture: Fixture) {
    let bench = bench(fixture);
    bench.subscribe_endpoint(5).await;
    bench.subscribe_endpoint(6).await;
    let mut things = Vec::new();
    for number in 0..4 {
        let request = (number == 2).then(|| "a-request".into());
        let thing = bench.database.write(SHOP, request, |tx| Ok::<_, Error>(tx.insert(named("one"))?.into_value()));
        things.push(thing.await.unwrap());
    }
    let delivered = bench.claim(&bench.asking()).await.due.remove(0);
    bench.record(&delivered, DeliveryState::Delivered, 0).await;
    let filter = DeliveryFilter::default;
    let all = bench.log(filter()).await;
    assert_eq!(all.len(), 8);
    assert!(all.is_sorted_by(|one, next| one.id > next.id), "newest first");
    let resource_id = Some(things[2].id.get());
    let ids = Some(vec![all[1].id, all[6].id, all[0].id + 1]);
    let state = |state| DeliveryFilter { state: Some(state), ..filter() };
    for (found, expected) in [
        (bench.ids(DeliveryFilter { endpoint: Some(6), ..filter() }).await.len(), 4),
        (bench.ids(DeliveryFilter { resource_id, ..filter() }).await.len(), 2),
        (bench.ids(DeliveryFilter { request_id: Some("a-request".into()), resource_id, ..filter() }).await.len(), 2),
        (bench.ids(DeliveryFilter { request_id: Some("a-request".into()), ..filter() }).await.len(), 2),
        (bench.ids(DeliveryFilter { request_id: Some("another".into()), ..filter() }).await.len(), 0),
        (bench.ids(DeliveryFilter { ids: ids.clone(), ..filter() }).await.len(), 2),
        (bench.ids(DeliveryFilter { ids: ids.clone(), resource_id, ..filter() }).await.len(), 0),
        (bench.ids(DeliveryFilter { ids, ..state(DeliveryState::Pending) }).await.len(), 2),
        (bench.ids(state(DeliveryState::Delivered)).await.len(), 1),
        (bench.ids(state(DeliveryState::Pending)).await.len(), 7),
        (bench.ids(DeliveryFilter { shop: Some(SHOP), ..state(DeliveryState::GivenUp) }).await.len(), 0),
        (bench.ids(DeliveryFilter { resource_id, ..state(DeliveryState::Pending) }).await.len(), 2),
        (bench.ids(DeliveryFilter { event: Some("things/delete".into()), ..filter() }).await.len(), 0),
        (bench.ids(DeliveryFilter { event: Some("things/*".into()), resource_id, ..filter() }).await.len(), 2),
        (bench.ids(DeliveryFilter { event: Some("thing/*".into()), ..filter() }).await.len(), 0),
        (bench.ids(DeliveryFilter { shop: Some(SHOP + 1), ..filter() }).await.len(), 0),
    ] {
        assert_eq!(found, expected);
    }
    let first = bench.log(DeliveryFilter { limit: Some(5), ..filter() }).await;
    let before = first.last().map(|delivery| delivery.id);
    let second = bench.log(DeliveryFilter { before, limit: Some(5), ..filter() }).await;
    assert_eq!([first, second].concat(), all);

    let after = before;
    let newer = bench.ids(DeliveryFilter { after, ..filter() }).await;
    assert_eq!(newer, all[..4].iter().map(|delivery| delivery.id).collect::<Vec<_>>());
    let mut oldest_first = bench.ids(DeliveryFilter { oldest_first: true, ..filter() }).await;
    oldest_first.reverse();
    assert_eq!(oldest_first, all.iter().map(|delivery| delivery.id).collect::<Vec<_>>());
}

pub async fn the_delivery_log_is_searched_by_time(fixture: Fixture) {
    const MINUTE: i64 = 60_000;
    let bench = bench(fixture);
    bench.subscribe_endpoint(5).await;
    // Two hours apart, but for the last, before which the clock was set back.
    for step in [0, 120, 120, 120, -20] {
        bench.clock.advance_millis(step * MINUTE);
        bench.insert(SHOP, named("one")).await.unwrap();
        bench.insert(OTHER_SHOP, named("not mine")).await.unwrap();
    }
    let all = bench.log(DeliveryFilter { oldest_first: true, ..DeliveryFilter::default() }).await;
    let at: Vec<i64> = all.iter().map(|delivery| delivery.at).collect();
    let id: Vec<i64> = all.iter().map(|delivery| delivery.id).collect();
    assert_eq!(at.len(), 5);
    for shop in [None, Some(SHOP)] {
        for (since, until, expected) in [
            (None, None, vec![id[4], id[3], id[2], id[1], id[0]]),
            (Some(at[1]), None, vec![id[4], id[3], id[2], id[1]]),
            (Some(at[1] + 1), Some(at[3]), vec![id[4], id[2]]),
            (Some(at[3]), None, vec![id[3]]),
            (Some(at[3] + 1), None, vec![]),
            (None, Some(at[0]), vec![]),
            (None, Some(at[0] + 1), vec![id[0]]),
            (Some(at[4]), Some(at[4] + 1), vec![id[4]]),
            (Some(at[3] + 9 * 60 * MINUTE), None, vec![]),
        ] {
            let found = bench.ids(DeliveryFilter { shop, since, until, ..DeliveryFilter::default() }).await;
            assert_eq!(found, expected, "{since:?} {until:?}");
        }
    }
    let of_no_shop = DeliveryFilter { shop: Some(OTHER_SHOP + 1), since: Some(0), ..DeliveryFilter::default() };
    assert!(bench.ids(of_no_shop).await.is_empty());
}
