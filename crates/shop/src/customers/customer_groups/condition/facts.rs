//! What a condition can ask of a customer.

use wire::{Money, Timestamp};

use crate::customers::Customer;

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    Known(&'static Known),
    /// `custom.NAME`: a field that the shop has made, by its name.
    Custom(String),
}

/// A field that every customer has.
pub struct Known {
    pub name: &'static str,
    pub kind: Kind,
    /// In Chinese.
    pub label: &'static str,
    of: fn(&Customer) -> Fact<'_>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Status,
    Number,
    Flag,
    Time,
}

/// What a customer has to say to a question.
#[derive(Debug, PartialEq)]
pub enum Fact<'a> {
    Texts(Vec<&'a str>),
    Number(Money),
    Flag(bool),
    Time(Option<Timestamp>),
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

const fn known(name: &'static str, kind: Kind, label: &'static str, of: fn(&Customer) -> Fact<'_>) -> Known {
    Known { name, kind, label, of }
}

/// Every field there is, besides those that shops make.
const KNOWN: &[Known] = &[
    known("id", Kind::Number, "顧客 ID", |customer| Fact::Number(customer.id.get().into())),
    known("name", Kind::Text, "姓名", |customer| Fact::Texts(vec![&customer.name])),
    known("status", Kind::Status, "狀態", |customer| Fact::Texts(vec![customer.status.word()])),
    known("email", Kind::Text, "Email", |customer| text(customer.email.as_ref())),
    known("mobile", Kind::Text, "手機號碼", |customer| text(customer.mobile.as_ref())),
    known("gender", Kind::Text, "性別", |customer| text(customer.gender.as_ref())),
    known("tag", Kind::Text, "標籤", |customer| texts(customer.tags.iter().map(|tag| tag.name.as_str()))),
    known("provider", Kind::Text, "第三方登入", |customer| {
        texts(customer.uid_providers.iter().map(|user| user.provider_type.as_str()))
    }),
    known("city", Kind::Text, "縣市", |customer| {
        text(customer.address.as_ref().and_then(|address| address.detail_address.city.as_ref()))
    }),
    known("district", Kind::Text, "鄉鎮市區", |customer| {
        text(customer.address.as_ref().and_then(|address| address.detail_address.district.as_ref()))
    }),
    known("note", Kind::Text, "備註", |customer| text(customer.note.as_ref())),
    known("total_spent", Kind::Number, "累積消費金額", |customer| {
        Fact::Number(customer.other_accumulated_consumption)
    }),
    known("bonus_remain", Kind::Number, "紅利點數", |customer| Fact::Number(customer.bonus_remain)),
    known("accepts_marketing", Kind::Flag, "是否接受行銷", |customer| Fact::Flag(customer.accepts_marketing)),
    known("birthday", Kind::Time, "生日", |customer| Fact::Time(customer.birthday.map(wire::Date::start))),
    // Nobody is born in month 0: who has not told a birthday is in no month.
    known("birth_month", Kind::Number, "生日月份", |customer| {
        Fact::Number(customer.birthday.map_or(0, |birthday| birthday.month().into()).into())
    }),
    known("created_at", Kind::Time, "建立時間", |customer| Fact::Time(Some(customer.created_at))),
    known("updated_at", Kind::Time, "更新時間", |customer| Fact::Time(Some(customer.updated_at))),
    known("confirmed_at", Kind::Time, "Email 驗證時間", |customer| Fact::Time(customer.confirmed_at)),
    known("mobile_confirmed_at", Kind::Time, "手機驗證時間", |customer| {
        Fact::Time(customer.mobile_sms_confirmed_at)
    }),
];

/// The fields that a condition can name.
#[derive(Debug)]
pub struct Fields;

impl Fields {
    /// Names and what they mean, for documents and messages.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
        KNOWN.iter().map(|known| (known.name, known.label))
    }

    pub(super) fn named(name: &str) -> Option<Field> {
        if let Some(custom) = name.strip_prefix("custom.").filter(|custom| !custom.is_empty()) {
            return Some(Field::Custom(custom.to_lowercase()));
        }
        KNOWN.iter().find(|known| known.name.eq_ignore_ascii_case(name)).map(Field::Known)
    }
}

impl Field {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Known(known) => known.kind,
            Self::Custom(_) => Kind::Text,
        }
    }

    pub(super) fn of<'a>(&self, customer: &'a Customer) -> Fact<'a> {
        match self {
            Self::Known(known) => (known.of)(customer),
            Self::Custom(name) => {
                let fields = customer.custom_fields.iter().filter(|field| field.name.to_lowercase() == *name);
                texts(fields.map(|field| field.value.as_str()))
            }
        }
    }
}

impl Fact<'_> {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Texts(texts) => texts.iter().all(|text| text.trim().is_empty()),
            Self::Number(number) => number.is_zero(),
            Self::Flag(_) => false,
            Self::Time(time) => time.is_none(),
        }
    }
}

fn text(text: Option<&String>) -> Fact<'_> {
    texts(text.map(String::as_str).into_iter())
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Fact<'a> {
    Fact::Texts(texts.collect())
}
