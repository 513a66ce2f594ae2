//! What stands around the guides, and the words of what is made in them. The guides themselves are in `guides/`.

pub struct Texts {
    pub title: &'static str,
    pub lead: &'static str,
    pub navigation: &'static str,
    pub contents: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    pub neighbours: &'static str,
    /// In the order of the chapters.
    pub chapters: [&'static str; 4],
    pub table: &'static str,
    pub terminal: &'static str,
    pub stays: &'static str,
    pub output: &'static str,
    pub plain_text: &'static str,
    pub list_separator: &'static str,
    /// Try, wait, since the first.
    pub retry_columns: [&'static str; 3],
    pub at_once: &'static str,
    /// Hour, minute, second: one, and more than one.
    pub units: [(&'static str, &'static str); 3],
}

pub const ZH_TW: Texts = Texts {
    title: "使用指南",
    lead: "從第一個請求到正式上線。每一個指令都在測試中實際執行過。",
    navigation: "使用指南導覽",
    contents: "本頁內容",
    before: "上一篇",
    after: "下一篇",
    neighbours: "前後篇",
    chapters: ["開始使用", "呼叫 API", "接收 Webhook", "相容性"],
    table: "表格",
    terminal: "終端機",
    stays: "持續執行",
    output: "輸出",
    plain_text: "文字",
    list_separator: "、",
    retry_columns: ["第幾次", "距離上一次", "距離第一次"],
    at_once: "立即",
    units: [("小時", "小時"), ("分鐘", "分鐘"), ("秒", "秒")],
};

pub const EN: Texts = Texts {
    title: "Guides",
    lead: "From the first request to going live. Every command in them is run by the tests.",
    navigation: "Guides navigation",
    contents: "On this page",
    before: "Before",
    after: "Next",
    neighbours: "Before and after",
    chapters: ["Getting started", "Calling the API", "Receiving webhooks", "Compatibility"],
    table: "Table",
    terminal: "Terminal",
    stays: "goes on running",
    output: "Output",
    plain_text: "Text",
    list_separator: ", ",
    retry_columns: ["Try", "After the one before", "After the first"],
    at_once: "at once",
    units: [("hour", "hours"), ("minute", "minutes"), ("second", "seconds")],
};
