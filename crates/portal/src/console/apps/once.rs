//! What is shown once: on the answer to the form that made it, and nowhere else.

use askama::Template;
use axum::response::Response;
use platform::App;

use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Console;

#[derive(Template)]
#[template(path = "console/apps/once.html")]
struct Once {
    shell: Shell,
    app: App,
    secret: Option<String>,
    token: Option<String>,
}

pub(super) fn show(
    console: &Console,
    app: App,
    title: String,
    secret: Option<String>,
    token: Option<String>,
) -> Result<Response, Refusal> {
    let shell = console.visitor.shell(Section::Console, title);
    page(&Once { shell, app, secret, token })
}
