//! A form as it was sent, once it is known to be from one of our own pages.

use std::borrow::Cow;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};

use crate::refusal::Refusal;
use crate::visitor::Visitor;

/// No form of ours is larger.
const LIMIT: usize = 256 * 1024;

/// The fields of a form. What somebody signed in sends carries the token of their session.
#[derive(Debug, Clone, Default)]
pub struct Submitted(Vec<(String, String)>);

impl Submitted {
    /// What was typed, without the blanks around it.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// What was typed, as it is: a password may begin with a blank.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All boxes of this name that were ticked.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Every field, without the blanks around it.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.trim()))
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
}

impl<S: Sync> FromRequest<S> for Submitted {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let visitor = parts.extensions.get::<Visitor>().cloned().ok_or(Refusal::Unavailable)?;
        let body = to_bytes(body, LIMIT).await.map_err(|_| Refusal::BadForm)?;
        let pairs = form_urlencoded::parse(&body).map(|(name, value)| (owned(name), owned(value)));
        let form = Self(pairs.collect());
        match &visitor.user {
            // The session's own token is random and never leaves its pages: comparing it needs no constant time,
            // but costs none either.
            Some(user) if !same(form.raw("csrf"), &user.session.csrf) => Err(Refusal::Stale),
            _ => Ok(form),
        }
    }
}

fn owned(text: Cow<'_, str>) -> String {
    text.into_owned()
}

fn same(left: &str, right: &str) -> bool {
    subtle::ConstantTimeEq::ct_eq(left.as_bytes(), right.as_bytes()).into()
}
