//! What a feed looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// 商品 Feed 列表
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProductFeeds {
    /// 商品 feed，每個平台一筆
    pub product_feeds: Vec<ProductFeed>,
}

/// 商品 Feed
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProductFeed {
    /// 平台名稱
    pub name: FeedName,
    /// 連結網址
    pub url: String,
    /// feed 的 MIME 類型
    pub mime_type: &'static str,
}

/// Feed 的平台
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FeedName {
    /// Facebook 商品目錄
    Facebook,
    /// Google Merchant Center
    Google,
    /// 美安 SHOP.COM
    Shopdotcom,
    /// LINE 購物
    Line,
}

impl FeedName {
    pub(super) const ALL: [Self; 4] = [Self::Facebook, Self::Google, Self::Shopdotcom, Self::Line];

    pub(super) fn mime_type(self) -> &'static str {
        match self {
            Self::Facebook | Self::Shopdotcom => "text/csv",
            Self::Google => "text/xml",
            Self::Line => "application/json",
        }
    }

    /// `google.xml`: how its file is called.
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Facebook => "facebook.csv",
            Self::Google => "google.xml",
            Self::Shopdotcom => "shopdotcom.csv",
            Self::Line => "line.json",
        }
    }
}
