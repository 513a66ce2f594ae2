//! What the catalogue leaves to those who show it: where its things have their pages, and how types and limits are
//! written, in a way that both languages read.

use documents::catalogue::{Catalogue, Event, Group, Kind, Limit, Model, Operation, Piece, Rule};

/// What has a page of its own.
pub(crate) trait Linked {
    fn url(&self) -> String;
}

impl Linked for Group {
    fn url(&self) -> String {
        format!("/docs/{}/{}", self.version, self.tag)
    }
}

impl Linked for Operation {
    fn url(&self) -> String {
        format!("/docs/{}/{}/{}", self.version, self.tag, self.id)
    }
}

impl Linked for Model {
    fn url(&self) -> String {
        format!("/docs/models/{}/{}", self.version, self.name)
    }
}

impl Linked for Event {
    fn url(&self) -> String {
        format!("/docs/webhooks/{}", self.name)
    }
}

/// `string`, `string (timestamp)`, `Customer[]`.
pub(super) fn type_name(catalogue: &Catalogue, kind: &Kind) -> String {
    let part = |piece: &Piece| match piece {
        Piece::Basic { name, format } => match format.as_str() {
            "timestamp" | "date" | "money" | "password" | "binary" => format!("{name} ({format})"),
            _ => name.clone(),
        },
        Piece::Any => "any".to_owned(),
        Piece::Text(text) => text.clone(),
        Piece::Model(place) => catalogue.models.get(*place).map(|model| model.name.clone()).unwrap_or_default(),
    };
    kind.pieces.iter().map(part).collect()
}

/// `≤ 255`, `= 50`.
pub(super) fn limit(limit: &Limit) -> String {
    let sign = match limit.rule {
        Rule::MinLength | Rule::Minimum => '≥',
        Rule::MaxLength | Rule::Maximum | Rule::MaxItems => '≤',
        Rule::Default => '=',
    };
    format!("{sign} {}", limit.value)
}
