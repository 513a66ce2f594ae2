//! How to call the API: addresses, credentials, limits, lists, errors.

use super::{BASICS, Book, cell, prose};
use crate::Error;
use crate::pdf::look;
use crate::pdf::sheets::Anchor;
use crate::pdf::table::{Cells, Columns};
use crate::pdf::type_setter::Span;

/// The topics that operations refer to.
pub(super) const PAGING: usize = 4;
pub(super) const ERRORS: usize = 5;

const TOPICS: [&str; 8] =
    ["網址與格式", "驗證", "權限", "用量限制", "分頁", "錯誤", "時間、金額與空值", "回應標頭與快取"];

const FORMATS: &str = "所有路徑以 `/v1` 或 `/v2` 開頭，`/shop` 與 `/settings` 除外。回應為 UTF-8 的 JSON。請求內容可以是 \
    `application/json`，或 `application/x-www-form-urlencoded`（巢狀名稱寫成 `a[b]`，陣列寫成 `a[]`）。查詢參數與請求內容\
    視為同一組參數；同名時以請求內容為準。未列出的參數一律忽略。";

const HMAC: &str = "以帳號與 Secret 簽署每個請求。簽署的文字由 `headers` 所列的標頭依序組成，一行一個，寫成「小寫名稱、冒號、空格、\
    值」；其中 `request-line` 代表請求的第一行。以 Secret 計算這段文字的 HMAC-SHA256，再以 base64 編碼，就是 `signature`。";

const HMAC_TEXT: &str = "x-date: Thu, 15 Jan 2026 02:10:30 GMT\nGET /v1/customers HTTP/1.1";

const HMAC_HEADERS: &str = "x-date: Thu, 15 Jan 2026 02:10:30 GMT\nAuthorization: hmac username=\"帳號\", \
    algorithm=\"hmac-sha256\", headers=\"x-date request-line\", signature=\"…\"";

const HMAC_RULES: [&str; 5] = [
    "`x-date` 與伺服器時間相差不可超過 300 秒；也可以用 `date`。",
    "`request-line` 的路徑可以包含或不含查詢字串。",
    "有請求內容時，建議一併簽署 `digest: SHA-256=` 加上內容 SHA-256 的 base64；只要送出 `digest`，就必須與內容相符。",
    "演算法可用 `hmac-sha256`、`hmac-sha384` 與 `hmac-sha512`；標頭可依任意順序列出，也可以簽署其他標頭。",
    "簽署的帳號擁有所屬商店的全部權限。",
];

const TOKEN: &str = "App 以 API Token 呼叫時，送出 `Authorization: Bearer` 與 Token。Token 是有期限的 JWT（HS256），內容有 \
    `shop_id`、`shop_domain`、`scopes`、`iat` 與 `exp`，可隨時撤銷。";

const OAUTH: &str = "商店安裝 App 時走 OAuth 授權碼流程：";

const OAUTH_STEPS: [&str; 4] = [
    "商店把管理者導向 App，網址帶有 `shop`（商店網域）與 `hmac`（以 App Secret 對網域的 base64 計算的 HMAC-SHA256，hex）。",
    "App 把管理者導回 `/admin/oauth/authorize`，帶 `client_id`、`redirect_uri`、`response_type=code`、`scope` 與 `state`。",
    "管理者同意後，商店導回 `redirect_uri`，帶 `code`（10 分鐘內可用一次）、`shop`、`hmac` 與 `state`。",
    "App 以 `POST /admin/oauth/token` 用 `code` 換取存取權杖（2 小時）與更新權杖；到期後以更新權杖再換。",
];

const SCOPES: &str = "`read_…` 開放該組資源的 GET，`write_…` 開放 POST、PUT 與 DELETE。每個操作所需的權限列在該操作的標題。權限不足、\
    方案不含 API 或憑證錯誤時，都回應 401。只有 `enterprise` 方案，以及加購 API 的 `plus` 方案，可以呼叫 API 與接收 Webhook。";

const LIMITS: [&str; 3] = [
    "每個帳號任意一秒內最多 5 個請求；超過的請求得到 429，請依 `Retry-After` 等候後再試。",
    "請求內容上限為 2,097,152 位元組（示範帳號 `apidemo` 為 2,048）；超過時得到 413。",
    "以上為預設值，可依帳號調整。剩餘次數見回應標頭 `X-RateLimit-Limit-Second`、`X-RateLimit-Remaining-Second` 與 \
     `RateLimit-*`。",
];

const PAGES: &str = "清單以 `page`（從 1 起算）、`per_page`（預設 50，最多 50）與 `offset`（先略過的筆數）分頁，回應為陣列，分頁資訊在標頭：";

const PAGE_HEADERS: [(&str, &str); 5] = [
    ("X-Page、X-Per-Page、X-Offset", "這一頁的頁碼、每頁筆數與略過的筆數"),
    ("X-Total", "符合條件的總筆數"),
    ("X-Total-Pages", "總頁數：（總筆數－略過的筆數）÷每頁筆數，無條件進位"),
    ("X-Next-Page", "下一頁的頁碼；最後一頁時為空"),
    ("X-Prev-Page", "上一頁的頁碼；第一頁時為空"),
];

