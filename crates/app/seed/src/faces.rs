//! Drawn faces for made residents: no photograph of anybody, and yet somebody to recognise.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, resize};
use image::{Rgb, RgbImage};

/// How many there are; residents share them.
pub const FACES: usize = 24;
/// In pixels; the small one is as the server makes it.
pub const SIDE: u32 = 240;
const SMALL: u32 = 160;

/// A drawn face as it is kept.
#[derive(Clone, Debug)]
pub struct Face {
    pub picture: Vec<u8>,
    pub small: Vec<u8>,
}

type Colour = [f32; 3];

const SKINS: [Colour; 6] = [
    [244.0, 214.0, 192.0],
    [232.0, 190.0, 164.0],
    [250.0, 224.0, 208.0],
    [196.0, 146.0, 112.0],
    [141.0, 94.0, 66.0],
    [226.0, 182.0, 148.0],
];
const HAIRS: [Colour; 4] =
    [[236.0, 236.0, 232.0], [188.0, 188.0, 190.0], [150.0, 146.0, 142.0], [122.0, 92.0, 66.0]];
const WALLS: [Colour; 5] = [
    [214.0, 226.0, 224.0],
    [228.0, 220.0, 206.0],
    [210.0, 220.0, 234.0],
    [226.0, 232.0, 214.0],
    [234.0, 218.0, 220.0],
];
const CLOTHES: [Colour; 7] = [
    [64.0, 96.0, 120.0],
    [136.0, 76.0, 92.0],
    [88.0, 116.0, 88.0],
    [176.0, 140.0, 84.0],
    [96.0, 84.0, 128.0],
    [70.0, 74.0, 84.0],
    [170.0, 108.0, 84.0],
];

/// All of them, always the same.
pub fn all() -> Vec<Face> {
    (0..FACES).map(face).collect()
}

fn face(n: usize) -> Face {
    let drawn = draw(n);
    Face { small: jpeg(&resize(&drawn, SMALL, SMALL, FilterType::Triangle)), picture: jpeg(&drawn) }
}

fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 82)).expect("memory takes every byte");
    bytes
}

/// What is painted over what was there.
#[derive(Clone, Copy)]
enum Shape {
    Ellipse {
        at: (f32, f32),
        half: (f32, f32),
    },
    /// The part of one above a line.
    Cap {
        at: (f32, f32),
        half: (f32, f32),
        above: f32,
    },
    Ring {
        at: (f32, f32),
        radius: f32,
        width: f32,
    },
    /// The lower part of a ring.
    Smile {
        at: (f32, f32),
        radius: f32,
        width: f32,
        below: f32,
    },
    Bar {
        from: (f32, f32),
        to: (f32, f32),
    },
}

impl Shape {
    /// How much of the pixel it covers, 0 to 1.
    fn covers(self, x: f32, y: f32) -> f32 {
        let edge = |distance: f32| (0.5 - distance).clamp(0.0, 1.0);
        let ellipse = |at: (f32, f32), half: (f32, f32)| {
            let (dx, dy) = ((x - at.0) / half.0, (y - at.1) / half.1);
            (dx.hypot(dy) - 1.0) * half.0.min(half.1)
        };
        let ring = |at: (f32, f32), radius: f32, width: f32| {
            ((x - at.0).hypot(y - at.1) - radius).abs() - width / 2.0
        };
        match self {
            Self::Ellipse { at, half } => edge(ellipse(at, half)),
            Self::Cap { at, half, above } => edge(ellipse(at, half).max(y - above)),
            Self::Ring { at, radius, width } => edge(ring(at, radius, width)),
            Self::Smile { at, radius, width, below } => edge(ring(at, radius, width).max(below - y)),
            Self::Bar { from, to } => edge((from.0 - x).max(x - to.0).max((from.1 - y).max(y - to.1))),
        }
    }
}

