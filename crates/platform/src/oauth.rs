//! OAuth 2: a shop's consent, the code that carries it to the app, and the tokens it is exchanged for.
//!
//! Codes and refresh tokens are not kept. Each names its authorization and its place in the row of tickets
//! that were written for it (the code is number 0, the first refresh token number 1), under a MAC. So a spent
//! one is known for what it is, and then everything that was ever issued from the same consent ends with it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use storage::{Field, Filter, Index, Query, Reading, Record, Result, Tx};
use wire::{Id, Timestamp, token};

use crate::access::of_app;
use crate::redirect::with_parameters;
use crate::{App, Scopes, Secrets, Shop, Token, Vault};

/// How long a code is good for.
pub const CODE_SECONDS: i64 = 10 * 60;
/// How long an access token is good for.
pub const ACCESS_SECONDS: i64 = 2 * 60 * 60;
/// A refresh token that is not used for so long is forgotten.
const REFRESH_DAYS: i64 = 90;

/// A shop's consent to an app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Authorization {
    #[serde(default)]
    pub id: Id<Authorization>,
    pub shop_id: Id<Shop>,
    pub app_id: Id<App>,
    pub scopes: Scopes,
    /// Where the code was sent; whoever exchanges it must name it.
    pub redirect_uri: String,
    /// Part of what is signed, so that no ticket of a database that was set back is good again.
    nonce: String,
    /// The number of the ticket that may be exchanged next.
    next: u64,
    /// Until when it may.
    until: Timestamp,
    pub created_at: Timestamp,
}

storage::document!(
    Authorization,
    "授權",
    "authorizations",
    [
        Index::on("authorizations_app", &[Field::integer("app_id")]),
        Index::on("authorizations_shop", &[Field::integer("shop_id")]),
    ]
);

const AUTHORIZATION: Field = Field::integer("authorization_id");

/// What an app exchanges for a token.
#[derive(Debug, Clone, Copy)]
pub enum Exchange<'a> {
    Code { code: &'a str, redirect_uri: &'a str },
    Refresh { refresh_token: &'a str, scopes: Option<&'a Scopes> },
}

/// What it gets. The texts are shown this once.
#[derive(Debug)]
pub struct Issued {
    pub token: Record<Token>,
    pub access_token: String,
    pub refresh_token: String,
}

/// Why it gets nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    #[error("not a grant of this app, or one that has expired or was taken back")]
    Invalid,
    #[error("the grant was used before: everything that was issued from it is revoked")]
    Spent,
    #[error("the redirect URI is not the one that the code was sent to")]
    RedirectUri,
    #[error("the scope is more than what was granted")]
    Scope,
}

/// A code or refresh token, read.
struct Ticket<'a> {
    authorization: Id<Authorization>,
    number: u64,
    mac: &'a str,
}

impl<'a> Ticket<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (named, mac) = text.rsplit_once('.')?;
        let (authorization, number) = named.split_once('.')?;
        Some(Self { authorization: authorization.parse().ok()?, number: number.parse().ok()?, mac })
    }
}

impl Vault {
    /// Installs the app in the shop, and gives the code that says so.
    pub fn authorize(
        &self,
        tx: &mut Tx<'_>,
        app: &App,
        shop: Id<Shop>,
        scopes: Scopes,
        redirect_uri: &str,
    ) -> Result<(Record<Authorization>, String)> {
        // Its own shop has granted everything already; what is agreed to there is what this token gets.
        let granted = if shop == app.shop_id { app.scopes.clone() } else { scopes.clone() };
        app.install(tx, shop, granted)?;
        let now = tx.now();
        let authorization = tx.insert(Authorization {
            id: Id::default(),
            shop_id: shop,
            app_id: app.id,
            scopes,
            redirect_uri: redirect_uri.to_owned(),
            nonce: token(tx.random(), 16),
            next: 0,
            until: now.plus_millis(CODE_SECONDS * 1000),
            created_at: now,
        })?;
        let code = self.ticket(&authorization);
        Ok((authorization, code))
    }

