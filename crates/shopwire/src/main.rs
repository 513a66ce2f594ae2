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

use cli::{Cli, Command};
use commands::{account, app, deliveries, listen, openapi, request, shop, token};
use config::{Config, ServeFlags};
use failure::Outcome;

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
async fn run(Cli { common, command }: Cli) -> Outcome {
    let config = |flags: ServeFlags| Config::resolve(&common, flags);
    match command {
        Command::Serve(flags) => {
            let choice = serve::Choice { demo: flags.demo, ephemeral: flags.ephemeral };
            serve::serve(&config(*flags)?, choice).await
        }
        Command::Config(flags) => commands::config::run(&config(*flags)?),
        Command::Openapi(flags) => openapi::run(&flags),
        Command::Request(flags) => request::run(&config(ServeFlags::default())?, *flags).await,
        Command::Listen(flags) => listen::run(&config(ServeFlags::default())?, *flags).await,
        Command::Shop(command) => shop::run(&config(ServeFlags::default())?, command).await,
        Command::Account(command) => account::run(&config(ServeFlags::default())?, command).await,
        Command::App(command) => app::run(&config(ServeFlags::default())?, command).await,
        Command::Token(command) => token::run(&config(ServeFlags::default())?, command).await,
        Command::Deliveries(command) => deliveries::run(&config(ServeFlags::default())?, command).await,
    }
}
