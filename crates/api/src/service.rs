//! A request's way: request id → gate → body → operation → answer.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, RawPathParams, Request};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, get, on};
use files::Files;
use futures_util::stream;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use metrics::Histogram;
use platform::{Caller, Directory};
use serde_json::Value;
use storage::{Database, ShopId, etag_of};
use wire::token;

use crate::files::{FileField, Uploads, file_fields, serving};
use crate::gate::{Gate, Pace, Refusal};
use crate::operation::{Operation, Run};
use crate::request_log::{Claim, Note, Recorder, Who, Why};
use crate::signature::check_digest;
use crate::{Answer, Call, Denied, Error, Group, NextPage, Reply, Site, VERSIONS, body, oauth};

/// The API of an installation.
pub struct Service {
    directory: Directory,
    gate: Gate,
    site: Arc<Site>,
    files: Files,
    recorder: Option<Recorder>,
}

/// An operation in service, with its own meters.
struct Served {
    operation: Operation,
    /// The fields of its body that are files.
    files: Vec<FileField>,
    seconds: Histogram,
}

/// What is known of a request when its answer is sent.
#[derive(Default)]
struct Outcome {
    caller: Option<Arc<Caller>>,
    pace: Option<Pace>,
    /// Why it was refused: in words for the program's log, and for the shop's.
    reason: Option<String>,
    refused: Option<(Why, Option<String>)>,
    /// The shop whose page it is, where no credentials are needed.
    visited: Option<ShopId>,
}

/// So many characters of a path are taken down: more than any operation's has.
const PATH: usize = 200;

/// What of a request is taken down.
struct Asked<'a> {
    method: &'a Method,
    path: &'a str,
    headers: &'a HeaderMap,
    address: IpAddr,
}

impl Service {
    pub fn new(directory: Directory, site: Site, files: Files) -> Self {
        Self { gate: Gate::new(directory.clone()), directory, site: Arc::new(site), files, recorder: None }
    }

    /// From now on each call is taken down in the request log, if there is a recorder.
    #[must_use]
    pub fn recording(self, recorder: Option<Recorder>) -> Self {
        Self { recorder, ..self }
    }

