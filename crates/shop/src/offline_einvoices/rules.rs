//! What must hold of an invoice before it earns anything.

use std::collections::HashSet;

use rust_decimal::Decimal;
use wire::{Date, Money, Timestamp};

use super::{OfflineEinvoiceContent, OfflineEinvoiceLine};
use crate::einvoices::{Period, is_company_number, is_invoice_number, tidy_number};

/// What the tax office's platform writes where a buyer is no company.
const NO_BUYER: &str = "0000000000";
const GOOD: [&str; 6] = ["已確認", "確認", "已開立", "開立", "正常", "issue"];
const GONE: [&str; 11] = [
    "作廢",
    "已作廢",
    "註銷",
    "已註銷",
    "退回",
    "已退回",
    "折讓",
    "已折讓",
    "issue_invalid",
    "allowance",
    "partial_allowance",
];

/// An invoice that can be believed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Checked {
    pub total: Money,
    /// Void or given back: it earns nothing.
    pub gone: bool,
}

impl OfflineEinvoiceContent {
    /// Brings number and date to the form they are kept in, and answers what the invoice is worth; or what is wrong
    /// with it.
    pub(super) fn check(&mut self, now: Timestamp) -> Result<Checked, Vec<String>> {
        let mut faults = Vec::new();
        let mut must = |holds: bool, text: &str| {
            if !holds {
                faults.push(text.to_owned());
            }
        };
        self.inv_num = tidy_number(&self.inv_num);
        must(is_invoice_number(&self.inv_num), "發票號碼 (invNum) 必須是 2 個英文字母與 8 碼數字");
        let date = date(&self.inv_date);
        must(date.is_some(), "發票開立日期 (invDate) 必須是日期 (YYYY-MM-DD)");
        must(date.is_none_or(|date| date <= now.date()), "發票開立日期 (invDate) 不能晚於今天");
        let period = self.inv_period.parse::<Period>();
        must(period.is_ok(), "對獎發票期別 (invPeriod) 必須是民國年月，例如 11512");
        if let (Some(date), Ok(period)) = (date, period) {
            must(Period::of_date(date) == period, "對獎發票期別 (invPeriod) 與發票開立日期 (invDate) 不符");
        }
        must(is_time_of(&self.invoice_time, date), "發票開立時間 (invoiceTime) 必須是當天的時間 (hh:mm:ss)");
        let status = self.inv_status.trim();
        let gone = GONE.contains(&status);
        must(
            gone || GOOD.contains(&status),
            "發票狀態 (invStatus) 無效值，可用的值：已確認、開立、正常、作廢、註銷、退回、折讓",
        );
        must(is_company_number(self.seller_ban.trim()), "賣方營業人統編 (sellerBan) 必須是 8 碼的統一編號");
        self.buyer_ban.take_if(|ban| ban.trim().is_empty() || ban.trim() == NO_BUYER);
        must(
            self.buyer_ban.as_deref().is_none_or(|ban| is_company_number(ban.trim())),
            "買方營業人統編 (buyerBan) 必須是 8 碼的統一編號",
        );
        let currency = self.currency.as_deref().map(str::trim).filter(|currency| !currency.is_empty());
        must(currency.is_none_or(|currency| currency == "TWD"), "幣別 (currency) 只能是 TWD");
        let total = total_of(&self.details, &mut faults);
        if let (true, Some(date)) = (faults.is_empty(), date) {
            self.inv_date = date.to_string();
            return Ok(Checked { total, gone });
        }
        Err(faults)
    }
}

/// The sum of all lines, each of which must be its price times its quantity.
fn total_of(lines: &[OfflineEinvoiceLine], faults: &mut Vec<String>) -> Money {
    if lines.is_empty() {
        faults.push("發票明細 (details) 不能為空白".to_owned());
        return Money::ZERO;
    }
    let mut rows = HashSet::new();
    let mut total = Money::ZERO;
    for (place, line) in lines.iter().enumerate() {
        let mut fault = |text: &str| faults.push(format!("發票明細 (details) 第 {} 筆：{text}", place + 1));
        if !rows.insert(line.row_num.trim()) {
            fault("明細編號 (rowNum) 重複");
        }
        let [Some(price), Some(quantity), Some(amount)] =
            [&line.unit_price, &line.quantity, &line.amount].map(|text| number(text))
        else {
            fault("單價 (unitPrice)、數量 (quantity) 與小計 (amount) 必須是數字");
            continue;
        };
        if quantity <= Money::ZERO {
            fault("數量 (quantity) 必須大於 0");
        }
        // Sellers round to the dollar.
        let product = price.decimal().checked_mul(quantity.decimal());
        if product.is_none_or(|product| (product - amount.decimal()).abs() >= Decimal::ONE) {
            fault("小計 (amount) 與單價乘以數量不符");
        }
        total += amount;
    }
    if faults.is_empty() && (total <= Money::ZERO || Money::new(total.decimal()).is_none()) {
        faults.push("發票總金額必須大於 0".to_owned());
    }
    total
}

fn number(text: &str) -> Option<Money> {
    text.replace(',', "").parse().ok()
}

