//! `shopwire`: the server and the commands beside it. Everything is wired here; nothing else knows this room.
//!
//! - `cli`: what can be typed
//! - `config`: what is in force, and where each value comes from
//! - `data_folder`, `installation`: the folder, its lock, its key; the database opened
//! - `serve`: the server's life, from the first socket to the last delivery
//! - `demo`: the shop of `serve --demo`
//! - `commands`: one file for each of the others

mod cli;
mod config;
mod data_folder;
mod demo;
mod failure;
mod installation;
mod print;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use config::Config;
use failure::Outcome;

fn main() -> ExitCode {
    // Prints help and mistakes itself, and exits with 2 for a mistake.
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            anstream::eprintln!("{}: {failure}", print::paint(print::BAD, "shopwire"));
            failure.code()
        }
    }
}

#[tokio::main]
async fn run(cli: Cli) -> Outcome {
    match cli.command {
        Command::Serve(flags) => {
            let choice = serve::Choice { demo: flags.demo, ephemeral: flags.ephemeral };
            serve::serve(&Config::resolve(&cli.common, flags)?, choice).await
        }
    }
}
