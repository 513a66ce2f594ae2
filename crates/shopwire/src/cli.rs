//! The command line.

use clap::{Parser, Subcommand};

use crate::config::{CommonFlags, ServeFlags};

const EXAMPLES: &str = "\
Examples:
  shopwire serve --demo                          a server with a shop to try things with
  shopwire request GET '/v1/customers?per_page=3'  a signed request to it
  shopwire listen                                a receiver of its webhooks

Every setting is a flag, else an environment variable (SHOPWIRE_LISTEN for --listen), else a line of
shopwire.toml; `shopwire config` prints what is in force.";

/// A store you can call, that calls you back: the whole shop API with signed webhooks, on your machine.
#[derive(Debug, Parser)]
#[command(name = "shopwire", version, after_help = EXAMPLES, propagate_version = true, max_term_width = 110)]
pub struct Cli {
    #[command(flatten)]
    pub common: CommonFlags,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API and deliver webhooks
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(ServeFlags),
}

const SERVE_EXAMPLES: &str = "\
Examples:
  shopwire serve --demo
  shopwire serve --data /var/lib/shopwire --listen 0.0.0.0:8080 --base-url https://api.example.com
  shopwire serve --demo --ephemeral --listen 127.0.0.1:0 --metrics-listen off --log warn

Ends on SIGTERM or Ctrl-C once running requests and deliveries are done; a second signal ends it at once.";
