use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::{Id, Labelled, Money, Timestamp};

use crate::customers::Customer;

/// VIP 群組
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VipGroup {
    /// VIP 群組 ID
    pub id: Id<VipGroup>,
    /// 群組名稱
    pub name: String,
    /// 位置
    pub position: i64,
    /// 說明頁
    pub description_url: Option<String>,
    /// 顧客標籤
    pub customer_tags: Vec<String>,
    /// VIP 階層
    pub vip_group_levels: Vec<VipGroupLevel>,
    /// 版本
    pub edition: VipEdition,
}

/// 版本
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VipEdition {
    /// 當前
    #[default]
    Current,
    /// 草稿
    Draft,
}

pub(super) const EDITION: Field = Field::text("edition");
pub(super) const POSITION: Field = Field::integer("position");

storage::document!(VipGroup, "VIP 群組", "vip_groups", [Index::on("vip_groups_edition", &[EDITION, POSITION])]);

/// VIP 階層
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VipGroupLevel {
    /// VIP 階層 ID
    pub id: Id<VipGroupLevel>,
    /// 位置
    pub position: i64,
    /// 等級名稱
    pub name: String,
    /// 效期（天）
    pub validity_days: i64,
    /// 升等條件計算期間（天）
    pub upgrade_validity_days: Option<i64>,
    /// 升等條件設定：單筆消費總額
    pub upgrade_condition_total_spent: Option<Money>,
    /// 升等條件設定：會員效期內消費總額
    pub upgrade_condition_total_spent_in_validity_days: Option<Money>,
    /// 續會條件設定：單筆消費總額
    pub renewal_condition_total_spent: Option<Money>,
    /// 續會條件設定：會員效期內消費總額
    pub renewal_condition_total_spent_in_validity_days: Option<Money>,
    /// 啟用紅利倍數
    pub bonus_point_enabled: bool,
    /// 紅利倍數：消費門檻
    pub bonus_point_threshold: Option<Money>,
    /// 紅利倍數：贈送紅利（點）
    pub bonus_point_value: Option<Money>,
    /// 紅利倍數：有效期限（天）
    pub bonus_point_expiry_days: Option<i64>,
    /// 啟用生日禮
    pub birth_gift_enabled: bool,
    /// 生日禮：名稱
    pub birth_gift_name: Option<String>,
    /// 生日禮：提前贈送天數
    pub birth_gift_before_days: Option<i64>,
    /// 生日禮：細部設定
    pub birth_gift_setting: VipGiftSetting,
    /// 啟用升等禮
    pub upgrade_gift_enabled: bool,
    /// 升等禮：細部設定
    pub upgrade_gift_setting: VipGiftSetting,
    /// 啟用訂單折扣
    pub order_discount_enabled: bool,
    /// 訂單折扣（百分比）
    pub order_discount_value: Option<i64>,
    /// 訂單折扣設定
    pub order_discount_setting: VipRestriction,
    /// 啟用訂單免運
    pub free_shipping_enabled: bool,
    /// 免運門檻
    pub free_shipping_threshold: Option<Money>,
    /// 訂單免運設定
    pub free_shipping_setting: VipRestriction,
}

impl Labelled for VipGroupLevel {
    const LABEL: &'static str = "VIP 階層";
}

/// VIP 贈禮設定
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VipGiftSetting {
    /// 紅利設定
    pub bonus: VipBonusSetting,
    /// 優惠券設定
    pub coupon: VipCouponSetting,
}

/// VIP 贈禮紅利設定
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VipBonusSetting {
    /// 啟用
    pub enabled: bool,
    /// 贈送紅利（點）
    pub value: i64,
    /// 有效期限（天），設為 0 時無限期
    pub expiry_days: i64,
}

/// VIP 贈禮優惠券設定
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VipCouponSetting {
    /// 啟用
    pub enabled: bool,
    /// 設定
    pub presets: Vec<VipCouponPreset>,
}

/// VIP 贈禮優惠券
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VipCouponPreset {
    /// 優惠券種類（1：金額、2：百分比）
    pub coupon_type_id: i64,
    /// 折扣（金額／百分比）
    pub value: i64,
    /// 折價序號
    pub code: String,
    /// 最低消費門檻
    pub order_price_threshold: Option<Money>,
    /// 有效使用天數
    pub usable_days: i64,
    /// 張數
    pub usage_limit: i64,
    /// 商品標籤
    pub product_tags: Vec<String>,
    /// 與其他行銷活動併用限制 類型
    pub restrict_strategy: CampaignRestriction,
    /// 與其他行銷活動併用限制 活動
    pub restrict_campaigns: Vec<String>,
}

