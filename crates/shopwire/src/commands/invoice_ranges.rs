//! `shopwire shop add-invoice-range` and `shopwire shop list-invoice-ranges`

use clap::Args;
use platform::audit::{self, Changes};
use serde_json::json;
use shop::einvoices::Period;
use shop::einvoices::ranges::{InvoiceRange, InvoiceRangeCreate, add as add_range};
use storage::{Query, Reading, Tx};

use super::{ListFlags, actor, dash};
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use crate::print::{say, show_list};

#[derive(Debug, Args)]
pub struct AddInvoiceRange {
    /// Shop, by domain or id
    shop: String,
    /// The two letters, such as AB
    prefix: String,
    /// The first number, eight digits
    from: String,
    /// The last number, eight digits
    to: String,
    /// The two months it is for: a month (2026-11), or as the tax office writes it (11512) [default: the current ones]
    #[arg(long)]
    period: Option<Period>,
}

pub async fn add(installation: &Installation, new: AddInvoiceRange) -> Outcome {
    let AddInvoiceRange { shop, prefix, from, to, period } = new;
    let shop = installation.shop(Some(&shop)).await?;
    let (id, domain) = (shop.id.get(), shop.domain.clone());
    let new = InvoiceRangeCreate { period: period.map(|period| period.to_string()), prefix, from, to };
    let add = move |tx: &mut Tx<'_>| {
        let range = add_range(tx, new).map_err(refused)?;
        let changes = Changes::new().with("period", range.period).with("range", range.in_words());
        audit::record(tx, &actor(), "shop.add_invoice_range", &shop, changes)?;
        Ok::<_, Failure>(range.into_value())
    };
    let range = installation.database().write(id, None, add).await?;
    say!("shop {domain} issues invoices of {} with {}, {} numbers", range.period, range.in_words(), range.left());
    Ok(())
}

/// The rules speak as the API does.
fn refused(error: api::Error) -> Failure {
    match error {
        api::Error::Invalid(texts) => Failure::usage(texts.join("\n")),
        other => Failure::new(other.to_string()),
    }
}

pub async fn list(installation: &Installation, flags: &ListFlags) -> Outcome {
    let mut rows = Vec::new();
    for shop in flags.shop.shops(installation).await? {
        let ranges = installation.database().read(shop.id.get(), |view| view.find::<InvoiceRange>(&Query::all()));
        for range in ranges.await? {
            let object = json!({
                "id": range.id,
                "shop": shop.domain,
                "period": range.period,
                "prefix": range.prefix,
                "from": range.from,
                "to": range.to,
                "next": range.next,
                "left": range.left(),
            });
            let (id, period, words, left) = (range.id, range.period, range.in_words(), range.left());
            let columns = [
                id.to_string(),
                shop.domain.clone(),
                period.to_string(),
                words,
                dash(range.next.as_ref()),
                left.to_string(),
            ];
            rows.push((object, columns));
        }
    }
    show_list(flags.json, ["ID", "SHOP", "PERIOD", "RANGE", "NEXT", "LEFT"], &rows)
}
