//! Photos of the demo's goods: a simple shape on a gradient, one for each kind in each tone.

use bytes::Bytes;

use super::goods::{Drawing, Ink, Shape};
use super::tones::{Rgb, Tone};

pub(super) const SIDE: u16 = 240;
const PAPER: Rgb = (250, 247, 240);

/// The picture as a PNG of a few kilobytes.
pub(super) fn paint(drawing: Drawing, tone: &Tone) -> Option<Bytes> {
    let mut pixels = Vec::with_capacity(usize::from(SIDE) * usize::from(SIDE) * 3);
    let (near, far) = (mixed(tone.main, PAPER, 0.86), mixed(tone.main, PAPER, 0.58));
    for row in 0..SIDE {
        for column in 0..SIDE {
            let at = (unit(column), unit(row));
            let mut colour = mixed(near, far, (at.0 + at.1 + 2.0) / 4.0);
            for (ink, shape) in drawing {
                let cover = (0.5 - distance(*shape, at) * f32::from(SIDE) / 2.0).clamp(0.0, 1.0);
                if cover > 0.0 {
                    colour = mixed(colour, poured(*ink, tone, colour), cover);
                }
            }
            pixels.extend([colour.0, colour.1, colour.2]);
        }
    }
    files::png(SIDE.into(), SIDE.into(), &pixels).ok()
}

/// From -1 to 1, across and down.
fn unit(pixel: u16) -> f32 {
    (f32::from(pixel) + 0.5) / f32::from(SIDE) * 2.0 - 1.0
}

fn poured(ink: Ink, tone: &Tone, below: Rgb) -> Rgb {
    match ink {
        Ink::Main => tone.main,
        Ink::Dark => mixed(tone.main, (20, 22, 30), 0.45),
        Ink::Light => mixed(tone.main, PAPER, 0.55),
        Ink::Paper => PAPER,
        Ink::Shadow => mixed(below, (20, 22, 30), 0.16),
    }
}

fn mixed(one: Rgb, other: Rgb, share: f32) -> Rgb {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between two bytes
    let mix = |one: u8, other: u8| (f32::from(one) + (f32::from(other) - f32::from(one)) * share).round() as u8;
    (mix(one.0, other.0), mix(one.1, other.1), mix(one.2, other.2))
}

type Point = (f32, f32);

/// How far a point is from the shape's edge; below zero inside.
fn distance(shape: Shape, at: Point) -> f32 {
    match shape {
        Shape::Oval { at: centre, half } => {
            let across = ((at.0 - centre.0) / half.0, (at.1 - centre.1) / half.1);
            (length(across) - 1.0) * half.0.min(half.1)
        }
        Shape::Block { at: centre, half, round } => {
            let off = ((at.0 - centre.0).abs() - half.0 + round, (at.1 - centre.1).abs() - half.1 + round);
            length((off.0.max(0.0), off.1.max(0.0))) + off.0.max(off.1).min(0.0) - round
        }
        Shape::Line { from, to, width } => to_line(at, from, to) - width,
        Shape::Ring { at: centre, radius, width } => {
            (length((at.0 - centre.0, at.1 - centre.1)) - radius).abs() - width
        }
        Shape::Arch { at: centre, radius, width } => {
            let from = (at.0 - centre.0, at.1 - centre.1);
            let to_arch = if from.1 > 0.0 { length((from.0.abs() - radius, from.1)) } else { length(from) - radius };
            to_arch.abs() - width
        }
        Shape::Outline(corners) => to_outline(at, corners),
    }
}

fn length((x, y): Point) -> f32 {
    x.hypot(y)
}

fn to_line(at: Point, from: Point, to: Point) -> f32 {
    let (along, off) = ((to.0 - from.0, to.1 - from.1), (at.0 - from.0, at.1 - from.1));
    let share = (off.0 * along.0 + off.1 * along.1) / (along.0 * along.0 + along.1 * along.1);
    let share = share.clamp(0.0, 1.0);
    length((off.0 - along.0 * share, off.1 - along.1 * share))
}

fn to_outline(at: Point, corners: &[Point]) -> f32 {
    let (mut nearest, mut inside) = (f32::MAX, false);
    for (number, from) in corners.iter().enumerate() {
        let to = corners[(number + 1) % corners.len()];
        nearest = nearest.min(to_line(at, *from, to));
        let crosses = (from.1 > at.1) != (to.1 > at.1);
        if crosses && at.0 < (to.0 - from.0) * (at.1 - from.1) / (to.1 - from.1) + from.0 {
            inside = !inside;
        }
    }
    if inside { -nearest } else { nearest }
}