    /// All operations of the groups, and the documents that describe them: one for each of [`VERSIONS`].
    pub fn router(self, groups: Vec<Group>, documents: &[Value]) -> Router {
        let service = Arc::new(self);
        let mut router = Router::new();
        for (version, document) in VERSIONS.iter().zip(documents) {
            let document = axum::body::Bytes::from(document.to_string());
            let serve = move || async move { ([(CONTENT_TYPE, "application/json")], document) };
            router = router.route(&format!("/openapi/{version}.json"), get(serve));
        }
        let mut paths: Vec<(String, MethodRouter, Vec<&'static str>)> = Vec::new();
        for operation in groups.into_iter().flat_map(|group| group.operations) {
            // One URL under two parameter names is one route.
            let path = nameless(operation.path);
            let served = Arc::new(Served::new(operation));
            let name = served.method_name();
            let handler = served.handler(Arc::clone(&service));
            match paths.iter_mut().find(|(known, _, _)| *known == path) {
                Some((_, methods, names)) => {
                    *methods = std::mem::take(methods).merge(handler);
                    names.push(name);
                }
                None => paths.push((path, handler, vec![name])),
            }
        }
        for (path, methods, names) in paths {
            let (service, allowed) = (Arc::clone(&service), names.join(", "));
            let refuse = move |request: Request| {
                let answer = service.refuse(&request, Error::MethodNotAllowed(allowed.clone()));
                async move { answer }
            };
            router = router.route(&path, methods.fallback(refuse));
        }
        let tokens = oauth::route(&service, service.directory.clone());
        let shown = serving::route(&service, service.files.clone());
        router.route(oauth::PATH, tokens).route(serving::PATH, shown).fallback(move |request: Request| {
            let answer = service.refuse(&request, Error::NotFound);
            async move { answer }
        })
    }

    /// The answer to a request that no operation takes.
    pub(crate) fn refuse(&self, request: &Request, error: Error) -> Response {
        let started = Instant::now();
        let request_id = self.request_id();
        count(&error);
        let (method, status) = (request.method(), error.status().as_u16());
        // Outside of the API a path may be a mistyped link with a key in it, which is nothing for a log.
        let path = request.uri().path();
        let of_api = path.starts_with("/v1/") || path.starts_with("/v2/");
        let path = if of_api { path } else { "(elsewhere)" };
        tracing::info!(%request_id, %method, path, status, reason = %error, "request");
        let outcome = Outcome { refused: Some(Why::of(&error)), ..Outcome::default() };
        let mut response = finish(method, request.headers(), error.into_reply());
        let took = started.elapsed();
        // Who wanders about with a browser is no caller.
        if of_api || request.headers().contains_key(AUTHORIZATION) {
            let asked = Asked { method, path, headers: request.headers(), address: address(request.extensions()) };
            self.record(asked, outcome, &request_id, status, took);
        }
        identify(response.headers_mut(), &request_id, took);
        response
    }

    /// Takes the call down for the shop it is about.
    fn record(&self, asked: Asked<'_>, outcome: Outcome, request_id: &Arc<str>, status: u16, took: Duration) {
        let Some(recorder) = &self.recorder else { return };
        let Asked { method, path, headers, address } = asked;
        let Some(place) = recorder.place(outcome.caller.as_ref(), address) else { return };
        let who = match outcome.caller {
            Some(caller) => Who::Known(caller),
            None => Who::Said(outcome.visited.map(Claim::Visitor).or_else(|| self.gate.claim(headers))),
        };
        let micros = micros(took);
        place.fill(Note {
            who,
            address,
            method: method.clone(),
            path: path.chars().take(PATH).collect(),
            request_id: Arc::clone(request_id),
            at: self.directory.database.now().plus_millis(-i64::try_from(micros / 1000).unwrap_or_default()),
            status,
            micros,
            refused: outcome.refused,
        });
    }

    pub(crate) fn request_id(&self) -> Arc<str> {
        token(&**self.directory.database.random(), 16).into()
    }

    async fn serve(&self, served: &Arc<Served>, path: Vec<(String, String)>, request: Request) -> Response {
        let started = Instant::now();
        let request_id = self.request_id();
        let (parts, body) = request.into_parts();
        let mut outcome = Outcome::default();
        let answered = self.answer(served, path, &parts, body, Arc::clone(&request_id), &mut outcome).await;
        let mut reply = answered.unwrap_or_else(|error| {
            count(&error);
            (outcome.reason, outcome.refused) = (Some(error.to_string()), Some(Why::of(&error)));
            error.into_reply()
        });
        let status = *reply.status.get_or_insert(served.operation.status);
        let took = started.elapsed();
        served.seconds.record(took);
        let account = outcome.caller.as_ref().map(|caller| &*caller.key);
        // A page that needs no credentials has its key in the path, which is nothing for a log.
        let path = if served.operation.public { served.operation.path } else { parts.uri.path() };
        let (method, reason) = (&parts.method, outcome.reason.as_deref());
        let (number, micros) = (status.as_u16(), micros(took));
        if status.is_server_error() {
            tracing::error!(%request_id, account, %method, path, status = number, reason, micros, "request");
        } else {
            tracing::info!(%request_id, account, %method, path, status = number, reason, micros, "request");
        }
        let pages = reply.pages.take();
        let mut response = finish(&parts.method, &parts.headers, reply);
        let shop = outcome.visited.or_else(|| Some(outcome.caller.as_ref()?.shop.id.get()));
        if let (Some(next), Some(shop)) = (pages, shop) {
            response.headers_mut().remove(ETAG);
            *response.body_mut() = page_by_page(self.directory.database.clone(), shop, next);
        }
        let headers = response.headers_mut();
        if let Some(pace) = outcome.pace {
            describe_pace(pace, headers);
        }
        identify(headers, &request_id, took);
        let asked = Asked { method, path, headers: &parts.headers, address: address(&parts.extensions) };
        self.record(asked, outcome, &request_id, response.status().as_u16(), took);
        response
    }

    async fn answer(
        &self,
        served: &Arc<Served>,
        path: Vec<(String, String)>,
        parts: &Parts,
        body: Body,
        request_id: Arc<str>,
        outcome: &mut Outcome,
    ) -> Answer<Reply> {
        let operation = &served.operation;
        let (shop, limit) = if operation.public {
            let shop = path.first().and_then(|(_, shop)| shop.parse().ok()).ok_or(Error::NotFound)?;
            outcome.visited = Some(shop);
            (shop, platform::SIZE_LIMIT)
        } else {
            let admitted = self.gate.admit(parts, address(&parts.extensions), operation.scope.as_deref()).await;
            let admission = admitted.map_err(|Refusal { error, caller, pace }| {
                (outcome.caller, outcome.pace) = (caller, pace);
                error
            })?;
            let caller = outcome.caller.insert(admission.caller);
            outcome.pace = Some(admission.pace);
            if let Some(feature) = operation.feature.filter(|feature| !caller.shop.has(*feature)) {
                return Err(Error::Lacks(feature));
            }
            (caller.shop.id.get(), caller.max_body_bytes)
        };
        let body = body::read(&parts.headers, body, limit).await?;
        check_digest(&parts.headers, &body).map_err(|_| Error::Unauthorized(Denied::Digest))?;
        let is_file = |name: &str| served.files.iter().any(|field| field.name == name);
        let mut decoded = body::decode(parts.uri.query(), &parts.headers, body, is_file).await?;
        let random = &**self.directory.database.random();
        let uploads = Uploads::take(&served.files, &mut decoded, &self.files, random).await?;
        let call = Call {
            path,
            parameters: Value::Object(decoded.parameters),
            caller: outcome.caller.clone(),
            site: Arc::clone(&self.site),
            request_id,
        };
        self.run(served, shop, call, uploads).await
    }

    async fn run(&self, served: &Arc<Served>, shop: ShopId, call: Call, uploads: Uploads) -> Answer<Reply> {
        let database = &self.directory.database;
        match &served.operation.run {
            Run::Read(run) if served.operation.slow => {
                let run = Arc::clone(run);
                database.read_apart(shop, move |view| run(view, &call)).await
            }
            Run::Read(run) => database.read(shop, |view| run(view, &call)).await,
            Run::Write(prepare) => {
                let request_id = Some(Arc::clone(&call.request_id));
                let slow = served.operation.slow_field.is_some_and(|field| call.parameters.get(field).is_some());
                let job = if slow {
                    let served = Arc::clone(served);
                    let prepared = tokio::task::spawn_blocking(move || match &served.operation.run {
                        Run::Write(prepare) => prepare(&call),
                        Run::Read(_) => Err(Error::Unavailable("a read has no slow input".into())),
                    });
                    prepared.await.map_err(|error| Error::Unavailable(error.to_string()))??
                } else {
                    prepare(&call)?
                };
                if uploads.is_empty() {
                    return database.write(shop, request_id, job).await;
                }
                let (files, database) = (self.files.clone(), database.clone());
                // On a task of its own: a client that goes away leaves no file behind without its document.
                let stored =
                    tokio::spawn(
                        async move { uploads.store(&files, shop, database.write(shop, request_id, job)).await },
                    );
                stored.await.map_err(|error| Error::Unavailable(error.to_string()))?
            }
        }
    }
}

impl Served {
    fn new(operation: Operation) -> Self {
        let name = format!("{} {}", operation.method, operation.path);
        let seconds = metrics::histogram!("shopwire_request_seconds", "operation" => name);
        Self { seconds, files: file_fields(&operation), operation }
    }