/// `2026-11-25`, `2026/11/25` and `20261125`.
fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]).parse().ok();
    }
    text.parse().ok()
}

/// A time of day, alone or after the date.
fn is_time_of(text: &str, date: Option<Date>) -> bool {
    let text = text.trim();
    let Some(date) = date else { return true };
    if text.contains(['-', '/']) {
        return text.parse::<Timestamp>().is_ok_and(|time| time.date() == date);
    }
    text.contains(':') && format!("{date} {text}").parse::<Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(row: &str, price: &str, quantity: &str, amount: &str) -> OfflineEinvoiceLine {
        let [unit_price, amount, quantity, row_num] = [price, amount, quantity, row].map(str::to_owned);
        OfflineEinvoiceLine { unit_price, amount, quantity, row_num, description: "茶".into(), sku: "T1".into() }
    }

    fn content(details: Vec<OfflineEinvoiceLine>) -> OfflineEinvoiceContent {
        OfflineEinvoiceContent {
            inv_num: "ab-12345678".into(),
            invoice_time: "14:05:30".into(),
            inv_status: "已確認".into(),
            seller_name: "好茶有限公司".into(),
            inv_period: "11512".into(),
            inv_date: "20261125".into(),
            seller_address: "臺北市".into(),
            seller_ban: "04595257".into(),
            buyer_ban: Some(NO_BUYER.into()),
            currency: Some("TWD".into()),
            details,
        }
    }

    fn now() -> Timestamp {
        "2026-11-25 20:00:00".parse().unwrap()
    }

    #[test]
    fn an_invoice_is_worth_the_sum_of_its_lines() {
        let mut good =
            content(vec![line("1", "120", "2", "240"), line("2", "33.3", "3", "100"), line("3", "-40", "1", "-40")]);
        assert_eq!(good.check(now()), Ok(Checked { total: Money::from(300), gone: false }));
        assert_eq!((good.inv_num.as_str(), good.inv_date.as_str()), ("AB12345678", "2026-11-25"));
        assert_eq!(good.buyer_ban, None);
        good.inv_status = "作廢".into();
        assert_eq!(good.check(now()).map(|checked| checked.gone), Ok(true));
        for (date, time) in [("2026/11/25", "09:05"), ("2026-11-25", "2026-11-25 23:59:59"), ("2026-11-25", "00:00:00")]
        {
            let mut other = OfflineEinvoiceContent { inv_date: date.into(), invoice_time: time.into(), ..good.clone() };
            assert!(other.check(now()).is_ok(), "{date} {time}: {:?}", other.check(now()));
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_together() {
        let mut wrong = OfflineEinvoiceContent {
            inv_num: "12345678".into(),
            invoice_time: "25:00".into(),
            inv_status: "?".into(),
            inv_period: "11510".into(),
            inv_date: "2026-11-26".into(),
            seller_ban: "04595258".into(),
            buyer_ban: Some("1".into()),
            currency: Some("USD".into()),
            ..content(vec![line("1", "120", "2", "200"), line("1", "x", "1", "1"), line("3", "0", "0", "0")])
        };
        insta::assert_snapshot!(wrong.check(now()).unwrap_err().join("\n"), @r#"
        發票號碼 (invNum) 必須是 2 個英文字母與 8 碼數字
        發票開立日期 (invDate) 不能晚於今天
        對獎發票期別 (invPeriod) 與發票開立日期 (invDate) 不符
        發票開立時間 (invoiceTime) 必須是當天的時間 (hh:mm:ss)
        發票狀態 (invStatus) 無效值，可用的值：已確認、開立、正常、作廢、註銷、退回、折讓
        賣方營業人統編 (sellerBan) 必須是 8 碼的統一編號
        買方營業人統編 (buyerBan) 必須是 8 碼的統一編號
        幣別 (currency) 只能是 TWD
        發票明細 (details) 第 1 筆：小計 (amount) 與單價乘以數量不符
        發票明細 (details) 第 2 筆：明細編號 (rowNum) 重複
        發票明細 (details) 第 2 筆：單價 (unitPrice)、數量 (quantity) 與小計 (amount) 必須是數字
        發票明細 (details) 第 3 筆：數量 (quantity) 必須大於 0
        "#);
        assert_eq!(content(Vec::new()).check(now()).unwrap_err(), ["發票明細 (details) 不能為空白"]);
        let free = content(vec![line("1", "10", "1", "10"), line("2", "-10", "1", "-10")]).check(now());
        assert_eq!(free.unwrap_err(), ["發票總金額必須大於 0"]);
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_checks(text in "\\PC{0,20}", number in "[-0-9.,eE]{0,30}") {
            let mut any = content(vec![line(&text, &number, &number, &text), line(&text, &number, "1", &number)]);
            for field in [&mut any.inv_num, &mut any.invoice_time, &mut any.inv_period, &mut any.inv_date] {
                field.clone_from(&text);
            }
            let _ = any.check(now());
            any.inv_date = "2026-11-25".into();
            any.invoice_time = text;
            let _ = any.check(now());
        }
    }
}
