//! A folder and a bucket keep files alike.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use files::{Bucket, FileName, Files, Format, Keys};
use futures_util::TryStreamExt;
use shopwire_files as files;
use wire::OsRandom;

const SHOP: i64 = 7;

async fn read(files: &Files, name: &FileName) -> Option<Bytes> {
    let found = files.get(SHOP, name).await.unwrap()?;
    let pieces: Vec<Bytes> = found.bytes.try_collect().await.unwrap();
    assert_eq!(found.length, pieces.iter().map(|piece| piece.len() as u64).sum::<u64>());
    Some(pieces.concat().into())
}

async fn keeps_files(files: &Files) {
    files.check().await.unwrap();
    let (first, second) = (FileName::fresh(&OsRandom, Format::Png), FileName::fresh(&OsRandom, Format::Jpeg));
    let content = Bytes::from(vec![7; 300_000]);
    files.put(SHOP, &first, content.clone()).await.unwrap();
    files.put(SHOP, &second, Bytes::from_static(b"other")).await.unwrap();
    assert_eq!(read(files, &first).await, Some(content));
    assert!(files.exists(SHOP, &first).await.unwrap());
    assert!(!files.exists(SHOP + 1, &first).await.unwrap(), "a shop has its own files");
    files.remove(SHOP, &first).await.unwrap();
    files.remove(SHOP, &first).await.unwrap();
    assert_eq!(read(files, &first).await, None);
    assert_eq!(read(files, &second).await.as_deref(), Some(b"other".as_slice()));
}

#[tokio::test]
async fn a_folder_keeps_files() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("new/files");
    keeps_files(&Files::in_folder(&place).unwrap()).await;
    assert_eq!(std::fs::read_dir(place.join("7")).unwrap().count(), 1, "nothing half-written stays behind");
}

#[tokio::test]
async fn a_bucket_keeps_files() {
    let store = FakeS3::start().await;
    keeps_files(&store.files("the-secret")).await;
    let (kind, caching) = store.headers();
    assert_eq!((kind.as_str(), caching.as_str()), ("image/jpeg", "public, max-age=31536000, immutable"));
}

#[tokio::test]
async fn a_bucket_that_refuses_us_is_known_at_once() {
    let store = FakeS3::start().await;
    store.close();
    let error = store.files("the-secret").check().await.unwrap_err().to_string();
    assert!(!error.contains("the-secret"), "{error}");
}

type Objects = Arc<Mutex<Option<HashMap<String, (Bytes, String, String)>>>>;

/// As much of S3 as object storage needs: signed requests to `/bucket/key`.
struct FakeS3 {
    url: String,
    objects: Objects,
}

impl FakeS3 {
    async fn start() -> Self {
        let objects: Objects = Arc::new(Mutex::new(Some(HashMap::new())));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&objects));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, objects }
    }

    fn files(&self, secret: &str) -> Files {
        let keys = Keys { id: "the-key".to_owned(), secret: secret.to_owned().into() };
        let bucket = Bucket {
            name: "photos".to_owned(),
            endpoint: Some(self.url.clone()),
            region: Some("ap-east-1".to_owned()),
            keys: Some(keys),
        };
        Files::in_bucket(&bucket).unwrap()
    }

    fn close(&self) {
        *self.objects.lock().unwrap() = None;
    }

    /// Type and caching of the one object that is left.
    fn headers(&self) -> (String, String) {
        let objects = self.objects.lock().unwrap();
        let (_, kind, caching) = objects.as_ref().unwrap().values().next().unwrap();
        (kind.clone(), caching.clone())
    }
}

async fn answer(State(objects): State<Objects>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let header = |name: &str| parts.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let signed = "AWS4-HMAC-SHA256 Credential=the-key/";
    if !header("authorization").starts_with(signed) || !header("authorization").contains("/ap-east-1/s3/") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let body = axum::body::to_bytes(body, 10_000_000).await.unwrap();
    let mut objects = objects.lock().unwrap();
    let Some(objects) = objects.as_mut() else { return StatusCode::FORBIDDEN.into_response() };
    let key = parts.uri.path().strip_prefix("/photos").unwrap().trim_start_matches('/').to_owned();
    let etag = ("etag", "\"1\"");
    match parts.method {
        Method::PUT => {
            objects.insert(key, (body, header("content-type"), header("cache-control")));
            [etag].into_response()
        }
        Method::POST if parts.uri.query() == Some("delete") => {
            let asked = String::from_utf8(body.into()).unwrap();
            let key = asked.split_once("<Key>").unwrap().1.split_once("</Key>").unwrap().0;
            objects.remove(key);
            format!("<DeleteResult><Deleted><Key>{key}</Key></Deleted></DeleteResult>").into_response()
        }
        _ => match objects.get(&key) {
            Some((content, _, _)) => {
                let modified = ("last-modified", "Tue, 24 Nov 2026 00:00:00 GMT");
                ([etag, modified], content.clone()).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}
