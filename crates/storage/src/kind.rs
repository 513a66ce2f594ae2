//! What a backend must know about a kind of document: its table, and what is looked up by.

use crate::Result;

/// A kind of document: one table.
#[derive(Debug)]
pub struct Kind {
    /// Table name, and the sequence its ids come from.
    pub table: &'static str,
    pub indexes: &'static [Index],
}

/// Fields that are looked up together, fast. Every index leads with the shop.
#[derive(Debug)]
pub struct Index {
    /// Unique in the database; a changed definition takes a new name.
    pub name: &'static str,
    pub fields: &'static [Field],
    /// At most one document of a shop has these values; empty and null values are exempt.
    pub unique: bool,
    /// Set where the index is of words and not of fields.
    pub text: Option<TextOf>,
}

impl Index {
    pub const fn on(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, unique: false, text: None }
    }

    pub const fn unique(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, unique: true, text: None }
    }

    /// The words of [`crate::Document::text`], for [`crate::Filter::Matches`]: `Index::text("…", text_of::<Product>)`.
    pub const fn text(name: &'static str, text_of: TextOf) -> Self {
        Self { name, fields: &[], unique: false, text: Some(text_of) }
    }
}

/// The text of a document as it is stored, so that what was stored before there was an index is found as well.
pub type TextOf = fn(&[u8]) -> Result<Option<String>>;

impl Kind {
    /// The kind's text index, if it has one.
    pub fn text(&self) -> Option<&'static Index> {
        self.indexes.iter().find(|index| index.text.is_some())
    }
}

/// A value inside the document, by its path (`email`, `statuses.order_status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub path: &'static str,
    pub cast: Cast,
}

/// What the value is, so that both engines compare it alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    Text,
    /// Text compared without regard to the case of its ASCII letters.
    Folded,
    Integer,
    Number,
    Flag,
}

impl Field {
    pub const fn text(path: &'static str) -> Self {
        Self { path, cast: Cast::Text }
    }

    pub const fn folded(path: &'static str) -> Self {
        Self { path, cast: Cast::Folded }
    }

    pub const fn integer(path: &'static str) -> Self {
        Self { path, cast: Cast::Integer }
    }

    pub const fn number(path: &'static str) -> Self {
        Self { path, cast: Cast::Number }
    }

    pub const fn flag(path: &'static str) -> Self {
        Self { path, cast: Cast::Flag }
    }
}
