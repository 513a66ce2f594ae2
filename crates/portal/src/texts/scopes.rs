//! What each scope opens, in plain words.

pub struct Texts {
    pub opens: &'static str,
    pub operations: &'static str,
    /// `{group}`, `{count}`
    pub group: &'static str,
    pub separator: &'static str,
    pub none_yet: &'static str,
    pub table: &'static str,
    pub always: &'static str,
    pub words: &'static [(&'static str, &'static str)],
}

impl Texts {
    pub fn of(&self, scope: &str) -> &'static str {
        self.words.iter().find(|(name, _)| *name == scope).map_or("", |(_, words)| words)
    }
}

pub const ZH_TW: Texts = Texts {
    opens: "允許 app",
    operations: "對應的操作",
    group: "{group} {count} 項",
    separator: "、",
    none_yet: "目前沒有對應的操作",
    table: "權限與其允許的操作",
    always: "不需任何權限，app 就能讀取商店基本資訊（/shop）與自己的設定（/settings）。",
    words: &[
        ("consume_shop_points", "扣除商店點數"),
        ("customer_notifications", "傳送通知給顧客"),
        ("customer_oauth", "讓顧客以商店會員身分登入 app"),
        ("pim", "與商品資訊管理系統（PIM）同步"),
        ("public", "讀取公開資料，例如商品 feed"),
        ("read_affiliates", "讀取分潤訂單"),
        ("read_branch_stores", "讀取門市"),
        ("read_content", "讀取部落格、頁面、選單與圖庫"),
        ("read_customers", "讀取顧客的個人資料、自訂欄位、紅利與 VIP"),
        ("read_discounts", "讀取折扣活動與優惠券"),
        ("read_edms", "讀取電子報"),
        ("read_eticket", "讀取電子票券"),
        ("read_orders", "讀取訂單、退貨、發票與託運單"),
        ("read_pos", "讀取 POS 商店、庫存單據與儲值金"),
        ("read_products", "讀取商品、群組、分類與庫存"),
        ("read_shop_emails", "讀取商店的 Email"),
        ("read_shop_points", "讀取商店點數"),
        ("read_shop_users", "讀取商店人員"),
        ("refill_shop_points", "儲值商店點數"),
        ("write_branch_stores", "新增、修改與刪除門市"),
        ("write_content", "新增、修改與刪除部落格、頁面、選單與圖庫"),
        ("write_customers", "新增、修改與刪除顧客、自訂欄位與紅利"),
        ("write_discounts", "新增、修改與刪除折扣活動與優惠券"),
        ("write_eticket", "核銷與修改電子票券"),
        ("write_orders", "新增、修改與取消訂單、發票與託運單"),
        ("write_pos", "新增與修改 POS 商店、庫存單據與儲值金"),
        ("write_products", "新增、修改與刪除商品、群組與庫存"),
    ],
};

pub const EN: Texts = Texts {
    opens: "Lets the app",
    operations: "Operations",
    group: "{group}: {count}",
    separator: ", ",
    none_yet: "No operation yet",
    table: "Scopes and what they open",
    always: "Without any scope an app can read the shop’s basic facts (/shop) and its own settings (/settings).",
    words: &[
        ("consume_shop_points", "Spend the shop’s points"),
        ("customer_notifications", "Send notifications to customers"),
        ("customer_oauth", "Let customers sign in to the app as members of the shop"),
        ("pim", "Synchronise with a product information system (PIM)"),
        ("public", "Read what is public, such as product feeds"),
        ("read_affiliates", "Read affiliate orders"),
        ("read_branch_stores", "Read branch stores"),
        ("read_content", "Read blogs, pages, menus and assets"),
        ("read_customers", "Read customers’ personal data, custom fields, points and VIP levels"),
        ("read_discounts", "Read discounts and coupons"),
        ("read_edms", "Read newsletters"),
        ("read_eticket", "Read e-tickets"),
        ("read_orders", "Read orders, returns, invoices and shipments"),
        ("read_pos", "Read POS shops, stock documents and wallets"),
        ("read_products", "Read products, collections, categories and stock"),
        ("read_shop_emails", "Read the shop’s e-mails"),
        ("read_shop_points", "Read the shop’s points"),
        ("read_shop_users", "Read the shop’s staff"),
        ("refill_shop_points", "Top up the shop’s points"),
        ("write_branch_stores", "Add, change and delete branch stores"),
        ("write_content", "Add, change and delete blogs, pages, menus and assets"),
        ("write_customers", "Add, change and delete customers, custom fields and points"),
        ("write_discounts", "Add, change and delete discounts and coupons"),
        ("write_eticket", "Redeem and change e-tickets"),
        ("write_orders", "Add, change and cancel orders, invoices and shipments"),
        ("write_pos", "Add and change POS shops, stock documents and wallets"),
        ("write_products", "Add, change and delete products, collections and stock"),
    ],
};

#[cfg(test)]
mod tests {
    #[test]
    fn every_scope_is_told_in_both_languages() {
        for scope in platform::SCOPES {
            assert!(!super::ZH_TW.of(scope).is_empty() && !super::EN.of(scope).is_empty(), "{scope}");
        }
    }
}
