//! What a group of customers looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Field, Index, Kind};
use wire::{Id, Labelled, Timestamp};

/// 顧客群組
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomerGroup {
    /// 編號
    pub id: Id<CustomerGroup>,
    /// 名稱
    pub name: String,
    /// 搜尋的文字：姓名、Email 或手機包含這段文字
    pub term: Option<String>,
    /// 包含的條件，例如 `tag = 熟客 and total_spent >= 1000`；空白時包含所有顧客
    pub query: String,
    /// 群組內顧客人數，以最近一次排程計算的結果為準
    pub amount: u64,
    /// 群組類別
    pub group_type: GroupType,
    /// 建立日期時間
    pub created_at: Timestamp,
    /// 更新日期時間
    pub updated_at: Timestamp,
}

/// 群組類別
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupType {
    /// 自訂分群
    #[default]
    Custom,
    /// ORFM 預設分群
    Default,
}

pub(super) const NAME: Field = Field::folded("name");
pub(super) const GROUP_TYPE: Field = Field::text("group_type");

impl Labelled for CustomerGroup {
    const LABEL: &'static str = "顧客群組";
}

impl Document for CustomerGroup {
    const KIND: &'static Kind =
        &Kind { table: "customer_groups", indexes: &[Index::unique("customer_groups_name", &[NAME])] };

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
