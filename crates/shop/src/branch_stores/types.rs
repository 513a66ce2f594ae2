use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::{Id, Labelled, Money};

/// 門市
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BranchStore {
    /// 門市 ID
    pub id: Id<BranchStore>,
    /// 門市編號
    pub store_no: Option<String>,
    /// 門市名稱
    pub name: String,
    /// 門市電話
    pub phone: String,
    /// 城市
    pub county: String,
    /// 鄉鎮地區
    pub district: String,
    /// 地址
    pub address: String,
    /// 郵遞區號
    pub zip: String,
    /// 營業時間
    pub opening_hours: String,
    /// 緯度座標
    pub lat: Option<f64>,
    /// 經度座標
    pub lng: Option<f64>,
    /// 是否啟用
    pub enabled: bool,
    /// 門市運費設定
    pub shipping_rates: Vec<BranchStoreShippingRate>,
    /// 來源類型
    pub source_type: BranchStoreSource,
    /// 來源 ID
    pub source_id: Option<i64>,
}

pub const STORE_NO: Field = Field::folded("store_no");

storage::document!(BranchStore, "門市", "branch_stores", [Index::unique("branch_stores_store_no", &[STORE_NO])]);

/// 門市來源類型
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum BranchStoreSource {
    /// 門市
    #[default]
    BranchStore,
    /// POS 店
    PosShop,
}

/// 門市運費設定
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BranchStoreShippingRate {
    /// 門市運費設定 ID
    pub id: Id<BranchStoreShippingRate>,
    /// 快遞/物流名稱
    pub name: String,
    /// 消費金額
    pub min_order_subtotal: Money,
    /// 運費
    pub price: Money,
    /// 允許的付款方式
    pub payments: Vec<BranchStorePayment>,
}

impl Labelled for BranchStoreShippingRate {
    const LABEL: &'static str = "門市運費設定";
}

/// 門市付款方式
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BranchStorePayment {
    /// 付款方式 ID
    pub id: Id<BranchStorePayment>,
    /// 付款方式名稱
    pub name: String,
}

impl Labelled for BranchStorePayment {
    const LABEL: &'static str = "付款方式";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire_keys::{assert_keys, assert_loads_without_fields};

    #[test]
    fn a_branch_store_shows_every_field() {
        let payment = BranchStorePayment::default();
        assert_keys(&payment, "id name");
        let rate = BranchStoreShippingRate { payments: vec![payment], ..BranchStoreShippingRate::default() };
        assert_keys(&rate, "id name min_order_subtotal price payments");
        let store = BranchStore { shipping_rates: vec![rate], ..BranchStore::default() };
        assert_keys(
            &store,
            "id store_no name phone county district address zip opening_hours lat lng enabled shipping_rates \
             source_type source_id",
        );
        assert_loads_without_fields::<BranchStore>();
    }

    #[test]
    fn a_source_is_named_by_its_kind() {
        assert_eq!(serde_json::to_string(&BranchStoreSource::PosShop).unwrap(), "\"PosShop\"");
        assert_eq!(serde_json::to_string(&BranchStoreSource::BranchStore).unwrap(), "\"BranchStore\"");
    }
}