/// VIP 優惠併用限制
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VipRestriction {
    /// 與其他行銷活動併用限制 類型
    pub restrict_strategy: CampaignRestriction,
    /// 與其他行銷活動併用限制 活動
    pub restrict_campaigns: Vec<String>,
}

/// 與其他行銷活動併用限制 類型
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CampaignRestriction {
    /// 所有行銷活動商品皆可使用
    #[default]
    Unrestricted,
    /// 除指定活動商品外，其他商品可使用
    Restrict,
    /// 訂單包含指定活動商品時，不得使用
    Forbidden,
}

/// 顧客 VIP 資料
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomerVip {
    /// 顧客 ID
    pub customer_id: Id<Customer>,
    /// 當前 VIP 群組
    pub current_group: Option<VipGroup>,
    /// 當前 VIP 層級
    pub current_level: Option<VipGroupLevel>,
    /// 下一個 VIP 層級
    pub next_level: Option<VipGroupLevel>,
    /// 其他資訊
    pub extra_info: VipExtraInfo,
}

/// 顧客 VIP 其他資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct VipExtraInfo {
    /// 階層生效時間
    pub start_at: Option<Timestamp>,
    /// 階層失效時間
    pub end_at: Option<Timestamp>,
    /// 續會條件差額（期間內累計金額）
    pub difference_of_total_spent_in_validity_days_for_renewal: Option<Money>,
    /// 續會條件差額（單筆消費金額）
    pub difference_of_total_spent_for_renewal: Option<Money>,
    /// 升等條件差額（期間內累計金額）
    pub difference_of_total_spent_in_validity_days_for_upgrade: Option<Money>,
    /// 升等條件差額（單筆消費金額）
    pub difference_of_total_spent_for_upgrade: Option<Money>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire_keys::{assert_keys, assert_loads_without_fields};

    fn level() -> VipGroupLevel {
        let gift = VipGiftSetting {
            coupon: VipCouponSetting { enabled: true, presets: vec![VipCouponPreset::default()] },
            ..VipGiftSetting::default()
        };
        VipGroupLevel { birth_gift_setting: gift.clone(), upgrade_gift_setting: gift, ..VipGroupLevel::default() }
    }

    #[test]
    fn a_vip_group_shows_every_field() {
        assert_keys(
            &level(),
            "id position name validity_days upgrade_validity_days upgrade_condition_total_spent \
             upgrade_condition_total_spent_in_validity_days renewal_condition_total_spent \
             renewal_condition_total_spent_in_validity_days bonus_point_enabled bonus_point_threshold \
             bonus_point_value bonus_point_expiry_days birth_gift_enabled birth_gift_name birth_gift_before_days \
             birth_gift_setting upgrade_gift_enabled upgrade_gift_setting order_discount_enabled \
             order_discount_value order_discount_setting free_shipping_enabled free_shipping_threshold \
             free_shipping_setting",
        );
        let group = VipGroup { vip_group_levels: vec![level()], ..VipGroup::default() };
        assert_keys(&group, "id name position description_url customer_tags vip_group_levels edition");
        assert_loads_without_fields::<VipGroup>();
        assert_loads_without_fields::<VipGroupLevel>();
    }

    #[test]
    fn the_settings_of_a_level_show_every_field() {
        let gift = level().birth_gift_setting;
        assert_keys(&gift, "bonus coupon");
        assert_keys(&gift.bonus, "enabled value expiry_days");
        assert_keys(&gift.coupon, "enabled presets");
        assert_keys(
            &gift.coupon.presets[0],
            "coupon_type_id value code order_price_threshold usable_days usage_limit product_tags \
             restrict_strategy restrict_campaigns",
        );
        assert_keys(&VipRestriction::default(), "restrict_strategy restrict_campaigns");
    }

    #[test]
    fn the_vip_of_a_customer_shows_every_field() {
        let vip = CustomerVip {
            current_group: Some(VipGroup::default()),
            current_level: Some(level()),
            ..CustomerVip::default()
        };
        assert_keys(&vip, "customer_id current_group current_level next_level extra_info");
        assert_keys(
            &vip.extra_info,
            "start_at end_at difference_of_total_spent_in_validity_days_for_renewal \
             difference_of_total_spent_for_renewal difference_of_total_spent_in_validity_days_for_upgrade \
             difference_of_total_spent_for_upgrade",
        );
        assert_loads_without_fields::<CustomerVip>();
    }
}
