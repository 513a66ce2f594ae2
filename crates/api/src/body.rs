//! Bodies: read up to the caller's limit and no further, then decoded.

mod multipart;

use std::collections::HashMap;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt;
use serde_json::{Map, Value};

use crate::form::decode_form;
use crate::{Answer, Error};

/// A body's next piece may take so long.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);
/// Of a body that is too large, so much more is thrown away, so that the client gets to read the answer.
const DRAIN_BYTES: usize = 16 * 1024 * 1024;
const DRAIN_TIME: std::time::Duration = std::time::Duration::from_secs(5);

/// The whole body, unless it has more bytes than the limit, declared or not.
pub(crate) async fn read(headers: &HeaderMap, mut body: Body, limit: usize) -> Answer<Bytes> {
    let declared = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|declared| declared > limit) {
        drain(body);
        return Err(Error::TooLarge(limit));
    }
    let mut bytes = BytesMut::with_capacity(declared.unwrap_or_default());
    loop {
        let unfinished = || Error::invalid("請求內容未傳送完成");
        let frame = tokio::time::timeout(PATIENCE, body.frame()).await.map_err(|_| unfinished())?;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|_| unfinished())?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            drain(body);
            return Err(Error::TooLarge(limit));
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.freeze())
}

/// Reads on beside the answer: a connection closed with unread bytes would be reset, and the answer lost.
fn drain(mut body: Body) {
    tokio::spawn(tokio::time::timeout(DRAIN_TIME, async move {
        let mut left = DRAIN_BYTES;
        while let Some(Ok(frame)) = body.frame().await {
            let read = frame.data_ref().map_or(0, Bytes::len);
            left = match left.checked_sub(read) {
                Some(left) => left,
                None => return,
            };
        }
    }));
}

/// What a request says, and the files it brings.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    /// Query string and body as one object; where both name a field, the body's value counts.
    pub(crate) parameters: Map<String, Value>,
    /// By the names of their fields.
    pub(crate) files: HashMap<String, Bytes>,
}

/// Takes the request's input apart. `is_file` says which fields of a multipart body are files although they have no
/// file name.
pub(crate) async fn decode(
    query: Option<&str>,
    headers: &HeaderMap,
    body: Bytes,
    is_file: impl Fn(&str) -> bool,
) -> Answer<Decoded> {
    let mut decoded = Decoded::default();
    if let Some(query) = query {
        decoded.parameters = form(query.as_bytes(), "查詢參數")?;
    }
    if body.is_empty() {
        return Ok(decoded);
    }
    let fields = match content_type(headers) {
        Some("application/x-www-form-urlencoded") => form(&body, "表單")?,
        Some("multipart/form-data") => {
            let (fields, files) = multipart::decode(headers, body, is_file).await?;
            decoded.files = files;
            fields
        }
        Some(kind) if kind == "application/json" || kind.ends_with("+json") => json(&body)?,
        // Without a word about it, a brace tells.
        None | Some("") => match body.trim_ascii_start().first() {
            Some(b'{' | b'[') => json(&body)?,
            _ => form(&body, "表單")?,
        },
        Some(other) => return Err(Error::invalid(format!("不支援的 Content-Type：{other}"))),
    };
    decoded.parameters.extend(fields);
    Ok(decoded)
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

fn form(text: &[u8], what: &str) -> Answer<Map<String, Value>> {
    match decode_form(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Ok(Map::new()),
        Err(error) => Err(Error::invalid(format!("{what}格式不正確：{error}"))),
    }
}

fn json(body: &[u8]) -> Answer<Map<String, Value>> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Error::invalid("JSON 內容必須是物件")),
        Err(error) => Err(Error::invalid(format!("JSON 格式不正確：第 {} 行第 {} 字", error.line(), error.column()))),
    }
}
