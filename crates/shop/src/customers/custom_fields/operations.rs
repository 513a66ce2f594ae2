//! 自訂欄位: reading and changing one customer's own fields.

use api::{Answer, Body, Error, Group, Json, Listing, Paging, Path, Query};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Tx, View};
use wire::Id;

use super::rules::{Entry, add, change, field, remove, upsert};
use crate::customers::rules::customer;
use crate::customers::{CustomField, Customer};

pub(crate) fn operations(group: &mut Group) {
    group.get("/v1/customers/{customer_id}/custom_fields", list).summary("取得顧客的所有自訂欄位");
    group
        .post("/v1/customers/{customer_id}/custom_fields", create)
        .summary("為顧客建立自訂欄位")
        .note("名稱必須是商店的自訂欄位類型，內容須符合該類型。觸發 customers/update。");
    group
        .put("/v1/customers/{customer_id}/custom_fields", update_all)
        .summary("一次更新或建立顧客的多個自訂欄位")
        .note("帶 id 時更新該欄位，否則依名稱更新或建立。只要有一項無效，就全部不變更。回應顧客的所有自訂欄位。");
    group
        .delete("/v1/customers/{customer_id}/custom_fields", delete_some)
        .summary("刪除顧客的多個自訂欄位")
        .note("只要有一個 ID 不屬於此顧客，就全部不刪除。回應被刪除的自訂欄位。");
    group.get("/v1/customers/{customer_id}/custom_fields/{custom_field_id}", show).summary("取得顧客的一個自訂欄位");
    group.put("/v1/customers/{customer_id}/custom_fields/{custom_field_id}", update).summary("更新顧客的一個自訂欄位");
    group
        .delete("/v1/customers/{customer_id}/custom_fields/{custom_field_id}", delete)
        .summary("刪除顧客的一個自訂欄位");
}

/// 新的自訂欄位
#[derive(Debug, Deserialize, JsonSchema)]
struct NewCustomField {
    /// 名稱
    #[schemars(length(max = 255))]
    name: String,
    /// 內容
    #[schemars(length(max = 5000))]
    value: String,
}

/// 自訂欄位的變更；未帶的保持不變
#[derive(Debug, Deserialize, JsonSchema)]
struct CustomFieldChange {
    /// 名稱
    #[schemars(length(max = 255))]
    name: Option<String>,
    /// 內容
    #[schemars(length(max = 5000))]
    value: Option<String>,
}

/// 多個自訂欄位的變更
#[derive(Debug, Deserialize, JsonSchema)]
struct CustomFieldsChange {
    /// 自訂欄位 (JSON 格式)
    custom_fields: Vec<CustomFieldEntry>,
}

/// 一個自訂欄位
#[derive(Debug, Deserialize, JsonSchema)]
struct CustomFieldEntry {
    /// 自訂欄位 ID
    id: Option<Id<CustomField>>,
    /// 名稱
    #[schemars(length(max = 255))]
    name: String,
    /// 內容
    #[schemars(length(max = 5000))]
    value: String,
}

impl From<CustomFieldEntry> for Entry {
    fn from(entry: CustomFieldEntry) -> Self {
        Self { id: entry.id, name: entry.name, value: entry.value }
    }
}

/// 多個自訂欄位
#[derive(Debug, Deserialize, JsonSchema)]
struct CustomFieldIds {
    /// 欲刪除的自訂欄位 ID
    custom_field_ids: Vec<Id<CustomField>>,
}

type FieldPath = Path<(Id<Customer>, Id<CustomField>)>;

fn list(view: &View<'_>, Path(id): Path<Id<Customer>>, paging: Paging) -> Answer<Listing<CustomField>> {
    Ok(Listing::of_items(paging, customer(view, id)?.into_value().custom_fields))
}

fn create(tx: &mut Tx<'_>, Path(id): Path<Id<Customer>>, Body(new): Body<NewCustomField>) -> Answer<Json<CustomField>> {
    let mut customer = customer(tx, id)?;
    let field = add(tx, &mut customer, new.name, new.value)?;
    tx.save(&mut customer)?;
    Ok(Json(field))
}

fn update_all(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Customer>>,
    Body(change): Body<CustomFieldsChange>,
) -> Answer<Json<Vec<CustomField>>> {
    let mut customer = customer(tx, id)?;
    upsert(tx, &mut customer, change.custom_fields.into_iter().map(Entry::from).collect())?;
    tx.save(&mut customer)?;
    Ok(Json(customer.into_value().custom_fields))
}

fn delete_some(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Customer>>,
    Query(CustomFieldIds { custom_field_ids }): Query<CustomFieldIds>,
) -> Answer<Json<Vec<CustomField>>> {
    let mut customer = customer(tx, id)?;
    let removed = remove(&mut customer, &custom_field_ids)?;
    tx.save(&mut customer)?;
    Ok(Json(removed))
}

fn show(view: &View<'_>, Path((id, field_id)): FieldPath) -> Answer<Json<CustomField>> {
    Ok(Json(field(&*customer(view, id)?, field_id)?.clone()))
}

fn update(
    tx: &mut Tx<'_>,
    Path((id, field_id)): FieldPath,
    Body(new): Body<CustomFieldChange>,
) -> Answer<Json<CustomField>> {
    let mut customer = customer(tx, id)?;
    let field = change(tx, &mut customer, field_id, new.name, new.value)?;
    tx.save(&mut customer)?;
    Ok(Json(field))
}

fn delete(tx: &mut Tx<'_>, Path((id, field_id)): FieldPath) -> Answer<Json<CustomField>> {
    let mut customer = customer(tx, id)?;
    let removed = remove(&mut customer, &[field_id])?.pop();
    tx.save(&mut customer)?;
    removed.map(Json).ok_or(Error::NotFound)
}
