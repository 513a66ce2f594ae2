//! The Model view: the fields of an object, and in a fold the fields of the objects inside it.

use askama::Template;

use super::fill;
use super::model::{Content, Field, Kind, Model, Reference};
use crate::texts::Texts;

/// Objects inside objects are shown so deep; what lies deeper has a link.
const DEPTH: usize = 3;

#[derive(Template)]
#[template(path = "reference/fields.html")]
pub(super) struct FieldList<'a> {
    reference: &'a Reference,
    texts: &'static Texts,
    fields: &'a [Field],
    /// Whether it is told of each field whether it must be sent.
    input: bool,
    /// Whether each field can be linked to.
    linked: bool,
    /// The objects around these fields.
    open: Vec<&'a str>,
}

/// Makes the lists of a page.
#[derive(Clone, Copy)]
pub(super) struct FieldLists<'a> {
    pub reference: &'a Reference,
    pub texts: &'static Texts,
}

impl<'a> FieldLists<'a> {
    /// Parameters or headers.
    pub fn plain(self, fields: &'a [Field], input: bool) -> FieldList<'a> {
        FieldList { reference: self.reference, texts: self.texts, fields, input, linked: false, open: Vec::new() }
    }

    /// The object on its own page.
    pub fn page(self, model: &'a Model) -> FieldList<'a> {
        FieldList { linked: true, open: vec![&model.name], ..self.plain(&model.fields, false) }
    }

    /// What a body is made of.
    pub fn content(self, content: &'a Content, input: bool) -> FieldList<'a> {
        self.of_kind(&content.kind, input)
    }

    fn of_kind(self, kind: &'a Kind, input: bool) -> FieldList<'a> {
        match self.reference.of_kind(kind) {
            Some(model) => FieldList { open: vec![&model.name], ..self.plain(&model.fields, input) },
            None => self.plain(&kind.inline, input),
        }
    }
}

impl<'a> FieldList<'a> {
    fn inside(&self, field: &'a Field) -> Option<FieldList<'a>> {
        let lists = FieldLists { reference: self.reference, texts: self.texts };
        let mut list = lists.of_kind(&field.kind, self.input);
        let known = list.open.iter().any(|name| self.open.contains(name));
        if list.fields.is_empty() || known || self.open.len() >= DEPTH {
            return None;
        }
        list.open.splice(0..0, self.open.iter().copied());
        Some(list)
    }

    fn model(&self, field: &Field) -> Option<&'a Model> {
        self.reference.of_kind(&field.kind)
    }

    fn fields_of(&self, field: &Field) -> String {
        let name = field.kind.text.trim_end_matches("[]");
        fill(self.texts.reference.fields_of, "name", if name == "object" { &field.name } else { name })
    }
}
