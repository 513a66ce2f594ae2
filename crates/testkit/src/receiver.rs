//! A vendor's server: takes webhooks, as they come.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use webhook::signature::{StandardWebhook, verify_hex, verify_standard};

/// How long a webhook may take before a test calls it lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// Listens on a free port; answers 200, unless it is told otherwise.
pub struct Receiver {
    pub url: String,
    arrived: UnboundedReceiver<Delivered>,
    serving: JoinHandle<()>,
}

/// One webhook, as it arrived.
#[derive(Debug, Clone)]
pub struct Delivered {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Receiver {
    pub async fn listen() -> Self {
        Self::answering(|_| StatusCode::OK).await
    }

    /// Answers the n-th webhook, counted from 0, with this status.
    pub async fn answering(status: impl Fn(usize) -> StatusCode + Clone + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|error| panic!("no port: {error}"));
        let address = listener.local_addr().unwrap_or_else(|error| panic!("no address: {error}"));
        let (sender, arrived) = unbounded_channel();
        let count = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let take = move |headers: HeaderMap, body: Bytes| async move {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let _ = sender.send(Delivered { headers, body });
            status(number)
        };
        let router = Router::new().route("/hooks", post(take));
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self { url: format!("http://{address}/hooks"), arrived, serving }
    }

    /// The next webhook.
    pub async fn next(&mut self) -> Delivered {
        let next = tokio::time::timeout(PATIENCE, self.arrived.recv()).await;
        next.ok().flatten().unwrap_or_else(|| panic!("no webhook came"))
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Delivered {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn event(&self) -> &str {
        self.header("x-cyberbiz-event")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether both of the platform's signatures and that of Standard Webhooks are made with the secret.
    pub fn is_signed_with(&self, secret: &str, now_seconds: i64) -> bool {
        let key = secret.as_bytes();
        verify_hex(key, &self.body, self.header("x-cyberbiz-hmac-sha256"))
            && verify_hex(
                key,
                self.header("x-cyberbiz-domain").as_bytes(),
                self.header("x-cyberbiz-domain-hmac-sha256"),
            )
            && self.verifies_by_standard(secret, now_seconds)
    }

    /// Whether one of its Standard Webhooks signatures is made with the secret.
    pub fn verifies_by_standard(&self, secret: &str, now_seconds: i64) -> bool {
        let standard = StandardWebhook {
            id: self.header("webhook-id"),
            timestamp: self.header("webhook-timestamp"),
            signatures: self.header("webhook-signature"),
            body: &self.body,
        };
        verify_standard(secret.as_bytes(), &standard, now_seconds).is_ok()
    }
}
