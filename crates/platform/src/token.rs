//! API tokens: JWTs signed with HS256, revocable.
//!
//! Only one algorithm is known and it is never taken from the token, which is all that most
//! holes in token libraries are about; a general library would bring RSA and curves along.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use storage::{Field, Index};
use wire::{Id, Timestamp};

use crate::{App, Authorization, Scopes, Shop, Vault};

/// An issued token; the text itself is not kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Token {
    #[serde(default)]
    pub id: Id<Token>,
    pub shop_id: Id<Shop>,
    pub app_id: Id<App>,
    pub scopes: Scopes,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
    /// Refused from this moment on, which may lie ahead.
    pub revoked_at: Option<Timestamp>,
    /// The consent that it was issued from, where it was one.
    #[serde(default)]
    pub authorization_id: Option<Id<Authorization>>,
}

storage::document!(
    Token,
    "API Token",
    "tokens",
    [
        Index::on("tokens_app", &[Field::integer("app_id")]),
        Index::on("tokens_shop", &[Field::integer("shop_id")]),
        Index::on("tokens_authorization", &[Field::integer("authorization_id")]),
    ]
);

impl Token {
    /// From this moment on it is refused, if not before.
    pub fn revoke(&mut self, at: Timestamp) {
        self.revoked_at = Some(self.revoked_at.map_or(at, |known| known.min(at)));
    }

    /// The moment it ends at, as far as is known.
    pub fn ends_at(&self) -> Timestamp {
        self.revoked_at.map_or(self.expires_at, |revoked| revoked.min(self.expires_at))
    }
}

/// What the token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub shop_id: Id<Shop>,
    pub shop_domain: String,
    /// With spaces between them.
    pub scopes: String,
    /// Seconds since 1970.
    pub iat: i64,
    pub exp: i64,
    /// The token's id in the database, for revocation.
    pub jti: Id<Token>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("not a token")]
    Malformed,
    #[error("the token's signature is wrong")]
    Forged,
    #[error("the token has expired")]
    Expired,
}

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

#[derive(Deserialize)]
struct Header {
    alg: String,
}

impl Claims {
    /// What an issued token says: the same text each time it is signed.
    pub fn of(token: &Token, shop: &Shop) -> Self {
        Self {
            shop_id: shop.id,
            shop_domain: shop.domain.clone(),
            scopes: token.scopes.to_string(),
            iat: token.issued_at.seconds(),
            exp: token.expires_at.seconds(),
            jti: token.id,
        }
    }

    pub fn sign(&self, vault: &Vault) -> String {
        // Integers and text always serialize.
        let claims = serde_json::to_vec(self).unwrap_or_default();
        let signed = format!("{}.{}", BASE64URL.encode(HEADER), BASE64URL.encode(claims));
        let signature = BASE64URL.encode(mac(vault, &signed).finalize().into_bytes());
        format!("{signed}.{signature}")
    }

    pub fn verify(token: &str, vault: &Vault, now: Timestamp) -> Result<Self, TokenError> {
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenError::Malformed)?;
        let decode = |part: &str| BASE64URL.decode(part).map_err(|_| TokenError::Malformed);
        mac(vault, signed).verify_slice(&decode(signature)?).map_err(|_| TokenError::Forged)?;
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| TokenError::Malformed)?;
        if header.alg != "HS256" {
            return Err(TokenError::Malformed);
        }
        let claims: Self = serde_json::from_slice(&decode(claims)?).map_err(|_| TokenError::Malformed)?;
        if claims.exp <= now.seconds() { Err(TokenError::Expired) } else { Ok(claims) }
    }
}

fn mac(vault: &Vault, text: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new(vault.token_key().into());
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MasterKey;
    use wire::SeededRandom;

    fn vault(seed: u64) -> Vault {
        Vault::new(&MasterKey::generate(&SeededRandom::new(seed)))
    }

    fn claims() -> Claims {
        Claims {
            shop_id: Id::new(7),
            shop_domain: "a.shopwire.test".into(),
            scopes: "read_customers".into(),
            iat: 1000,
            exp: 2000,
            jti: Id::new(3),
        }
    }

    #[test]
    fn a_token_is_believed_until_it_expires() {
        let token = claims().sign(&vault(1));
        let at = |seconds: i64| Claims::verify(&token, &vault(1), Timestamp::from_millis(seconds * 1000));
        assert_eq!(at(1999), Ok(claims()));
        assert_eq!(at(2000), Err(TokenError::Expired));
    }

    #[test]
    fn a_changed_token_is_not_believed() {
        let now = Timestamp::from_millis(1_500_000);
        let token = claims().sign(&vault(1));
        assert_eq!(Claims::verify(&token, &vault(2), now), Err(TokenError::Forged));
        let none = BASE64URL.encode(r#"{"alg":"none"}"#);
        let body = token.split('.').nth(1).unwrap();
        for forged in [format!("{none}.{body}."), format!("{token}x"), "a.b".into(), String::new(), "..".into()] {
            assert!(Claims::verify(&forged, &vault(1), now).is_err(), "{forged}");
        }
    }
}
