//! 開通申請: a shop without the API asks for it, an operator decides, and the shop is told.

use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Order, Query, Reading, Record, Tx};
use wire::{Id, Timestamp};

use crate::audit::{self, Actor, Changes};
use crate::{Plan, Shop};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanRequest {
    #[serde(default)]
    pub id: Id<PlanRequest>,
    pub shop_id: Id<Shop>,
    /// The name of whoever asked.
    pub asked_by: String,
    pub asked_at: Timestamp,
    /// What the shop wants the API for.
    pub message: String,
    /// None as long as it waits.
    pub decision: Option<Decision>,
    /// When the shop put away the notice of the decision.
    pub dismissed_at: Option<Timestamp>,
    /// The shop once more, as long as it waits: its index lets a shop have one request that does.
    waiting_for: Option<Id<Shop>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub approved: bool,
    /// What the shop is told; a refusal always has it.
    pub reason: String,
    /// The name of whoever decided.
    pub by: String,
    pub at: Timestamp,
}

const SHOP: Field = Field::integer("shop_id");
const WAITING: Field = Field::integer("waiting_for");

storage::document!(
    PlanRequest,
    "開通申請",
    "plan_requests",
    [Index::on("plan_requests_shop", &[SHOP]), Index::unique("plan_requests_waiting", &[WAITING])]
);

/// Why a request is not taken, or not decided.
#[derive(Debug, thiserror::Error)]
pub enum PlanRequestError {
    #[error("the shop's plan includes the API already")]
    HasApi,
    #[error("the shop has a request that waits")]
    AlreadyAsked,
    #[error("a message has at most {} characters", PlanRequest::LONGEST)]
    TooLong,
    #[error("there is no such request, or no such shop")]
    Gone,
    #[error("the request was decided before")]
    Decided,
    #[error("this plan does not include the API")]
    PlanWithoutApi,
    #[error("a refusal needs a reason")]
    NoReason,
    #[error(transparent)]
    Store(#[from] storage::Error),
}

type Result<T, E = PlanRequestError> = std::result::Result<T, E>;

impl PlanRequest {
    /// So many characters a message or a reason may have.
    pub const LONGEST: usize = 1000;

    /// Asks for the API. Transactions are on [`storage::PLATFORM`], here as below.
    pub fn ask(tx: &mut Tx<'_>, by: &Actor, shop: Id<Shop>, message: &str) -> Result<Record<Self>> {
        let shop = tx.get(shop)?.ok_or(PlanRequestError::Gone)?;
        let message = short_enough(message)?;
        if shop.has_api() {
            return Err(PlanRequestError::HasApi);
        }
        if Self::waiting_of(tx, shop.id)?.is_some() {
            return Err(PlanRequestError::AlreadyAsked);
        }
        let request = tx.insert(Self {
            id: Id::default(),
            shop_id: shop.id,
            asked_by: by.name.clone(),
            asked_at: tx.now(),
            message: message.to_owned(),
            decision: None,
            dismissed_at: None,
            waiting_for: Some(shop.id),
        })?;
        audit::record(tx, by, "plan.request", &*request, Changes::new().with("message", message))?;
        Ok(request)
    }

    /// Puts the shop on a plan that includes the API.
    pub fn approve(tx: &mut Tx<'_>, by: &Actor, id: Id<Self>, plan: Plan, api_option: bool) -> Result<Record<Shop>> {
        let request = Self::waiting(tx, id)?;
        if !plan.has_api(api_option) {
            return Err(PlanRequestError::PlanWithoutApi);
        }
        Shop::set_plan(tx, by, request.shop_id, plan, api_option)?.ok_or(PlanRequestError::Gone)
    }

    /// Leaves the shop as it is, for a reason that it is told.
    pub fn decline(tx: &mut Tx<'_>, by: &Actor, id: Id<Self>, reason: &str) -> Result<Record<Self>> {
        let mut request = Self::waiting(tx, id)?;
        let reason = short_enough(reason)?;
        if reason.is_empty() {
            return Err(PlanRequestError::NoReason);
        }
        request.decide(tx.now(), by, false, reason);
        tx.save(&mut request)?;
        audit::record(tx, by, "plan.decline", &*request, Changes::new().with("reason", reason))?;
        Ok(request)
    }

    /// The shop has the API now: what waits for that is granted.
    pub(crate) fn grant(tx: &mut Tx<'_>, by: &Actor, shop: &Shop) -> storage::Result<()> {
        let Some(mut request) = Self::waiting_of(tx, shop.id)? else { return Ok(()) };
        request.decide(tx.now(), by, true, "");
        tx.save(&mut request)?;
        let changes = Changes::new().with("plan", shop.plan).with("api_option", shop.api_option);
        audit::record(tx, by, "plan.approve", &*request, changes)
    }

    /// The shop has read what was decided.
    pub fn dismiss(tx: &mut Tx<'_>, shop: Id<Shop>) -> storage::Result<()> {
        let now = tx.now();
        for mut request in Self::of(tx, shop)?.into_iter().filter(|request| request.decision.is_some()) {
            request.dismissed_at.get_or_insert(now);
            tx.save(&mut request)?;
        }
        Ok(())
    }

    /// A shop's requests, newest first.
    pub fn of(reading: &impl Reading, shop: Id<Shop>) -> storage::Result<Vec<Record<Self>>> {
        reading.find(&Query::all().filter(Filter::equals(SHOP, shop)).order(Order::NewestFirst))
    }

    /// The shop's request that waits, if it has one.
    pub fn waiting_of(reading: &impl Reading, shop: Id<Shop>) -> storage::Result<Option<Record<Self>>> {
        reading.find_one(Query::all().filter(Filter::equals(WAITING, shop)))
    }

    /// Every shop's requests that wait, oldest first.
    pub fn all_waiting(reading: &impl Reading) -> storage::Result<Vec<Record<Self>>> {
        reading.find(&Query::all().filter(Filter::at_least(WAITING, 0)))
    }

    /// What was decided last and the shop has not put away.
    pub fn notice(reading: &impl Reading, shop: Id<Shop>) -> storage::Result<Option<Record<Self>>> {
        let last = Self::of(reading, shop)?.into_iter().find(|request| request.decision.is_some());
        Ok(last.filter(|request| request.dismissed_at.is_none()))
    }

    fn waiting(tx: &Tx<'_>, id: Id<Self>) -> Result<Record<Self>> {
        let request = tx.get(id)?.ok_or(PlanRequestError::Gone)?;
        if request.decision.is_some() { Err(PlanRequestError::Decided) } else { Ok(request) }
    }

    fn decide(&mut self, at: Timestamp, by: &Actor, approved: bool, reason: &str) {
        self.decision = Some(Decision { approved, reason: reason.to_owned(), by: by.name.clone(), at });
        self.waiting_for = None;
    }
}

fn short_enough(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.chars().count() > PlanRequest::LONGEST { Err(PlanRequestError::TooLong) } else { Ok(text) }
}
