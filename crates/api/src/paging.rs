//! Pages: `page`, `per_page`, `offset`, and the headers that answer them.

use http::HeaderName;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::Reply;

/// Which page is asked for: it starts at item `offset + (page - 1) * per_page + 1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    pub page: u64,
    pub per_page: u64,
    pub offset: u64,
}

/// As the query string says it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(crate) struct PagingQuery {
    /// 頁碼，從 1 起算
    #[schemars(range(min = 1), extend("default" = 1))]
    page: Option<u64>,
    /// 每頁筆數，預設 50，最多 50
    #[schemars(range(min = 1), extend("default" = 50))]
    per_page: Option<u64>,
    /// 分頁前略過的筆數
    #[schemars(range(min = 0), extend("default" = 0))]
    offset: Option<u64>,
}

impl From<PagingQuery> for Paging {
    fn from(query: PagingQuery) -> Self {
        Self {
            page: query.page.unwrap_or(1).max(1),
            // More than the most is the most, as the platform answers.
            per_page: query.per_page.unwrap_or(Self::MOST_PER_PAGE).clamp(1, Self::MOST_PER_PAGE),
            offset: query.offset.unwrap_or(0),
        }
    }
}

impl Paging {
    /// Items that a page has when nobody says otherwise, and at most.
    pub const MOST_PER_PAGE: u64 = 50;

    /// Items before the page.
    pub fn skip(&self) -> u64 {
        self.offset.saturating_add((self.page - 1).saturating_mul(self.per_page))
    }

    pub(crate) fn describe(&self, total: u64, reply: &mut Reply) {
        let pages = total.saturating_sub(self.offset).div_ceil(self.per_page);
        let next = (self.page < pages).then(|| self.page + 1);
        let previous = (self.page > 1).then(|| self.page - 1);
        let text = |page: Option<u64>| page.map(|page| page.to_string()).unwrap_or_default();
        for (name, value) in [
            (HeaderName::from_static("x-page"), self.page.to_string()),
            (HeaderName::from_static("x-per-page"), self.per_page.to_string()),
            (HeaderName::from_static("x-offset"), self.offset.to_string()),
            (HeaderName::from_static("x-total"), total.to_string()),
            (HeaderName::from_static("x-total-pages"), pages.to_string()),
            (HeaderName::from_static("x-next-page"), text(next)),
            (HeaderName::from_static("x-prev-page"), text(previous)),
        ] {
            reply.header(name, &value);
        }
    }
}
