//! An invoice that is changed from outside: by a merchant who issues invoices with another system and writes down here
//! what became of them, or who wants this shop's own void, allowed for or issued again.

use api::{Answer, Change, Error};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Reading, Tx};
use wire::Timestamp;

use super::follow::Sale;
use super::rules::{newest, store, with_number};
use super::{Einvoice, Invoice, InvoiceStatus, InvoiceType, Period, check, is_invoice_number, tidy_number};
use crate::orders::{Ledger, Order};

/// 電子發票的變更；未帶的欄位保持不變
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EinvoiceChange {
    /// 發票抬頭
    #[serde(default)]
    title: Change<String>,
    /// 發票統編
    #[serde(default)]
    company_no: Change<String>,
    /// 發票號碼；未帶時由商店的字軌配號
    #[serde(default)]
    invoice_no: Change<String>,
    /// 發票狀態：`nil` (未開立)、`issue` (正常)、`issue_invalid` (作廢)、`allowance` (折讓)、`partial_allowance` (部分折讓)
    #[serde(default)]
    invoice_status: Change<StatusChange>,
    /// 發票開立時間 (YYYY-MM-DD hh:mm:ss)
    #[serde(default)]
    invoice_at: Change<Timestamp>,
    /// 發票作廢或折讓時間 (YYYY-MM-DD hh:mm:ss)
    #[serde(default)]
    invalid_at: Change<Timestamp>,
    /// 隨機碼，4 碼數字
    #[serde(default)]
    random_num: Change<String>,
    /// 發票類型
    invoice_type: InvoiceType,
    /// 捐贈碼
    #[serde(default)]
    love_code: Change<String>,
    /// 手機條碼
    #[serde(default)]
    phone_barcode: Change<String>,
    /// 自然人憑證
    #[serde(default)]
    nature_person: Change<String>,
}

/// 發票狀態
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StatusChange {
    /// 未開立
    Nil,
    /// 正常
    Issue,
    /// 作廢
    IssueInvalid,
    /// 折讓
    Allowance,
    /// 部分折讓
    PartialAllowance,
}

impl From<StatusChange> for Option<InvoiceStatus> {
    fn from(change: StatusChange) -> Self {
        match change {
            StatusChange::Nil => None,
            StatusChange::Issue => Some(InvoiceStatus::Issue),
            StatusChange::IssueInvalid => Some(InvoiceStatus::IssueInvalid),
            StatusChange::Allowance => Some(InvoiceStatus::Allowance),
            StatusChange::PartialAllowance => Some(InvoiceStatus::PartialAllowance),
        }
    }
}

/// Applies the change to the invoice of an order.
pub(super) fn apply(tx: &mut Tx<'_>, order: &mut Order, ledger: &Ledger, change: EinvoiceChange) -> Answer<()> {
    let mut record = newest(tx, order.id)?;
    let before = record.as_ref().map_or_else(|| Invoice::new(order), |record| Invoice::clone(record));
    let mut wanted = match change.invoice_status {
        Change::Keep => before.shown.invoice_status,
        Change::Clear => None,
        Change::Set(status) => status.into(),
    };
    let own_number = change.own_number(&before);
    if own_number.is_some() && change.invoice_status == Change::Keep {
        wanted = wanted.or(Some(InvoiceStatus::Issue));
    }
    // One that is over stays as it is: what is issued instead of it is another.
    let anew = before.is_over() && wanted == Some(InvoiceStatus::Issue) && !change.repeats(&before);
    let mut invoice = if anew { Invoice::new(order) } else { before.clone() };
    let own_number = if anew { change.own_number(&invoice) } else { own_number };
    if anew {
        record = None;
    }

    change.set_details(&mut invoice.shown);
    let faults = check(&invoice.shown);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if invoice.is_of_shop() {
        if invoice.shown != before.shown || own_number.is_some() || change.other_record(&before.shown) {
            return Err(forbidden("發票已由商店的字軌開立，不能更改內容；請作廢後重新開立"));
        }
        move_on(&mut invoice, wanted, tx.now())?;
    } else if wanted.is_some() && (own_number.is_some() || invoice.shown.invoice_no.is_some()) {
        write_down(tx, &mut invoice, own_number, wanted, &change)?;
    } else {
        match wanted {
            None => {
                invoice.shown.forget_issue();
                invoice.period = None;
                invoice.by_hand |= change.invoice_status != Change::Keep;
                invoice.waiting &= !invoice.by_hand;
            }
            Some(InvoiceStatus::Issue) => issue(tx, order, ledger, &mut invoice, &change)?,
            Some(_) => return Err(forbidden("發票尚未開立")),
        }
    }
    store(tx, order, record, invoice)
}

/// Issues it with the shop's next number.
fn issue(
    tx: &mut Tx<'_>,
    order: &Order,
    ledger: &Ledger,
    invoice: &mut Invoice,
    change: &EinvoiceChange,
) -> Answer<()> {
    if !invoice.shown.invoice_type.is_electronic() {
        return Err(Error::invalid("發票號碼 (invoice_no) 不能為空白：此類型的發票由商店自行開立"));
    }
    if change.other_record(&Einvoice::default()) {
        return Err(Error::invalid("由商店的字軌開立時，不能指定時間 (invoice_at、invalid_at) 或隨機碼 (random_num)"));
    }
    if Sale::of(order) == Sale::Undone || order.parts_kept(ledger).total <= 0 {
        return Err(forbidden("訂單已取消、已退款或金額為 0，不能開立發票"));
    }
    if invoice.issue(tx, order, ledger)? {
        Ok(())
    } else {
        Err(forbidden("本期的字軌號碼已用完，請先新增字軌"))
    }
}

