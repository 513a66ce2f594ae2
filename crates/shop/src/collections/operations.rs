//! 群組搜尋: finding collections by title or handle.

use api::{Answer, Group, Listing, Paging, Query};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Order, Query as Find, Reading, Record, View};

use super::rules::shown;
use super::{Collected, POSITION};
use crate::custom_collections::CustomCollection;
use crate::smart_collections::SmartCollection;

pub(super) fn operations(group: &mut Group) {
    group.get("/v2/custom_collections", search::<CustomCollection>).summary("搜尋自訂群組");
    group.get("/v2/smart_collections", search::<SmartCollection>).summary("搜尋智慧群組");
}

/// 群組的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct CollectionFilter {
    /// 欲搜尋的標題或網址代碼，包含這段文字，不分大小寫
    q: Option<String>,
}

fn search<T: Collected>(view: &View<'_>, Query(filter): Query<CollectionFilter>, paging: Paging) -> Answer<Listing<T>> {
    listing(view, filter.q.as_deref().unwrap_or_default(), paging)
}

/// A page of the shop's collections whose title or handle has this text, each with its products.
pub(crate) fn listing<T: Collected>(view: &View<'_>, text: &str, paging: Paging) -> Answer<Listing<T>> {
    let text = text.trim().to_lowercase();
    let query = Find::all().order(Order::Ascending(POSITION));
    let (total, page) = if text.is_empty() {
        let page = view.find::<T>(&query.offset(paging.skip()).limit(paging.per_page))?;
        (view.count::<T>(&[])?, page.into_iter().map(Record::into_value).collect::<Vec<_>>())
    } else {
        // A shop has hundreds of collections, not millions.
        let mut found: Vec<T> = view.find(&query)?.into_iter().map(Record::into_value).collect();
        found.retain_mut(|found| {
            found.title().to_lowercase().contains(&text) || found.handle().to_lowercase().contains(&text)
        });
        let skip = usize::try_from(paging.skip()).unwrap_or(usize::MAX);
        let take = usize::try_from(paging.per_page).unwrap_or(usize::MAX);
        (found.len() as u64, found.into_iter().skip(skip).take(take).collect())
    };
    let page = page.into_iter().map(|collection| shown(view, collection)).collect::<Answer<Vec<_>>>()?;
    Ok(Listing::of_page(paging, total, &page))
}
