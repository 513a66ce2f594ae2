//! Making a shop, and changing what it has bought.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use platform::audit::{self, Changes};
use platform::{Feature, Plan, PlanRequest, Shop};
use storage::{PLATFORM, Reading, Record, Tx};
use wire::Id;

use super::plan_named;
use crate::page::{Section, Shell, go_and_tell, page_with};
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::{Operator, Visitor};

/// So many characters a shop's name has at most.
const LONGEST_NAME: usize = 100;

pub(super) fn router() -> Router {
    Router::new()
        .route("/operator/shops/new", get(ask).post(create))
        .route("/operator/shops/{id}", get(show).post(change))
}

#[derive(Template)]
#[template(path = "operator/new_shop.html")]
struct NewPage {
    shell: Shell,
    plans: [Plan; 4],
    typed: Typed,
    problems: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "operator/shop.html")]
struct ShopPage {
    shell: Shell,
    plans: [Plan; 4],
    heading: String,
    shop: Shop,
    requests: Vec<PlanRequest>,
    problem: Option<&'static str>,
}

#[derive(Clone)]
struct Typed {
    name: String,
    domain: String,
    plan: Option<Plan>,
    api_option: bool,
    sandbox: bool,
}

impl Typed {
    /// The plan that the list shows as chosen.
    fn chosen(&self) -> Plan {
        self.plan.unwrap_or(Plan::Enterprise)
    }
}

async fn ask(operator: Operator) -> Result<Response, Refusal> {
    let typed = Typed {
        name: String::new(),
        domain: String::new(),
        plan: Some(Plan::Enterprise),
        api_option: false,
        sandbox: false,
    };
    ask_again(&operator.visitor, typed, Vec::new())
}

fn ask_again(visitor: &Visitor, typed: Typed, problems: Vec<&'static str>) -> Result<Response, Refusal> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = visitor.shell(Section::Operator, visitor.texts().operator.new_shop);
    page_with(status, &NewPage { shell, plans: Plan::ALL, typed, problems })
}

async fn create(operator: Operator, form: Submitted) -> Result<Response, Refusal> {
    let visitor = &operator.visitor;
    let texts = &visitor.texts().operator;
    let typed = Typed {
        name: form.text("name").to_owned(),
        domain: form.text("domain").to_lowercase(),
        plan: plan_named(form.text("plan")),
        api_option: form.has("api_option"),
        sandbox: form.has("sandbox"),
    };
    let checks = [
        (typed.name.is_empty() || typed.name.chars().count() > LONGEST_NAME, texts.problems.name),
        (!Shop::is_domain(&typed.domain), texts.problems.domain),
        (typed.plan.is_none(), texts.problems.plan),
    ];
    let problems: Vec<_> = checks.into_iter().filter(|(wrong, _)| *wrong).map(|(_, text)| text).collect();
    let (Some(plan), true) = (typed.plan, problems.is_empty()) else {
        return ask_again(visitor, typed, problems);
    };
    let (vault, by, new) = (Arc::clone(&visitor.portal.directory.vault), visitor.actor(), typed.clone());
    let create = move |tx: &mut Tx<'_>| {
        if vault.shop_by_domain(tx, &new.domain)?.is_some() {
            return Ok(None);
        }
        let mut shop = vault.create_shop(tx, &new.name, &new.domain, plan)?;
        (shop.api_option, shop.sandbox) = (new.api_option, new.sandbox);
        tx.save(&mut shop)?;
        let changes =
            Changes::new().with("plan", shop.plan).with("api_option", shop.api_option).with("sandbox", shop.sandbox);
        audit::record(tx, &by, "shop.create", &*shop, changes)?;
        Ok::<_, storage::Error>(Some(shop.id))
    };
    match visitor.portal.directory.database.write(PLATFORM, None, create).await? {
        Some(id) => Ok(go_and_tell(visitor, &format!("/operator/shops/{id}"), texts.shop_created)),
        None => ask_again(visitor, typed, vec![texts.problems.domain_taken]),
    }
}

async fn show(operator: Operator, Path(id): Path<i64>) -> Result<Response, Refusal> {
    answer(&operator.visitor, Id::new(id), None).await
}

async fn answer(visitor: &Visitor, id: Id<Shop>, problem: Option<&'static str>) -> Result<Response, Refusal> {
    let read = move |view: &storage::View<'_>| Ok::<_, storage::Error>((view.get(id)?, PlanRequest::of(view, id)?));
    let (shop, requests) = visitor.portal.directory.database.read(PLATFORM, read).await?;
    let shop = shop.ok_or(Refusal::NotFound)?.into_value();
    let heading = visitor.texts().operator.manage.replace("{name}", &shop.name);
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ShopPage {
        shell: visitor.shell(Section::Operator, &heading),
        plans: Plan::ALL,
        heading,
        shop,
        requests: requests.into_iter().map(Record::into_value).collect(),
        problem,
    };
    page_with(status, &page)
}

async fn change(operator: Operator, Path(id): Path<i64>, form: Submitted) -> Result<Response, Refusal> {
    let visitor = &operator.visitor;
    let texts = &visitor.texts().operator;
    let (by, id) = (visitor.actor(), Id::<Shop>::new(id));
    let (api_option, sandbox) = (form.has("api_option"), form.has("sandbox"));
    let features = Feature::ALL.map(|feature| (feature, form.has(&format!("feature_{feature}"))));
    let Some(plan) = plan_named(form.text("plan")) else {
        return answer(visitor, id, Some(texts.problems.plan)).await;
    };
    let change = move |tx: &mut Tx<'_>| {
        let Some(mut shop) = Shop::set_plan(tx, &by, id, plan, api_option)? else { return Ok(false) };
        Shop::set_sandbox(tx, &by, &mut shop, sandbox)?;
        for (feature, given) in features {
            Shop::set_feature(tx, &by, &mut shop, feature, given)?;
        }
        Ok::<_, storage::Error>(true)
    };
    if visitor.portal.directory.database.write(PLATFORM, None, change).await? {
        Ok(go_and_tell(visitor, &format!("/operator/shops/{id}"), texts.saved))
    } else {
        Err(Refusal::NotFound)
    }
}
