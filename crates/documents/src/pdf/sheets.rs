//! Pages as lists of marks, with what the document knows about itself: where things are, what belongs to what.

use std::collections::HashMap;

use super::look::{Colour, Look};
use super::type_setter::Run;

/// A place that links, contents and bookmarks lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    Chapter(usize),
    Topic(usize),
    Group(usize),
    /// Place of the group, place in the group.
    Operation(usize, usize),
    Model(usize),
    Event(usize),
}

/// Something on a page.
pub enum Mark {
    Text {
        x: f32,
        baseline: f32,
        run: Run,
        serial: Option<usize>,
    },
    /// The number of the page that a place is on, ending at `right`.
    PageOf {
        anchor: Anchor,
        right: f32,
        baseline: f32,
        look: Look,
        serial: usize,
    },
    /// A filled box, for the eye only.
    Fill {
        area: Area,
        colour: Colour,
        radius: f32,
    },
    Link {
        area: Area,
        target: Anchor,
        label: String,
        serial: usize,
    },
}

#[derive(Debug, Clone, Copy)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

#[derive(Default)]
pub struct Page {
    /// What is named at its head.
    pub running: String,
    pub marks: Vec<Mark>,
}

/// An entry of the bookmarks.
pub struct Bookmark {
    /// From 1.
    pub level: usize,
    pub title: String,
    pub anchor: Anchor,
}

/// What a part of the document is, for programs that read it aloud.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    Part,
    Heading(u16, String),
    Paragraph,
    Code,
    List,
    Item,
    ItemBody,
    Contents,
    ContentsEntry,
    Table,
    Head,
    Body,
    Row,
    HeaderCell,
    Cell,
    Link,
}

pub struct Node {
    pub role: Role,
    pub children: Vec<Child>,
}

pub enum Child {
    Node(usize),
    /// The mark with this serial number.
    Mark(usize),
}

/// The whole document before it is written.
#[derive(Default)]
pub struct Sheets {
    pub pages: Vec<Page>,
    pub places: HashMap<Anchor, (usize, f32)>,
    pub bookmarks: Vec<Bookmark>,
    /// The tree of roles; the first ones are found through `roots`.
    pub nodes: Vec<Node>,
    pub roots: Vec<usize>,
    pub serials: usize,
}

impl Sheets {
    /// A new part of the node, or of the document.
    pub fn node(&mut self, parent: Option<usize>, role: Role) -> usize {
        self.nodes.push(Node { role, children: Vec::new() });
        let node = self.nodes.len() - 1;
        match parent {
            Some(parent) => self.nodes[parent].children.push(Child::Node(node)),
            None => self.roots.push(node),
        }
        node
    }

    /// A number for a mark that belongs to the node.
    pub fn serial(&mut self, owner: usize) -> usize {
        self.serials += 1;
        self.nodes[owner].children.push(Child::Mark(self.serials - 1));
        self.serials - 1
    }
}
