//! A Shopwire in a test: a server on a free port with a seeded shop, signed clients, a receiver of webhooks,
//! and a clock that the test moves.
//!
//! ```no_run
//! # async fn story() {
//! let shopwire = shopwire_testkit::Shopwire::spawn().await;
//! let vendor = shopwire.vendor();
//! let customers = vendor.get("/v1/customers").await;
//! assert_eq!(customers.status, 200);
//! # }
//! ```

#![allow(clippy::missing_panics_doc)] // a test's server panics with the reason: that is how a test fails

mod browser;
mod client;
mod needs;
mod receiver;
mod server;

pub use browser::{Browser, Sight};
pub use client::{Answer, Client, Credentials, hmac_sha256_base64};
pub use needs::needs;
pub use receiver::{Delivered, Receiver};
pub use reqwest::Method;
pub use server::{Change, Shopwire};
