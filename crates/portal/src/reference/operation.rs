//! The page of an operation: what it takes and answers, samples that sign, and a form that tries it.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use documents::catalogue::{Field, Group, Operation};
use platform::{RATE_LIMIT, SIZE_LIMIT};
use serde_json::{Value, json};

use super::fields::FieldLists;
use super::samples::{self, Sample};
use super::{Linked, fill};
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::texts::trying;
use crate::visitor::{Identity, Visitor};

pub(super) fn router() -> Router {
    Router::new().route("/docs/v1/{tag}/{id}", get(v1)).route("/docs/v2/{tag}/{id}", get(v2))
}

#[derive(Template)]
#[template(path = "reference/operation.html")]
struct OperationPage<'a> {
    shell: Shell,
    group: &'a Group,
    operation: &'a Operation,
    lists: FieldLists<'a>,
    /// The parts of its form, if it takes files.
    form: &'a [Field],
    samples: Vec<Sample>,
    limits: String,
    /// The account that requests are signed with.
    account: Option<String>,
    /// What the script that tries the operation says.
    script_texts: String,
}

async fn v1(visitor: Visitor, Path((tag, id)): Path<(String, String)>) -> Result<Response, Refusal> {
    show(&visitor, "v1", &tag, &id)
}

async fn v2(visitor: Visitor, Path((tag, id)): Path<(String, String)>) -> Result<Response, Refusal> {
    show(&visitor, "v2", &tag, &id)
}

fn show(visitor: &Visitor, version: &str, tag: &str, id: &str) -> Result<Response, Refusal> {
    let portal = &visitor.portal;
    let group = portal.reference.group(version, tag).ok_or(Refusal::NotFound)?;
    let operation = group.operation(id).ok_or(Refusal::NotFound)?;
    let texts = visitor.texts();
    let account = visitor.user.as_ref().and_then(|user| match &user.identity {
        Identity::Account(account) => Some(account.username.clone()),
        Identity::Staff(_) => None,
    });
    let limits = fill(&fill(texts.reference.limits_text, "rate", RATE_LIMIT), "size", SIZE_LIMIT);
    let form = match &operation.body {
        Some(body) if body.multipart => portal.reference.fields_of(&body.kind),
        _ => &[],
    };
    let username = account.as_deref().unwrap_or("apidemo");
    page(&OperationPage {
        shell: visitor.shell(Section::Reference, operation.summary.clone()),
        group,
        operation,
        lists: FieldLists { reference: &portal.reference, texts },
        form,
        samples: samples::of_request(operation, form, &portal.base_url, username)?,
        limits,
        account,
        script_texts: script_texts(&texts.trying).to_string(),
    })
}

fn script_texts(texts: &trying::Texts) -> Value {
    json!({
        "badJson": texts.bad_json, "sending": texts.sending, "request": texts.request, "answer": texts.answer,
        "status": texts.status, "time": texts.time, "headers": texts.headers, "emptyBody": texts.empty_body,
        "paceText": texts.pace_text, "wait": texts.wait, "again": texts.again, "noToken": texts.no_token,
        "noSecret": texts.no_secret, "missing": texts.missing, "noAnswer": texts.no_answer, "noFile": texts.no_file,
        "fileBytes": texts.file_bytes, "unreadable": texts.unreadable, "tooLarge": texts.too_large, "save": texts.save,
    })
}
