//! `/docs/models`: every object that goes over the wire.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use documents::catalogue::{Catalogue, Content, Event, Model, Operation};

use super::Linked;
use super::fields::{FieldList, FieldLists};
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Visitor;

pub(super) fn router() -> Router {
    Router::new().route("/docs/models", get(list)).route("/docs/models/{version}/{name}", get(show))
}

#[derive(Template)]
#[template(path = "reference/models.html")]
struct ListPage<'a> {
    shell: Shell,
    reference: &'a Catalogue,
}

#[derive(Template)]
#[template(path = "reference/model.html")]
struct ModelPage<'a> {
    shell: Shell,
    model: &'a Model,
    fields: FieldList<'a>,
    operations: Vec<&'a Operation>,
    events: Vec<&'a Event>,
    parents: Vec<&'a Model>,
}

async fn list(visitor: Visitor) -> Result<Response, Refusal> {
    let shell = visitor.shell(Section::Reference, visitor.texts().reference.models_title);
    page(&ListPage { shell, reference: &visitor.portal.reference })
}

async fn show(visitor: Visitor, Path((version, name)): Path<(String, String)>) -> Result<Response, Refusal> {
    let reference = &visitor.portal.reference;
    let model = reference.model(&version, &name).ok_or(Refusal::NotFound)?;
    let is_it = |content: &Content| reference.model_of(&content.kind).is_some_and(|other| std::ptr::eq(other, model));
    let uses = |operation: &&Operation| {
        let answered = operation.success().and_then(|success| success.content.as_ref());
        operation.body.as_ref().is_some_and(is_it) || answered.is_some_and(is_it)
    };
    let holds = |parent: &&Model| {
        let mut kinds = parent.fields().iter().map(|field| reference.model_of(&field.kind));
        kinds.any(|other| other.is_some_and(|other| std::ptr::eq(other, model)))
    };
    page(&ModelPage {
        shell: visitor.shell(Section::Reference, format!("{} · {}", model.name, model.label)),
        model,
        fields: FieldLists { reference, texts: visitor.texts() }.page(model),
        operations: reference.operations().filter(uses).collect(),
        events: reference.events.iter().filter(|event| is_it(&event.payload)).collect(),
        parents: reference.models.iter().filter(holds).collect(),
    })
}
