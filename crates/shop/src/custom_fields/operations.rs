//! 自訂欄位: what the shop's forms ask for.

use api::{Answer, Call, Error, Extract, Group, Inputs, Path};
use schemars::{SchemaGenerator, json_schema};
use storage::{Reading, Stored, View};

use crate::custom_field_types::CustomFieldType;
use crate::custom_field_types::rules::{customers, named};

pub(crate) fn operations(group: &mut Group) {
    group.get("/v1/custom_fields", list).summary("取得所有自訂欄位的表單設定");
    group
        .get("/v1/custom_fields/{custom_field_name}", show)
        .summary("透過名稱取得一個自訂欄位的表單設定")
        .path_parameter("custom_field_name", "欲搜尋的自訂欄位 name")
        .note("沒有這個自訂欄位時回應 200 與 null。");
}

/// That `custom_field_type` names a type there is; `customer` is the only one.
struct OfCustomers;

impl Extract for OfCustomers {
    fn extract(call: &Call) -> Answer<Self> {
        // The platform's own words, which differ from those of every other parameter.
        let found = call.parameters.get("custom_field_type").is_some_and(|given| given == "customer");
        if found { Ok(Self) } else { Err(Error::invalid("custom_field_type 無效值")) }
    }

    fn describe(inputs: &mut Inputs, _: &mut SchemaGenerator) {
        let kind = json_schema!({
            "type": "string", "enum": ["customer"], "description": "欲搜尋的自訂欄位類型",
        });
        inputs.query.push(json_schema!({
            "type": "object", "properties": { "custom_field_type": kind }, "required": ["custom_field_type"],
        }));
    }
}

fn list(view: &View<'_>, _: OfCustomers) -> Answer<Vec<Stored<CustomFieldType>>> {
    Ok(view.find_stored(&customers())?)
}

fn show(view: &View<'_>, Path(name): Path<String>, _: OfCustomers) -> Answer<Option<Stored<CustomFieldType>>> {
    let found = view.find_stored(&named(&name).limit(1))?.pop();
    Ok(found)
}
