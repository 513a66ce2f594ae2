//! What a category looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::Id;

/// 商品分類
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Category {
    /// 商品分類 ID
    pub id: Id<Category>,
    /// 標題
    pub title: String,
    /// 網址代碼：這一層自己的部分
    pub handle: String,
    /// 完整路徑，由上層到這一層的網址代碼，例如 `clothing/mens/shirts`
    pub full_handle: String,
    /// 上層分類 ID；最上層沒有
    pub parent_id: Option<Id<Category>>,
}

pub(super) const TITLE: Field = Field::folded("title");
pub(super) const FULL_HANDLE: Field = Field::folded("full_handle");

storage::document!(Category, "商品分類", "categories", [Index::unique("categories_full_handle", &[FULL_HANDLE])]);
