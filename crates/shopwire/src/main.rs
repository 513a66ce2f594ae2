//! `shopwire`: the server and the commands beside it. Everything is wired here; nothing else knows this room.
//!
//! - `cli`: what can be typed
//! - `config`: what is in force, and where each value comes from
//! - `data_folder`, `installation`: the folder, its lock, its key; the database opened
//! - `serve`: the server's life, from the first socket to the last delivery
//! - `demo`: the shop of `serve --demo`
//! - `commands`: one file for each of the others
//! - `print`, `http_client`, `failure`: what they share

mod cli;
mod commands;
mod config;
mod data_folder;
mod demo;
mod failure;
mod http_client;
mod installation;
mod print;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command, FolderFlag, OnFolder};
use commands::{
    account, app, audit, deliveries, documents, listen, openapi, order, request, shop, simulate, staff, token,
};
use config::{Config, Named, ServeFlags};
use failure::Outcome;

/// Answers are built of many small pieces on several threads at once; this allocator is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Prints help and mistakes itself, and exits with 2 for a mistake.
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_silent() {
                anstream::eprintln!("{}: {failure}", print::paint(print::BAD, "shopwire"));
            }
            ExitCode::from(failure.code())
        }
    }
}

#[tokio::main]
async fn run(Cli { data, config, command }: Cli) -> Outcome {
    let resolve = |folder: FolderFlag, flags: ServeFlags| {
        // Named behind the command, or before it.
        let data = folder.data.or(data);
        Config::resolve(&Named { data, file: config }, flags)
    };
    let usual = ServeFlags::default();
    match command {
        Command::Serve(serve) => {
            let OnFolder { folder, flags } = *serve;
            let choice = serve::Choice { demo: flags.demo, demo_size: flags.demo_size(), ephemeral: flags.ephemeral };
            serve::serve(&resolve(folder, flags)?, choice).await
        }
        Command::Config(config) => commands::config::run(&resolve(config.folder, config.flags)?),
        Command::Openapi(flags) => openapi::run(&flags),
        Command::Documents(flags) => documents::run(&flags),
        Command::Request(flags) => request::run(&resolve(FolderFlag::default(), usual)?, *flags).await,
        Command::Listen(listen) => listen::run(&resolve(listen.folder, usual)?, listen.flags).await,
        Command::Order(order) => order::run(&resolve(order.folder, usual)?, order.command).await,
        Command::Simulate(simulate) => Box::pin(simulate::run(&resolve(simulate.folder, usual)?, simulate.flags)).await,
        Command::Shop(shop) => shop::run(&resolve(shop.folder, usual)?, shop.command).await,
        Command::Staff(staff) => staff::run(&resolve(staff.folder, usual)?, staff.command).await,
        Command::Account(account) => account::run(&resolve(account.folder, usual)?, account.command).await,
        Command::App(app) => app::run(&resolve(app.folder, usual)?, app.command).await,
        Command::Token(token) => token::run(&resolve(token.folder, usual)?, token.command).await,
        Command::Audit(audit) => audit::run(&resolve(audit.folder, usual)?, audit.command).await,
        Command::Deliveries(deliveries) => {
            deliveries::run(&resolve(deliveries.folder, usual)?, deliveries.command).await
        }
    }
}
