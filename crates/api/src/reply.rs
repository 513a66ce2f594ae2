//! What operations answer with.

use std::marker::PhantomData;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use storage::{Document, Query, Reading, Record, Stored, View};

use crate::{Answer, Paging};

/// A finished answer, on its way to the socket.
pub struct Reply {
    /// The operation's own status where none is set.
    pub status: Option<StatusCode>,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Bytes,
    /// Where it is known without hashing the body.
    pub etag: Option<String>,
    /// What follows the body.
    pub(crate) pages: Option<NextPage>,
}

/// The next piece of a long answer, or nothing more.
pub type NextPage = Box<dyn FnMut(&View<'_>) -> Answer<Option<Vec<u8>>> + Send>;

impl Reply {
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Self {
        // Wire types have text keys and finite numbers: they always serialize.
        Self::raw(serde_json::to_vec(value).unwrap_or_default())
    }

    pub fn raw(body: impl Into<Bytes>) -> Self {
        Self { status: None, headers: Vec::new(), body: body.into(), etag: None, pages: None }
    }

    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    pub fn header(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
    }
}

/// A type that an operation may answer with: its bytes, and its description.
pub trait Respond {
    fn respond(self) -> Reply;
    /// The schema of the body; `None` for no body.
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema>;
    /// Whether the answer is one page of a list.
    const PAGED: bool = false;
    /// The status of success, where the type says it.
    const STATUS: Option<StatusCode> = None;
    /// What the body is.
    const MEDIA_TYPE: &'static str = "application/json";
}

/// A value, as JSON.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: Serialize + JsonSchema> Respond for Json<T> {
    fn respond(self) -> Reply {
        Reply::json(&self.0)
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

/// A document, as it lies in the store.
impl<T: JsonSchema> Respond for Stored<T> {
    fn respond(self) -> Reply {
        let mut reply = Reply::raw(self.json);
        reply.etag = self.etag;
        reply
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

/// A document that was just written.
impl<T: Document + JsonSchema> Respond for Record<T> {
    fn respond(self) -> Reply {
        self.into_stored().respond()
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

/// A document or null, where the platform answers 200 either way.
impl<T: Respond> Respond for Option<T> {
    fn respond(self) -> Reply {
        self.map_or_else(|| Reply::raw("null"), Respond::respond)
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        let inner = T::schema(generator)?;
        Some(schemars::json_schema!({ "anyOf": [inner, { "type": "null" }] }))
    }
}

/// A bare array of documents.
impl<T: JsonSchema> Respond for Vec<Stored<T>> {
    fn respond(self) -> Reply {
        Reply::raw(array(self.iter().map(|stored| stored.json.as_slice())))
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<Vec<T>>())
    }
}

/// A bare array of what a query finds, as it lies in the store.
#[derive(Debug)]
pub struct Array<T> {
    body: Vec<u8>,
    etag: String,
    item: PhantomData<fn() -> T>,
}

impl<T: Document> Array<T> {
    pub fn of(from: &impl Reading, query: &Query) -> Answer<Self> {
        let (body, etag) = from.find_array::<T>(query)?;
        Ok(Self { body, etag, item: PhantomData })
    }
}

impl<T: JsonSchema> Respond for Array<T> {
    fn respond(self) -> Reply {
        let mut reply = Reply::raw(self.body);
        reply.etag = Some(self.etag);
        reply
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<Vec<T>>())
    }
}

/// Nothing, where the status says it all.
#[derive(Debug)]
pub struct NoContent;

impl Respond for NoContent {
    fn respond(self) -> Reply {
        Reply::raw(Bytes::new())
    }

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }

    const STATUS: Option<StatusCode> = Some(StatusCode::NO_CONTENT);
}

/// One page of a list, with the headers that say where it lies in the whole.
#[derive(Debug)]
pub struct Listing<T> {
    body: Vec<u8>,
    etag: Option<String>,
    paging: Paging,
    total: u64,
    item: PhantomData<fn() -> T>,
}

impl<T> Listing<T> {
    /// The page that `paging` asks for of the documents that the query finds.
    pub fn of(from: &impl Reading, paging: Paging, query: Query) -> Answer<Self>
    where
        T: Document,
    {
        let total = from.count::<T>(&query.filters)?;
        let query = query.offset(paging.skip()).limit(paging.per_page);
        let (body, etag) = from.find_array::<T>(&query)?;
        Ok(Self { body, etag: Some(etag), paging, total, item: PhantomData })
    }

    /// The page that `paging` asks for of items that are all at hand.
    pub fn of_items(paging: Paging, items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>) -> Self
    where
        T: Serialize,
    {
        let items = items.into_iter();
        let total = items.len() as u64;
        let skip = usize::try_from(paging.skip()).unwrap_or(usize::MAX);
        let take = usize::try_from(paging.per_page).unwrap_or(usize::MAX);
        let page: Vec<T> = items.skip(skip).take(take).collect();
        Self::of_page(paging, total, &page)
    }

    /// A page of documents that were found one by one, of a list with so many.
    pub fn of_stored(paging: Paging, total: u64, page: Vec<Stored<T>>) -> Self {
        let body = array(page.iter().map(|stored| stored.json.as_slice()));
        Self { body, etag: None, paging, total, item: PhantomData }
    }

    /// A page that was computed, of a list with so many items.
    pub fn of_page(paging: Paging, total: u64, page: &[T]) -> Self
    where
        T: Serialize,
    {
        let body = serde_json::to_vec(page).unwrap_or_default();
        Self { body, etag: None, paging, total, item: PhantomData }
    }
}

impl<T: JsonSchema> Respond for Listing<T> {
    fn respond(self) -> Reply {
        let mut reply = Reply::raw(self.body);
        reply.etag = self.etag;
        self.paging.describe(self.total, &mut reply);
        reply
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<Vec<T>>())
    }

    const PAGED: bool = true;
}

/// An object that holds one page of a list, with the headers that say where it lies in the whole.
#[derive(Debug)]
pub struct Paged<T> {
    pub value: T,
    pub paging: Paging,
    pub total: u64,
}

impl<T: Serialize + JsonSchema> Respond for Paged<T> {
    fn respond(self) -> Reply {
        let mut reply = Reply::json(&self.value);
        self.paging.describe(self.total, &mut reply);
        reply
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }

    const PAGED: bool = true;
}

fn array<'a>(items: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut body = vec![b'['];
    for (number, item) in items.enumerate() {
        if number > 0 {
            body.push(b',');
        }
        body.extend_from_slice(item);
    }
    body.push(b']');
    body
}

/// A long answer, written while the client takes it: each page is read from a snapshot of its own, so that nothing
/// is held open or in memory meanwhile.
pub struct Pages {
    pub content_type: &'static str,
    /// How long others may keep it, in seconds.
    pub max_age: u32,
    pub next: NextPage,
}

impl Respond for Pages {
    fn respond(self) -> Reply {
        let mut reply = Reply::raw(Bytes::new());
        reply.header(http::header::CONTENT_TYPE, self.content_type);
        reply.header(http::header::CACHE_CONTROL, &format!("public, max-age={}", self.max_age));
        reply.pages = Some(self.next);
        reply
    }

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}

/// Files for the client to keep, in one zip of this name.
#[derive(Debug)]
pub struct Zip {
    pub name: String,
    pub body: Vec<u8>,
}

impl Respond for Zip {
    fn respond(self) -> Reply {
        let mut reply = Reply::raw(self.body);
        reply.header(http::header::CONTENT_TYPE, Self::MEDIA_TYPE);
        reply.header(http::header::CONTENT_DISPOSITION, &format!("attachment; filename={}", self.name));
        reply
    }

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        Some(schemars::json_schema!({ "type": "string", "format": "binary" }))
    }

    const MEDIA_TYPE: &'static str = "application/zip";
}

/// A drawing, in SVG. It can do nothing but be seen.
#[derive(Debug)]
pub struct Drawing(pub String);

impl Respond for Drawing {
    fn respond(self) -> Reply {
        let mut reply = Reply::raw(self.0);
        reply.header(http::header::CONTENT_TYPE, Self::MEDIA_TYPE);
        reply.header(http::header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'");
        reply.header(http::header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        reply
    }

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }

    const MEDIA_TYPE: &'static str = "image/svg+xml";
}

/// A page for people, in HTML.
#[derive(Debug)]
pub struct Page(String);

impl Page {
    /// A page that says one thing. The texts are ours: nothing in them is escaped.
    pub fn notice(title: &'static str, text: &'static str) -> Self {
        Self(format!(
            "<!doctype html><html lang=\"zh-Hant-TW\"><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><h1>{title}</h1><p>{text}</p>"
        ))
    }
}

impl Respond for Page {
    fn respond(self) -> Reply {
        let mut reply = Reply::raw(self.0);
        reply.header(http::header::CONTENT_TYPE, "text/html; charset=utf-8");
        reply
    }

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}
