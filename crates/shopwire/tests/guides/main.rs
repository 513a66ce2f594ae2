//! The guides do what they show: their commands run as a reader runs them, in one folder and one terminal, and
//! print what the guides say they print.
//!
//! A code block says after its language what it is:
//!
//! - `run`: typed into the terminal; it succeeds. `run fails`: it does not.
//! - `stays=NAME`: typed into a terminal of its own, where it goes on running.
//! - `file=NAME`: saved under that name.
//! - `prints`, `prints=NAME`: lines that the last command, or the one that stays, prints, in this order; `…` stands
//!   for anything. Other lines may come between.
//!
//! Only addresses differ: tests run beside each other, so every server and receiver gets a port of its own.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // a story that cannot be told fails

#[path = "../support/mod.rs"]
mod support;

mod block;
mod reader;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use block::{Block, Purpose};
use reader::Reader;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../portal/guides/zh-TW"))
}

fn blocks_of(guide: &str) -> Vec<Block> {
    let text = fs::read_to_string(folder().join(format!("{guide}.md"))).unwrap();
    block::read(&text)
}

/// The Chinese guide is followed; that the English one has the same blocks is shown where the guides are.
fn follow(guide: &str) {
    // Named as the reader would look for them, so that a machine without one of them says so.
    if ["curl", "openssl", "python3"].into_iter().any(|program| testkit::needs(program).is_none()) {
        return;
    }
    let mut reader = Reader::new();
    for block in blocks_of(guide) {
        reader.follow(&block);
    }
}

macro_rules! guides {
    ($($test:ident: $guide:literal),* $(,)?) => {
        const FOLLOWED: &[&str] = &[$($guide),*];
        $(#[test]
        fn $test() {
            follow($guide);
        })*
    };
}

guides! {
    the_start_leads_to_a_verified_webhook: "getting-started",
    requests_are_signed_and_tokens_used_as_shown: "authentication",
    limits_are_met_and_kept_as_shown: "limits",
    lists_are_walked_as_shown: "paging",
    errors_look_as_shown: "errors",
    requests_are_repeated_as_shown: "idempotency",
    webhooks_are_verified_as_shown: "webhooks",
    deliveries_are_tried_again_as_shown: "retries",
    deliveries_are_sent_again_as_shown: "replay",
    tools_do_as_shown: "tools",
}

#[test]
fn every_guide_with_commands_is_followed() {
    let guides = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let with_commands: BTreeSet<String> = guides
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|guide| blocks_of(guide).iter().any(|block| block.purpose != Purpose::Shown))
        .collect();
    assert_eq!(with_commands, FOLLOWED.iter().map(|guide| (*guide).to_owned()).collect());
}