/// Takes one of the shop's own to another status, by the rules.
fn move_on(invoice: &mut Invoice, wanted: Option<InvoiceStatus>, now: Timestamp) -> Answer<()> {
    use InvoiceStatus::{Allowance, Issue, IssueInvalid, PartialAllowance};
    match (invoice.shown.invoice_status, wanted) {
        (is, wanted) if is == wanted => Ok(()),
        (_, None) => Err(forbidden("發票已開立，不能改為未開立；請作廢或折讓")),
        (Some(IssueInvalid | Allowance), Some(_)) => Err(forbidden("發票已作廢或折讓，不能再變更")),
        (_, Some(IssueInvalid)) if invoice.may_be_void(now) => {
            invoice.void(now);
            Ok(())
        }
        (_, Some(IssueInvalid)) => Err(forbidden("發票已過當期或已有折讓，不能作廢；請開立折讓")),
        (_, Some(Allowance)) => {
            invoice.allow(invoice.left(), now);
            Ok(())
        }
        (_, Some(PartialAllowance)) => Err(forbidden("部分折讓依訂單的退款自動開立")),
        (_, Some(Issue)) => Err(forbidden("發票已有折讓，不能改為正常")),
    }
}

/// Writes down what the merchant's other system did.
fn write_down(
    tx: &Tx<'_>,
    invoice: &mut Invoice,
    own_number: Option<String>,
    wanted: Option<InvoiceStatus>,
    change: &EinvoiceChange,
) -> Answer<()> {
    let mut faults = Vec::new();
    let was = invoice.shown.invoice_status;
    let shown = &mut invoice.shown;
    if let Some(number) = own_number {
        if !is_invoice_number(&number) {
            faults.push("發票號碼 (invoice_no) 必須是 2 個英文字母與 8 碼數字".to_owned());
        }
        shown.invoice_no = Some(number);
    }
    change.random_num.clone().apply_to(&mut shown.random_num);
    shown.random_num.take_if(|random| random.trim().is_empty());
    if shown.random_num.as_ref().is_some_and(|code| code.len() != 4 || !code.bytes().all(|byte| byte.is_ascii_digit()))
    {
        faults.push("隨機碼 (random_num) 必須是 4 碼數字".to_owned());
    }
    change.invoice_at.clone().apply_to(&mut shown.invoice_at);
    change.invalid_at.clone().apply_to(&mut shown.invalid_at);
    let issued_at = *shown.invoice_at.get_or_insert(tx.now());
    shown.invoice_status = wanted;
    if matches!(wanted, None | Some(InvoiceStatus::Issue)) {
        shown.invalid_at = None;
    } else {
        let ended_at = *shown.invalid_at.get_or_insert(tx.now());
        if ended_at < issued_at {
            faults.push("發票作廢或折讓時間 (invalid_at) 不能早於發票開立時間 (invoice_at)".to_owned());
        }
        if wanted == Some(InvoiceStatus::IssueInvalid) && Period::of(ended_at) != Period::of(issued_at) {
            return Err(forbidden("發票已過當期，不能作廢；請開立折讓"));
        }
    }
    if was == Some(InvoiceStatus::IssueInvalid) && wanted != was {
        return Err(forbidden("發票已作廢，不能再變更"));
    }
    let period = Period::of(issued_at);
    if let Some(number) = &shown.invoice_no {
        let other = with_number(tx, number, period)?.filter(|other| other.shown.id != shown.id);
        if other.is_some() {
            faults.push(format!("發票號碼 (invoice_no) 已使用：{number}"));
        }
    }
    (invoice.by_hand, invoice.waiting, invoice.period) = (true, false, Some(period));
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

impl EinvoiceChange {
    /// The number it brings, if that is another than the invoice has.
    fn own_number(&self, invoice: &Invoice) -> Option<String> {
        let Change::Set(text) = &self.invoice_no else { return None };
        let number = tidy_number(text);
        (!number.is_empty() && invoice.shown.invoice_no.as_ref() != Some(&number)).then_some(number)
    }

    /// Whether it names the number that the invoice has.
    fn repeats(&self, invoice: &Invoice) -> bool {
        matches!(&self.invoice_no, Change::Set(text) if invoice.shown.invoice_no == Some(tidy_number(text)))
    }

    fn set_details(&self, shown: &mut Einvoice) {
        shown.invoice_type = self.invoice_type;
        self.title.clone().apply_to(&mut shown.title);
        self.company_no.clone().apply_to(&mut shown.company_no);
        self.love_code.clone().apply_to(&mut shown.love_code);
        self.phone_barcode.clone().apply_to(&mut shown.phone_barcode);
        self.nature_person.clone().apply_to(&mut shown.nature_person);
        shown.tidy();
    }

    /// Whether it says anything else of when and with which code it was issued.
    fn other_record(&self, shown: &Einvoice) -> bool {
        let differs = |change: &Change<Timestamp>, is: Option<Timestamp>| matches!(change, Change::Set(time) if Some(time.seconds()) != is.map(Timestamp::seconds));
        let other_code = matches!(&self.random_num, Change::Set(code) if !code.is_empty() && shown.random_num.as_ref() != Some(code));
        other_code || differs(&self.invoice_at, shown.invoice_at) || differs(&self.invalid_at, shown.invalid_at)
    }
}

fn forbidden(text: &str) -> Error {
    Error::Forbidden(text.to_owned())
}
