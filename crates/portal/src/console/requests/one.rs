//! One call: why it was refused, what to do about it, and what it caused.

use api::request_log::{LoggedRequest, RequestFilter, Why};
use storage::{DeliveryFilter, DeliverySummary, PLATFORM, Reading, Record};

use super::book::{Book, name_of};
use super::calls::{left_out, milliseconds};
use crate::refusal::Refusal;

/// A request may cause so many deliveries and more; the log of deliveries has them all.
const DELIVERIES: u64 = 50;

/// The call, ready for its template.
pub(super) struct Call {
    pub(super) base: &'static str,
    pub(super) entry: LoggedRequest,
    pub(super) caller: Option<String>,
    pub(super) took: String,
    pub(super) left_out: Option<String>,
    pub(super) refusal: Option<Refused>,
    pub(super) deliveries: Vec<DeliverySummary>,
    pub(super) to_plan: bool,
    pub(super) to_accounts: bool,
    pub(super) is_staff: bool,
}

pub(super) struct Refused {
    pub(super) title: &'static str,
    pub(super) advice: String,
    /// What the client was told, or the technical word, where the advice does not say it already.
    pub(super) detail: Option<String>,
}

impl Call {
    pub(super) async fn read(book: &Book, request_id: String) -> Result<Self, Refusal> {
        let database = &book.visitor.portal.directory.database;
        let filter = RequestFilter { request_id: Some(request_id), caller: book.own.clone(), ..Default::default() };
        let query = filter.query().limit(1);
        let entry = database.read(book.shop, |view| view.find_one::<LoggedRequest>(query)).await?;
        let entry = entry.map(Record::into_value).ok_or(Refusal::NotFound)?;
        let callers = database.read(PLATFORM, |view| book.callers(view)).await?;
        let is_staff = book.own.is_none() && !book.is_nobodys();
        let deliveries = if is_staff { deliveries(book, &entry).await? } else { Vec::new() };
        let texts = &book.visitor.texts().requests;
        let refusal = entry.why.map(|why| {
            let reason = texts.reasons.of(why);
            let detail = entry.detail.clone().unwrap_or_default();
            let said = reason.advice.contains("{detail}");
            let advice = reason.advice.replace("{detail}", &detail);
            Refused { title: reason.title, advice, detail: Some(detail).filter(|text| !said && !text.is_empty()) }
        });
        Ok(Self {
            base: book.base,
            caller: entry.caller.as_deref().map(|key| name_of(&callers, key)),
            took: milliseconds(entry.micros),
            left_out: left_out(texts, entry.left_out),
            refusal,
            deliveries,
            to_plan: is_staff && entry.why == Some(Why::Plan),
            to_accounts: is_staff && matches!(entry.why, Some(Why::DisabledAccount | Why::RateLimit | Why::SizeLimit)),
            is_staff,
            entry,
        })
    }
}

async fn deliveries(book: &Book, entry: &LoggedRequest) -> Result<Vec<DeliverySummary>, Refusal> {
    // The log's times are whole seconds, and its events are from while the call was answered.
    let (since, took) = (entry.at.millis(), i64::try_from(entry.micros / 1000).unwrap_or_default());
    let filter = DeliveryFilter {
        shop: Some(book.shop),
        since: Some(since - 1_000),
        until: Some(since + took + 2_000),
        request_id: Some(entry.request_id.clone()),
        limit: Some(DELIVERIES),
        ..DeliveryFilter::default()
    };
    Ok(book.visitor.portal.directory.database.read_raw(|reader| reader.deliveries(&filter)).await?)
}
