//! A client that signs like a vendor's.

use std::collections::HashMap;
use std::sync::Arc;

use api::signature::{Algorithm, http_date, sign};
use reqwest::Method;
use serde_json::Value;
use wire::Clock;

/// Who a client says it is.
#[derive(Clone)]
pub enum Credentials {
    Nobody,
    Account { username: String, secret: String },
    Token(String),
}

/// Speaks to one server as one caller.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    clock: Arc<dyn Clock>,
    credentials: Credentials,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// By lower-case name.
    pub headers: HashMap<String, String>,
    pub text: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
    /// The body as JSON; null where it is none.
    pub json: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The answer's JSON, once its status is the expected one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json
    }

    /// The `id` of the answered object.
    #[track_caller]
    pub fn id(&self) -> i64 {
        self.json["id"].as_i64().unwrap_or_else(|| panic!("no id in {}", self.text))
    }
}

impl Client {
    pub fn new(base_url: &str, clock: Arc<dyn Clock>, credentials: Credentials) -> Self {
        Self { http: reqwest::Client::new(), base_url: base_url.to_owned(), clock, credentials }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.json(Method::POST, path, &body).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PUT, path, &body).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, &[]).await
    }

    pub async fn form(&self, method: Method, path: &str, body: &str) -> Answer {
        let headers = [("content-type", "application/x-www-form-urlencoded".to_owned())];
        self.send(method, path, Some(body.as_bytes().to_vec()), &headers).await
    }

    /// Sends a form with files as browsers do: the name and value of each field, the name and content of each file.
    pub async fn multipart(
        &self,
        method: Method,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        const BOUNDARY: &str = "----a-boundary-of-the-test";
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (name, content) in files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"image.bin\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(&[head.as_bytes(), content, b"\r\n"].concat());
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send(method, path, Some(body), &[("content-type", kind)]).await
    }

    async fn json(&self, method: Method, path: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json".to_owned())];
        self.send(method, path, Some(body.to_string().into_bytes()), &headers).await
    }

    /// Sends what a test wants to send, signed.
    pub async fn send(&self, method: Method, path: &str, body: Option<Vec<u8>>, headers: &[(&str, String)]) -> Answer {
        self.read(self.request(method, path, body, headers)).await
    }

    /// Like [`Client::send`], for a server that may be gone.
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
        headers: &[(&str, String)],
    ) -> Result<Answer, reqwest::Error> {
        try_read(self.request(method, path, body, headers)).await
    }

    /// Sends a request that the test has made up itself.
    pub async fn read(&self, request: reqwest::RequestBuilder) -> Answer {
        try_read(request).await.unwrap_or_else(|error| panic!("no answer: {error}"))
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
        headers: &[(&str, String)],
    ) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.base_url));
        match &self.credentials {
            Credentials::Nobody => {}
            Credentials::Token(token) => request = request.bearer_auth(token),
            Credentials::Account { username, secret } => {
                let date = http_date(self.clock.now().seconds());
                let method = method.as_str();
                let signed = sign(username, secret.as_bytes(), Algorithm::Sha256, method, path, &date, body.as_deref());
                for (name, value) in signed {
                    request = request.header(name, value);
                }
            }
        }
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        request.body(body.unwrap_or_default())
    }

    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }
}

async fn try_read(request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    let text_of = |value: &reqwest::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text_of(value))).collect();
    let bytes = response.bytes().await?.to_vec();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let json = serde_json::from_str(&text).unwrap_or_default();
    Ok(Answer { status, headers, text, bytes, json })
}

/// A signature made without the code under test.
pub fn hmac_sha256_base64(secret: &[u8], message: &[u8]) -> String {
    use base64::Engine;
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).unwrap_or_else(|error| panic!("{error}"));
    mac.update(message);
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}
