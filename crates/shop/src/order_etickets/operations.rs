//! Looking for tickets, and redeeming them.

use std::sync::Arc;

use api::{Answer, Body, Error, Group, Json, Listing, Paging, Query};
use platform::Caller;
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Query as Find, Reading, Record, Tx, View};

use super::rules::check_who_redeems;
use super::types::{NAME, ORDER_NAME, PHONE, TICKET_NUMBER, TITLE, plain_code, plain_order_name, plain_phone};
use super::{IssuedEticket, OrderEticket, Redemption};

pub(super) fn operations(group: &mut Group) {
    group
        .get("/v1/order_etickets", search)
        .summary("搜尋票券訂單")
        .note(
            "電話、核銷碼與訂單名稱須完全相符（不計分隔符號與 #，分票後各張的核銷碼也可搜尋）；票券名稱與姓名含有關鍵字即可。\
             未帶關鍵字時列出所有票券。",
        );
    group
        .post("/v1/order_etickets/submit_redeem", redeem)
        .summary("核銷票券訂單")
        .note("`product_type_code` 為 `eticket` 的商品，付款後整筆共用一個核銷碼；為 `separate_eticket` 的商品，每張各有核銷碼，一次核銷一張。")
        .refuses(403, "票券已停用、已核銷，或可核銷數量不足");
}

/// 票券的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct Search {
    /// 欲搜尋票券訂單的搜尋欄位
    #[schemars(extend("default" = "phone"))]
    search_column: Option<Column>,
    /// 欲搜尋的關鍵字(留空則取得所有票券訂單)
    q: Option<String>,
}

/// 搜尋欄位
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Column {
    /// 電話
    #[default]
    Phone,
    /// 核銷碼
    TicketNumber,
    /// 票券名稱
    Title,
    /// 姓名
    Name,
    /// 訂單名稱
    OrderName,
}

impl Column {
    fn query(self, keyword: &str) -> Find {
        let term = |name, value| Find::all().filter(Filter::HasTerm(name, vec![value]));
        // The words find it fast, wherever they stand; the column decides.
        let holds = |field| {
            let words = Filter::Matches(keyword.to_owned());
            Find::all().filter(words).filter(Filter::Contains(field, keyword.to_owned()))
        };
        match self {
            Self::Phone => term(PHONE, plain_phone(keyword)),
            Self::TicketNumber => term(TICKET_NUMBER, plain_code(keyword)),
            Self::OrderName => term(ORDER_NAME, plain_order_name(keyword)),
            Self::Title => holds(TITLE),
            Self::Name => holds(NAME),
        }
    }
}

fn search(view: &View<'_>, Query(search): Query<Search>, paging: Paging) -> Answer<Listing<OrderEticket>> {
    let keyword = search.q.as_deref().map(str::trim).filter(|keyword| !keyword.is_empty());
    let query = keyword.map_or_else(Find::all, |keyword| search.search_column.unwrap_or_default().query(keyword));
    let total = view.count::<IssuedEticket>(&query.filters)?;
    let found = view.find::<IssuedEticket>(&query.offset(paging.skip()).limit(paging.per_page))?;
    let page: Vec<_> = found.into_iter().map(|issued| issued.into_value().ticket).collect();
    Ok(Listing::of_page(paging, total, &page))
}

fn redeem(tx: &mut Tx<'_>, Body(redemption): Body<Redemption>, caller: Arc<Caller>) -> Answer<Json<OrderEticket>> {
    check_who_redeems(tx, &caller, &redemption)?;
    let code = plain_code(&redemption.ticket_number);
    let mut issued = with_code(tx, &code)?.ok_or_else(|| Error::invalid("核銷碼 (ticket_number) 不存在"))?;
    let now = tx.now();
    issued.ticket.redeem(&code, &redemption, now).map_err(Error::Forbidden)?;
    tx.save(&mut issued)?;
    Ok(Json(issued.into_value().ticket))
}

fn with_code(from: &impl Reading, code: &str) -> Answer<Option<Record<IssuedEticket>>> {
    Ok(from.find_one(Column::TicketNumber.query(code))?)
}
