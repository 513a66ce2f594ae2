//! What a shopper says about their invoice: to whom it is made out, and where it is kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Einvoice, InvoiceType};

/// What is wrong with the details of an invoice, in Chinese, one text for each; nothing where they are right.
pub fn check(details: &Einvoice) -> Vec<String> {
    let mut faults = Vec::new();
    let mut need = |what: &str, value: Option<&str>, needed: bool, is_right: fn(&str) -> bool, how: &str| match value {
        Some(value) if is_right(value) => {}
        Some(_) => faults.push(format!("{what} 無效值，{how}")),
        None if needed => faults.push(format!("{what} 不能為空白")),
        None => {}
    };
    let kind = details.invoice_type;
    let for_company = kind.is_for_company();
    need(
        "發票抬頭 (title)",
        details.title.as_deref(),
        for_company,
        |title| title.chars().count() <= 60,
        "最多 60 個字",
    );
    need(
        "發票統編 (company_no)",
        details.company_no.as_deref(),
        for_company,
        is_company_number,
        "必須是 8 碼的統一編號",
    );
    need(
        "手機條碼 (phone_barcode)",
        details.phone_barcode.as_deref(),
        kind == InvoiceType::PhoneBarcode,
        is_phone_barcode,
        "必須是 / 開頭的 8 碼",
    );
    need(
        "自然人憑證 (nature_person)",
        details.nature_person.as_deref(),
        kind == InvoiceType::NaturePerson,
        is_certificate,
        "必須是 2 個英文字母與 14 碼數字",
    );
    need(
        "捐贈碼 (love_code)",
        details.love_code.as_deref(),
        kind == InvoiceType::Donate,
        is_love_code,
        "必須是 3 至 7 碼數字",
    );
    if kind == InvoiceType::Donate && details.company_no.is_some() {
        faults.push("有統編 (company_no) 的發票不能捐贈".to_owned());
    }
    faults
}

impl Einvoice {
    /// The details as they are compared and kept: without blanks around, letters of codes in capitals, blank as
    /// nothing.
    pub fn tidy(&mut self) {
        let fields = [
            (&mut self.title, false),
            (&mut self.company_no, false),
            (&mut self.love_code, false),
            (&mut self.phone_barcode, true),
            (&mut self.nature_person, true),
        ];
        for (field, capitals) in fields {
            let Some(text) = field.as_mut() else { continue };
            let trimmed = text.trim();
            *text = if capitals { trimmed.to_ascii_uppercase() } else { trimmed.to_owned() };
            if text.is_empty() {
                *field = None;
            }
        }
    }

    /// Leaves the details, and nothing of an invoice that was made with them.
    pub(super) fn forget_issue(&mut self) {
        *self = Self {
            id: self.id,
            order_id: self.order_id,
            invoice_type: self.invoice_type,
            title: self.title.take(),
            company_no: self.company_no.take(),
            love_code: self.love_code.take(),
            phone_barcode: self.phone_barcode.take(),
            nature_person: self.nature_person.take(),
            ..Self::default()
        };
    }

    /// Made out to a company (B2B), which is shown the tax apart.
    pub fn is_for_company(&self) -> bool {
        self.company_no.is_some()
    }
}

/// 發票資料
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct InvoiceDetails {
    /// 發票類型
    pub invoice_type: InvoiceType,
    /// 發票抬頭；公司戶必填
    pub title: Option<String>,
    /// 發票統編；公司戶必填
    pub company_no: Option<String>,
    /// 手機條碼；手機條碼載具必填
    pub phone_barcode: Option<String>,
    /// 自然人憑證；自然人憑證載具必填
    pub nature_person: Option<String>,
    /// 捐贈碼；捐贈必填
    pub love_code: Option<String>,
}

impl InvoiceDetails {
    /// What an order is placed with; what is wrong with it is told in `faults`.
    pub fn into_einvoice(self, faults: &mut Vec<String>) -> Einvoice {
        let Self { invoice_type, title, company_no, phone_barcode, nature_person, love_code } = self;
        let mut details = Einvoice {
            title,
            company_no,
            invoice_type,
            love_code,
            phone_barcode,
            nature_person,
            ..Einvoice::default()
        };
        details.tidy();
        faults.extend(check(&details));
        details
    }
}

/// 統一編號: eight digits whose weighted digits sum up to a multiple of 5 (of 10 until 2023, which are among them). A
/// seventh digit of 7 counts 10, which may stand for 1 or for 0.
pub fn is_company_number(text: &str) -> bool {
    const WEIGHTS: [u8; 8] = [1, 2, 1, 2, 1, 2, 4, 1];
    if text.len() != 8 || !is_digits(text) || text == "00000000" {
        return false;
    }
    let digits = text.bytes().map(|byte| byte - b'0');
    let products = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight);
    let sum: u8 = products.map(|product| product / 10 + product % 10).sum();
    sum.is_multiple_of(5) || (text.as_bytes()[6] == b'7' && (sum + 1).is_multiple_of(5))
}

