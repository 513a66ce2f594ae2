//! `multipart/form-data`: fields as a form has them, and files.

use std::collections::HashMap;
use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use multer::Multipart;
use serde_json::{Map, Value};

use crate::form::Form;
use crate::{Answer, Error};

/// Takes a body apart that has been read already. A part with a file name is a file, as is one whose field is a file's;
/// an empty one is what a browser sends where nothing was chosen.
pub(super) async fn decode(
    headers: &HeaderMap,
    body: Bytes,
    is_file: impl Fn(&str) -> bool,
) -> Answer<(Map<String, Value>, HashMap<String, Bytes>)> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(unreadable)?;
    let mut parts = Multipart::new(stream::iter([Ok::<_, Infallible>(body)]), boundary);
    let (mut form, mut files) = (Form::default(), HashMap::new());
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let name = part.name().ok_or_else(|| Error::invalid("表單格式不正確：有欄位沒有名稱"))?.to_owned();
        let file = part.file_name().is_some() || is_file(&name);
        let content = part.bytes().await.map_err(unreadable)?;
        if !file {
            let text = String::from_utf8(content.into()).map_err(|_| unreadable("form is not UTF-8"))?;
            form.add(&name, text).map_err(unreadable)?;
        } else if !content.is_empty() {
            files.insert(name, content);
        }
    }
    Ok((form.finish(), files))
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::invalid(format!("表單格式不正確：{error}"))
}