    fn method_name(&self) -> &'static str {
        match self.operation.method {
            Method::POST => "POST",
            Method::PUT => "PUT",
            Method::DELETE => "DELETE",
            _ => "GET",
        }
    }

    fn handler(self: Arc<Self>, service: Arc<Service>) -> MethodRouter {
        let filter = match self.operation.method {
            Method::POST => MethodFilter::POST,
            Method::PUT => MethodFilter::PUT,
            Method::DELETE => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        on(filter, move |parameters: RawPathParams, request: Request| {
            let names = self.operation.path.split('/').filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'));
            let path = names.zip(&parameters).map(|(name, (_, value))| (name.to_owned(), value.to_owned())).collect();
            let (service, served) = (Arc::clone(&service), Arc::clone(&self));
            async move { service.serve(&served, path, request).await }
        })
    }
}

/// A body whose pieces are read as they are asked for.
fn page_by_page(database: Database, shop: ShopId, next: NextPage) -> Body {
    Body::from_stream(stream::try_unfold(next, move |mut next| {
        let database = database.clone();
        async move {
            let page = database.read(shop, |view| next(view)).await;
            page.inspect_err(|error| tracing::error!(%error, shop, "a long answer broke off"))
                .map(|page| page.map(|page| (page, next)))
        }
    }))
}

/// The path with its parameters numbered: `/v1/customers/{p0}`.
fn nameless(path: &str) -> String {
    let mut number = 0;
    let words = path.split('/').map(|word| {
        if !word.starts_with('{') {
            return word.to_owned();
        }
        number += 1;
        format!("{{p{number}}}")
    });
    words.collect::<Vec<_>>().join("/")
}

fn micros(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}

pub(crate) fn address(extensions: &Extensions) -> IpAddr {
    let connected = extensions.get::<ConnectInfo<SocketAddr>>();
    connected.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| address.ip())
}

