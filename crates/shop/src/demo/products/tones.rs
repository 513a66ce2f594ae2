//! The colours that the demo's goods come in.

pub(super) type Rgb = (u8, u8, u8);

pub(super) struct Tone {
    pub name: &'static str,
    pub main: Rgb,
}

const fn tone(name: &'static str, main: Rgb) -> Tone {
    Tone { name, main }
}

pub(super) const TONES: &[Tone] = &[
    tone("米白", (214, 200, 176)),
    tone("墨綠", (58, 92, 78)),
    tone("霧藍", (104, 138, 168)),
    tone("焦糖", (176, 116, 70)),
    tone("炭黑", (62, 64, 72)),
    tone("酒紅", (134, 54, 66)),
    tone("櫻粉", (214, 150, 156)),
    tone("薰衣草", (146, 132, 176)),
];
