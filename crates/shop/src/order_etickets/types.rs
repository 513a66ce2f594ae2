//! What a ticket looks like on the wire, and what is kept of it beside.

use platform::Staff;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Field, Index, Kind, text_of};
use wire::{Id, Labelled, Timestamp};

use crate::branch_stores::BranchStore;
use crate::orders::{LineItem, Order};
use crate::products::Product;

/// `product_type_code` of products that are tickets with one code for all pieces of a line.
pub const TICKET: &str = "eticket";
/// `product_type_code` of products that are tickets with a code for each piece.
pub const SEPARATE_TICKET: &str = "separate_eticket";

/// 電子票券
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OrderEticket {
    /// 電子票券 ID
    pub id: Id<IssuedEticket>,
    /// 票券名稱
    pub title: String,
    /// 核銷碼；分票的票券以各張的核銷碼核銷
    pub ticket_number: String,
    /// 可核銷數量：還能核銷的數量
    pub available_quantity: i64,
    /// 已核銷數量
    pub used_quantity: i64,
    /// 票券狀態：是否可以核銷
    pub enabled: bool,
    /// 訂單ID
    pub order_id: Id<Order>,
    /// 商品ID
    pub product_id: Id<Product>,
    /// 是否分票
    pub separate: bool,
    /// 分票後的核銷碼；未分票時為每次核銷的每一張
    pub transactions: Vec<EticketTransaction>,
}

/// 一張票券的核銷
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EticketTransaction {
    /// 核銷碼
    pub ticket_number: String,
    /// 核銷時間，尚未核銷時為 null
    pub used_at: Option<Timestamp>,
    /// 核銷門市人員ID
    pub user_id: Option<Id<Staff>>,
    /// 核銷門市ID
    pub branch_store_id: Option<Id<BranchStore>>,
}

/// 電子票券, with what it is found by. Who holds it stands in no answer: it is the order's to tell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct IssuedEticket {
    pub id: Id<IssuedEticket>,
    pub line_item_id: Id<LineItem>,
    pub order_name: String,
    /// Who bought it.
    pub name: String,
    pub phones: Vec<String>,
    pub ticket: OrderEticket,
}

pub(super) const ORDER: Field = Field::integer("ticket.order_id");
pub(super) const TITLE: Field = Field::text("ticket.title");
pub(super) const NAME: Field = Field::text("name");
/// Every code of the ticket.
pub(super) const TICKET_NUMBER: &str = "ticket_number";
pub(super) const PHONE: &str = "phone";
pub(super) const ORDER_NAME: &str = "order_name";

impl Labelled for IssuedEticket {
    const LABEL: &'static str = "電子票券";
}

impl Document for IssuedEticket {
    const KIND: &'static Kind = &Kind {
        table: "order_etickets",
        indexes: &[
            Index::on("order_etickets_order", &[ORDER]),
            Index::text("order_etickets_words", text_of::<IssuedEticket>),
        ],
    };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
        self.ticket.id = id;
    }

    fn terms(&self) -> Vec<(&'static str, String)> {
        let own = std::iter::once(&self.ticket.ticket_number);
        // A ticket that is not separate lists its one code again and again.
        let of_pieces = self.ticket.transactions.iter().filter(|_| self.ticket.separate);
        let codes = own.chain(of_pieces.map(|piece| &piece.ticket_number));
        let codes = codes.map(|code| (TICKET_NUMBER, code.clone()));
        let phones = self.phones.iter().map(|phone| (PHONE, plain_phone(phone)));
        codes.chain(phones).chain([(ORDER_NAME, plain_order_name(&self.order_name))]).collect()
    }

    fn text(&self) -> Option<String> {
        Some(format!("{}\n{}", self.ticket.title, self.name))
    }
}

/// A code as it is kept, whatever it was typed like.
pub(super) fn plain_code(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_ascii_uppercase()
}

/// A number by its digits, as it is dialled in Taiwan.
pub(super) fn plain_phone(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("886") {
        Some(rest) if rest.len() >= 8 => format!("0{}", rest.trim_start_matches('0')),
        _ => digits,
    }
}

/// An order's name without the sign before its number.
pub(super) fn plain_order_name(text: &str) -> String {
    text.trim().trim_start_matches('#').to_owned()
}

/// 核銷
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Redemption {
    /// 核銷碼
    pub ticket_number: String,
    /// 核銷數量
    #[schemars(range(min = 1, max = 1_000_000))]
    pub redeem_quantity: i64,
    /// 核銷門市人員ID
    pub user_id: Id<Staff>,
    /// 核銷門市ID
    pub branch_store_id: Id<BranchStore>,
}
