//! How things look: colours, sizes, the measures of a page. Lengths are points.

/// A4.
pub const PAGE_WIDTH: f32 = 595.28;
pub const PAGE_HEIGHT: f32 = 841.89;
pub const LEFT: f32 = 50.0;
pub const RIGHT: f32 = PAGE_WIDTH - 50.0;
pub const TOP: f32 = 66.0;
pub const BOTTOM: f32 = PAGE_HEIGHT - 60.0;
pub const WIDTH: f32 = RIGHT - LEFT;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Colour(pub u8, pub u8, pub u8);

pub const INK: Colour = Colour(0x17, 0x24, 0x2b);
pub const SOFT: Colour = Colour(0x4c, 0x5d, 0x66);
pub const LINE: Colour = Colour(0xd5, 0xdd, 0xe1);
pub const SUNK: Colour = Colour(0xee, 0xf2, 0xf4);
pub const BRAND: Colour = Colour(0x0b, 0x5d, 0x57);
pub const LINK: Colour = Colour(0x0b, 0x5d, 0x80);
pub const CODE: Colour = Colour(0x7a, 0x2b, 0x3f);
pub const WHITE: Colour = Colour(0xff, 0xff, 0xff);

/// The colours of a method: those that this platform's users know.
#[derive(Clone, Copy)]
pub struct MethodColours {
    pub solid: Colour,
    pub on_solid: Colour,
    pub tint: Colour,
}

pub fn method(name: &str) -> MethodColours {
    let (solid, on_solid, tint) = match name {
        "GET" => (Colour(0x1f, 0x66, 0xb8), WHITE, Colour(0xeb, 0xf3, 0xfb)),
        "POST" => (Colour(0x1a, 0x7a, 0x4c), WHITE, Colour(0xe8, 0xf6, 0xef)),
        "PUT" | "PATCH" => (Colour(0xc3, 0xb3, 0x6b), Colour(0x2f, 0x2a, 0x10), Colour(0xf8, 0xf5, 0xe4)),
        "DELETE" => (Colour(0xb9, 0x2d, 0x25), WHITE, Colour(0xfb, 0xea, 0xe9)),
        _ => (SOFT, WHITE, SUNK),
    };
    MethodColours { solid, on_solid, tint }
}

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    pub size: f32,
    pub bold: bool,
    pub colour: Colour,
    /// Height of a line, as a multiple of the size.
    pub leading: f32,
}

impl Look {
    pub const fn new(size: f32, bold: bool, colour: Colour, leading: f32) -> Self {
        Self { size, bold, colour, leading }
    }

    pub const fn colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// Of a line.
    pub const fn height(self) -> f32 {
        self.size * self.leading
    }

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

pub const TITLE: Look = Look::new(34.0, true, INK, 1.35);
pub const CHAPTER: Look = Look::new(22.0, true, BRAND, 1.4);
pub const SECTION: Look = Look::new(15.0, true, INK, 1.4);
pub const TOPIC: Look = Look::new(11.0, true, INK, 1.45);
pub const LABEL: Look = Look::new(8.5, true, SOFT, 1.5);
pub const TEXT: Look = Look::new(9.5, false, INK, 1.7);
pub const CELL: Look = Look::new(8.5, false, INK, 1.45);
pub const HEAD: Look = Look::new(7.8, true, SOFT, 1.45);
pub const SMALL: Look = Look::new(8.0, false, INK, 1.65);
pub const NOTE: Look = Look::new(8.5, false, SOFT, 1.6);
pub const RUNNING: Look = Look::new(8.0, false, SOFT, 1.4);
