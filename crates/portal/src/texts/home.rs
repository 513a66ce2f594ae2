//! The first page.

pub struct Texts {
    pub title: &'static str,
    pub lead: &'static str,
    pub entrances: &'static str,
    pub start: Entrance,
    pub read: Entrance,
    pub console: Entrance,
    pub running: &'static str,
    pub base_url: &'static str,
    pub version: &'static str,
    pub operations: &'static str,
    pub events: &'static str,
    pub documents: &'static str,
    pub first_request: &'static str,
    pub first_request_hint: &'static str,
    pub listen_hint: &'static str,
    pub promises: &'static str,
    /// What it is called, what it means, and the guide that says more.
    pub promise: [(&'static str, &'static str, &'static str); 4],
    pub more: &'static str,
}

pub struct Entrance {
    pub title: &'static str,
    pub text: &'static str,
    pub action: &'static str,
}

pub const ZH_TW: Texts = Texts {
    title: "自己架設的商店 API 與 Webhook",
    lead: "與平台的「API & Webhook」相容：ERP、POS、WMS、CRM 的串接程式換個網址就能使用。資料是真的，規則是真的，每次變更都送出簽章的 Webhook，並留下紀錄。",
    entrances: "從這裡開始",
    start: Entrance {
        title: "十分鐘上手",
        text: "從安裝到收下第一則驗證過的 Webhook，照著做就會成功。",
        action: "開始",
    },
    read: Entrance {
        title: "API 參考",
        text: "每個操作的參數、回應與錯誤，每個欄位的中文名稱，還能直接試用。",
        action: "查閱",
    },
    console: Entrance {
        title: "主控台",
        text: "建立應用程式、查看遞送與呼叫紀錄、重送 Webhook、瀏覽商店資料。",
        action: "開啟",
    },
    running: "這個伺服器",
    base_url: "API 位址",
    version: "版本",
    operations: "操作",
    events: "Webhook 事件",
    documents: "OpenAPI 文件",
    first_request: "在終端機試試",
    first_request_hint: "送出一個請求，指令會替您簽章：",
    listen_hint: "接收並驗證示範應用程式的 Webhook：",
    promises: "您可以倚賴的事",
    promise: [
        ("沒有漏掉的事件", "事件與變更寫在同一個交易裡。回應了就不會遺失，沒發生的不會通知。", "webhooks"),
        ("驗證得出真假", "每則 Webhook 都有平台的簽章與 Standard Webhooks 簽章，重放與偽造都擋得下。", "webhooks#verify"),
        ("失敗會再來", "逾時或出錯的遞送自動重試，每一次嘗試都有紀錄，隨時可以重送。", "retries"),
        ("限制看得見", "每個回應都說明還能送幾次；超過時告訴您等多久。", "limits"),
    ],
    more: "瞭解更多",
};

pub const EN: Texts = Texts {
    title: "A store’s API and webhooks, on your own server",
    lead: "Compatible with the platform’s “API & Webhook” service: an ERP, POS, WMS or CRM connector works by changing its base URL. Real state, real rules, and a signed webhook with a log for every change.",
    entrances: "Begin here",
    start: Entrance {
        title: "Ten-minute start",
        text: "From installing to your first verified webhook, step by step.",
        action: "Start",
    },
    read: Entrance {
        title: "API reference",
        text: "Parameters, answers and errors of every operation, every field’s Chinese name, and a way to try them on the spot.",
        action: "Read",
    },
    console: Entrance {
        title: "Console",
        text: "Create apps, see deliveries and requests, resend webhooks, browse the shop’s data.",
        action: "Open",
    },
    running: "This server",
    base_url: "API address",
    version: "Version",
    operations: "Operations",
    events: "Webhook events",
    documents: "OpenAPI documents",
    first_request: "Try it in a terminal",
    first_request_hint: "Make a request; the command signs for you:",
    listen_hint: "Receive the demo app’s webhooks, and verify them:",
    promises: "What you can rely on",
    promise: [
        ("No event is missed", "An event is committed with its change. What was answered is kept, what did not happen is not told.", "webhooks"),
        ("Genuine or not", "Every webhook has the platform’s signature and that of Standard Webhooks: forgeries and replays are refused.", "webhooks#verify"),
        ("Failures come again", "What timed out or failed is tried again, every try is logged, and anything can be resent.", "retries"),
        ("Limits you can see", "Every answer says how many requests are left, and a refusal says how long to wait.", "limits"),
    ],
    more: "More",
};
