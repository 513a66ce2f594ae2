//! `shopwire audit`: who changed what, when and from where.

use clap::{Args, Subcommand};
use platform::audit::{AuditEntry, AuditFilter, Change};
use serde_json::Value;
use storage::{PLATFORM, Reading};
use wire::{Id, Timestamp};

use super::{ShopFlag, dash};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use crate::print::{DIM, paint, say, show_list};

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// List changes, newest first
    #[command(after_help = LIST_EXAMPLES)]
    List(Box<List>),
}

const LIST_EXAMPLES: &str = "\
Examples:
  shopwire audit list --action account.
  shopwire audit list --shop tea.shopwire.test --since 2026-01-15 --json";

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    shop: ShopFlag,
    /// Only changes by whose name begins so
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// Only actions that begin so, such as account. or plan.approve
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// Only from this time on (YYYY-MM-DD, or with HH:MM:SS, in Taipei)
    #[arg(long, value_name = "TIME", value_parser = |text: &str| text.parse::<Timestamp>())]
    since: Option<Timestamp>,
    /// Only until this time
    #[arg(long, value_name = "TIME", value_parser = |text: &str| text.parse::<Timestamp>())]
    until: Option<Timestamp>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u64,
    /// Only ids below this: the last id of the page before
    #[arg(long, value_name = "ID")]
    before: Option<Id<AuditEntry>>,
    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

pub async fn run(config: &Config, command: AuditCommand) -> Outcome {
    let installation = Installation::existing(config).await?;
    let AuditCommand::List(list) = command;
    print_list(&installation, *list).await
}

async fn print_list(installation: &Installation, list: List) -> Outcome {
    let shop = list.shop.named(installation).await?.map(|shop| shop.id);
    let List { actor, action, since, until, limit, before, json, .. } = list;
    let query = AuditFilter { shop, actor, action, target: None, since, until, before }.query().limit(limit);
    let entries = installation.database().read(PLATFORM, |view| view.find::<AuditEntry>(&query)).await?;
    let rows = entries.iter().map(|entry| Ok((to_json(entry)?, cells(entry)))).collect::<Outcome<Vec<_>>>()?;
    show_list(json, ["ID", "WHEN", "WHO", "FROM", "ACTION", "WHAT", "CHANGES"], &rows)?;
    if !json
        && u64::try_from(entries.len()).is_ok_and(|count| count == limit)
        && let Some(last) = entries.last()
    {
        say!("{}", paint(DIM, format!("older ones: --before {}", last.id)));
    }
    Ok(())
}

fn to_json(entry: &AuditEntry) -> Outcome<Value> {
    serde_json::to_value(entry).map_err(|error| Failure::new(error.to_string()))
}

fn cells(entry: &AuditEntry) -> [String; 7] {
    let target = &entry.target;
    [
        entry.id.to_string(),
        entry.at.to_string(),
        entry.actor.to_string(),
        dash(entry.actor.address),
        entry.action.clone(),
        format!("{} {} {}", target.kind, target.id, target.name),
        entry.changes.iter().map(in_words).collect::<Vec<_>>().join(", "),
    ]
}

fn in_words(change: &Change) -> String {
    let Change { field, before, after, secret } = change;
    match (before, after) {
        _ if *secret => format!("{field}: another"),
        (Value::Null, after) => format!("{field}: {after}"),
        (before, after) => format!("{field}: {before} -> {after}"),
    }
}
