//! A demo shop that grows to the size that somebody asked for, with a bar that shows how far it is.

use api::Site;
use indicatif::{ProgressBar, ProgressStyle};
use shop::demo::{Size, grow, missing};
use storage::Database;

use crate::failure::{Failure, Outcome};

/// So many products, customers or orders in one transaction: what is there when the process is killed stays.
const AT_A_TIME: u64 = 2_000;

/// Makes what is missing of this size. A shop that has them already is left alone.
pub async fn grow_to(database: &Database, site: &Site, shop: i64, wanted: Size) -> Outcome {
    let failed = |error: api::Error| Failure::new(format!("the demo shop could not grow: {error:?}"));
    let left = database.write(shop, None, move |tx| missing(tx, wanted)).await.map_err(failed)?;
    if left == 0 {
        return Ok(());
    }
    // Drawn on the error output, and only where that is a terminal.
    let bar = ProgressBar::new(left).with_style(style()).with_message("demo data");
    loop {
        let site = site.clone();
        let made = database.write(shop, None, move |tx| grow(tx, &site, wanted, AT_A_TIME)).await.map_err(failed)?;
        if made == 0 {
            break;
        }
        bar.inc(made);
    }
    bar.finish_and_clear();
    Ok(())
}

const TEMPLATE: &str = "{msg} [{wide_bar}] {human_pos} of {human_len}, {eta} left";

fn style() -> ProgressStyle {
    ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_has_a_template_that_can_be_read() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }
}
