//! Around every page: who looks at it, whether the form is ours, refusals as pages, and the headers that keep
//! browsers strict.

use askama::Template;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::console::accounts::PASSWORD_PAGE;
use crate::page::{Section, Shell, go, page_with};
use crate::refusal::Refusal;
use crate::visitor::Visitor;
use crate::{Portal, notice};

/// Nothing from elsewhere, nothing inline, in no frame. A page that needs more says so itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for a page whose form may lead on to another site: browsers hold the redirect that follows a form to the
/// page's policy.
pub(crate) fn policy_with_forms_to(origin: &str) -> Option<HeaderValue> {
    HeaderValue::try_from(POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}"))).ok()
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    shell: Shell,
    heading: &'static str,
    advice: &'static str,
}

pub(crate) async fn dress(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visitor = match Visitor::of(&portal, &parts).await {
        Ok(visitor) => visitor,
        Err(error) => return Refusal::from(error).into_response(),
    };
    let foreign = !matches!(parts.method, Method::GET | Method::HEAD) && is_foreign(&parts.headers);
    parts.extensions.insert(visitor.clone());
    let mut response =
        if foreign { Refusal::Stale.into_response() } else { next.run(Request::from_parts(parts, body)).await };
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        response = explain(&visitor, &refusal);
    }
    if visitor.notice.is_some() && !response.status().is_redirection() {
        notice::clear(response.headers_mut(), portal.is_secure());
    }
    harden(response.headers_mut());
    response
}

/// Whether a browser says that another site sent this.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(&HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    let (Some(origin), Some(host)) = (text(&ORIGIN), text(&http::header::HOST)) else { return false };
    origin.split_once("://").is_none_or(|(_, origin)| !origin.eq_ignore_ascii_case(host))
}

fn explain(visitor: &Visitor, refusal: &Refusal) -> Response {
    if *refusal == Refusal::SignIn {
        let back: String = form_urlencoded::byte_serialize(visitor.path.as_bytes()).collect();
        return go(&format!("/sign-in?back={back}"));
    }
    if *refusal == Refusal::ChoosePassword {
        return go(PASSWORD_PAGE);
    }
    let texts = &visitor.texts().refusals;
    let (heading, advice) = match refusal {
        Refusal::NotFound => texts.not_found,
        Refusal::Forbidden | Refusal::SignIn | Refusal::ChoosePassword => texts.forbidden,
        Refusal::NoShop => texts.no_shop,
        Refusal::Stale => texts.stale,
        Refusal::BadForm => texts.bad_form,
        Refusal::Unavailable => texts.unavailable,
    };
    let shell = visitor.shell(Section::Elsewhere, heading);
    page_with(refusal.status(), &RefusalPage { shell, heading, advice })
        .unwrap_or_else(|_| refusal.status().into_response())
}

fn harden(headers: &mut HeaderMap) {
    let fixed = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        // Pages say who is signed in: nobody between us and the browser keeps them.
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
