//! 智慧群組: listing, making and changing collections and their rules.

use api::{Answer, Body, Error, Group, Json, Listing, Paging, Path};
use storage::{Tx, View};
use wire::Id;

use super::rules::check;
use super::{
    RuleChange, RuleCreate, SmartCollection, SmartCollectionChange, SmartCollectionCreate, SmartCollectionRule,
};
use crate::collections::{ProductsOrder, listing, rules};

/// Which products are in is said the same way with each change of rules.
const RULES: &str = "商品隨即依新的規則進出群組；商店超過 500 項商品時在背景進行。";

pub(super) fn operations(group: &mut Group) {
    group
        .get("/v1/smart_collections", list)
        .summary("取得所有智慧群組")
        .note("每個群組最多列出 1,000 項商品；其餘以 GET /v1/products/search/collection 取得。");
    group.post("/v1/smart_collections", create).summary("建立智慧群組").note("群組一開始沒有規則，也沒有商品。");
    group.get("/v1/smart_collections/{smart_collection_id}", show).summary("透過智慧群組 ID 取得該智慧群組");
    group.put("/v1/smart_collections/{smart_collection_id}", update).summary("透過智慧群組 ID 更新該智慧群組");
    group.delete("/v1/smart_collections/{smart_collection_id}", delete).summary("透過智慧群組 ID 刪除該智慧群組");
    group.post("/v1/smart_collections/{smart_collection_id}/rules", add_rule).summary("建立智慧群組規則").note(RULES);
    group
        .put("/v1/smart_collections/{smart_collection_id}/rules/{smart_collection_rule_id}", change_rule)
        .summary("透過智慧群組規則 ID 更新該智慧群組規則")
        .note(RULES);
    group
        .delete("/v1/smart_collections/{smart_collection_id}/rules/{smart_collection_rule_id}", remove_rule)
        .summary("透過智慧群組規則 ID 刪除該智慧群組規則")
        .note(RULES);
}

fn list(view: &View<'_>, paging: Paging) -> Answer<Listing<SmartCollection>> {
    listing(view, "", paging)
}

fn show(view: &View<'_>, Path(id): Path<Id<SmartCollection>>) -> Answer<Json<SmartCollection>> {
    let collection = rules::collection(view, id)?.into_value();
    rules::shown(view, collection).map(Json)
}

fn create(tx: &mut Tx<'_>, Body(new): Body<SmartCollectionCreate>) -> Answer<Json<SmartCollection>> {
    let collection = SmartCollection {
        title: new.title,
        handle: new.handle,
        published: new.published,
        body_html: new.body_html,
        products_order: new.products_order.unwrap_or(ProductsOrder::NewestFirst),
        disjunctive: new.disjunctive.unwrap_or_default(),
        ..SmartCollection::default()
    };
    check(&collection)?;
    rules::insert(tx, collection).map(Json)
}

fn update(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<SmartCollection>>,
    Body(new): Body<SmartCollectionChange>,
) -> Answer<Json<SmartCollection>> {
    let change = |_: &mut Tx<'_>, collection: &mut SmartCollection| {
        collection.title = new.title.unwrap_or_else(|| collection.title.clone());
        collection.handle = new.handle.unwrap_or_else(|| collection.handle.clone());
        collection.published = new.published.unwrap_or(collection.published);
        new.body_html.apply_to(&mut collection.body_html);
        collection.products_order = new.products_order.unwrap_or(collection.products_order);
        collection.disjunctive = new.disjunctive.unwrap_or(collection.disjunctive);
        check(collection)
    };
    rules::change(tx, id, change).map(Json)
}

fn delete(tx: &mut Tx<'_>, Path(id): Path<Id<SmartCollection>>) -> Answer<Json<SmartCollection>> {
    rules::remove(tx, id).map(Json)
}

fn add_rule(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<SmartCollection>>,
    Body(new): Body<RuleCreate>,
) -> Answer<Json<SmartCollection>> {
    let RuleCreate { column, relation, condition } = new;
    let change = |tx: &mut Tx<'_>, collection: &mut SmartCollection| {
        let rule =
            SmartCollectionRule { column, relation, condition: trimmed(&condition), ..SmartCollectionRule::default() };
        let rule = rule.checked()?;
        let id = Id::new(tx.next_id("smart_collection_rules")?);
        collection.rules.push(SmartCollectionRule { id, ..rule });
        Ok(())
    };
    rules::change(tx, id, change).map(Json)
}

fn change_rule(
    tx: &mut Tx<'_>,
    Path((id, rule)): Path<(Id<SmartCollection>, Id<SmartCollectionRule>)>,
    Body(new): Body<RuleChange>,
) -> Answer<Json<SmartCollection>> {
    let change = |_: &mut Tx<'_>, collection: &mut SmartCollection| {
        let rule = collection.rules.iter_mut().find(|known| known.id == rule).ok_or(Error::NotFound)?;
        let changed = SmartCollectionRule {
            column: new.column.unwrap_or(rule.column),
            relation: new.relation.unwrap_or(rule.relation),
            condition: trimmed(new.condition.as_ref().unwrap_or(&rule.condition)),
            ..rule.clone()
        };
        *rule = changed.checked()?;
        Ok(())
    };
    rules::change(tx, id, change).map(Json)
}

fn remove_rule(
    tx: &mut Tx<'_>,
    Path((id, rule)): Path<(Id<SmartCollection>, Id<SmartCollectionRule>)>,
) -> Answer<Json<SmartCollection>> {
    let change = |_: &mut Tx<'_>, collection: &mut SmartCollection| {
        let before = collection.rules.len();
        collection.rules.retain(|known| known.id != rule);
        if collection.rules.len() == before { Err(Error::NotFound) } else { Ok(()) }
    };
    rules::change(tx, id, change).map(Json)
}

fn trimmed(condition: &str) -> String {
    condition.trim().to_owned()
}
