//! `/docs/webhooks`: every event, and how a receiver knows that it is genuine.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use documents::catalogue::{Catalogue, Event};

use super::fields::FieldLists;
use super::samples::{self, Sample};
use super::{Linked, pretty};
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Visitor;

pub(super) fn router() -> Router {
    Router::new().route("/docs/webhooks", get(list)).route("/docs/webhooks/{resource}/{action}", get(show))
}

#[derive(Template)]
#[template(path = "reference/webhooks.html")]
struct ListPage<'a> {
    shell: Shell,
    reference: &'a Catalogue,
    lists: FieldLists<'a>,
    samples: Vec<Sample>,
}

#[derive(Template)]
#[template(path = "reference/event.html")]
struct EventPage<'a> {
    shell: Shell,
    event: &'a Event,
    reference: &'a Catalogue,
    lists: FieldLists<'a>,
    request: String,
}

async fn list(visitor: Visitor) -> Result<Response, Refusal> {
    let reference = &visitor.portal.reference;
    page(&ListPage {
        shell: visitor.shell(Section::Webhooks, visitor.texts().webhooks.title),
        reference,
        lists: FieldLists { reference, texts: visitor.texts() },
        samples: samples::of_webhook()?,
    })
}

async fn show(visitor: Visitor, Path((resource, action)): Path<(String, String)>) -> Result<Response, Refusal> {
    let reference = &visitor.portal.reference;
    let event = reference.event(&format!("{resource}/{action}")).ok_or(Refusal::NotFound)?;
    page(&EventPage {
        shell: visitor.shell(Section::Webhooks, event.name.clone()),
        event,
        reference,
        lists: FieldLists { reference, texts: visitor.texts() },
        request: as_it_arrives(event),
    })
}

/// The request as a receiver reads it, signed by nobody.
fn as_it_arrives(event: &Event) -> String {
    let (name, body) = (&event.name, pretty(&event.payload.example));
    format!(
        "POST /webhooks HTTP/1.1\n\
         Content-Type: application/json\n\
         User-Agent: CyberbizAppWebhook/1.0\n\
         X-Cyberbiz-Domain: demo.shopwire.example\n\
         X-Cyberbiz-Shop-Domain: shop.example.com\n\
         X-Cyberbiz-Event: {name}\n\
         X-Cyberbiz-Hmac-Sha256: <hex>\n\
         X-Cyberbiz-Domain-Hmac-Sha256: <hex>\n\
         webhook-id: evt_01\n\
         webhook-timestamp: 1768442400\n\
         webhook-signature: v1,<base64>\n\n{body}"
    )
}
