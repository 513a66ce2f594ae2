//! What a type of custom field looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::Id;

/// 自訂欄位類型
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomFieldType {
    /// ID
    pub id: Id<CustomFieldType>,
    /// 對應模組
    pub model: Model,
    /// 類型名稱，即自訂欄位的 key
    pub name: String,
    /// 自訂欄位名稱，顯示給人看
    pub label: String,
    /// 自訂欄位類型：內容以什麼方式輸入
    pub component: Component,
    /// 必選填設定
    pub required: bool,
    /// 新增時是否顯示
    pub visible_when_create: bool,
    /// 是否可編輯
    pub visible_when_update: bool,
    /// 選項，`select` 的內容只能是其中之一
    pub options: Vec<String>,
}

/// 對應模組
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Model {
    /// 顧客
    #[default]
    Customer,
}

/// 自訂欄位的輸入方式
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    /// 單行文字
    #[default]
    Text,
    /// 多行文字
    Textarea,
    /// 數字
    Number,
    /// 日期
    Date,
    /// 單選選單
    Select,
    /// 核取方塊
    Checkbox,
}

/// 新的自訂欄位類型
#[derive(Debug, Deserialize, JsonSchema)]
pub struct NewCustomFieldType {
    /// 對應模組 (Customer)
    pub model: Model,
    /// 類型名稱
    #[schemars(length(max = 255))]
    pub name: String,
    /// 自訂欄位名稱，未帶時與類型名稱相同
    #[schemars(length(max = 255))]
    pub label: Option<String>,
    /// 自訂欄位類型，未帶時為 text
    pub component: Option<Component>,
    /// 必選填設定，未帶時為 false
    pub required: Option<bool>,
    /// 新增時是否顯示，未帶時為 true
    pub visible_when_create: Option<bool>,
    /// 是否可編輯，未帶時為 true
    pub visible_when_update: Option<bool>,
    /// 選項，`select` 必須提供
    pub options: Option<Vec<String>>,
}

pub(super) const MODEL: Field = Field::folded("model");
pub(super) const NAME: Field = Field::folded("name");

storage::document!(
    CustomFieldType,
    "自訂欄位類型",
    "custom_field_types",
    [Index::unique("custom_field_types_name", &[MODEL, NAME])]
);