const FAULTS: &str = "錯誤的內容為下列其中一種形式；422 逐欄說明哪裡不符。程式請以狀態碼判斷，訊息供人閱讀。";

const FAULT_SHAPES: &str =
    "{\"error\": [\"…\"]}　　{\"error\": \"…\"}　　{\"message\": \"…\"}　　{\"messages\": \"…\"}";

const VALUES: [&str; 4] = [
    "時間為台北時區的 `YYYY-MM-DD HH:MM:SS`，日期為 `YYYY-MM-DD`，都不帶時區。",
    "金額是帶小數點的 JSON 數字，例如 `9999.0`。",
    "回應必定包含文件所列的每個欄位，沒有值時為 `null`；也可能包含文件未列的欄位，請忽略不認得的欄位。",
    "更新時，送 `null` 清除可為空的欄位；沒有送出的欄位不變。",
];

const HEADERS: [(&str, &str); 4] = [
    ("X-Request-Id", "請求的識別碼；回報問題時請附上"),
    ("X-Runtime", "處理時間（秒）"),
    ("Content-Language", "zh-TW"),
    ("ETag", "GET 的內容標記；下次以 If-None-Match 送回，內容沒有變動時得到 304，不含內容"),
];

const TABLE: &Columns = &[("標頭", 175.0), ("說明", 320.0)];
const STATUSES: &Columns = &[("狀態", 50.0), ("說明", 445.0)];

/// The topics' headings, numbered.
pub(super) fn titles() -> impl Iterator<Item = String> {
    TOPICS.iter().enumerate().map(|(nth, title)| format!("{}.{}　{title}", BASICS + 1, nth + 1))
}

impl Book<'_, '_> {
    pub(super) fn basics(&mut self) -> Result<(), Error> {
        self.chapter(BASICS)?;
        for (nth, title) in titles().enumerate() {
            self.flow.gap(if nth == 0 { 0.0 } else { 14.0 });
            self.flow.heading(2, &title, look::SECTION, Anchor::Topic(nth))?;
            self.flow.gap(3.0);
            match nth {
                0 => self.text(FORMATS)?,
                1 => self.credentials()?,
                2 => self.text(SCOPES)?,
                3 => self.points(&LIMITS)?,
                PAGING => {
                    self.text(PAGES)?;
                    self.headers(&PAGE_HEADERS)?;
                }
                ERRORS => self.errors()?,
                6 => self.points(&VALUES)?,
                _ => self.headers(&HEADERS)?,
            }
        }
        Ok(())
    }

    fn credentials(&mut self) -> Result<(), Error> {
        self.subheading("HMAC 簽章")?;
        self.text(HMAC)?;
        self.flow.gap(3.0);
        self.flow.label(&[Span::new("簽署的文字", look::LABEL)])?;
        self.flow.code(HMAC_TEXT)?;
        self.flow.label(&[Span::new("送出的標頭", look::LABEL)])?;
        self.flow.code(HMAC_HEADERS)?;
        self.points(&HMAC_RULES)?;
        self.subheading("API Token")?;
        self.text(TOKEN)?;
        self.subheading("OAuth 安裝")?;
        self.text(OAUTH)?;
        self.points(&OAUTH_STEPS)
    }

    fn errors(&mut self) -> Result<(), Error> {
        self.text(FAULTS)?;
        self.flow.gap(3.0);
        self.flow.code(FAULT_SHAPES)?;
        let catalogue = self.catalogue;
        let status = |status: &'static str, text: &'static str| (status, text);
        let own = [status("403", "資源的狀態不允許這個操作，或缺少所需的外掛；各操作列出何時發生")];
        let shared = catalogue.common_answers.iter().map(|answer| (answer.status.as_str(), answer.text.as_str()));
        let mut rows: Vec<(&str, &str)> = shared.chain(own).collect();
        rows.sort_unstable();
        let rows = rows.into_iter().map(|(status, text)| vec![vec![Span::new(status, look::CELL.bold())], cell(text)]);
        self.flow.table(STATUSES, rows)
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), Error> {
        self.flow.paragraph(&prose(text, look::TEXT))
    }

    pub(super) fn subheading(&mut self, text: &str) -> Result<(), Error> {
        self.flow.gap(5.0);
        self.flow.label(&[Span::new(text, look::TOPIC)])
    }

    pub(super) fn points(&mut self, points: &[&str]) -> Result<(), Error> {
        let items: Vec<Vec<Span<'_>>> = points.iter().map(|point| prose(point, look::TEXT)).collect();
        self.flow.list(&items)
    }

    pub(super) fn headers(&mut self, headers: &[(&str, &str)]) -> Result<(), Error> {
        self.flow.gap(3.0);
        let rows: Vec<Cells<'_>> =
            headers.iter().map(|(name, text)| vec![vec![Span::new(*name, look::CELL.bold())], cell(text)]).collect();
        self.flow.table(TABLE, rows)
    }
}
