//! Labels to print: one zip with one document that has them all.

use std::io::{Cursor, Write};

use api::{Answer, Body, Error, Group, Scope, Zip};
use documents::{Label, LabelSheet, labels_html, labels_pdf};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Reading, Record, View};
use wire::{Id, Timestamp};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::orders::fulfillments::{
    Consignment, CvsService, HomeCarrier, TrackingCompany, label, of_fulfillments, of_orders, shop, unprintable,
};
use crate::orders::rules::order;
use crate::orders::{Fulfillment, Order};
use crate::words::word;

/// So many are asked for at once.
const MOST: usize = 200;

pub(super) fn operations(group: &mut Group) {
    group
        .asking_post("/v2/orders/cvs_shipping_labels", cvs_labels)
        .scoped(Scope::Family("orders"))
        .slow()
        .summary("列印超商託運單")
        .note("回應 zip 檔，內有一份含所有託運單的 PDF；seven_c2c 為 HTML。最多 200 筆，順序與送出的相同。")
        .refuses(503, "伺服器沒有中文字型，無法產生 PDF");
    group
        .asking_post("/v2/orders/fulfillments/support_shipping_labels", home_labels)
        .scoped(Scope::Family("orders"))
        .slow()
        .summary("列印宅配託運單")
        .note(
            "回應 zip 檔，內有一份 PDF，含這些訂單由該物流商配送的所有託運單；一頁四張，hct 的 thermal 為一頁一張。\
             最多 200 筆訂單。",
        )
        .refuses(403, "物流商尚未給號")
        .refuses(503, "伺服器沒有中文字型，無法產生 PDF");
}

/// 要列印的超商託運單
#[derive(Debug, Deserialize, JsonSchema)]
struct CvsLabels {
    /// 配送方式代碼
    shipping_type: CvsService,
    /// 要列印的出貨紀錄 ID
    #[schemars(length(min = 1, max = MOST))]
    fulfillment_ids: Vec<Id<Fulfillment>>,
}

fn cvs_labels(view: &View<'_>, Body(wanted): Body<CvsLabels>) -> Answer<Zip> {
    const FIELD: &str = "出貨紀錄 ID (fulfillment_ids)";
    let ids = wanted.fulfillment_ids;
    let service = wanted.shipping_type;
    let found = of_fulfillments(view, &ids)?;
    let of = |id: &Id<Fulfillment>| {
        let is_of = |one: &&Record<Consignment>| one.fulfillment_id == *id && one.carrier == service.company();
        found.iter().filter(is_of).map(|one| &**one).collect()
    };
    let consignments = all_of(&ids, of, FIELD, &format!("沒有{}的託運單", service.company().label()))?;
    let labels = labels_of(view, &consignments)?;
    let kind = word(&service);
    let title = format!("{} 託運單", service.company().label());
    let file = if service == CvsService::SevenC2c {
        ("html", labels_html(&labels, &title).map_err(unprintable)?.into_bytes())
    } else {
        ("pdf", labels_pdf(&labels, LabelSheet::A4, &title).map_err(unprintable)?)
    };
    zipped(&format!("cvs_{kind}_shipping_labels_{}", stamp(view.now())), file, view.now())
}

/// 要列印的宅配託運單
#[derive(Debug, Deserialize, JsonSchema)]
struct HomeLabels {
    /// 配送方式代碼
    shipping_type: HomeCarrier,
    /// 僅新竹物流：`normal`（預設）一頁四張，`thermal` 一頁一張
    print_type: Option<PrintType>,
    /// 要列印的訂單 ID
    #[schemars(length(min = 1, max = MOST))]
    order_ids: Vec<Id<Order>>,
}

/// 列印方式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum PrintType {
    /// 一般印表機
    Normal,
    /// 熱感應印表機
    Thermal,
}

fn home_labels(view: &View<'_>, Body(wanted): Body<HomeLabels>) -> Answer<Zip> {
    const FIELD: &str = "訂單 ID (order_ids)";
    let ids = wanted.order_ids;
    let carrier = wanted.shipping_type;
    let company = carrier.company();
    let found = of_orders(view, &ids)?;
    let of = |id: &Id<Order>| {
        let is_of = |one: &&Record<Consignment>| one.order_id == *id && one.carrier == company;
        found.iter().filter(is_of).map(|one| &**one).collect()
    };
    let consignments = all_of(&ids, of, FIELD, &format!("沒有{}的託運單", company.label()))?;
    let labels = labels_of(view, &consignments)?;
    must_have_numbers(&labels, company)?;
    let sheet = match (carrier, wanted.print_type) {
        (HomeCarrier::Hct, Some(PrintType::Thermal)) => LabelSheet::Roll,
        _ => LabelSheet::A4,
    };
    let pdf = labels_pdf(&labels, sheet, &format!("{} 託運單", company.label())).map_err(unprintable)?;
    let name = format!("support_{}_shipping_labels_{}", word(&carrier), stamp(view.now()));
    zipped(&name, ("pdf", pdf), view.now())
}

/// What each of the ids has, in their order; those that have nothing are named.
fn all_of<'c, T: std::fmt::Display>(
    ids: &[T],
    of: impl Fn(&T) -> Vec<&'c Consignment>,
    field: &str,
    lack: &str,
) -> Answer<Vec<&'c Consignment>> {
    let mut all = Vec::new();
    let mut without = Vec::new();
    for id in ids {
        let found = of(id);
        if found.is_empty() {
            without.push(id.to_string());
        }
        all.extend(found);
    }
    if without.is_empty() { Ok(all) } else { Err(Error::invalid(format!("{field} {lack}：{}", without.join("、")))) }
}

fn labels_of(view: &View<'_>, consignments: &[&Consignment]) -> Answer<Vec<Label>> {
    let shop = shop(view)?;
    consignments.iter().map(|one| label(&shop, &*order(view, one.order_id)?, one)).collect()
}

fn must_have_numbers(labels: &[Label], company: TrackingCompany) -> Answer<()> {
    if labels.iter().all(|label| label.bar_code.is_some()) {
        return Ok(());
    }
    Err(Error::Forbidden(format!("{}尚未給號，請稍後再列印", company.label())))
}

/// `20260115093000`
fn stamp(now: Timestamp) -> String {
    now.to_string().chars().filter(char::is_ascii_digit).collect()
}

/// A zip of this name with one file of the same name. What is in it is packed already.
fn zipped(name: &str, (kind, content): (&str, Vec<u8>), now: Timestamp) -> Answer<Zip> {
    let failed = |error: &dyn std::fmt::Display| Error::Unavailable(format!("the zip cannot be written: {error}"));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let options = options.last_modified_time(written_at(now).unwrap_or_default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(content.len() + 512)));
    writer.start_file(format!("{name}.{kind}"), options).map_err(|error| failed(&error))?;
    writer.write_all(&content).map_err(|error| failed(&error))?;
    let body = writer.finish().map_err(|error| failed(&error))?.into_inner();
    Ok(Zip { name: format!("{name}.zip"), body })
}

/// The moment as a zip writes it.
fn written_at(now: Timestamp) -> Option<zip::DateTime> {
    let text = now.to_string();
    let mut parts = text.split(['-', ' ', ':']);
    let year = parts.next()?.parse().ok()?;
    let mut next = || parts.next()?.parse::<u8>().ok();
    zip::DateTime::from_date_and_time(year, next()?, next()?, next()?, next()?, next()?).ok()
}
