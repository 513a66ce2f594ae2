//! Every text of the portal, in both languages: a file for each part, a constant for each language. A text that
//! is missing in one of them does not compile.

mod console;
mod home;
mod reference;
mod refusals;
mod session;
mod shell;
pub mod trying;
mod webhooks;

pub struct Texts {
    pub shell: shell::Texts,
    pub home: home::Texts,
    pub session: session::Texts,
    pub refusals: refusals::Texts,
    pub console: console::Texts,
    pub reference: reference::Texts,
    pub trying: trying::Texts,
    pub webhooks: webhooks::Texts,
}

pub static ZH_TW: Texts = Texts {
    shell: shell::ZH_TW,
    home: home::ZH_TW,
    session: session::ZH_TW,
    refusals: refusals::ZH_TW,
    console: console::ZH_TW,
    reference: reference::ZH_TW,
    trying: trying::ZH_TW,
    webhooks: webhooks::ZH_TW,
};

pub static EN: Texts = Texts {
    shell: shell::EN,
    home: home::EN,
    session: session::EN,
    refusals: refusals::EN,
    console: console::EN,
    reference: reference::EN,
    trying: trying::EN,
    webhooks: webhooks::EN,
};
