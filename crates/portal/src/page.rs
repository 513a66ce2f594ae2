//! Pages: what surrounds each, and how it becomes an answer.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};

use crate::assets::Assets;
use crate::guides::Chapter;
use crate::language::{Language, Theme};
use crate::notice;
use crate::refusal::Refusal;
use crate::texts::Texts;
use crate::visitor::Visitor;

/// Which part of the portal a page belongs to, for the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Home,
    Reference,
    Webhooks,
    Guides,
    Downloads,
    Console,
    Operator,
    Elsewhere,
}

/// What surrounds a page. Every template has one as `shell`.
pub struct Shell {
    pub texts: &'static Texts,
    pub language: Language,
    pub theme: Theme,
    pub title: String,
    pub section: Section,
    pub path: String,
    pub notice: Option<String>,
    pub visitor: Visitor,
    assets: Assets,
}

impl Visitor {
    pub fn shell(&self, section: Section, title: impl Into<String>) -> Shell {
        Shell {
            texts: self.language.texts(),
            language: self.language,
            theme: self.theme,
            title: title.into(),
            section,
            path: self.path.clone(),
            notice: self.notice.clone(),
            visitor: self.clone(),
            assets: self.portal.assets.clone(),
        }
    }

    pub fn texts(&self) -> &'static Texts {
        self.language.texts()
    }
}

impl Shell {
    pub fn asset(&self, name: &str) -> &str {
        self.assets.url(name)
    }

    /// What forms carry.
    pub fn csrf(&self) -> &str {
        self.visitor.user.as_ref().map_or("", |user| &user.session.csrf)
    }

    /// Whether the page is this one or, but for the overview, one below it.
    pub fn is_here(&self, path: &str) -> bool {
        let here = self.path.split('?').next().unwrap_or_default();
        let below = |rest: &str| rest.is_empty() || (rest.starts_with('/') && path != "/console");
        here.strip_prefix(path).is_some_and(below)
    }

    /// The guides, in the reader's language.
    pub fn guides(&self) -> &[Chapter] {
        self.visitor.portal.guides.chapters(self.language)
    }

    /// The console's navigation: what the visitor may do.
    pub fn console_pages(&self) -> Vec<(&'static str, &'static str)> {
        crate::console::pages(&self.visitor)
    }
}

/// The page as an answer.
pub fn page(template: &impl Template) -> Result<Response, Refusal> {
    page_with(StatusCode::OK, template)
}

/// A page that says what is wrong with what was sent.
pub fn page_with(status: StatusCode, template: &impl Template) -> Result<Response, Refusal> {
    Ok((status, Html(template.render()?)).into_response())
}

/// On to another of our pages, after something was done.
pub fn go(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(path) => (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response(),
        Err(_) => Refusal::NotFound.into_response(),
    }
}

/// On to another of our pages, which tells this once.
pub fn go_and_tell(visitor: &Visitor, path: &str, text: &str) -> Response {
    let mut response = go(path);
    notice::leave(response.headers_mut(), text, visitor.portal.is_secure());
    response
}

/// The path of one of our own pages, whatever a link says: never another site's.
pub fn own_path(path: &str) -> &str {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t']);
    if own { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn a_link_back_leads_to_no_other_site() {
        assert_eq!(own_path("/docs?q=1"), "/docs?q=1");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", "", "docs", "/a\r\nx"] {
            assert_eq!(own_path(elsewhere), "/", "{elsewhere}");
        }
    }
}
