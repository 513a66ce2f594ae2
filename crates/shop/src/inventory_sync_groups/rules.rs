//! How members share one stock.

use std::collections::{BTreeSet, HashMap};

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Record, Tx};
use wire::{Id, Timestamp};

use super::types::MEMBER;
use super::{InventorySyncGroup, InventorySyncGroupVariant};
use crate::products::inventory::{self, BELOW_ZERO, Stock};
use crate::products::{Product, VARIANT, Variant, rules::change};

/// A change of the stock rewrites every member at once.
const MOST_MEMBERS: usize = 500;

impl InventorySyncGroup {
    pub fn stock(&self) -> Stock {
        Stock { quantity: self.inventory_quantity, policy: self.inventory_policy }
    }

    fn set_stock(&mut self, stock: Stock, now: Timestamp) {
        if stock == self.stock() {
            return;
        }
        (self.inventory_quantity, self.inventory_policy) = (stock.quantity, stock.policy);
        for member in &mut self.variants {
            member.updated_at = now;
        }
    }

    fn has(&self, id: Id<Variant>) -> bool {
        self.variants.iter().any(|member| member.product_variant_id == id)
    }

    /// Gives the product's variants that are members the group's stock.
    fn level(&self, product: &mut Product) -> Answer<()> {
        let members = product.product_variants.iter_mut().filter(|variant| self.has(variant.id));
        members.into_iter().try_for_each(|variant| inventory::put(variant, self.stock()))
    }
}

/// The group, or 404.
pub fn group(from: &impl Reading, id: Id<InventorySyncGroup>) -> Answer<Record<InventorySyncGroup>> {
    from.get(id)?.ok_or(Error::NotFound)
}

pub fn create(tx: &mut Tx<'_>, title: &str, stock: Stock) -> Answer<Record<InventorySyncGroup>> {
    let mut group = InventorySyncGroup { title: title.trim().to_owned(), ..InventorySyncGroup::default() };
    group.set_stock(stock, tx.now());
    check(&group)?;
    Ok(tx.insert(group)?)
}

/// Gives the group another title, and itself and every member another stock.
pub fn update(
    tx: &mut Tx<'_>,
    mut group: Record<InventorySyncGroup>,
    title: Option<&str>,
    stock: Stock,
) -> Answer<Record<InventorySyncGroup>> {
    if let Some(title) = title {
        title.trim().clone_into(&mut group.title);
    }
    group.set_stock(stock, tx.now());
    check(&group)?;
    tx.save(&mut group)?;
    level_others(tx, &group, None)?;
    Ok(group)
}

