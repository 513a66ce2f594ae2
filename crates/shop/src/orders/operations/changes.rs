//! Changing what stands on an order: notes and tags.

use api::{Answer, Body, Change, Error, Group, Path};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Record, Tx};
use wire::{Date, Id};

use crate::orders::lifecycle::{Told, change};
use crate::orders::{Order, OrderTag};

pub(super) fn operations(group: &mut Group) {
    group
        .put("/v1/orders/{order_id}", update)
        .summary("透過訂單 ID 更改訂單")
        .note("可修改訂單備註與指定的配送日期、時段；未帶的欄位保持不變。");
    group
        .put("/v1/orders/{order_id}/tags", set_tags)
        .summary("透過訂單 ID 更新訂單標籤")
        .note("訂單的標籤就是這次帶的全部；帶空的陣列即移除所有標籤。");
    group
        .put("/v1/orders/{order_id}/update_warehouse_note", set_warehouse_note)
        .summary("透過訂單 ID 更改訂單物流訊息")
        .note("物流訊息顯示於訂單的 `shipping_status`。");
}

/// 訂單的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
struct OrderChange {
    /// 訂單備註
    #[schemars(length(max = 5000))]
    note: Option<String>,
    /// 配送日期 YYYY-MM-DD；帶 null 清除
    #[serde(default)]
    delivery_date: Change<Date>,
    /// 配送時段：0 不指定、1 中午前、2 下午、3 晚上
    #[schemars(range(min = 0, max = 3))]
    delivery_time: Option<i64>,
}

fn update(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(new): Body<OrderChange>) -> Answer<Record<Order>> {
    edit(tx, id, |order| {
        if let Some(note) = new.note {
            order.note = Some(note);
        }
        new.delivery_date.apply_to(&mut order.delivery_date);
        order.delivery_time = new.delivery_time.unwrap_or(order.delivery_time);
        Ok(())
    })
}

/// 訂單標籤的變更
#[derive(Debug, Deserialize, JsonSchema)]
struct TagsInput {
    /// 訂單標籤
    tags: Vec<String>,
}

const MOST_TAGS: usize = 100;
const LONGEST_TAG: usize = 255;

fn set_tags(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(input): Body<TagsInput>) -> Answer<Record<Order>> {
    let mut tags: Vec<OrderTag> = Vec::new();
    for name in input.tags.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if name.chars().count() > LONGEST_TAG {
            return Err(Error::invalid(format!("訂單標籤 (tags) 每個最多 {LONGEST_TAG} 個字")));
        }
        if tags.iter().all(|tag| tag.name != name) {
            tags.push(OrderTag { name: name.to_owned() });
        }
    }
    if tags.len() > MOST_TAGS {
        return Err(Error::invalid(format!("訂單標籤 (tags) 最多 {MOST_TAGS} 個")));
    }
    edit(tx, id, |order| {
        order.tags = tags;
        Ok(())
    })
}

/// 物流訊息的變更
#[derive(Debug, Deserialize, JsonSchema)]
struct WarehouseNote {
    /// 物流訊息
    #[schemars(length(max = 5000))]
    warehouse_note: String,
}

fn set_warehouse_note(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Order>>,
    Body(input): Body<WarehouseNote>,
) -> Answer<Record<Order>> {
    edit(tx, id, |order| {
        order.shipping_status = Some(input.warehouse_note);
        Ok(())
    })
}

fn edit(tx: &mut Tx<'_>, id: Id<Order>, edit: impl FnOnce(&mut Order) -> Answer<()>) -> Answer<Record<Order>> {
    let (order, ()) = change(tx, id, |_, order, _| {
        edit(order)?;
        Ok(((), Told::Plain))
    })?;
    Ok(order)
}
