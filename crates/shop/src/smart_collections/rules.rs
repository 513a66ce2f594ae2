//! Of which products the rules of smart collections hold.

use api::{Answer, Error};
use rust_decimal::Decimal;
use storage::{Query, Reading};
use wire::{Id, Money};

use super::{Column, Relation, SmartCollection, SmartCollectionRule};
use crate::collections::ProductsOrder;
use crate::products::{Product, Variant};

/// The smart collections that a product belongs to, as it is now.
pub(crate) fn matching(from: &impl Reading, product: &Product) -> Answer<Vec<Id<SmartCollection>>> {
    let collections = from.find::<SmartCollection>(&Query::all())?;
    Ok(collections.iter().filter(|collection| collection.holds(product)).map(|collection| collection.id).collect())
}

/// What must hold of a smart collection beside what must hold of every collection.
pub(super) fn check(collection: &SmartCollection) -> Answer<()> {
    if collection.products_order == ProductsOrder::Manual {
        return Err(Error::invalid("群組商品的排序方式 (products_order) 無效值：智慧群組不能手動排序"));
    }
    Ok(())
}

impl SmartCollection {
    /// Whether a product belongs to it. Nothing belongs to a collection without rules.
    pub fn holds(&self, product: &Product) -> bool {
        let mut rules = self.rules.iter();
        let holds = |rule: &SmartCollectionRule| rule.holds(product);
        if self.disjunctive { rules.any(holds) } else { !self.rules.is_empty() && rules.all(holds) }
    }
}

impl SmartCollectionRule {
    /// The rule as it is kept, if it makes sense.
    pub(super) fn checked(self) -> Answer<Self> {
        let mut faults = Vec::new();
        if !self.relation.suits(self.column) {
            let (relation, column) = (self.relation.name(), self.column.name());
            faults.push(format!("過濾方式 (relation) 無效值：{column}不能用{relation}"));
        }
        if self.condition.is_empty() {
            faults.push("過濾的參考值 (condition) 不能為空白".to_owned());
        } else if self.column.is_number() && number(&self.condition).is_none() {
            faults.push(format!("過濾的參考值 (condition) 必須是數字：{}", self.column.name()));
        }
        if faults.is_empty() { Ok(self) } else { Err(Error::Invalid(faults)) }
    }

    fn holds(&self, product: &Product) -> bool {
        let variants = product.product_variants.iter();
        match self.column {
            Column::Title => self.holds_of_any([product.title.as_str()]),
            Column::ProductType => self.holds_of_any(product.product_type.as_deref()),
            Column::Vendor => self.holds_of_any(product.vendor.as_deref()),
            Column::VariantsOption1 => self.holds_of_any(variants.filter_map(|variant| variant.option1.as_deref())),
            Column::TagsName => self.holds_of_any(product.tags.iter().map(|tag| tag.name.as_str())),
            Column::VariantsPrice => self.holds_of_any_number(variants.map(|variant| variant.price.decimal())),
            Column::VariantsCompareAtPrice => {
                let prices = variants.filter_map(|variant: &Variant| variant.compare_at_price);
                self.holds_of_any_number(prices.map(Money::decimal))
            }
            Column::VariantsInventoryQuantity => {
                self.holds_of_any_number(variants.map(|variant| Decimal::from(variant.inventory_quantity)))
            }
        }
    }

    /// Case does not count. What excludes a text holds when no value has it, also when there is no value.
    fn holds_of_any<'a>(&self, values: impl IntoIterator<Item = &'a str>) -> bool {
        let condition = self.condition.to_lowercase();
        let mut values = values.into_iter().map(str::to_lowercase);
        match self.relation {
            Relation::Equals => values.any(|value| value == condition),
            Relation::StartsWith => values.any(|value| value.starts_with(&condition)),
            Relation::EndsWith => values.any(|value| value.ends_with(&condition)),
            Relation::Contains => values.any(|value| value.contains(&condition)),
            Relation::Excludes => values.all(|value| !value.contains(&condition)),
            Relation::Greater | Relation::Less => false,
        }
    }

    fn holds_of_any_number(&self, mut values: impl Iterator<Item = Decimal>) -> bool {
        let Some(condition) = number(&self.condition) else { return false };
        values.any(|value| match self.relation {
            Relation::Equals => value == condition,
            Relation::Greater => value > condition,
            Relation::Less => value < condition,
            Relation::StartsWith | Relation::EndsWith | Relation::Contains | Relation::Excludes => false,
        })
    }
}

fn number(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

impl Column {
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "商品名稱",
            Self::ProductType => "商品類型",
            Self::Vendor => "商品廠商",
            Self::VariantsPrice => "商品價格",
            Self::VariantsCompareAtPrice => "定價",
            Self::VariantsInventoryQuantity => "庫存現貨",
            Self::VariantsOption1 => "款式名稱",
            Self::TagsName => "商品標籤",
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Self::VariantsPrice | Self::VariantsCompareAtPrice | Self::VariantsInventoryQuantity)
    }
}

impl Relation {
    pub fn name(self) -> &'static str {
        match self {
            Self::Equals => "等於",
            Self::Greater => "大於",
            Self::Less => "小於",
            Self::StartsWith => "以此開頭",
            Self::EndsWith => "以此結束",
            Self::Contains => "包含",
            Self::Excludes => "不包含",
        }
    }

    fn suits(self, column: Column) -> bool {
        match self {
            Self::Equals => true,
            Self::Greater | Self::Less => column.is_number(),
            Self::StartsWith | Self::EndsWith | Self::Contains | Self::Excludes => !column.is_number(),
        }
    }
}