fn draw(n: usize) -> RgbImage {
    let skin = SKINS[n % SKINS.len()];
    let hair = HAIRS[(n / 2) % HAIRS.len()];
    let shade = |colour: Colour, by: f32| colour.map(|part| part * by);
    let ink = [62.0, 52.0, 48.0];
    let (glasses, long, bald) = (n % 3 == 1, n.is_multiple_of(2), n % 8 == 3);
    let mut shapes: Vec<(Shape, Colour, f32)> = Vec::new();
    let mut over = |shape, colour, alpha| shapes.push((shape, colour, alpha));
    if !bald {
        let half = if long { (64.0, 84.0) } else { (56.0, 62.0) };
        over(Shape::Ellipse { at: (120.0, if long { 122.0 } else { 102.0 }), half }, hair, 1.0);
    }
    over(Shape::Ellipse { at: (120.0, 262.0), half: (96.0, 78.0) }, CLOTHES[n % CLOTHES.len()], 1.0);
    over(Shape::Ellipse { at: (120.0, 178.0), half: (22.0, 34.0) }, shade(skin, 0.9), 1.0);
    over(Shape::Ellipse { at: (120.0, 118.0), half: (48.0, 60.0) }, skin, 1.0);
    if bald {
        for side in [-1.0, 1.0] {
            over(Shape::Ellipse { at: (120.0 + side * 46.0, 112.0), half: (8.0, 20.0) }, hair, 1.0);
        }
    } else {
        over(Shape::Cap { at: (120.0, 108.0), half: (51.0, 56.0), above: 84.0 }, hair, 1.0);
    }
    for side in [-1.0, 1.0] {
        let eye = 120.0 + side * 18.0;
        over(
            Shape::Ellipse { at: (120.0 + side * 26.0, 140.0), half: (11.0, 7.0) },
            [226.0, 120.0, 110.0],
            0.28,
        );
        over(Shape::Ellipse { at: (eye, 118.0), half: (3.6, 4.4) }, ink, 1.0);
        over(Shape::Bar { from: (eye - 9.0, 103.5), to: (eye + 9.0, 106.0) }, shade(hair, 0.8), 0.9);
        if glasses {
            over(Shape::Ring { at: (eye, 118.0), radius: 14.5, width: 2.4 }, ink, 0.9);
        }
    }
    if glasses {
        over(Shape::Bar { from: (116.5, 116.0), to: (123.5, 118.0) }, ink, 0.9);
    }
    over(Shape::Smile { at: (120.0, 126.0), radius: 10.0, width: 2.2, below: 133.0 }, shade(skin, 0.78), 1.0);
    over(
        Shape::Smile { at: (120.0, 134.0), radius: 19.0, width: 3.2, below: 146.0 },
        [158.0, 74.0, 70.0],
        1.0,
    );

    let wall = WALLS[n % WALLS.len()];
    RgbImage::from_fn(SIDE, SIDE, |px, py| {
        #[allow(clippy::cast_precision_loss)] // a few hundred at most
        let (x, y) = (px as f32 + 0.5, py as f32 + 0.5);
        let mut colour = shade(wall, 1.04 - y / 2400.0);
        for (shape, of, alpha) in &shapes {
            let covered = shape.covers(x, y) * alpha;
            if covered > 0.0 {
                for (part, of) in colour.iter_mut().zip(of) {
                    *part += (of - *part) * covered;
                }
            }
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
        Rgb(colour.map(|part| part.clamp(0.0, 255.0) as u8))
    })
}

#[cfg(test)]
mod tests {
    use super::{FACES, all};

    #[test]
    fn they_differ_and_are_small() {
        let faces = all();
        assert_eq!(faces.len(), FACES);
        for (n, face) in faces.iter().enumerate() {
            assert!(face.picture.len() < 20_000 && face.small.len() < 10_000);
            assert!(faces[..n].iter().all(|other| other.picture != face.picture), "face {n} is there twice");
        }
    }
}
