//! What an order from another channel looks like on the wire.

use api::Change;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Field, Index, Kind};
use wire::{Id, Labelled, Money, Timestamp};

use super::products::ProductsInput;
use crate::customers::Customer;

/// 其他通路有效訂單
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OtherValidOrder {
    /// ID
    pub id: Id<OtherValidOrder>,
    /// 訂單金額
    pub price: Money,
    /// 成立時間
    pub valid_at: Timestamp,
    /// 取消時間；未取消時為 null
    pub invalid_at: Option<Timestamp>,
    /// 關聯顧客 ID
    pub customer_id: Id<Customer>,
    /// 自訂 UID
    pub uid: Option<String>,
    /// 其他資訊
    pub extra_infos: OtherOrderInfos,
    /// 建立時間
    pub created_at: Timestamp,
    /// 更新時間
    pub updated_at: Timestamp,
}

/// 其他通路有效訂單的其他資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OtherOrderInfos {
    /// 通路名稱
    pub channel_name: Option<String>,
    /// 訂單發票號碼
    pub invoice_no: Option<String>,
    /// 來源
    pub source: Option<String>,
    /// 商家備註
    pub note: Option<String>,
    /// 操作人
    pub operator: Option<String>,
    /// 備註
    pub customer_note: Option<String>,
    /// 訂單明細
    pub products: Vec<OtherOrderProduct>,
}

/// 其他通路有效訂單的商品
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OtherOrderProduct {
    /// 商品名稱
    pub name: String,
    /// 數量
    pub quantity: i64,
    /// 單價
    pub price: Money,
}

/// 新的其他通路有效訂單
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OtherValidOrderCreate {
    /// 訂單金額
    #[schemars(range(min = 0))]
    pub price: Money,
    /// 成立時間 (YYYY-MM-DD)
    pub valid_at: Timestamp,
    /// UID，同一商店內不可重複
    #[schemars(length(max = 255))]
    pub uid: Option<String>,
    /// 其他資訊
    pub extra_infos: Option<OtherOrderInfosInput>,
}

/// 其他通路有效訂單的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OtherValidOrderChange {
    /// 訂單金額
    #[schemars(range(min = 0))]
    pub price: Option<Money>,
    /// 成立時間 (YYYY-MM-DD)
    pub valid_at: Option<Timestamp>,
    /// 其他資訊
    pub extra_infos: Option<OtherOrderInfosInput>,
}

/// 其他資訊的輸入
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OtherOrderInfosInput {
    /// 通路名稱
    #[serde(default)]
    pub channel_name: Change<String>,
    /// 發票編號
    #[serde(default)]
    pub invoice_no: Change<String>,
    /// 來源
    #[serde(default)]
    pub source: Change<String>,
    /// 商家備註
    #[serde(default)]
    pub note: Change<String>,
    /// 操作人
    #[serde(default)]
    pub operator: Change<String>,
    /// 備註
    #[serde(default)]
    pub customer_note: Change<String>,
    /// 商品：物件的陣列，或由名稱、數量、單價三個等長陣列組成的物件
    #[serde(default)]
    pub products: Change<ProductsInput>,
}

pub const CUSTOMER: Field = Field::integer("customer_id");
pub const VALID_AT: Field = Field::text("valid_at");
pub const UID: Field = Field::folded("uid");

impl Labelled for OtherValidOrder {
    const LABEL: &'static str = "其他通路有效訂單";
}

impl Document for OtherValidOrder {
    const KIND: &'static Kind = &Kind {
        table: "other_valid_orders",
        indexes: &[
            Index::on("other_valid_orders_customer", &[CUSTOMER, VALID_AT]),
            Index::unique("other_valid_orders_uid", &[UID]),
        ],
    };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
    }

    fn touch(&mut self, now: Timestamp) {
        self.updated_at = now;
    }
}