    /// A token for a code or a refresh token. The inner error is for the app; what it takes back must be stored
    /// all the same.
    pub fn exchange(&self, tx: &mut Tx<'_>, app: &App, offer: Exchange<'_>) -> Result<Result<Issued, GrantError>> {
        let (text, is_code) = match offer {
            Exchange::Code { code, .. } => (code, true),
            Exchange::Refresh { refresh_token, .. } => (refresh_token, false),
        };
        let Some(ticket) = Ticket::parse(text).filter(|ticket| (ticket.number == 0) == is_code) else {
            return Ok(Err(GrantError::Invalid));
        };
        let Some(mut authorization) = tx.get(ticket.authorization)?.filter(|found| found.app_id == app.id) else {
            return Ok(Err(GrantError::Invalid));
        };
        if !self.is_genuine(&ticket, &authorization) {
            return Ok(Err(GrantError::Invalid));
        }
        if ticket.number != authorization.next {
            end(tx, authorization)?;
            return Ok(Err(GrantError::Spent));
        }
        let now = tx.now();
        if authorization.until <= now {
            return Ok(Err(GrantError::Invalid));
        }
        let granted = authorization.scopes.in_common_with(&app.scopes);
        let scopes = match offer {
            Exchange::Code { redirect_uri, .. } if redirect_uri != authorization.redirect_uri => {
                return Ok(Err(GrantError::RedirectUri));
            }
            Exchange::Refresh { scopes: Some(wanted), .. } if !granted.covers(wanted) => {
                return Ok(Err(GrantError::Scope));
            }
            Exchange::Refresh { scopes: Some(wanted), .. } => wanted.clone(),
            Exchange::Code { .. } | Exchange::Refresh { .. } => granted,
        };
        if is_code {
            end_others(tx, &authorization)?;
        }
        forget_expired(tx, authorization.id)?;
        authorization.next += 1;
        authorization.until = now.plus_days(REFRESH_DAYS);
        tx.save(&mut authorization)?;
        let expires_at = now.plus_millis(ACCESS_SECONDS * 1000);
        let shop = (authorization.shop_id, Some(authorization.id));
        let (token, access_token) = self.issue(tx, app, shop, scopes, expires_at)?;
        Ok(Ok(Issued { token, access_token, refresh_token: self.ticket(&authorization) }))
    }

    /// The ticket that may be exchanged next.
    fn ticket(&self, authorization: &Authorization) -> String {
        let mac = self.ticket_mac(authorization, authorization.next).finalize().into_bytes();
        format!("{}.{}.{}", authorization.id, authorization.next, hex::encode(mac))
    }

    fn is_genuine(&self, ticket: &Ticket<'_>, authorization: &Authorization) -> bool {
        let mac = self.ticket_mac(authorization, ticket.number);
        hex::decode(ticket.mac).is_ok_and(|given| mac.verify_slice(&given).is_ok())
    }

    fn ticket_mac(&self, authorization: &Authorization, number: u64) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new(self.ticket_key().into());
        mac.update(format!("{}.{number}.{}", authorization.id, authorization.nonce).as_bytes());
        mac
    }
}

impl App {
    /// Where a shop's admin is sent to open the app: with the shop's domain, and a proof that it is we who say so.
    pub fn entrance(&self, secrets: &Secrets, shop: &Shop) -> Option<String> {
        let url = self.app_url.as_ref()?;
        Some(with_parameters(url, &[("shop", &shop.domain), ("hmac", &domain_proof(secrets, &shop.domain))]))
    }
}

/// Where a shop's admin is sent back to with the code that they agreed to give.
pub fn redirect_with_code(
    redirect_uri: &str,
    secrets: &Secrets,
    shop: &Shop,
    code: &str,
    state: Option<&str>,
) -> String {
    let proof = domain_proof(secrets, &shop.domain);
    let mut parameters = vec![("code", code), ("shop", &shop.domain), ("hmac", &proof)];
    parameters.extend(state.map(|state| ("state", state)));
    with_parameters(redirect_uri, &parameters)
}

/// What vouches for a shop's domain, to who has the app's secret: `hex(HMAC-SHA256(secret, base64(domain)))`.
fn domain_proof(secrets: &Secrets, domain: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secrets.current()) else {
        unreachable!("HMAC takes a key of any length")
    };
    mac.update(BASE64.encode(domain).as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// Revokes what was issued from a consent, and forgets it.
fn end(tx: &mut Tx<'_>, authorization: Record<Authorization>) -> Result<()> {
    let now = tx.now();
    for mut token in tx.find::<Token>(&issued_from(authorization.id))? {
        token.revoke(now);
        tx.save(&mut token)?;
    }
    tx.delete(authorization)?;
    Ok(())
}

/// A shop's consent takes the place of those before.
fn end_others(tx: &mut Tx<'_>, current: &Authorization) -> Result<()> {
    let same = of_app(current.app_id).filter(Filter::equals(Field::integer("shop_id"), current.shop_id));
    for other in tx.find::<Authorization>(&same)? {
        if other.id != current.id {
            end(tx, other)?;
        }
    }
    Ok(())
}

/// Access tokens come every two hours: those that have expired say nothing any more.
fn forget_expired(tx: &mut Tx<'_>, authorization: Id<Authorization>) -> Result<()> {
    let now = tx.now();
    for token in tx.find::<Token>(&issued_from(authorization))? {
        if token.expires_at <= now {
            tx.delete(token)?;
        }
    }
    Ok(())
}

fn issued_from(authorization: Id<Authorization>) -> Query {
    Query::all().filter(Filter::equals(AUTHORIZATION, authorization))
}
