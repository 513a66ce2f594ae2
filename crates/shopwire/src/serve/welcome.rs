//! What a person reads when the server has started.

use std::net::SocketAddr;

use wire::grouped;

use crate::data_folder::DataFolder;
use crate::demo::{Counts, Demo};
use crate::failure::Outcome;
use crate::print::{DIM, HEADING, NAME, paint, program, quoted, say};

pub fn print(
    folder: &DataFolder,
    base_url: &str,
    metrics: Option<SocketAddr>,
    demo: Option<&(Demo, Counts)>,
) -> Outcome {
    say!("{} {} serves at {}", paint(HEADING, "Shopwire"), env!("CARGO_PKG_VERSION"), paint(NAME, base_url));
    let gone = if folder.is_temporary() { " (goes when the server ends)" } else { "" };
    say!("  data       {}{gone}", folder.path().display());
    say!("  portal     {base_url}/");
    say!("  documents  {base_url}/openapi/v1.json");
    if let Some(address) = metrics {
        say!("  metrics    http://{address}/metrics");
    }
    match demo {
        Some((demo, counts)) => print_demo(folder, demo, *counts),
        None => Ok(()),
    }
}

fn print_demo(folder: &DataFolder, demo: &Demo, counts: Counts) -> Outcome {
    say!();
    let [products, customers, orders] = [counts.products, counts.customers, counts.orders].map(grouped);
    let shop = paint(HEADING, "Demo shop");
    say!("{shop} {}: {products} products, {customers} customers, {orders} orders", demo.shop.domain);
    for account in &demo.accounts {
        let (pace, size) = (account.requests_per_second, grouped(account.max_body_bytes as u64));
        let limits = format!("{pace} requests a second, bodies up to {size} bytes");
        say!("  account    {} / {}  {}", account.username, account.secret, paint(DIM, limits));
    }
    for staff in &demo.staff {
        say!("  {:<9}  {} / {}  {}", staff.role, staff.email, staff.password, paint(DIM, "at the portal"));
    }
    say!("  app        {} / {}", demo.app.name, demo.app.secret);
    // Nine hundred characters that nobody types: the file has them.
    let (head, tail) = demo.app.token.split_at(12.min(demo.app.token.len()));
    let tail = &tail[tail.len().saturating_sub(8)..];
    say!("  token      {head}…{tail}  {}", paint(DIM, "all scopes; whole in demo.json"));
    say!("  webhooks   {}", demo.app.webhook_url);
    say!("  all of it  {}", folder.demo().display());
    say!();
    say!("{}", paint(HEADING, "Try next, in another terminal:"));
    let me = if folder.is_default() {
        program()
    } else {
        format!("{} --data {}", program(), quoted(&folder.path().display().to_string()))
    };
    say!("  {me} request GET '/v1/customers?per_page=2'");
    say!("  {me} listen {}", paint(DIM, "  # shows each webhook; leave it running"));
    let change = paint(DIM, "  # watch it arrive over there");
    say!("  {me} request PUT /v1/customers/1 --data '{{\"note\":\"hello\"}}'{change}");
    Ok(())
}
