//! What a grant of points, and a use of them, look like on the wire.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use storage::{Field, Index};
use wire::{Date, Id, Money, Timestamp};

use crate::customers::Customer;
use crate::orders::Order;

/// 紅利
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BonusPoint {
    /// ID
    pub id: Id<BonusPoint>,
    /// 名稱
    pub title: String,
    /// 點數
    pub points: Money,
    /// 尚未使用點數
    pub unused_points: Money,
    /// 產生此紅利的消費金額
    pub consumption_price: Money,
    /// 使用期限；無期限時為 null
    pub deadline: Option<Timestamp>,
    /// 關聯顧客 ID
    pub customer_id: Id<Customer>,
    /// 來源：api (透過 API 建立)、register (註冊禮)、order (訂單消費)、`offline_einvoice` (線下發票)
    pub source: String,
    /// 關聯訂單 ID
    pub order_id: Option<Id<Order>>,
}

/// 新紅利
#[derive(Debug, Deserialize, JsonSchema)]
pub struct BonusPointCreate {
    /// 紅利名稱
    #[schemars(length(max = 255))]
    pub title: String,
    /// 紅利點數，必須大於 0
    pub points: Money,
    /// 產生此紅利的消費金額
    #[schemars(range(min = 0))]
    pub consumption_price: Option<Money>,
    /// 到期日 (YYYY-MM-DD hh:mm:ss)，填 0 為無期限
    pub deadline: Deadline,
}

/// 紅利的變更；未帶的欄位保持不變
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct BonusPointChange {
    /// 紅利名稱
    #[schemars(length(max = 255))]
    pub title: Option<String>,
    /// 紅利變動 (+/-數量)：增減尚未使用點數；增加到超過紅利點數時，紅利點數隨之增加
    pub bonus_points_diff: Option<Money>,
    /// 到期日 (YYYY-MM-DD hh:mm:ss)，填 0 為無期限
    pub deadline: Option<Deadline>,
    /// 紅利點數，必須大於 0；已使用的點數不變
    pub points: Option<Money>,
    /// 尚未使用點數，不能大於紅利點數
    #[schemars(range(min = 0))]
    pub unused_points: Option<Money>,
}

/// 要扣除的紅利點數
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ConsumptionInput {
    /// 紅利點數數量，必須大於 0；扣除全部時可省略
    pub amount: Option<Money>,
    /// 是否扣除全部點數
    pub consume_all: Option<bool>,
}

/// 紅利扣除結果
#[derive(Debug, Serialize, JsonSchema)]
pub struct Consumption {
    /// 顧客 ID
    pub customer_id: Id<Customer>,
    /// 這次扣除的紅利點數
    pub consumed_points: Money,
    /// 扣除後的紅利點數總計
    pub bonus_remain: Money,
    /// 下一批紅利點數的到期時間
    pub bonus_expires_at: Option<Timestamp>,
    /// 被扣除點數的紅利，依扣除順序
    pub bonus_points: Vec<BonusPoint>,
}

/// When points expire, as a client says it. What cannot be read is kept as such, so that it is told together
/// with everything else that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    Never,
    At(Timestamp),
    Unreadable,
}

impl Deadline {
    /// A bare date lasts until its end; fractions of a second, which the wire does not show, are dropped.
    fn parse(text: &str) -> Self {
        let text = text.trim();
        let time = if text.len() <= 10 { text.parse().map(Date::end) } else { text.parse() };
        match time {
            _ if text == "0" => Self::Never,
            Ok(time) => Self::At(whole_seconds(time)),
            Err(_) => Self::Unreadable,
        }
    }
}

/// The moment as the wire shows it.
pub(crate) fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_millis(time.seconds() * 1000)
}

impl<'de> Deserialize<'de> for Deadline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::String(text) => Self::parse(&text),
            Value::Number(number) if number.as_f64() == Some(0.0) => Self::Never,
            _ => Self::Unreadable,
        })
    }
}

impl JsonSchema for Deadline {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Deadline".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [{ "type": "string", "format": "timestamp" }, { "type": "integer", "const": 0 }],
            "examples": ["2026-12-31 23:59:59", 0]
        })
    }
}

pub(super) const CUSTOMER: Field = Field::integer("customer_id");

storage::document!(
    BonusPoint,
    "紅利",
    "bonus_points",
    [Index::on("bonus_points_customer", &[CUSTOMER])],
    created = "bonus_points/create",
    updated = "bonus_points/update",
    deleted = "bonus_points/destroy",
);
