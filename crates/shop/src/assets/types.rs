//! 圖庫圖片: one picture in the sizes that pages need.

use files::{Image, Size};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::Id;

/// Beside others in a gallery.
pub(super) const THUMB: Size = Size::new("thumb", 240);
/// Within a page's text.
pub(super) const CONTENT: Size = Size::new("content", 1_024);

/// 圖庫圖片
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Picture {
    /// ID
    pub id: Id<Picture>,
    /// 圖片網址
    pub url: String,
    /// 圖片網址(Thumb)
    pub url_thumb: String,
    /// 圖片網址(Content)
    pub url_content: String,
}

storage::document!(Picture, "圖片", "pictures", []);

/// 上傳圖片
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct NewPicture {
    /// 欲上傳的圖片
    #[schemars(extend("x-sizes" = [THUMB, CONTENT]))]
    pub picture: Image,
}
