//! What the rule looks like on the wire, and as a shop keeps it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Query, Reading, Record};
use wire::{Id, Money, Timestamp};

/// 會員紅利積點規則
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BonusRule {
    /// 會員紅利積點是否開啟
    pub enabled: bool,
    /// 註冊成功贈送的紅利點數
    pub signup_bonus: Money,
    /// 贈送紅利點數的消費金額條件
    pub consumption_price: Money,
    /// 消費贈送的紅利點數：每消費 `consumption_price` 元，獲得 `consumption_bonus` 點
    pub consumption_bonus: Money,
    /// 每一筆紅利的有效天數；0 為無期限
    pub expire_day: i64,
    /// 紅利折抵最低消費門檻
    pub threshold_of_total_price: Money,
    /// 單筆訂單折抵上限類型
    pub usage_limit_type: UsageLimitType,
    /// 單筆訂單折抵上限；類型為 `percentage` 時，是可折抵的百分比上限
    pub usage_limit_value: Money,
    /// 紅利兌換比例；1 代表 1 點等於 1 元
    pub conversion_bonus: Money,
}

/// 單筆訂單折抵上限類型
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UsageLimitType {
    /// 無限制
    #[default]
    NoLimit,
    /// 百分比
    Percentage,
    /// 金額
    Amount,
}

/// What a new shop starts with.
impl Default for BonusRule {
    fn default() -> Self {
        Self {
            enabled: true,
            signup_bonus: Money::from(100),
            consumption_price: Money::from(100),
            consumption_bonus: Money::from(1),
            expire_day: 365,
            threshold_of_total_price: Money::ZERO,
            usage_limit_type: UsageLimitType::NoLimit,
            usage_limit_value: Money::ZERO,
            conversion_bonus: Money::from(1),
        }
    }
}

/// A shop's own rule. The wire shows the rule without the id that it is kept under.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ShopBonusRule {
    pub id: Id<ShopBonusRule>,
    #[serde(flatten)]
    pub rule: BonusRule,
}

storage::document!(ShopBonusRule, "紅利規則", "bonus_rules", []);

impl BonusRule {
    /// The shop's own, or what a new shop starts with.
    pub fn of(from: &impl Reading) -> storage::Result<Self> {
        let own = from.find_one::<ShopBonusRule>(Query::all())?;
        Ok(own.map(Record::into_value).unwrap_or_default().rule)
    }

    /// What spending this much earns.
    pub fn points_for(&self, spent: Money) -> Money {
        if self.enabled { points_for_each(spent, self.consumption_price, self.consumption_bonus) } else { Money::ZERO }
    }

    /// When points that are given now expire.
    pub fn deadline_from(&self, now: Timestamp) -> Option<Timestamp> {
        (self.expire_day > 0).then(|| now.plus_days(self.expire_day))
    }
}

/// So many points for each whole time that so much was spent; none where they would be more than there can be.
pub fn points_for_each(spent: Money, each: Money, gives: Money) -> Money {
    if each <= Money::ZERO || spent <= Money::ZERO {
        return Money::ZERO;
    }
    let times = (spent.decimal() / each.decimal()).floor();
    times.checked_mul(gives.decimal()).and_then(Money::new).unwrap_or_default().max(Money::ZERO)
}