/// 手機條碼: a slash and seven of digits, capitals and `+-.`.
fn is_phone_barcode(text: &str) -> bool {
    let rest = text.strip_prefix('/');
    rest.is_some_and(|rest| {
        let is_of_code = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase() || b"+-.".contains(&byte);
        rest.len() == 7 && rest.bytes().all(is_of_code)
    })
}

/// 自然人憑證: two capitals and fourteen digits.
fn is_certificate(text: &str) -> bool {
    text.len() == 16
        && text.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && text.bytes().skip(2).all(|byte| byte.is_ascii_digit())
}

/// 捐贈碼 (愛心碼): three to seven digits.
fn is_love_code(text: &str) -> bool {
    (3..=7).contains(&text.len()) && is_digits(text)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn company_numbers_have_a_checksum() {
        // 40, of old; 35, since 2023; a seventh 7 that counts 0; one that counts 1.
        for right in ["04595257", "04595252", "10458575", "10458574"] {
            assert!(is_company_number(right), "{right}");
        }
        for wrong in ["04595258", "10458576", "00000000", "0459525", "045952570", "0459525A", "０４５９５２５７", ""]
        {
            assert!(!is_company_number(wrong), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn of_ten_last_digits_two_are_right_and_four_after_a_seven(first in 1_u32..=9_999_999) {
            let right = (0..10).filter(|last| is_company_number(&format!("{first:07}{last}"))).count();
            prop_assert_eq!(right, if first % 10 == 7 { 4 } else { 2 });
        }

        #[test]
        fn no_text_breaks_the_checks(text in "\\PC{0,20}") {
            let details = Einvoice {
                title: Some(text.clone()),
                company_no: Some(text.clone()),
                phone_barcode: Some(text.clone()),
                nature_person: Some(text.clone()),
                love_code: Some(text),
                ..Einvoice::default()
            };
            let _ = check(&details);
        }
    }

    fn of(invoice_type: InvoiceType) -> Einvoice {
        Einvoice { invoice_type, ..Einvoice::default() }
    }

    #[test]
    fn each_type_needs_what_it_is_named_for() {
        use InvoiceType::{
            ClassCompany, ClassDefault, Company, Default, Donate, NaturePerson, PaperInvoice, PhoneBarcode,
        };
        for kind in [Default, ClassDefault, PaperInvoice] {
            assert!(check(&of(kind)).is_empty());
        }
        let said = [Company, ClassCompany, PhoneBarcode, NaturePerson, Donate].map(|kind| check(&of(kind)).join("；"));
        insta::assert_snapshot!(said.join("\n"), @r#"
        發票抬頭 (title) 不能為空白；發票統編 (company_no) 不能為空白
        發票抬頭 (title) 不能為空白；發票統編 (company_no) 不能為空白
        手機條碼 (phone_barcode) 不能為空白
        自然人憑證 (nature_person) 不能為空白
        捐贈碼 (love_code) 不能為空白
        "#);
        assert!(
            check(&Einvoice {
                title: Some("好茶有限公司".into()), company_no: Some("04595257".into()), ..of(Company)
            })
            .is_empty()
        );
        assert!(check(&Einvoice { phone_barcode: Some("/ABC+1.-".into()), ..of(PhoneBarcode) }).is_empty());
        assert!(check(&Einvoice { nature_person: Some("AB12345678901234".into()), ..of(NaturePerson) }).is_empty());
        for code in ["168", "1234567"] {
            assert!(check(&Einvoice { love_code: Some(code.into()), ..of(Donate) }).is_empty());
        }
    }

    #[test]
    fn what_is_given_must_be_well_formed_whatever_the_type() {
        let wrong = Einvoice {
            title: Some("好".repeat(61)),
            company_no: Some("12345678".into()),
            phone_barcode: Some("/abc1234".into()),
            nature_person: Some("AB1234567890123".into()),
            love_code: Some("12".into()),
            ..of(InvoiceType::Donate)
        };
        insta::assert_snapshot!(check(&wrong).join("\n"), @r#"
        發票抬頭 (title) 無效值，最多 60 個字
        發票統編 (company_no) 無效值，必須是 8 碼的統一編號
        手機條碼 (phone_barcode) 無效值，必須是 / 開頭的 8 碼
        自然人憑證 (nature_person) 無效值，必須是 2 個英文字母與 14 碼數字
        捐贈碼 (love_code) 無效值，必須是 3 至 7 碼數字
        有統編 (company_no) 的發票不能捐贈
        "#);
        let mut tidied = Einvoice {
            phone_barcode: Some(" /abc1234 ".into()),
            title: Some("  ".into()),
            ..of(InvoiceType::PhoneBarcode)
        };
        tidied.tidy();
        assert_eq!((tidied.phone_barcode.as_deref(), &tidied.title), (Some("/ABC1234"), &None));
        assert!(check(&tidied).is_empty());
    }
}
