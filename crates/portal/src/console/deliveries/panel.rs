//! The deliveries about one thing, for its own page: a page of the list that goes on living there.

use askama::Template;
use storage::{DeliveryFilter, PLATFORM, Reading};

use super::filter::Asked;
use super::list::{PER_PAGE, Row, urls};
use crate::refusal::Refusal;
use crate::texts::{deliveries, orders};
use crate::visitor::Console;

#[derive(Template)]
#[template(path = "console/deliveries/panel.html")]
struct Panel {
    t: &'static deliveries::Texts,
    o: &'static orders::Texts,
    rows: Vec<Row>,
    live: String,
    /// Whether events have anywhere to go.
    has_endpoints: bool,
}

/// A piece of page, and where the whole list of it is.
pub(in crate::console) struct Found {
    pub(in crate::console) html: String,
    pub(in crate::console) path: String,
}

/// What was and will be delivered about this resource, of these events.
pub(in crate::console) async fn of(console: &Console, event: &str, resource: i64) -> Result<Found, Refusal> {
    let (visitor, shop) = (&console.visitor, console.shop.id);
    let (texts, orders) = (&visitor.texts().deliveries, &visitor.texts().orders);
    let asked = Asked { event: event.to_owned(), resource: resource.to_string(), ..Asked::default() };
    let filter = asked.filter(shop, visitor.now(), texts).unwrap_or_default();
    let filter = DeliveryFilter { limit: Some(PER_PAGE), ..filter };
    let read = visitor.portal.directory.database.read_apart(PLATFORM, move |view| {
        let found = view.log().deliveries(&filter)?;
        // From the same moment: what comes after it is news.
        let of_shop = DeliveryFilter { shop: Some(shop.get()), limit: Some(1), ..DeliveryFilter::default() };
        let newest = view.log().deliveries(&of_shop)?.first().map_or(0, |delivery| delivery.id);
        Ok::<_, storage::Error>((found, newest, urls(view, shop)?))
    });
    let (found, newest, urls) = read.await?;
    let query = asked.query();
    let panel = Panel {
        t: texts,
        o: orders,
        rows: found.into_iter().map(|delivery| Row::of(delivery, &urls, texts)).collect(),
        live: format!("/console/deliveries/live?{query}&after={newest}"),
        has_endpoints: !urls.is_empty(),
    };
    Ok(Found { html: panel.render()?, path: format!("/console/deliveries?{query}") })
}
