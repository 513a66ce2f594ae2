//! `/files/{shop}/{name}`: the files that shops show, for everybody, streamed from where they are. A name never gets
//! another content, so whoever has a file may keep it.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Path, Request};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use files::{FileName, Files};
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, StatusCode};
use storage::ShopId;

use crate::service::{identify, knows};
use crate::{Answer, Error, Service};

pub(crate) const PATH: &str = "/files/{shop}/{name}";

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NO_SNIFFING: HeaderValue = HeaderValue::from_static("nosniff");

pub(crate) fn route(service: &Arc<Service>, files: Files) -> MethodRouter {
    let (service, refusing) = (Arc::clone(service), Arc::clone(service));
    let show = move |Path((shop, name)): Path<(String, String)>, request: Request| {
        let (service, files) = (Arc::clone(&service), files.clone());
        async move {
            let started = Instant::now();
            match find(&files, &shop, &name, request.headers()).await {
                Ok(mut response) => {
                    identify(response.headers_mut(), &service.request_id(), started.elapsed());
                    response
                }
                Err(error) => service.refuse(&request, error),
            }
        }
    };
    get(show).fallback(move |request: Request| {
        let answer = refusing.refuse(&request, Error::MethodNotAllowed("GET".to_owned()));
        async move { answer }
    })
}

async fn find(files: &Files, shop: &str, name: &str, asked: &HeaderMap) -> Answer<Response> {
    let shop: ShopId = shop.parse().map_err(|_| Error::NotFound)?;
    let name: FileName = name.parse().map_err(|_| Error::NotFound)?;
    // The name stands for the content.
    let tag = format!("\"{name}\"");
    let mut response = if knows(asked, &tag) {
        if !files.exists(shop, &name).await? {
            return Err(Error::NotFound);
        }
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        let found = files.get(shop, &name).await?.ok_or(Error::NotFound)?;
        let mut response = Response::new(Body::from_stream(found.bytes));
        let headers = response.headers_mut();
        headers.insert(CONTENT_LENGTH, found.length.into());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(name.format().media_type()));
        response
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, FOR_EVER);
    headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFFING);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    Ok(response)
}
