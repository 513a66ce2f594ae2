//! How each kind of the demo's goods looks, in a few strokes.

use super::goods::Ink::{Dark, Light, Main, Paper, Shadow};
use super::goods::Shape::{Arch, Block, Line, Outline, Oval, Ring};
use super::goods::{Drawing, Ink, Shape};

/// What everything stands on.
const GROUND: (Ink, Shape) = (Shadow, Oval { at: (0.0, 0.68), half: (0.62, 0.08) });

pub(super) const SHIRT: Drawing = &[
    GROUND,
    (
        Main,
        Outline(&[
            (-0.26, -0.56),
            (0.26, -0.56),
            (0.72, -0.32),
            (0.56, 0.0),
            (0.38, -0.1),
            (0.38, 0.6),
            (-0.38, 0.6),
            (-0.38, -0.1),
            (-0.56, 0.0),
            (-0.72, -0.32),
        ]),
    ),
    (Dark, Oval { at: (0.0, -0.56), half: (0.17, 0.13) }),
    (Light, Block { at: (0.18, -0.12), half: (0.1, 0.11), round: 0.02 }),
    (Dark, Line { from: (-0.36, 0.54), to: (0.36, 0.54), width: 0.006 }),
];

pub(super) const SHOE: Drawing = &[
    GROUND,
    (
        Main,
        Outline(&[
            (-0.72, 0.32),
            (-0.7, -0.22),
            (-0.62, -0.4),
            (-0.36, -0.4),
            (-0.2, -0.2),
            (0.1, 0.0),
            (0.5, 0.08),
            (0.72, 0.22),
            (0.74, 0.36),
        ]),
    ),
    (Dark, Outline(&[(-0.72, 0.32), (-0.7, -0.1), (-0.46, -0.02), (-0.42, 0.32)])),
    (Light, Line { from: (-0.18, -0.14), to: (-0.28, 0.02), width: 0.022 }),
    (Light, Line { from: (-0.04, -0.06), to: (-0.14, 0.1), width: 0.022 }),
    (Light, Line { from: (0.1, 0.02), to: (0.0, 0.16), width: 0.022 }),
    (Paper, Block { at: (0.01, 0.44), half: (0.77, 0.11), round: 0.09 }),
    (Dark, Line { from: (-0.7, 0.47), to: (0.7, 0.47), width: 0.008 }),
];

pub(super) const BAG: Drawing = &[
    GROUND,
    (Dark, Arch { at: (0.0, -0.2), radius: 0.3, width: 0.05 }),
    (Main, Outline(&[(-0.48, -0.24), (0.48, -0.24), (0.58, 0.62), (-0.58, 0.62)])),
    (Light, Block { at: (0.0, 0.28), half: (0.3, 0.2), round: 0.04 }),
    (Dark, Line { from: (-0.3, 0.14), to: (0.3, 0.14), width: 0.012 }),
    (Paper, Oval { at: (0.0, -0.1), half: (0.05, 0.05) }),
];

pub(super) const BOTTLE: Drawing = &[
    GROUND,
    (Dark, Block { at: (0.0, -0.5), half: (0.15, 0.14), round: 0.03 }),
    (Light, Block { at: (0.0, -0.33), half: (0.11, 0.06), round: 0.01 }),
    (Main, Block { at: (0.0, 0.16), half: (0.32, 0.46), round: 0.12 }),
    (Paper, Block { at: (0.0, 0.22), half: (0.24, 0.2), round: 0.02 }),
    (Main, Line { from: (-0.14, 0.14), to: (0.14, 0.14), width: 0.014 }),
    (Light, Line { from: (-0.14, 0.24), to: (0.14, 0.24), width: 0.009 }),
    (Light, Line { from: (-0.14, 0.31), to: (0.06, 0.31), width: 0.009 }),
    (Light, Line { from: (-0.25, -0.12), to: (-0.25, -0.02), width: 0.014 }),
];

pub(super) const CUP: Drawing = &[
    GROUND,
    (Light, Block { at: (0.0, 0.6), half: (0.68, 0.05), round: 0.05 }),
    (Dark, Ring { at: (0.44, 0.1), radius: 0.19, width: 0.045 }),
    (Main, Outline(&[(-0.52, -0.2), (0.46, -0.2), (0.38, 0.3), (0.22, 0.54), (-0.28, 0.54), (-0.44, 0.3)])),
    (Dark, Oval { at: (-0.03, -0.2), half: (0.49, 0.09) }),
    (Light, Oval { at: (-0.03, -0.18), half: (0.42, 0.055) }),
    (Paper, Line { from: (-0.2, -0.42), to: (-0.14, -0.6), width: 0.018 }),
    (Paper, Line { from: (0.0, -0.38), to: (0.06, -0.66), width: 0.018 }),
    (Paper, Line { from: (0.2, -0.42), to: (0.26, -0.58), width: 0.018 }),
];

pub(super) const NOTEBOOK: Drawing = &[
    GROUND,
    (Paper, Block { at: (0.03, 0.03), half: (0.46, 0.61), round: 0.03 }),
    (Main, Block { at: (-0.02, -0.01), half: (0.46, 0.61), round: 0.04 }),
    (Dark, Block { at: (-0.4, -0.01), half: (0.08, 0.61), round: 0.03 }),
    (Paper, Block { at: (0.08, -0.26), half: (0.22, 0.13), round: 0.02 }),
    (Light, Line { from: (-0.06, -0.29), to: (0.22, -0.29), width: 0.01 }),
    (Light, Line { from: (-0.06, -0.22), to: (0.12, -0.22), width: 0.01 }),
    (Dark, Line { from: (0.34, -0.62), to: (0.34, 0.6), width: 0.018 }),
    (Light, Line { from: (-0.1, 0.44), to: (0.5, -0.04), width: 0.035 }),
    (Dark, Line { from: (-0.16, 0.49), to: (-0.11, 0.45), width: 0.018 }),
];

pub(super) const HEADPHONES: Drawing = &[
    GROUND,
    (Dark, Arch { at: (0.0, 0.06), radius: 0.54, width: 0.06 }),
    (Light, Arch { at: (0.0, 0.06), radius: 0.54, width: 0.02 }),
    (Main, Block { at: (-0.5, 0.26), half: (0.17, 0.3), round: 0.13 }),
    (Main, Block { at: (0.5, 0.26), half: (0.17, 0.3), round: 0.13 }),
    (Dark, Block { at: (-0.34, 0.26), half: (0.07, 0.24), round: 0.06 }),
    (Dark, Block { at: (0.34, 0.26), half: (0.07, 0.24), round: 0.06 }),
    (Paper, Oval { at: (-0.56, 0.26), half: (0.04, 0.04) }),
];

pub(super) const LAMP: Drawing = &[
    GROUND,
    (Dark, Line { from: (0.0, -0.1), to: (0.0, 0.58), width: 0.03 }),
    (Dark, Block { at: (0.0, 0.6), half: (0.32, 0.06), round: 0.05 }),
    (Paper, Oval { at: (0.0, -0.02), half: (0.12, 0.1) }),
    (Main, Outline(&[(-0.24, -0.62), (0.24, -0.62), (0.48, -0.06), (-0.48, -0.06)])),
    (Light, Line { from: (-0.45, -0.07), to: (0.45, -0.07), width: 0.016 }),
    (Light, Line { from: (0.2, -0.06), to: (0.2, 0.12), width: 0.006 }),
    (Dark, Oval { at: (0.2, 0.14), half: (0.02, 0.02) }),
];
