//! Signing in.

pub struct Texts {
    pub sign_in: &'static str,
    pub lead: &'static str,
    pub name: &'static str,
    pub secret: &'static str,
    pub wrong: &'static str,
    pub too_often: &'static str,
}

pub const ZH_TW: Texts = Texts {
    sign_in: "登入",
    lead: "API 帳號以帳號名稱與密鑰登入；商店人員以 Email 與密碼登入。",
    name: "帳號或 Email",
    secret: "密鑰或密碼",
    wrong: "帳號或密鑰不正確。請檢查大小寫與空白，再試一次。",
    too_often: "嘗試次數過多，請於 {seconds} 秒後再試。",
};

pub const EN: Texts = Texts {
    sign_in: "Sign in",
    lead: "API accounts sign in with their username and secret; shop staff with their e-mail address and password.",
    name: "Username or e-mail",
    secret: "Secret or password",
    wrong: "That name and secret do not belong together. Check capitals and blanks, then try again.",
    too_often: "Too many tries. Wait {seconds} seconds, then try again.",
};