fn check(group: &InventorySyncGroup) -> Answer<()> {
    let checks = [
        (group.title.is_empty(), "標題 (title) 不能為空白"), //
        (!group.stock().is_sound(), BELOW_ZERO),
    ];
    let faults: Vec<_> = checks.iter().filter(|(wrong, _)| *wrong).map(|(_, text)| (*text).to_owned()).collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Takes all of these variants in, or none.
pub fn join(
    tx: &mut Tx<'_>,
    mut group: Record<InventorySyncGroup>,
    ids: &[Id<Variant>],
) -> Answer<Record<InventorySyncGroup>> {
    let new: BTreeSet<_> = named(ids)?.into_iter().filter(|id| !group.has(*id)).collect();
    if group.variants.len() + new.len() > MOST_MEMBERS {
        return Err(Error::invalid(format!("庫存同步群組最多 {MOST_MEMBERS} 個款式")));
    }
    let products = tx.find::<Product>(&Query::all().filter(Filter::HasTerm(VARIANT, terms(&new))))?;
    let of: HashMap<_, _> = products
        .iter()
        .flat_map(|product| product.product_variants.iter().map(move |variant| (variant.id, product)))
        .collect();
    let groups = groups_of(tx, &new)?;
    let (mut faults, now) = (Vec::new(), tx.now());
    for id in new {
        let elsewhere = groups.iter().find(|group| group.has(id));
        match (of.get(&id), elsewhere) {
            (None, _) => faults.push(format!("款式 (variant_ids) 不存在：{id}")),
            (_, Some(other)) => faults.push(format!("款式 (variant_ids) 已在庫存同步群組「{}」：{id}", other.title)),
            (Some(product), _) if product.pos_shop.is_some() => {
                faults.push(format!("款式 (variant_ids) 的庫存由 POS 計算，不能加入：{id}"));
            }
            (Some(product), None) => {
                let member = InventorySyncGroupVariant {
                    id: Id::new(tx.next_id("inventory_sync_group_variants")?),
                    inventory_sync_group_id: group.id,
                    product_variant_id: id,
                    product_id: product.id,
                    created_at: now,
                    updated_at: now,
                };
                group.variants.push(member);
            }
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    tx.save(&mut group)?;
    level_others(tx, &group, None)?;
    Ok(group)
}

/// Lets all of these members go with the stock they have, or none.
pub fn leave(
    tx: &mut Tx<'_>,
    mut group: Record<InventorySyncGroup>,
    ids: &[Id<Variant>],
) -> Answer<Record<InventorySyncGroup>> {
    let leaving = named(ids)?;
    let strangers = leaving.iter().filter(|id| !group.has(**id));
    let faults: Vec<_> = strangers.map(|id| format!("款式 (variant_ids) 不在這個庫存同步群組：{id}")).collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    group.variants.retain(|member| !leaving.contains(&member.product_variant_id));
    tx.save(&mut group)?;
    Ok(group)
}

/// The ids that a client names, each once, at least one.
fn named(ids: &[Id<Variant>]) -> Answer<BTreeSet<Id<Variant>>> {
    if ids.is_empty() {
        return Err(Error::invalid("款式 (variant_ids) 不能為空白"));
    }
    Ok(ids.iter().copied().collect())
}

/// Carries on what a change of a product means for the groups of its variants: a member's new stock becomes that of
/// the group and of all other members, and variants that are gone are members no more.
pub(crate) fn follow(tx: &mut Tx<'_>, product: &mut Product, before: &Product) -> Answer<()> {
    let known: HashMap<_, _> = before.product_variants.iter().map(|variant| (variant.id, variant.stock())).collect();
    let is_moved = |variant: &&Variant| known.get(&variant.id).is_some_and(|stock| *stock != variant.stock());
    let moved: BTreeSet<_> = product.product_variants.iter().filter(is_moved).map(|variant| variant.id).collect();
    let kept: BTreeSet<_> = product.product_variants.iter().map(|variant| variant.id).collect();
    let gone: BTreeSet<_> = known.keys().copied().filter(|id| !kept.contains(id)).collect();
    for mut group in groups_of(tx, &moved.union(&gone).copied().collect())? {
        group.variants.retain(|member| !gone.contains(&member.product_variant_id));
        let members = product.product_variants.iter().filter(|variant| moved.contains(&variant.id));
        let mut stocks = members.filter(|variant| group.has(variant.id)).map(Variant::stock);
        let Some(stock) = stocks.rfind(|stock| *stock != group.stock()) else {
            tx.save(&mut group)?;
            continue;
        };
        group.set_stock(stock, tx.now());
        tx.save(&mut group)?;
        group.level(product)?;
        level_others(tx, &group, Some(product.id))?;
    }
    Ok(())
}

/// The product is removed, and its variants are members no more.
pub(crate) fn forget(tx: &mut Tx<'_>, product: &Product) -> Answer<()> {
    let gone: BTreeSet<_> = product.product_variants.iter().map(|variant| variant.id).collect();
    for mut group in groups_of(tx, &gone)? {
        group.variants.retain(|member| !gone.contains(&member.product_variant_id));
        tx.save(&mut group)?;
    }
    Ok(())
}

/// Brings the members of all products but one to the group's stock. The group has it already: so when they in turn
/// are followed, there is nothing left to do.
fn level_others(tx: &mut Tx<'_>, group: &InventorySyncGroup, except: Option<Id<Product>>) -> Answer<()> {
    let products: BTreeSet<_> = group.variants.iter().map(|member| member.product_id).collect();
    for id in products.into_iter().filter(|id| Some(*id) != except) {
        change(tx, id, |_, product| group.level(product))?;
    }
    Ok(())
}

fn groups_of(from: &impl Reading, ids: &BTreeSet<Id<Variant>>) -> Answer<Vec<Record<InventorySyncGroup>>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(from.find(&Query::all().filter(Filter::HasTerm(MEMBER, terms(ids))))?)
}

fn terms(ids: &BTreeSet<Id<Variant>>) -> Vec<String> {
    ids.iter().map(Id::to_string).collect()
}
