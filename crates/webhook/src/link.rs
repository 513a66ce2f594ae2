//! One connection to a receiver, kept from delivery to delivery.
//!
//! The sender that holds it drives it: hyper's half that reads and writes is polled together with
//! what waits for it, in one task. So a delivery costs no wake-ups between tasks, and an idle
//! connection no task of its own.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1::{self, Connection, SendRequest};
use hyper::header::{HeaderMap, RETRY_AFTER};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::time::{Instant, timeout_at};

use crate::connector::{Authority, Connector, SendError, Stream};

/// So much of an answer is kept.
pub const KEPT_ANSWER_BYTES: usize = 4096;
/// So much is read, so that the connection can be used again; one with more to say is closed.
const READ: usize = 64 * 1024;

type Driver = Connection<TokioIo<Box<dyn Stream>>, Full<Bytes>>;

pub(crate) struct Link {
    pub(crate) authority: Authority,
    sender: SendRequest<Full<Bytes>>,
    driver: Pin<Box<Driver>>,
    driver_ended: bool,
    used: bool,
}

/// What a receiver answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Bytes,
    /// The answer was read to its end: the connection can carry another.
    pub(crate) complete: bool,
}

/// A request that got no answer.
pub(crate) struct Unanswered {
    pub(crate) error: SendError,
    /// Nothing came back, and the connection had lain idle: the receiver had probably closed it
    /// before the request reached it, so a new connection is worth another go.
    pub(crate) stale: bool,
}

impl Link {
    pub(crate) async fn open(connector: &Connector, authority: &Authority) -> Result<Self, SendError> {
        let stream = TokioIo::new(connector.connect(authority).await?);
        // Receivers that log or match names as the reference writes them see them so.
        let builder = http1::Builder::new().title_case_headers(true).clone();
        let (sender, driver) = builder.handshake(stream).await?;
        Ok(Self { authority: authority.clone(), sender, driver: Box::pin(driver), driver_ended: false, used: false })
    }

    /// Waits until the connection can take a request; false when it was closed.
    pub(crate) async fn ready(&mut self) -> bool {
        let Self { sender, driver, driver_ended, .. } = self;
        drive(driver, driver_ended, sender.ready()).await.is_ok()
    }

    /// Ends when the receiver closes the idle connection.
    pub(crate) async fn closed(&mut self) {
        if !self.driver_ended {
            let _ = self.driver.as_mut().await;
            self.driver_ended = true;
        }
    }

    pub(crate) async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, Unanswered> {
        let reused = std::mem::replace(&mut self.used, true);
        let answering = self.sender.send_request(request);
        let answered = drive(&mut self.driver, &mut self.driver_ended, answering).await;
        answered.map_err(|error| Unanswered {
            stale: reused
                && (error.is_incomplete_message() || error.is_canceled() || error.is_closed() || is_reset(&error)),
            error: error.into(),
        })
    }

    /// Reads the answer's body, as much of it as is kept and a little more, until the deadline. The
    /// status has decided already: a body that breaks off changes nothing.
    pub(crate) async fn read(&mut self, response: Response<Incoming>, deadline: Instant) -> Answer {
        let (head, mut body) = response.into_parts();
        let mut kept = Bytes::new();
        let mut read = 0;
        let mut complete = body.is_end_stream();
        while !complete && read <= READ {
            let frame = drive(&mut self.driver, &mut self.driver_ended, body.frame());
            match timeout_at(deadline, frame).await {
                Ok(Some(Ok(frame))) => {
                    let Ok(data) = frame.into_data() else { continue };
                    read += data.len();
                    keep(&mut kept, data);
                    complete = body.is_end_stream();
                }
                Ok(None) => complete = true,
                Ok(Some(Err(_))) | Err(_) => break,
            }
        }
        Answer { status: head.status, retry_after: retry_after(&head.headers), body: kept, complete }
    }
}

fn keep(kept: &mut Bytes, data: Bytes) {
    let room = KEPT_ANSWER_BYTES - kept.len();
    if room == 0 {
        return;
    }
    let part = &data[..data.len().min(room)];
    // Copied, so that a small log entry does not hold on to the connection's buffer.
    *kept = if kept.is_empty() { Bytes::copy_from_slice(part) } else { [&kept[..], part].concat().into() };
}

fn retry_after(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?;
    Some(value.to_owned())
}

fn is_reset(error: &hyper::Error) -> bool {
    use std::error::Error;
    error.source().and_then(|source| source.downcast_ref::<std::io::Error>()).is_some_and(|error| {
        matches!(error.kind(), std::io::ErrorKind::ConnectionReset | std::io::ErrorKind::BrokenPipe)
    })
}

/// Waits for what the connection brings while moving it along.
async fn drive<T>(driver: &mut Pin<Box<Driver>>, ended: &mut bool, wanted: impl Future<Output = T>) -> T {
    let mut wanted = pin!(wanted);
    poll_fn(|context| {
        if !*ended && driver.as_mut().poll(context).is_ready() {
            *ended = true;
        }
        match wanted.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(value),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
