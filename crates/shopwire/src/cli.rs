//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::account::AccountCommand;
use crate::commands::app::AppCommand;
use crate::commands::audit::AuditCommand;
use crate::commands::deliveries::DeliveriesCommand;
use crate::commands::documents::DocumentsFlags;
use crate::commands::listen::{self, ListenFlags};
use crate::commands::openapi::OpenapiFlags;
use crate::commands::order::{self, OrderCommand};
use crate::commands::request::{self, RequestFlags};
use crate::commands::shop::ShopCommand;
use crate::commands::simulate::{self, SimulateFlags};
use crate::commands::staff::StaffCommand;
use crate::commands::token::TokenCommand;
use crate::config::ServeFlags;

const EXAMPLES: &str = "\
Examples:
  shopwire serve --demo                            a server with a shop to try things with
  shopwire request GET '/v1/customers?per_page=2'  a signed request to it
  shopwire listen                                  a receiver of its webhooks

Every setting of the server is a flag, else an environment variable (SHOPWIRE_LISTEN for
--listen), else a line of shopwire.toml; `shopwire config` prints what is in force.";

/// A store you can call, that calls you back: a shop's whole API with signed webhooks, on your machine.
#[derive(Debug, Parser)]
#[command(name = "shopwire", version, after_help = EXAMPLES, max_term_width = 110)]
pub struct Cli {
    /// Data folder [default: ./shopwire-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file [default: shopwire.toml in the data folder or here, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

/// A command that takes `--data` also behind its name. (`request` does not: there it is the body.)
#[derive(Debug, Args)]
pub struct OnFolder<T: Args> {
    #[command(flatten)]
    pub folder: FolderFlag,
    #[command(flatten)]
    pub flags: T,
}

/// The same for a command that has commands of its own.
#[derive(Debug, Args)]
pub struct GroupOnFolder<T: Subcommand> {
    #[command(flatten)]
    pub folder: FolderFlag,
    #[command(subcommand)]
    pub command: T,
}

#[derive(Debug, Default, Args)]
pub struct FolderFlag {
    /// Data folder [default: ./shopwire-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API and deliver webhooks
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Box<OnFolder<ServeFlags>>),
    /// Make a signed request and show its answer
    #[command(after_help = request::EXAMPLES)]
    Request(Box<RequestFlags>),
    /// Receive webhooks, verify them and show them
    #[command(after_help = listen::EXAMPLES)]
    Listen(Box<OnFolder<ListenFlags>>),
    /// Orders of a sandbox shop: list, place, advance
    #[command(after_help = order::EXAMPLES)]
    Order(GroupOnFolder<OrderCommand>),
    /// Bring a sandbox shop to life: shoppers buy, staff send, some goods come back
    #[command(after_help = simulate::EXAMPLES)]
    Simulate(Box<OnFolder<SimulateFlags>>),
    /// Shops and their plans
    Shop(GroupOnFolder<ShopCommand>),
    /// People, who sign in to the console
    Staff(GroupOnFolder<StaffCommand>),
    /// Accounts, which sign requests with a username and a secret
    Account(GroupOnFolder<AccountCommand>),
    /// Apps, which hold API tokens and receive webhooks
    App(GroupOnFolder<AppCommand>),
    /// API tokens
    Token(GroupOnFolder<TokenCommand>),
    /// What was sent to whom, and sending it again
    Deliveries(GroupOnFolder<DeliveriesCommand>),
    /// Who changed what, when and from where
    Audit(GroupOnFolder<AuditCommand>),
    /// Write the OpenAPI documents
    Openapi(OpenapiFlags),
    /// Write the API as a PDF, as OpenAPI (JSON and YAML) and as a Postman collection
    Documents(DocumentsFlags),
    /// Print the settings in force, and where each comes from
    Config(Box<OnFolder<ServeFlags>>),
}

const SERVE_EXAMPLES: &str = "\
Examples:
  shopwire serve --demo
  shopwire serve --data /var/lib/shopwire --listen 0.0.0.0:8080 --base-url https://api.example.com
  shopwire serve --demo --demo-size 1000000 --demo-orders 1000000
  shopwire serve --demo --ephemeral --listen 127.0.0.1:0 --metrics-listen off --log warn

Ends on SIGTERM or Ctrl-C once running requests and deliveries are done; a second signal
ends it at once.";
