//! What the rooms of the console share.

pub struct Texts {
    pub overview: &'static str,
    pub navigation: &'static str,
    pub shop: &'static str,
    pub apps: &'static str,
    pub webhooks: &'static str,
    pub deliveries: &'static str,
    pub requests: &'static str,
    pub store: &'static str,
    pub accounts: &'static str,
    pub plan: &'static str,
    pub audit: &'static str,
}

pub const ZH_TW: Texts = Texts {
    overview: "總覽",
    navigation: "主控台導覽",
    shop: "商店",
    apps: "應用程式",
    webhooks: "Webhook 端點",
    deliveries: "遞送紀錄",
    requests: "API 呼叫紀錄",
    store: "商店資料",
    accounts: "帳號與人員",
    plan: "方案與開通",
    audit: "稽核軌跡",
};

pub const EN: Texts = Texts {
    overview: "Overview",
    navigation: "Console navigation",
    shop: "Shop",
    apps: "Apps",
    webhooks: "Webhook endpoints",
    deliveries: "Deliveries",
    requests: "Request log",
    store: "Store data",
    accounts: "Accounts and staff",
    plan: "Plan and activation",
    audit: "Audit trail",
};
