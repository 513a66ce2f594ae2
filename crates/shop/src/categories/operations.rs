//! 商品分類: listing the tree.

use api::{Answer, Group, Listing, Paging, Query};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Order, Query as Find, View};

use super::Category;
use super::types::{FULL_HANDLE, TITLE};

pub(super) fn operations(group: &mut Group) {
    group
        .get("/v2/categories", list)
        .summary("列出分類")
        .note("依完整路徑排列，上層在下層之前。full_handle 是前台網址的路徑，handle 只是這一層的部分。");
}

/// 分類的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct CategoryFilter {
    /// 欲搜尋的標題，包含這段文字，不分大小寫
    q: Option<String>,
}

fn list(view: &View<'_>, Query(filter): Query<CategoryFilter>, paging: Paging) -> Answer<Listing<Category>> {
    let text = filter.q.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let query = Find::all().filter_if(text, |text| Filter::Contains(TITLE, text));
    Listing::of(view, paging, query.order(Order::Ascending(FULL_HANDLE)))
}
