//! The first page.

pub struct Texts {
    pub title: &'static str,
    pub lead: &'static str,
    pub base_url: &'static str,
    pub read: &'static str,
    pub start: &'static str,
    pub console: &'static str,
}

pub const ZH_TW: Texts = Texts {
    title: "Shopwire：商店的 API 與 Webhook",
    lead: "整套商店 API，有真實的狀態與規則；每次變更都以簽章的 Webhook 送達，並留下紀錄。",
    base_url: "API 位址",
    read: "閱讀 API 參考",
    start: "十分鐘上手",
    console: "開啟主控台",
};

pub const EN: Texts = Texts {
    title: "Shopwire: a store’s API and webhooks",
    lead: "A whole store API with real state and real rules. Every change is delivered as a signed webhook, and logged.",
    base_url: "API address",
    read: "Read the reference",
    start: "Ten-minute start",
    console: "Open the console",
};
