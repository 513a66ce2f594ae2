//! Why a page is not shown: what happened, and what to do.

pub struct Texts {
    pub not_found: (&'static str, &'static str),
    pub forbidden: (&'static str, &'static str),
    pub no_shop: (&'static str, &'static str),
    pub stale: (&'static str, &'static str),
    pub bad_form: (&'static str, &'static str),
    pub unavailable: (&'static str, &'static str),
}

pub const ZH_TW: Texts = Texts {
    not_found: ("找不到這個頁面", "網址可能打錯了，或資料已被刪除。請回上一頁，或從上方選單重新開始。"),
    forbidden: ("您沒有使用這個頁面的權限", "請改用有權限的身分登入，或請商店擁有者調整您的角色。"),
    no_shop: ("您還沒有所屬的商店", "請營運人員將您加入商店後，再重新登入。"),
    stale: ("這份表單已失效", "您可能已重新登入，或表單來自別的網站。請回上一頁重新整理後再送出。"),
    bad_form: ("無法讀取送出的表單", "內容可能太大。請回上一頁縮短後再送出。"),
    unavailable: ("暫時無法顯示這個頁面", "問題在我們這一端，已寫入紀錄。請稍後再試。"),
};

pub const EN: Texts = Texts {
    not_found: (
        "There is no such page",
        "The address may be mistyped, or what it showed was deleted. Go back, or start from the menu above.",
    ),
    forbidden: (
        "You may not see this page",
        "Sign in as somebody who may, or ask the shop’s owner to change your role.",
    ),
    no_shop: ("You belong to no shop yet", "Ask the operator to add you to a shop, then sign in again."),
    stale: (
        "This form is out of date",
        "You may have signed in again since, or the form came from another site. Go back, reload, and send it again.",
    ),
    bad_form: ("The form could not be read", "It may be too large. Go back, shorten it, and send it again."),
    unavailable: (
        "This page cannot be shown right now",
        "The fault is on our side and has been logged. Try again in a moment.",
    ),
};
