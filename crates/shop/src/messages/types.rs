use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::{Id, Labelled, Timestamp};

use crate::customers::Customer;

/// 客服問答
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MessagePost {
    /// 客服問答 ID
    pub id: Id<MessagePost>,
    /// 訊息標題
    pub title: String,
    /// 訊息主題
    pub category: Option<String>,
    /// 訂單資訊
    pub order: Option<String>,
    /// 回覆狀態
    pub status: MessageStatus,
    /// 訊息內容
    pub comments: Vec<MessageComment>,
    /// 成立時間
    pub created_at: Timestamp,
    /// 關聯顧客 ID
    pub customer_id: Id<Customer>,
}

pub const CUSTOMER: Field = Field::integer("customer_id");

storage::document!(MessagePost, "客服問答", "message_posts", [Index::on("message_posts_customer", &[CUSTOMER])]);

/// 客服問答回覆狀態
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// 未回覆
    #[default]
    ReplyYet,
    /// 已回覆
    Replied,
}

/// 客服問答訊息
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MessageComment {
    /// 訊息 ID
    pub id: Id<MessageComment>,
    /// 回覆方
    pub role: String,
    /// 管理員資訊（回覆方為 `admin` 時）
    pub admin: Option<String>,
    /// 內容
    pub content: String,
    /// 成立時間
    pub created_at: Timestamp,
}

impl Labelled for MessageComment {
    const LABEL: &'static str = "訊息";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire_keys::{assert_keys, assert_loads_without_fields};

    #[test]
    fn a_message_shows_every_field() {
        let comment = MessageComment::default();
        assert_keys(&comment, "id role admin content created_at");
        let post = MessagePost { comments: vec![comment], ..MessagePost::default() };
        assert_keys(&post, "id title category order status comments created_at customer_id");
        assert_loads_without_fields::<MessagePost>();
    }

    #[test]
    fn a_message_waits_for_its_reply() {
        let post = serde_json::to_value(MessagePost::default()).unwrap();
        assert_eq!(post["status"], "reply_yet");
    }
}
