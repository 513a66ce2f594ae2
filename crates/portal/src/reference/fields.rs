//! The Model view: the fields of an object, and in a fold the fields of the objects inside it.

use askama::Template;
use documents::catalogue::{Catalogue, Content, Field, Kind, Model};

use super::fill;
use super::linked::{Linked, type_name};
use crate::texts::Texts;

/// Objects inside objects are shown so deep; what lies deeper has a link.
const DEPTH: usize = 3;

#[derive(Template)]
#[template(path = "reference/fields.html")]
pub(super) struct FieldList<'a> {
    lists: FieldLists<'a>,
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
    pub reference: &'a Catalogue,
    pub texts: &'static Texts,
}

impl<'a> FieldLists<'a> {
    /// Parameters or headers.
    pub fn plain(self, fields: &'a [Field], input: bool) -> FieldList<'a> {
        FieldList { lists: self, texts: self.texts, fields, input, linked: false, open: Vec::new() }
    }

    /// The object on its own page.
    pub fn page(self, model: &'a Model) -> FieldList<'a> {
        FieldList { linked: true, open: vec![&model.name], ..self.plain(model.fields(), false) }
    }

    /// What a body is made of.
    pub fn content(self, content: &'a Content, input: bool) -> FieldList<'a> {
        self.of_kind(&content.kind, input)
    }

    pub fn type_name(self, kind: &Kind) -> String {
        type_name(self.reference, kind)
    }

    fn of_kind(self, kind: &'a Kind, input: bool) -> FieldList<'a> {
        let open = self.reference.model_of(kind).map(|model| model.name.as_str());
        FieldList { open: open.into_iter().collect(), ..self.plain(self.reference.fields_of(kind), input) }
    }
}

impl<'a> FieldList<'a> {
    fn inside(&self, field: &'a Field) -> Option<FieldList<'a>> {
        let mut list = self.lists.of_kind(&field.kind, self.input);
        let known = list.open.iter().any(|name| self.open.contains(name));
        if list.fields.is_empty() || known || self.open.len() >= DEPTH {
            return None;
        }
        list.open.splice(0..0, self.open.iter().copied());
        Some(list)
    }

    fn model(&self, field: &Field) -> Option<&'a Model> {
        self.lists.reference.model_of(&field.kind)
    }

    fn fields_of(&self, field: &Field) -> String {
        let name = self.model(field).map_or(&field.name, |model| &model.name);
        fill(self.texts.reference.fields_of, "name", name)
    }
}
