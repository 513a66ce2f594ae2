//! What a batch of stock figures and its job look like on the wire.

use api::jobs::{Job, State, items};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::Reading;
use wire::Timestamp;

/// 門市庫存的批量更新
#[derive(Debug, Deserialize, JsonSchema)]
pub struct InventoryBatchUpdate {
    /// 門市店號
    #[schemars(length(max = 255))]
    pub store_number: String,
    /// 要更新的項目，最多 1,000 個
    pub items: Vec<InventoryBatchItem>,
}

/// 批量更新的項目
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InventoryBatchItem {
    /// SKU
    #[schemars(length(max = 255))]
    pub sku: String,
    /// 要設定的庫存數量
    pub inventory_quantity: i64,
}

/// 排入佇列的批量庫存工作
#[derive(Debug, Serialize, JsonSchema)]
pub struct InventoryJobQueued {
    /// 工作 ID
    pub job_id: String,
    /// 狀態
    pub status: InventoryJobState,
    /// 訊息
    pub message: &'static str,
    /// 門市店號
    pub store_number: String,
    /// 工作中的項目數
    pub total_items: usize,
}

/// 批量庫存工作的狀態
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InventoryJobState {
    /// 等候執行，查詢時的說法
    Queue,
    /// 等候執行，建立時的說法
    Queued,
    /// 執行中
    Processing,
    /// 已執行完畢；個別項目可能失敗，見結果
    Success,
    /// 未能執行完畢
    Failed,
}

impl From<State> for InventoryJobState {
    fn from(state: State) -> Self {
        match state {
            State::Queued => Self::Queue,
            State::Running => Self::Processing,
            State::Done => Self::Success,
            State::Failed => Self::Failed,
        }
    }
}

/// 批量庫存工作
#[derive(Debug, Serialize, JsonSchema)]
pub struct InventoryJobStatus {
    /// 工作 ID
    pub job_id: String,
    /// 狀態
    pub status: InventoryJobState,
    /// 訊息
    pub message: &'static str,
    /// 建立時間，格式 `YYYY-MM-DD HH:MM:SS +0800`
    pub created_at: Option<String>,
    /// 完成時間，格式 `YYYY-MM-DD HH:MM:SS +0800`
    pub completed_at: Option<String>,
    /// 工作完成後的結果
    pub result: Option<InventoryJobResult>,
    /// 狀態為 `FAILED` 時的失敗原因
    pub error: Option<&'static str>,
}

/// 批量庫存工作的結果
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InventoryJobResult {
    /// 處理的項目數
    pub total: u64,
    /// 更新成功的項目數
    pub succeeded: u64,
    /// 失敗的項目數
    pub failed: u64,
    /// 失敗的項目及原因
    pub failed_items: Vec<InventoryJobFailure>,
}

/// 失敗的項目
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InventoryJobFailure {
    /// SKU
    pub sku: String,
    /// 錯誤
    pub error: String,
}

impl InventoryJobStatus {
    /// How the job stands.
    pub(super) fn of(from: &impl Reading, job: &Job) -> storage::Result<Self> {
        let (message, error) = match job.state {
            State::Queued => ("工作等候執行中，請稍後再查詢", None),
            State::Running => ("工作執行中，請稍後再查詢", None),
            State::Done => ("工作已完成", None),
            State::Failed => ("工作失敗", Some("系統未能完成這項工作；尚未更新的項目請重新送出")),
        };
        let result = match job.result.as_u64() {
            Some(succeeded) if job.state == State::Done => {
                let failures = items(from, job, 0, job.found)?.into_iter();
                Some(InventoryJobResult {
                    total: succeeded + job.found,
                    succeeded,
                    failed: job.found,
                    failed_items: failures.filter_map(|failure| serde_json::from_value(failure).ok()).collect(),
                })
            }
            _ => None,
        };
        Ok(Self {
            job_id: job.job_id.clone(),
            status: job.state.into(),
            message,
            created_at: Some(zoned(job.created_at)),
            completed_at: job.finished_at.map(zoned),
            result,
            error,
        })
    }
}

/// Here times say their zone.
fn zoned(time: Timestamp) -> String {
    format!("{time} +0800")
}
