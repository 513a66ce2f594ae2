//! What an app asks for, and what is wrong with it. Nobody is sent anywhere before the app and the URL are known.

use form_urlencoded::parse;
use platform::{App, Scopes, with_parameters};

use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::texts::oauth::Texts;
use crate::visitor::Console;

const STATE: usize = 2048;

/// The request's fields, as they came.
#[derive(Debug, Default, Clone)]
pub(super) struct Fields {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) response_type: String,
    pub(super) scope: String,
    pub(super) state: String,
    pub(super) shop: String,
}

/// A request that can be agreed to.
pub(super) struct Asked {
    pub(super) app: App,
    pub(super) scopes: Scopes,
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
}

/// Why it cannot, and where the app is to hear of it, if it may be told.
pub(super) struct Problem {
    pub(super) kind: Kind,
    pub(super) back: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    UnknownApp,
    UnknownRedirect,
    NoRedirect,
    ResponseType,
    Scope,
    State,
    OtherShop,
    Private,
    Plan,
    Role,
}

impl Fields {
    pub(super) fn of_query(query: &str) -> Self {
        let mut fields = Self::default();
        for (name, value) in parse(query.as_bytes()) {
            if let Some(field) = fields.named(&name) {
                *field = value.into_owned();
            }
        }
        fields
    }

    pub(super) fn of_form(form: &Submitted) -> Self {
        let mut fields = Self::default();
        for name in ["client_id", "redirect_uri", "response_type", "scope", "state", "shop"] {
            if let Some(field) = fields.named(name) {
                form.raw(name).clone_into(field);
            }
        }
        fields
    }

    fn named(&mut self, name: &str) -> Option<&mut String> {
        match name {
            "client_id" => Some(&mut self.client_id),
            "redirect_uri" => Some(&mut self.redirect_uri),
            "response_type" => Some(&mut self.response_type),
            "scope" => Some(&mut self.scope),
            "state" => Some(&mut self.state),
            "shop" => Some(&mut self.shop),
            _ => None,
        }
    }

    /// What the fields ask of the shop.
    pub(super) async fn read(&self, console: &Console) -> Result<Result<Asked, Problem>, Refusal> {
        let client = console.visitor.portal.directory.client(&self.client_id).await?;
        Ok(match client {
            Some((app, _)) => self.check(app, console),
            None => Err(Problem { kind: Kind::UnknownApp, back: None }),
        })
    }

    fn check(&self, app: App, console: &Console) -> Result<Asked, Problem> {
        let redirect_uri = match (self.redirect_uri.as_str(), app.redirect_uris.as_slice()) {
            ("", [only]) => only.clone(),
            ("", _) => return Err(Problem { kind: Kind::NoRedirect, back: None }),
            (named, registered) if registered.iter().any(|known| known == named) => named.to_owned(),
            _ => return Err(Problem { kind: Kind::UnknownRedirect, back: None }),
        };
        let state = Some(self.state.clone()).filter(|state| !state.is_empty());
        let problem = |kind: Kind| {
            // A state that is too long to take is too long to give back.
            let state = state.as_deref().filter(|_| kind != Kind::State);
            Problem { kind, back: kind.error().map(|error| refuse(&redirect_uri, error, state)) }
        };
        if self.state.len() > STATE {
            return Err(problem(Kind::State));
        }
        if self.response_type != "code" {
            return Err(problem(Kind::ResponseType));
        }
        let scopes = match self.scope.parse::<Scopes>() {
            Ok(scopes) if scopes.is_empty() => app.scopes.clone(),
            Ok(scopes) if app.scopes.covers(&scopes) => scopes,
            _ => return Err(problem(Kind::Scope)),
        };
        if !self.shop.is_empty() && !self.shop.eq_ignore_ascii_case(&console.shop.domain) {
            return Err(problem(Kind::OtherShop));
        }
        if !app.may_be_installed_in(console.shop.id) {
            return Err(problem(Kind::Private));
        }
        if !console.shop.has_api() {
            return Err(problem(Kind::Plan));
        }
        if console.role < platform::Role::Developer {
            return Err(problem(Kind::Role));
        }
        Ok(Asked { app, scopes, redirect_uri, state })
    }
}

impl Kind {
    /// What the app is told, under the names of RFC 6749; what it is not told concerns only who sits here.
    fn error(self) -> Option<&'static str> {
        match self {
            Self::ResponseType => Some("unsupported_response_type"),
            Self::Scope => Some("invalid_scope"),
            Self::State => Some("invalid_request"),
            Self::Private | Self::Plan => Some("access_denied"),
            Self::UnknownApp | Self::UnknownRedirect | Self::NoRedirect | Self::OtherShop | Self::Role => None,
        }
    }

    pub(super) fn told(self, texts: &Texts) -> (&'static str, &'static str) {
        match self {
            Self::UnknownApp => texts.unknown_app,
            Self::UnknownRedirect => texts.unknown_redirect,
            Self::NoRedirect => texts.no_redirect,
            Self::ResponseType => texts.response_type,
            Self::Scope => texts.scope,
            Self::State => texts.state,
            Self::OtherShop => texts.other_shop,
            Self::Private => texts.private,
            Self::Plan => texts.plan,
            Self::Role => texts.role,
        }
    }
}

/// Back to the app, without a code.
pub(super) fn refuse(redirect_uri: &str, error: &str, state: Option<&str>) -> String {
    let mut parameters = vec![("error", error)];
    parameters.extend(state.map(|state| ("state", state)));
    with_parameters(redirect_uri, &parameters)
}
