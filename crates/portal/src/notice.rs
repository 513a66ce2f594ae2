//! What one page wants the next to tell, carried by a cookie of a minute's life.

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::cookie::{self, Keep};

const COOKIE: &str = "shopwire_notice";

pub(crate) fn read(headers: &HeaderMap) -> Option<String> {
    let value = cookie::read(headers, COOKIE)?;
    let form = format!("text={value}");
    let text = form_urlencoded::parse(form.as_bytes()).next()?.1.into_owned();
    (!text.is_empty()).then_some(text)
}

pub(crate) fn leave(headers: &mut HeaderMap, text: &str, secure: bool) {
    let value: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    add(headers, cookie::write(COOKIE, &value, Keep { seconds: 60, secure }));
}

/// It was told.
pub(crate) fn clear(headers: &mut HeaderMap, secure: bool) {
    add(headers, cookie::write(COOKIE, "", Keep { seconds: 0, secure }));
}

fn add(headers: &mut HeaderMap, line: Option<HeaderValue>) {
    if let Some(line) = line {
        headers.append(SET_COOKIE, line);
    }
}
