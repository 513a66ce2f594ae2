//! Stories of the portal, told in a real browser.

#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests fail as tests do

mod answers;
mod apps;
mod browser;
mod every_page;
mod orders;
mod people;
mod plain;
mod reference;
mod sign_in;
mod stage;
mod uploads;
mod webhooks;