fn count(refused: &Error) {
    metrics::counter!("shopwire_requests_refused_total", "reason" => refused.reason()).increment(1);
}

/// The answer with the headers that depend on nothing but itself and what was asked.
pub(crate) fn finish(method: &Method, asked: &HeaderMap, reply: Reply) -> Response {
    let mut status = reply.status.unwrap_or_default();
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static("zh-TW"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("must-revalidate, private, max-age=0"));
    for (name, value) in reply.headers {
        headers.insert(name, value);
    }
    let mut body = reply.body;
    if matches!(*method, Method::GET | Method::HEAD) && status == StatusCode::OK {
        let tag = format!("W/\"{}\"", reply.etag.unwrap_or_else(|| etag_of(&body)));
        if knows(asked, &tag) {
            status = StatusCode::NOT_MODIFIED;
            body.clear();
        }
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(ETAG, tag);
        }
    }
    if !matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    }
    *response.status_mut() = status;
    *response.body_mut() = body.into();
    response
}

/// Whether the client has this very answer already. Tags compare weakly.
pub(crate) fn knows(asked: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let given = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).any(|known| known.trim() == "*" || opaque(known) == opaque(tag))
}

pub(crate) fn identify(headers: &mut HeaderMap, request_id: &str, took: Duration) {
    insert(headers, "x-request-id", request_id);
    insert(headers, "x-runtime", &format!("{:.6}", took.as_secs_f64()));
}

fn describe_pace(pace: Pace, headers: &mut HeaderMap) {
    let (limit, remaining) = (pace.limit.to_string(), pace.remaining.to_string());
    insert(headers, "x-ratelimit-limit-second", &limit);
    insert(headers, "x-ratelimit-remaining-second", &remaining);
    insert(headers, "ratelimit-limit", &limit);
    insert(headers, "ratelimit-remaining", &remaining);
    insert(headers, "ratelimit-reset", "1");
}

fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
