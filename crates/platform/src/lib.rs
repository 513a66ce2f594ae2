//! Who may call, and who is called: shops and their plans, accounts, apps, API tokens, endpoints;
//! the vault that keeps their secrets, and the trail of who changed what.
//!
//! Everything here is a document like any other, kept under [`storage::PLATFORM`], because a
//! caller is looked up before it is known which shop it belongs to.

mod access;
mod account;
mod app;
pub mod audit;
mod endpoint;
mod feature;
mod installation;
mod oauth;
mod password;
mod plan_request;
mod redirect;
mod scope;
mod secret;
mod session;
mod shop;
mod staff;
mod team;
mod token;
mod vault;

pub use access::{Caller, CallingApp, Directory, Grant, RATE_LIMIT, SIZE_LIMIT};
pub use account::Account;
pub use app::{App, Manifest};
pub use endpoint::Endpoint;
pub use feature::{Feature, UnknownFeature};
pub use installation::Installation;
pub use oauth::{ACCESS_SECONDS, Authorization, CODE_SECONDS, Exchange, GrantError, Issued, redirect_with_code};
pub use password::{Password, Unhashable};
pub use plan_request::{Decision, PlanRequest, PlanRequestError};
pub use redirect::{UrlFault, check_url, origin, with_parameters};
pub use scope::{SCOPES, Scopes};
pub use secret::{PreviousSecret, Secrets};
pub use session::{Session, Who};
pub use shop::{Line, Plan, Shop, Storefront};
pub use staff::{Post, Role, Staff};
pub use team::{Joined, NewStaff, TeamError, one_time_password};
pub use token::{Claims, Token, TokenError};
pub use vault::{MasterKey, Sealed, Vault, VaultError};

/// Every kind of document in this room.
pub const KINDS: &[&storage::Kind] = &[
    <Shop as storage::Document>::KIND,
    <Account as storage::Document>::KIND,
    <App as storage::Document>::KIND,
    <Token as storage::Document>::KIND,
    <Installation as storage::Document>::KIND,
    <Authorization as storage::Document>::KIND,
    <Endpoint as storage::Document>::KIND,
    <Staff as storage::Document>::KIND,
    <Session as storage::Document>::KIND,
    <PlanRequest as storage::Document>::KIND,
    <audit::AuditEntry as storage::Document>::KIND,
];
