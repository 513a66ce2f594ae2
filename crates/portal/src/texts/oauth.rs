//! Consent: whether a shop lets an app in, and what is wrong with an app's request.

pub struct Texts {
    pub title: &'static str,
    /// `{app}`, `{shop}`
    pub asks: &'static str,
    pub by: &'static str,
    pub shop: &'static str,
    pub wants: &'static str,
    pub had: &'static str,
    pub new: &'static str,
    pub nothing: &'static str,
    pub after: &'static str,
    pub goes_to: &'static str,
    pub allow: &'static str,
    pub decline: &'static str,
    pub signed_in_as: &'static str,

    pub problem: &'static str,
    pub back_to_app: &'static str,
    pub to_console: &'static str,
    pub unknown_app: (&'static str, &'static str),
    pub unknown_redirect: (&'static str, &'static str),
    pub no_redirect: (&'static str, &'static str),
    pub response_type: (&'static str, &'static str),
    pub scope: (&'static str, &'static str),
    pub state: (&'static str, &'static str),
    pub other_shop: (&'static str, &'static str),
    pub private: (&'static str, &'static str),
    pub plan: (&'static str, &'static str),
    pub role: (&'static str, &'static str),
}

pub const ZH_TW: Texts = Texts {
    title: "授權 app",
    asks: "「{app}」想要使用「{shop}」的資料",
    by: "開發者",
    shop: "商店",
    wants: "同意之後，這個 app 可以：",
    had: "先前已同意",
    new: "新增",
    nothing: "只讀取商店的基本資訊與 app 自己的設定，不含其他權限。",
    after: "您隨時可以在主控台的「應用程式」解除安裝。",
    goes_to: "決定之後會回到",
    allow: "同意並安裝",
    decline: "不同意",
    signed_in_as: "目前登入",

    problem: "無法授權這個 app",
    back_to_app: "回到 app",
    to_console: "回到主控台",
    unknown_app: ("找不到這個 app", "連結中的 client_id 不屬於任何 app。請向 app 的開發者索取正確的安裝連結。"),
    unknown_redirect: (
        "回呼網址未經登記",
        "連結中的 redirect_uri 不在這個 app 登記的清單裡，為了保護您的商店，我們不會前往該網址。請 app 的開發者登記一字不差的網址。",
    ),
    no_redirect: (
        "缺少回呼網址",
        "連結中沒有 redirect_uri，而這個 app 登記的回呼網址不只一個或一個也沒有。請 app 的開發者在連結中指明。",
    ),
    response_type: ("不支援的授權方式", "response_type 只能是 code。請 app 的開發者修正連結。"),
    scope: (
        "要求的權限超出範圍",
        "app 要求了不存在、或它登記以外的權限。請 app 的開發者修正 scope，或先在 app 的設定中加入這些權限。",
    ),
    state: ("state 太長", "state 最多 2048 個字元。請 app 的開發者縮短。"),
    other_shop: (
        "這個連結屬於另一家商店",
        "連結指向 {asked}，而您目前登入的是 {shop}。請切換到那家商店後，再開啟一次連結。",
    ),
    private: ("這個 app 不開放安裝", "它是另一家商店自用的 app。請 app 的開發者改為開放安裝。"),
    plan: ("商店的方案不含 API", "app 需要 API 才能運作。請先到主控台的「方案與開通」申請開通。"),
    role: ("您的角色不能安裝 app", "安裝 app 需要開發人員或擁有者的角色。請商店擁有者安裝，或調整您的角色。"),
};

pub const EN: Texts = Texts {
    title: "Authorise an app",
    asks: "“{app}” wants to work with the data of “{shop}”",
    by: "Vendor",
    shop: "Shop",
    wants: "If you agree, this app can:",
    had: "agreed to before",
    new: "new",
    nothing: "Read the shop’s basic facts and its own settings, and nothing else.",
    after: "You can uninstall it at any time under “Apps” in the console.",
    goes_to: "Either way you go back to",
    allow: "Agree and install",
    decline: "Decline",
    signed_in_as: "Signed in as",

    problem: "This app cannot be authorised",
    back_to_app: "Back to the app",
    to_console: "Back to the console",
    unknown_app: (
        "There is no such app",
        "The client_id in the link belongs to no app. Ask the app’s vendor for the right link.",
    ),
    unknown_redirect: (
        "The redirect URI is not registered",
        "The redirect_uri in the link is not in this app’s list. To protect your shop we do not go there. The app’s vendor has to register that URL, to the letter.",
    ),
    no_redirect: (
        "The redirect URI is missing",
        "The link has no redirect_uri, and this app has registered none or more than one. The app’s vendor has to name one in the link.",
    ),
    response_type: (
        "This kind of authorisation is not supported",
        "response_type must be code. The app’s vendor has to mend the link.",
    ),
    scope: (
        "The app asks for more than it may",
        "It wants a scope that does not exist or that it has not registered. The app’s vendor has to mend the scope, or add it to the app first.",
    ),
    state: ("The state is too long", "A state has at most 2048 characters. The app’s vendor has to shorten it."),
    other_shop: (
        "This link is for another shop",
        "It names {asked}, and you are signed in to {shop}. Change to that shop, then open the link again.",
    ),
    private: (
        "This app is not for installing",
        "Another shop made it for its own use. The app’s vendor has to open it to others.",
    ),
    plan: (
        "The shop’s plan has no API",
        "Apps need the API to work. Ask for it under “Plan and activation” in the console first.",
    ),
    role: (
        "Your role may not install apps",
        "Installing takes a developer or an owner. Ask the shop’s owner to install it, or to change your role.",
    ),
};
