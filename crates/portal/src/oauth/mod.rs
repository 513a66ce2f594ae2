//! `/admin/oauth/authorize`: a shop's staff are asked whether an app may come in, and it is sent its code.

mod request;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_SECURITY_POLICY;
use platform::audit::{Changes, Target, record};
use platform::{App, Installation, origin, redirect_with_code};
use storage::{PLATFORM, Record, Tx};

use crate::dress::policy_with_forms_to;
use crate::page::{Section, Shell, go, page, page_with};
use crate::refusal::Refusal;
use crate::scopes::{self, ScopeRow};
use crate::submitted::Submitted;
use crate::visitor::Console;
use request::{Asked, Fields, Problem, refuse};

pub(crate) const PATH: &str = "/admin/oauth/authorize";

pub(crate) fn router() -> Router {
    Router::new().route(PATH, get(ask).post(decide))
}

#[derive(Template)]
#[template(path = "oauth/consent.html")]
struct Consent {
    shell: Shell,
    app: App,
    asks: String,
    shop: String,
    domain: String,
    who: String,
    rows: Vec<ScopeRow>,
    boxes: bool,
    /// The site that the answer goes to.
    goes_to: String,
    fields: Fields,
}

#[derive(Template)]
#[template(path = "oauth/problem.html")]
struct ProblemPage {
    shell: Shell,
    heading: &'static str,
    advice: String,
    back: Option<String>,
}

async fn ask(console: Console, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let fields = Fields::of_query(query.as_deref().unwrap_or_default());
    match fields.read(&console).await? {
        Ok(asked) => consent_page(&console, fields, asked).await,
        Err(problem) => problem_page(&console, &fields, problem),
    }
}

async fn decide(console: Console, form: Submitted) -> Result<Response, Refusal> {
    let fields = Fields::of_form(&form);
    let asked = match fields.read(&console).await? {
        Ok(asked) => asked,
        Err(problem) => return problem_page(&console, &fields, problem),
    };
    if form.text("decision") == "allow" { allow(&console, asked).await } else { Ok(decline(&asked)) }
}

async fn allow(console: &Console, asked: Asked) -> Result<Response, Refusal> {
    let directory = &console.visitor.portal.directory;
    let (vault, shop, actor) = (Arc::clone(&directory.vault), console.shop.clone(), console.visitor.actor());
    let Asked { app, scopes, redirect_uri, state } = asked;
    let agree = move |tx: &mut Tx<'_>| {
        let before = Installation::of(tx, app.id, shop.id)?.map(|known| known.scopes.clone());
        let (authorization, code) = vault.authorize(tx, &app, shop.id, scopes, &redirect_uri)?;
        let target = Target::new("app", app.id.get(), &app.name, Some(shop.id));
        let changes = Changes::new().field("scopes", before, &authorization.scopes);
        record(tx, &actor, "app.authorize", target, changes)?;
        let secrets = app.secrets(&vault)?;
        Ok::<_, storage::Error>(redirect_with_code(&redirect_uri, &secrets, &shop, &code, state.as_deref()))
    };
    Ok(go(&directory.database.write(PLATFORM, None, agree).await?))
}

fn decline(asked: &Asked) -> Response {
    go(&refuse(&asked.redirect_uri, "access_denied", asked.state.as_deref()))
}

async fn consent_page(console: &Console, fields: Fields, asked: Asked) -> Result<Response, Refusal> {
    let (visitor, shop) = (&console.visitor, &console.shop);
    let texts = &visitor.texts().oauth;
    let Asked { app, scopes, redirect_uri, .. } = asked;
    let read = visitor.portal.directory.database.read(PLATFORM, |view| Installation::of(view, app.id, shop.id));
    // In its own shop an app is installed before anybody agreed to anything.
    let known = read.await?.map(Record::into_value).filter(|_| app.shop_id != shop.id);
    let mut rows = scopes::of(&visitor.portal.documents, visitor.language, &scopes);
    if let Some(known) = known {
        for row in &mut rows {
            row.mark = if known.scopes.holds(row.name) { texts.had } else { texts.new };
        }
    }
    let goes_to = origin(&redirect_uri).ok_or(Refusal::NotFound)?;
    let policy = policy_with_forms_to(&goes_to);
    let template = Consent {
        shell: visitor.shell(Section::Elsewhere, texts.title),
        asks: texts.asks.replace("{app}", &app.name).replace("{shop}", &shop.name),
        shop: shop.name.clone(),
        domain: shop.domain.clone(),
        who: visitor.user.as_ref().map(|user| user.name().to_owned()).unwrap_or_default(),
        app,
        rows,
        boxes: false,
        goes_to,
        fields,
    };
    let mut response = page(&template)?;
    // Browsers hold the redirect that follows a form to the page's policy too.
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy.ok_or(Refusal::NotFound)?);
    Ok(response)
}

fn problem_page(console: &Console, fields: &Fields, problem: Problem) -> Result<Response, Refusal> {
    let visitor = &console.visitor;
    let texts = &visitor.texts().oauth;
    let (heading, advice) = problem.kind.told(texts);
    let asked: String = fields.shop.chars().take(100).collect();
    let advice = advice.replace("{asked}", &asked).replace("{shop}", &console.shop.domain);
    let shell = visitor.shell(Section::Elsewhere, texts.problem);
    page_with(StatusCode::BAD_REQUEST, &ProblemPage { shell, heading, advice, back: problem.back })
}
