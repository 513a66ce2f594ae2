//! Typed documents.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use wire::{Id, Labelled, Timestamp};

use crate::{Error, Kind, Reading, Result, Row, View};

/// A resource that is kept as one JSON document, exactly as it is served.
pub trait Document: Serialize + DeserializeOwned + Labelled + Send + Sized + 'static {
    const KIND: &'static Kind;
    /// The events that storing a change fires, so that no operation can forget one.
    const EVENTS: Lifecycle = Lifecycle::SILENT;

    fn id(&self) -> Id<Self>;
    fn set_id(&mut self, id: Id<Self>);

    /// Values the document is found by that it has several of: `("tag", "熟客")`.
    fn terms(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// What the document is found by in full text ([`crate::Filter::Matches`]), if its kind has an
    /// [`crate::Index::text`]; `None` hides it from there.
    fn text(&self) -> Option<String> {
        None
    }

    /// When a computed field next changes by itself, if it does.
    fn due_at(&self) -> Option<Timestamp> {
        None
    }

    /// Brings computed fields to the view's time. Called on every read from [`Self::due_at`] on.
    fn refresh(&mut self, view: &View<'_>) -> Result<()> {
        let _ = view;
        Ok(())
    }

    /// Notes the time of a change (`updated_at`). Not itself a change.
    fn touch(&mut self, now: Timestamp) {
        let _ = now;
    }
}

/// Events that a document's storage fires.
#[derive(Debug, Clone, Copy)]
pub struct Lifecycle {
    pub created: Option<&'static str>,
    pub updated: Option<&'static str>,
    pub deleted: Option<&'static str>,
}

impl Lifecycle {
    pub const SILENT: Self = Self { created: None, updated: None, deleted: None };
}

/// A document read from the store, with what is needed to store its change.
#[derive(Debug)]
pub struct Record<T> {
    pub(crate) value: T,
    pub(crate) version: i64,
    pub(crate) stored: Vec<u8>,
    pub(crate) etag: String,
}

impl<T: Document> Record<T> {
    pub(crate) fn from_row(row: Row, view: &View<'_>) -> Result<Self> {
        let mut value: T = serde_json::from_slice(&row.doc).map_err(|error| Error::Unreadable {
            table: T::KIND.table,
            id: row.id,
            reason: error.to_string(),
        })?;
        if row.due_at.is_some_and(|due| due <= view.now().millis()) {
            // Time passing is not a change of the document: the refreshed form is what a save compares with.
            value.refresh(view)?;
            let stored = to_json(&value)?;
            let etag = etag_of(&stored);
            return Ok(Self { value, version: row.version, stored, etag });
        }
        Ok(Self { value, version: row.version, stored: row.doc, etag: row.etag })
    }

    /// The value as it was, when it now says something else than what is stored. Fields that the
    /// type has won since the document was written are no difference.
    pub(crate) fn value_before(&self) -> Result<Option<T>> {
        let current = to_json(&self.value)?;
        if current == self.stored {
            return Ok(None);
        }
        let before: T = serde_json::from_slice(&self.stored).map_err(|error| Error::Unreadable {
            table: T::KIND.table,
            id: self.value.id().get(),
            reason: error.to_string(),
        })?;
        Ok(if to_json(&before)? == current { None } else { Some(before) })
    }

    /// The document as it is stored, to be answered without another look.
    pub fn into_stored(self) -> Stored<T> {
        Stored { json: self.stored, etag: Some(self.etag), kind: PhantomData }
    }

    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T> Deref for Record<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
impl<T> DerefMut for Record<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// The JSON of a `T`, ready for the socket.
#[derive(Debug)]
pub struct Stored<T> {
    pub json: Vec<u8>,
    /// Known where the bytes are those that lie in the store.
    pub etag: Option<String>,
    kind: PhantomData<fn() -> T>,
}

impl<T: Document> Stored<T> {
    /// The stored bytes as they are, unless time has made a computed field stale.
    pub(crate) fn from_row(row: Row, view: &View<'_>) -> Result<Self> {
        if row.due_at.is_none_or(|due| due > view.now().millis()) {
            return Ok(Self { json: row.doc, etag: Some(row.etag), kind: PhantomData });
        }
        let record = Record::<T>::from_row(row, view)?;
        Ok(Self { json: to_json(&record.value)?, etag: None, kind: PhantomData })
    }
}

/// The text of a stored document: what a kind's [`crate::Index::text`] is made with.
pub fn text_of<T: Document>(stored: &[u8]) -> Result<Option<String>> {
    let unreadable =
        |error: serde_json::Error| Error::Unreadable { table: T::KIND.table, id: 0, reason: error.to_string() };
    Ok(serde_json::from_slice::<T>(stored).map_err(unreadable)?.text())
}

pub(crate) fn to_json<T: Document>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| Error::Unreadable {
        table: T::KIND.table,
        id: value.id().get(),
        reason: error.to_string(),
    })
}

/// First 32 hex digits of the body's SHA-256: what the ETag header carries.
pub fn etag_of(body: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut tag = String::with_capacity(32);
    for byte in &Sha256::digest(body)[..16] {
        tag.push(char::from(HEX[usize::from(byte >> 4)]));
        tag.push(char::from(HEX[usize::from(byte & 15)]));
    }
    tag
}

/// Implements [`Document`] in its usual shape, for a type with an `id`, that computes nothing:
/// `document!(Coupon, "優惠券", "coupons", [Index::on(…)], created = "coupons/create", …)`.
#[macro_export]
macro_rules! document {
    ($type:ty, $label:literal, $table:literal, [$($index:expr),* $(,)?] $(, $event:ident = $name:literal)* $(,)?) => {
        impl wire::Labelled for $type {
            const LABEL: &'static str = $label;
        }

        impl $crate::Document for $type {
            const KIND: &'static $crate::Kind = &$crate::Kind { table: $table, indexes: &[$($index),*] };
            #[allow(clippy::needless_update)]
            const EVENTS: $crate::Lifecycle =
                $crate::Lifecycle { $($event: Some($name),)* ..$crate::Lifecycle::SILENT };

            fn id(&self) -> wire::Id<Self> {
                self.id
            }

            fn set_id(&mut self, id: wire::Id<Self>) {
                self.id = id;
            }
        }
    };
}
