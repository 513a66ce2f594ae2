//! What is changed.

use serde::{Deserialize, Serialize};
use wire::Id;

use crate::{Account, App, Endpoint, PlanRequest, Shop, Token};

/// The thing that was changed, as it is called when it may long be gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// `shop`, `account`, `app`, `token`, `endpoint`, `delivery` …
    pub kind: String,
    pub id: i64,
    pub name: String,
    /// The shop it belongs to, whose trail it stands in.
    #[serde(skip)]
    pub(super) shop_id: Option<Id<Shop>>,
}

impl Target {
    /// A thing of the shop, or of the platform alone.
    pub fn new(kind: &'static str, id: i64, name: impl Into<String>, shop: Option<Id<Shop>>) -> Self {
        Self { kind: kind.to_owned(), id, name: name.into(), shop_id: shop }
    }
}

impl From<&Shop> for Target {
    fn from(shop: &Shop) -> Self {
        Self::new("shop", shop.id.get(), &shop.domain, Some(shop.id))
    }
}

impl From<&Account> for Target {
    fn from(account: &Account) -> Self {
        Self::new("account", account.id.get(), &account.username, Some(account.shop_id))
    }
}

impl From<&App> for Target {
    fn from(app: &App) -> Self {
        Self::new("app", app.id.get(), &app.name, Some(app.shop_id))
    }
}

impl From<&Token> for Target {
    fn from(token: &Token) -> Self {
        Self::new("token", token.id.get(), token.scopes.to_string(), Some(token.shop_id))
    }
}

impl From<&Endpoint> for Target {
    fn from(endpoint: &Endpoint) -> Self {
        // What follows the question mark is often a receiver's key.
        let url = endpoint.url.split(['?', '#']).next().unwrap_or_default();
        Self::new("endpoint", endpoint.id.get(), url, Some(endpoint.shop_id))
    }
}

impl From<&PlanRequest> for Target {
    fn from(request: &PlanRequest) -> Self {
        Self::new("plan_request", request.id.get(), &request.asked_by, Some(request.shop_id))
    }
}
