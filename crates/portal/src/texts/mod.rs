//! Every text of the portal, in both languages: a file for each part, a constant for each language. A text that
//! is missing in one of them does not compile.

pub mod apps;
mod console;
mod home;
pub mod oauth;
mod refusals;
pub mod scopes;
mod session;
mod shell;

pub struct Texts {
    pub shell: shell::Texts,
    pub home: home::Texts,
    pub session: session::Texts,
    pub refusals: refusals::Texts,
    pub console: console::Texts,
    pub apps: apps::Texts,
    pub oauth: oauth::Texts,
    pub scopes: scopes::Texts,
}

pub static ZH_TW: Texts = Texts {
    shell: shell::ZH_TW,
    home: home::ZH_TW,
    session: session::ZH_TW,
    refusals: refusals::ZH_TW,
    console: console::ZH_TW,
    apps: apps::ZH_TW,
    oauth: oauth::ZH_TW,
    scopes: scopes::ZH_TW,
};

pub static EN: Texts = Texts {
    shell: shell::EN,
    home: home::EN,
    session: session::EN,
    refusals: refusals::EN,
    console: console::EN,
    apps: apps::EN,
    oauth: oauth::EN,
    scopes: scopes::EN,
};
