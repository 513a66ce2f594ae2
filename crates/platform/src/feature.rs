//! What a shop may have beyond its plan.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A feature that every shop has unless it is withheld. A shop without it is told so by its Chinese name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Variants that share one stock.
    InventorySyncGroups,
    /// Stock by store number and SKU, many at a time.
    BranchStoreInventoryUpdate,
    /// Looking for products by SKU and by branch store.
    ProductSearchByStoreAndSku,
    /// Tickets that are bought and redeemed in branch stores.
    Etickets,
}

impl Feature {
    pub const ALL: [Self; 4] =
        [Self::InventorySyncGroups, Self::BranchStoreInventoryUpdate, Self::ProductSearchByStoreAndSku, Self::Etickets];

    /// As documents and commands say it.
    pub fn word(self) -> &'static str {
        match self {
            Self::InventorySyncGroups => "inventory_sync_groups",
            Self::BranchStoreInventoryUpdate => "branch_store_inventory_update",
            Self::ProductSearchByStoreAndSku => "product_search_by_store_and_sku",
            Self::Etickets => "etickets",
        }
    }

    /// As the platform calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::InventorySyncGroups => "庫存同步群組",
            Self::BranchStoreInventoryUpdate => "利用店號和 sku 批量更新門市庫存",
            Self::ProductSearchByStoreAndSku => "利用門市和 sku 搜尋商品",
            Self::Etickets => "電子票券",
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// There is no feature of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such feature")]
pub struct UnknownFeature;

impl FromStr for Feature {
    type Err = UnknownFeature;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|feature| feature.word() == text).ok_or(UnknownFeature)
    }
}
