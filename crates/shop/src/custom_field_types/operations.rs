//! 自訂欄位類型: listing, defining and removing types of fields.

use api::{Answer, Body, Error, Group, Listing, Paging, Path};
use storage::{Query, Reading, Record, Stored, Tx, View};
use wire::Id;

use super::{CustomFieldType, NewCustomFieldType};

pub(crate) fn operations(group: &mut Group) {
    group.get("/v1/custom_field_types", list).summary("取得所有自訂欄位類型");
    group
        .post("/v1/custom_field_types", create)
        .summary("建立自訂欄位類型")
        .note("同一模組的類型名稱不可重複，不分大小寫。只帶 model 與 name 時，建立非必填的單行文字欄位。");
    group.get("/v1/custom_field_types/{custom_field_type_id}", show).summary("透過 ID 取得自訂欄位類型");
    group
        .delete("/v1/custom_field_types/{custom_field_type_id}", remove)
        .summary("透過 ID 刪除自訂欄位類型")
        .note("顧客已有的內容會保留，但不能再以此類型新增或修改。");
}

fn list(view: &View<'_>, paging: Paging) -> Answer<Listing<CustomFieldType>> {
    Listing::of(view, paging, Query::all())
}

fn create(tx: &mut Tx<'_>, Body(new): Body<NewCustomFieldType>) -> Answer<Record<CustomFieldType>> {
    let new = new.check(tx)?;
    Ok(tx.insert(new)?)
}

fn show(view: &View<'_>, Path(id): Path<Id<CustomFieldType>>) -> Answer<Stored<CustomFieldType>> {
    view.stored(id)?.ok_or(Error::NotFound)
}

fn remove(tx: &mut Tx<'_>, Path(id): Path<Id<CustomFieldType>>) -> Answer<Stored<CustomFieldType>> {
    let found = tx.get(id)?.ok_or(Error::NotFound)?;
    Ok(tx.delete(found)?)
}
