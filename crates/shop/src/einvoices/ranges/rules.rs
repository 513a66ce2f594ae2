//! Adding ranges, and drawing numbers from them.

use api::{Answer, Error};
use storage::{Filter, Order, Query, Reading, Record, Tx};
use wire::Id;

use super::types::{NEXT, PERIOD};
use super::{InvoiceRange, InvoiceRangeCreate};
use crate::einvoices::{Period, rules};

/// From now on the shop issues invoices with these numbers, too.
pub fn add(tx: &mut Tx<'_>, new: InvoiceRangeCreate) -> Answer<Record<InvoiceRange>> {
    let range = new.into_range(Period::of(tx.now())).map_err(Error::Invalid)?;
    for other in tx.find::<InvoiceRange>(&of_period(range.period))? {
        if other.overlaps(&range) {
            return Err(Error::invalid(format!(
                "字軌號碼與 {} 已有的 {} 重疊",
                other.period.label(),
                other.in_words()
            )));
        }
    }
    Ok(tx.insert(range)?)
}

/// The next number of the period, which nobody else gets; `None` where there is none left.
pub fn draw(tx: &mut Tx<'_>, period: Period) -> Answer<Option<String>> {
    while let Some(mut range) = tx.find_one::<InvoiceRange>(with_numbers(period))? {
        while let Some(number) = range.take_next() {
            // One that the merchant has used for an invoice of their own is gone.
            if rules::with_number(tx, &number, period)?.is_none() {
                tx.save(&mut range)?;
                return Ok(Some(number));
            }
        }
        tx.save(&mut range)?;
    }
    Ok(None)
}

pub fn is_any_left(from: &impl Reading, period: Period) -> Answer<bool> {
    Ok(from.find_one::<InvoiceRange>(with_numbers(period))?.is_some())
}

fn of_period(period: Period) -> Query {
    Query::all().filter(Filter::equals(PERIOD, period.to_string()))
}

/// The range to draw from comes first: the one that was added first.
fn with_numbers(period: Period) -> Query {
    of_period(period).filter(Filter::at_least(NEXT, "0")).order(Order::OldestFirst)
}

impl InvoiceRange {
    fn overlaps(&self, other: &Self) -> bool {
        self.prefix == other.prefix && self.from <= other.to && other.from <= self.to
    }

    /// As people read it: `AB 10000000–10000049`.
    pub fn in_words(&self) -> String {
        format!("{} {}–{}", self.prefix, self.from, self.to)
    }

    /// How many numbers are left.
    pub fn left(&self) -> u32 {
        match (self.next.as_deref().map(str::parse::<u32>), self.to.parse::<u32>()) {
            (Some(Ok(next)), Ok(to)) => (to + 1).saturating_sub(next),
            _ => 0,
        }
    }

    fn take_next(&mut self) -> Option<String> {
        let next = self.next.take()?;
        if next < self.to {
            self.next = next.parse::<u32>().ok().map(|number| format!("{:08}", number + 1));
        }
        Some(format!("{}{next}", self.prefix))
    }
}

impl InvoiceRangeCreate {
    fn into_range(self, current: Period) -> Result<InvoiceRange, Vec<String>> {
        let mut faults = Vec::new();
        let period = match self.period.as_deref().map(str::trim).filter(|period| !period.is_empty()) {
            None => current,
            Some(text) => text.parse().unwrap_or_else(|_| {
                faults.push("期別 (period) 必須是月份 (YYYY-MM) 或民國年月 (例如 11512)".to_owned());
                current
            }),
        };
        if period < current {
            faults.push(format!("期別 (period) {} 已經結束", period.label()));
        }
        let prefix = self.prefix.trim().to_ascii_uppercase();
        if prefix.len() != 2 || !prefix.bytes().all(|byte| byte.is_ascii_uppercase()) {
            faults.push("字軌 (prefix) 必須是 2 個英文字母".to_owned());
        }
        let [from, to] = [self.from, self.to].map(|number| number.trim().to_owned());
        let before = faults.len();
        for (number, what) in [(&from, "起號 (from)"), (&to, "迄號 (to)")] {
            if number.len() != 8 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                faults.push(format!("{what} 必須是 8 碼數字"));
            }
        }
        if faults.len() == before && from > to {
            faults.push("迄號 (to) 不能小於起號 (from)".to_owned());
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(InvoiceRange { id: Id::default(), period, prefix, next: Some(from.clone()), from, to })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn create(prefix: &str, from: &str, to: &str) -> InvoiceRangeCreate {
        InvoiceRangeCreate { period: None, prefix: prefix.into(), from: from.into(), to: to.into() }
    }

    proptest! {
        #[test]
        fn a_range_gives_each_of_its_numbers_once_and_in_order(from in 0_u32..=99_999_999, more in 0_u32..200) {
            let to = (from + more).min(99_999_999);
            let current = "2026-11".parse().unwrap();
            let mut range = create("ab", &format!("{from:08}"), &format!("{to:08}")).into_range(current).unwrap();
            for number in from..=to {
                prop_assert_eq!(range.left(), to - number + 1);
                prop_assert_eq!(range.take_next(), Some(format!("AB{number:08}")));
            }
            prop_assert_eq!((range.left(), range.take_next(), range.take_next()), (0, None, None));
        }
    }

    #[test]
    fn what_is_no_range_is_told_in_full() {
        let current: Period = "2026-11".parse().unwrap();
        let told = |new: InvoiceRangeCreate| new.into_range(current).unwrap_err().join("；");
        let said = [
            told(InvoiceRangeCreate { period: Some("十一月".into()), ..create("A1", "1", "") }),
            told(InvoiceRangeCreate { period: Some("2026-10".into()), ..create("AB", "00000002", "00000001") }),
        ];
        insta::assert_snapshot!(said.join("\n"), @r#"
        期別 (period) 必須是月份 (YYYY-MM) 或民國年月 (例如 11512)；字軌 (prefix) 必須是 2 個英文字母；起號 (from) 必須是 8 碼數字；迄號 (to) 必須是 8 碼數字
        期別 (period) 115年09-10月 已經結束；迄號 (to) 不能小於起號 (from)
        "#);
        let next = InvoiceRangeCreate { period: Some("11602".into()), ..create("AB", "00000000", "00000000") };
        assert_eq!(next.into_range(current).unwrap().period.to_string(), "2027-01");
    }
}
