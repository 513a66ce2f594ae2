//! The two languages of the portal, and the two ways it is lit.

use http::HeaderMap;

use crate::cookie;
use crate::texts::{self, Texts};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Who says nothing reads Traditional Chinese.
    #[default]
    ZhTw,
    En,
}

pub(crate) const COOKIE: &str = "shopwire_language";

impl Language {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        cookie::read(headers, COOKIE).and_then(Self::named).unwrap_or_default()
    }

    pub(crate) fn named(code: &str) -> Option<Self> {
        [Self::ZhTw, Self::En].into_iter().find(|language| language.code() == code)
    }

    /// As HTML names it.
    pub fn code(self) -> &'static str {
        match self {
            Self::ZhTw => "zh-Hant-TW",
            Self::En => "en",
        }
    }

    pub fn texts(self) -> &'static Texts {
        match self {
            Self::ZhTw => &texts::ZH_TW,
            Self::En => &texts::EN,
        }
    }

    pub fn is_english(self) -> bool {
        self == Self::En
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    Light,
    Dark,
}

pub(crate) const THEME_COOKIE: &str = "shopwire_theme";

impl Theme {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        cookie::read(headers, THEME_COOKIE).and_then(Self::named).unwrap_or_default()
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}
