//! One test suite that every backend runs: `storage::conformance_suite!(open)` in its tests makes one test of
//! each rule below. `open` gives an empty store that knows [`KINDS`].

#![allow(clippy::unwrap_used, clippy::missing_panics_doc)] // these are tests, in a place backends can reach

use std::any::Any;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wire::{Id, Labelled, Money, MovableClock, OsRandom, SystemClock, Timestamp};

use crate::{
    Database, DeliveryFilter, Document, Error, Field, Filter, Index, Kind, Lifecycle, Query, Reading, ShopId, Store,
    View, text_of,
};

mod documents;
mod endpoints;
mod outbox;
mod searching;

pub use documents::*;
pub use endpoints::*;
pub use outbox::*;
pub use searching::*;

/// An empty store, and what must live as long as it does (a folder, a schema).
pub struct Fixture {
    pub store: Arc<dyn Store>,
    pub keep: Box<dyn Any>,
}

/// What the suite stores.
pub const KINDS: &[&Kind] = &[Thing::KIND];

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thing {
    pub id: Id<Thing>,
    pub email: String,
    pub name: String,
    pub amount: Money,
    pub count: i64,
    pub open: bool,
    pub at: Option<Timestamp>,
    pub tags: Vec<String>,
    /// Not found by its text.
    pub hidden: bool,
    pub refreshed: bool,
    pub due: Option<Timestamp>,
}

const EMAIL: Field = Field::folded("email");
const NAME: Field = Field::text("name");
const AMOUNT: Field = Field::number("amount");
const COUNT: Field = Field::integer("count");
const OPEN: Field = Field::flag("open");
const AT: Field = Field::text("at");

impl Labelled for Thing {
    const LABEL: &'static str = "東西";
}

impl Document for Thing {
    const KIND: &'static Kind = &Kind {
        table: "conformance_things",
        indexes: &[
            Index::unique("conformance_things_email", &[EMAIL]),
            Index::on("conformance_things_count", &[COUNT]),
            Index::text("conformance_things_text", text_of::<Thing>),
        ],
    };
    const EVENTS: Lifecycle =
        Lifecycle { created: Some("things/create"), updated: Some("things/update"), deleted: Some("things/delete") };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
    }

    fn terms(&self) -> Vec<(&'static str, String)> {
        self.tags.iter().map(|tag| ("tag", tag.clone())).collect()
    }

    fn text(&self) -> Option<String> {
        (!self.hidden).then(|| format!("{}\n{}", self.name, self.email))
    }

    fn due_at(&self) -> Option<Timestamp> {
        self.due
    }

    fn refresh(&mut self, _: &View<'_>) -> crate::Result<()> {
        self.refreshed = true;
        Ok(())
    }
}

const SHOP: ShopId = 7;
const OTHER_SHOP: ShopId = 8;

/// A store with a clock that the test moves.
struct Bench {
    database: Database,
    clock: MovableClock,
    _keep: Box<dyn Any>,
}

fn bench(fixture: Fixture) -> Bench {
    let clock = MovableClock::new(Arc::new(SystemClock));
    let database = Database::new(fixture.store, Arc::new(clock.clone()), Arc::new(OsRandom));
    Bench { database, clock, _keep: fixture.keep }
}

impl Bench {
    async fn insert(&self, shop: ShopId, thing: Thing) -> Result<Thing, Error> {
        self.database.write(shop, None, move |tx| Ok(tx.insert(thing)?.into_value())).await
    }

    async fn all(&self, query: Query) -> Vec<Thing> {
        let read = self.database.read(SHOP, |view| view.find::<Thing>(&query)).await;
        read.unwrap().into_iter().map(crate::Record::into_value).collect()
    }

    async fn count(&self, filters: &[Filter]) -> u64 {
        self.database.read(SHOP, |view| view.count::<Thing>(filters)).await.unwrap()
    }

    /// Names of the events that an endpoint subscribed to everything has been queued, oldest first.
    async fn events(&self) -> Vec<String> {
        let read = self.database.read_raw(|reader| reader.deliveries(&DeliveryFilter::default())).await;
        read.unwrap().into_iter().rev().map(|delivery| delivery.event).collect()
    }

    async fn subscribe(&self) {
        let events = ["things/create", "things/update", "things/delete"].map(str::to_owned);
        let job = move |tx: &mut crate::Tx<'_>| tx.subscribe(SHOP, Id::<Thing>::new(1), &events);
        self.database.write(SHOP, None, job).await.unwrap();
    }
}

fn named(name: &str) -> Thing {
    Thing { name: name.into(), ..Thing::default() }
}

/// One `#[tokio::test]` for each rule. `$open` is a function without arguments that gives a [`Fixture`].
#[macro_export]
macro_rules! conformance_suite {
    ($open:path) => {
        $crate::conformance_suite!($open:
            a_document_is_read_as_it_was_written,
            a_document_of_another_shop_is_not_seen,
            ids_increase_and_are_never_reused,
            a_refused_transaction_leaves_no_trace,
            a_transaction_that_panics_harms_no_other,
            a_part_that_fails_leaves_the_rest,
            unique_values_are_unique_within_a_shop,
            concurrent_changes_lose_nothing,
            a_stale_document_is_not_stored,
            a_change_and_its_event_are_one,
            conditions_select_what_they_say,
            orders_are_kept,
            pages_are_the_whole_list,
            terms_follow_their_document,
            a_document_is_found_by_its_text,
            the_text_follows_its_document,
            a_query_finds_what_the_words_say,
            any_mix_of_conditions_finds_what_they_say,
            computed_fields_are_fresh_when_their_time_has_come,
            what_is_remembered_is_forgotten_with_any_change,
            a_due_delivery_is_claimed_with_its_event,
            what_is_in_flight_is_not_claimed_again,
            an_outcome_settles_its_delivery,
            a_long_queue_leaves_room_for_others,
            a_resent_delivery_is_due_at_once_under_its_old_name,
            the_delivery_log_is_filtered_and_paged,
            the_delivery_log_is_searched_by_time,
            a_test_event_goes_to_one_endpoint,
            an_endpoints_health_is_what_its_last_tries_say,
            an_endpoints_tries_are_told_by_the_time,
        );
    };
    ($open:path: $($rule:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $rule() {
                $crate::conformance::$rule($open()).await;
            }
        )*
    };
}
