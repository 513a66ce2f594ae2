//! 顧客群組: listing groups, and starting and watching the jobs that fill them.

use api::jobs::{self, State, enqueue};
use api::{Answer, Body, Error, Group, Json, Listing, Paged, Paging, Path, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Filter, Query as Find, Reading, Record, Tx, View};
use wire::Id;

use super::jobs::{COUNT, FIND, Wanted};
use super::rules::ensure_default_groups;
use super::types::{GROUP_TYPE, NAME};
use super::{CustomerGroup, GroupType};
use crate::customers::Customer;

pub(crate) fn operations(group: &mut Group) {
    group
        .writing_get("/v1/customers/customer_groups", list)
        .summary("取得所有顧客群組")
        .note("第一次使用時，商店會得到預設分群。");
    group
        .post("/v1/customers/customer_groups/schedule_customer_filter_worker", find_customers)
        .summary("排程搜尋群組內的顧客")
        .note("以回應的 job_id 呼叫 GET /v1/customers/customer_groups/check_status/{job_id}，取得群組內的顧客。");
    group
        .get("/v1/customers/customer_groups/check_status/{job_id}", check_status)
        .summary("查詢排程的狀態與群組內的顧客")
        .path_parameter("job_id", "排程 ID")
        .note("排程完成後 success 為 \"true\"，customers 為分頁的顧客，分頁資訊在回應標頭；結果保留 7 天。");
    group
        .put("/v1/customers/customer_groups/update_customer_group_amounts", count_customers)
        .summary("排程更新所有顧客群組的人數");
}

/// 顧客群組的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct GroupFilter {
    /// 欲搜尋的顧客群組 IDs，用逗點分隔
    customer_group_ids: Option<String>,
    /// 欲搜尋的顧客群組名稱，包含這段文字
    name: Option<String>,
    /// 欲搜尋的顧客群組類別
    group_type: Option<GroupType>,
}

fn list(tx: &mut Tx<'_>, Query(filter): Query<GroupFilter>, paging: Paging) -> Answer<Listing<CustomerGroup>> {
    ensure_default_groups(tx)?;
    let ids = filter.customer_group_ids.as_deref().map(ids).transpose()?.filter(|ids| !ids.is_empty());
    let group_type = filter.group_type.map(|group_type| match group_type {
        GroupType::Custom => "custom",
        GroupType::Default => "default",
    });
    let query = Find::all()
        .filter_if(ids, Filter::IdIn)
        .filter_if(filter.name.filter(|name| !name.is_empty()), |name| Filter::Contains(NAME, name))
        .filter_if(group_type, |group_type| Filter::equals(GROUP_TYPE, group_type));
    Listing::of(tx, paging, query)
}

fn ids(list: &str) -> Answer<Vec<i64>> {
    let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
    let ids: Result<_, _> = words.map(str::parse).collect();
    ids.map_err(|_| Error::invalid("欲搜尋的顧客群組 IDs (customer_group_ids) 必須是以逗點分隔的整數"))
}

/// 欲搜尋的群組
#[derive(Debug, Deserialize, JsonSchema)]
struct GroupChoice {
    /// 欲搜尋顧客群組 ID
    customer_group_id: Id<CustomerGroup>,
}

/// 排程
#[derive(Debug, Serialize, JsonSchema)]
struct JobId {
    /// 排程 ID
    job_id: String,
}

fn find_customers(tx: &mut Tx<'_>, Body(choice): Body<GroupChoice>) -> Answer<Json<JobId>> {
    if !tx.exists(choice.customer_group_id)? {
        return Err(Error::NotFound);
    }
    let job_id = enqueue(tx, FIND, &Wanted { customer_group_id: choice.customer_group_id })?;
    Ok(Json(JobId { job_id }))
}

fn count_customers(tx: &mut Tx<'_>) -> Answer<Json<JobId>> {
    ensure_default_groups(tx)?;
    Ok(Json(JobId { job_id: enqueue(tx, COUNT, &())? }))
}

/// 排程的狀態
#[derive(Debug, Serialize, JsonSchema)]
struct JobStatus {
    /// 排程 ID
    job_id: String,
    /// 訊息
    message: &'static str,
    /// 是否已成功完成：`true` 或 `false`
    success: &'static str,
    /// 排程狀態
    state: State,
    /// 群組內的顧客；完成之前為空
    customers: Vec<GroupCustomer>,
}

/// 群組內的顧客
#[derive(Debug, Serialize, JsonSchema)]
struct GroupCustomer {
    /// 顧客 ID
    id: Id<Customer>,
    /// 顧客信箱
    email: Option<String>,
    /// 顧客名稱
    name: String,
    /// 第三方登入的 UID
    uid: Option<String>,
}

impl From<Record<Customer>> for GroupCustomer {
    fn from(customer: Record<Customer>) -> Self {
        let Customer { id, email, name, uid_providers, .. } = customer.into_value();
        Self { id, email, name, uid: uid_providers.into_iter().next().map(|user| user.uid) }
    }
}

fn check_status(view: &View<'_>, Path(job_id): Path<String>, paging: Paging) -> Answer<Paged<JobStatus>> {
    let job = jobs::find(view, &job_id)?.filter(|job| [FIND, COUNT].contains(&&*job.name));
    let job = job.ok_or(Error::NotFound)?;
    let (message, success) = match job.state {
        State::Queued => ("排程等候執行中，請稍後再查詢", "false"),
        State::Running => ("排程執行中，請稍後再查詢", "false"),
        State::Done => ("排程已完成", "true"),
        State::Failed => ("排程執行失敗，請確認群組的條件後重新排程", "false"),
    };
    // Half a group is no answer to who belongs to it.
    let total = if job.state == State::Done { job.found } else { 0 };
    let customers = if total == 0 { Vec::new() } else { found_customers(view, &job, paging)? };
    let value = JobStatus { job_id: job.job_id, message, success, state: job.state, customers };
    Ok(Paged { value, paging, total })
}

/// The customers of this page, as they are now.
fn found_customers(view: &View<'_>, job: &jobs::Job, paging: Paging) -> Answer<Vec<GroupCustomer>> {
    let ids = jobs::items(view, job, paging.skip(), paging.per_page)?;
    let ids = ids.iter().filter_map(serde_json::Value::as_i64).collect();
    let customers = view.find::<Customer>(&Find::all().filter(Filter::IdIn(ids)))?;
    Ok(customers.into_iter().map(GroupCustomer::from).collect())
}
