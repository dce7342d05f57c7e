//! From whatever somebody sent to the two pictures that are kept.
//!
//! What is kept is made anew from the pixels: where a phone was, and whatever else stood or hid in the file, is gone.
//! Decoding is the one place where a stranger's bytes meet a big parser, so it has bounds before it begins: kind, sides,
//! pixels and memory, and one picture at a time.

use std::io::Cursor;

use almoner_kernel::{Code, Error, Result};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use tokio::sync::Semaphore;

/// Longest file, in bytes.
pub const MAX_FILE: usize = 8 * 1024 * 1024;
/// Of the picture that is kept, in pixels: the longer side at most.
const SIDE: u32 = 640;
/// Of the small square one, for lists.
const SMALL: u32 = 160;
/// A phone's 24 megapixels and a little more; each takes 3 to 4 bytes while it is decoded.
const MAX_PIXELS: u64 = 25_000_000;
const MAX_SIDE: u32 = 12_000;
const MAX_MEMORY: u64 = 160 * 1024 * 1024;
const QUALITY: u8 = 82;

/// One at a time: memory is bounded whatever comes at once.
static DECODING: Semaphore = Semaphore::const_new(1);

/// What is kept of a photograph: JPEG without any metadata.
#[derive(Clone, Debug)]
pub struct Kept {
    pub picture: Vec<u8>,
    pub small: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// Off the threads that serve requests.
pub async fn keep(file: Vec<u8>) -> Result<Kept> {
    let _turn = DECODING.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(move || made_of(&file)).await.map_err(Error::internal)?
}

fn made_of(file: &[u8]) -> Result<Kept> {
    let unread = |error| {
        Error::field("content", "format", "This picture can't be read. Take it again, or save it as JPEG.")
            .caused_by(error)
    };
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(Error::internal)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) {
        return Err(Error::field(
            "content",
            "format",
            "Send a JPEG, PNG or WebP picture. An iPhone saves JPEG under Settings, Camera, Formats, Most Compatible.",
        ));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder =
        reader.into_decoder().map_err(|error| too_big(&error).unwrap_or_else(|| unread(error)))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(big());
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder)
        .map_err(|error| too_big(&error).unwrap_or_else(|| unread(error)))?;
    image.apply_orientation(turned);
    let square = image.width().min(image.height());
    // A face is in the upper half of most portraits.
    let (left, top) = ((image.width() - square) / 2, (image.height() - square) / 4);
    let small = image.crop_imm(left, top, square, square).resize_exact(SMALL, SMALL, FilterType::Triangle);
    let picture = if image.width().max(image.height()) > SIDE {
        image.resize(SIDE, SIDE, FilterType::Triangle)
    } else {
        image
    };
    let picture = on_white(&picture);
    Ok(Kept {
        small: jpeg(&on_white(&small))?,
        picture: jpeg(&picture)?,
        width: picture.width(),
        height: picture.height(),
    })
}

/// JPEG knows no transparency: what shows through is white.
fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let from = image.to_rgba8();
    RgbImage::from_fn(from.width(), from.height(), |x, y| {
        let [r, g, b, alpha] = from.get_pixel(x, y).0;
        let over = |part: u8| {
            let mixed = (u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([over(r), over(g), over(b)])
    })
}

fn jpeg(image: &RgbImage) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)).map_err(Error::internal)?;
    Ok(bytes)
}

fn big() -> Error {
    Error::field("content", "range", "Send a picture of at most 25 megapixels and 12,000 pixels a side.")
}

fn too_big(error: &image::ImageError) -> Option<Error> {
    matches!(error, image::ImageError::Limits(_)).then(big)
}

/// The bytes of a picture, sent as base64.
pub fn sent(content: &str) -> Result<Vec<u8>> {
    use base64::Engine as _;
    if content.len() > MAX_FILE.div_ceil(3) * 4 {
        return Err(Error::new(Code::TooLarge).with_field(
            "content",
            "range",
            "Send a picture of at most 8 MB.",
        ));
    }
    base64::engine::general_purpose::STANDARD.decode(content).map_err(|error| {
        Error::field("content", "format", "Send the bytes of the picture as base64, with padding.")
            .caused_by(error)
    })
}

#[cfg(test)]
mod tests {
    use super::{SIDE, SMALL, made_of, sent};
    use image::{DynamicImage, GenericImageView, ImageFormat, Rgba, RgbaImage};
    use std::io::Cursor;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut image = RgbaImage::from_pixel(width, height, Rgba([200, 30, 30, 255]));
        image.put_pixel(0, 0, Rgba([0, 0, 0, 0]));
        let mut bytes = Cursor::new(Vec::new());
        let image = DynamicImage::ImageRgba8(image);
        let image = if format == ImageFormat::Jpeg { image.to_rgb8().into() } else { image };
        image.write_to(&mut bytes, format).expect("it is written");
        bytes.into_inner()
    }

    /// A JPEG with the metadata of a phone: turned a quarter, and a place.
    fn of_a_phone() -> Vec<u8> {
        let plain = file(300, 200, ImageFormat::Jpeg);
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
        exif.extend_from_slice(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS 53.4084 -2.9916");
        let mut bytes = plain[..2].to_vec();
        bytes.extend_from_slice(&[0xff, 0xe1]);
        bytes.extend_from_slice(&u16::try_from(exif.len() + 2).expect("short").to_be_bytes());
        bytes.extend_from_slice(&exif);
        bytes.extend_from_slice(&plain[2..]);
        bytes
    }

    fn size(jpeg: &[u8]) -> (u32, u32) {
        image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).expect("a JPEG").dimensions()
    }

    #[test]
    fn every_kind_becomes_a_small_jpeg() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let kept = made_of(&file(1600, 1200, format)).expect("a picture");
            assert_eq!((kept.width, kept.height), (SIDE, 480), "{format:?}");
            assert_eq!((size(&kept.picture), size(&kept.small)), ((SIDE, 480), (SMALL, SMALL)), "{format:?}");
            assert!(kept.picture.len() < 100_000 && kept.small.len() < 20_000, "{format:?}");
        }
        let kept = made_of(&file(90, 120, ImageFormat::Png)).expect("a picture");
        assert_eq!((kept.width, kept.height), (90, 120), "nothing is made bigger");
    }

    #[test]
    fn it_stands_upright_and_tells_no_place() {
        let sent = of_a_phone();
        assert!(sent.windows(3).any(|part| part == b"GPS"));
        let kept = made_of(&sent).expect("a picture");
        assert_eq!((kept.width, kept.height), (200, 300), "turned as the phone said");
        for bytes in [&kept.picture, &kept.small] {
            assert!(
                !bytes.windows(3).any(|part| part == b"GPS") && !bytes.windows(4).any(|part| part == b"Exif")
            );
        }
    }

    #[test]
    fn what_is_no_picture_or_too_big_is_refused_by_name() {
        // A header alone, which promises 60,000 pixels a side.
        let mut bomb = file(8, 8, ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let mut cut = file(400, 300, ImageFormat::Png);
        cut.truncate(cut.len() / 2);
        let cases: [(&str, Vec<u8>); 7] = [
            ("nothing", Vec::new()),
            ("words", b"not a picture".to_vec()),
            ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()),
            ("a page", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec()),
            ("a HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
            ("a bomb", bomb),
            ("half of one", cut),
        ];
        for (what, bytes) in cases {
            let error = made_of(&bytes).expect_err(what);
            assert_eq!(error.fields.first().map(|field| field.path.as_str()), Some("content"), "{what}");
        }
    }

    #[test]
    fn base64_is_read_and_bounded() {
        assert_eq!(sent("aGk=").expect("base64"), b"hi");
        for wrong in ["aGk", "a*==", "data:image/png;base64,aGk=", "aGk=\n"] {
            assert!(sent(wrong).is_err(), "{wrong}");
        }
        assert!(sent(&"A".repeat(super::MAX_FILE / 3 * 4 + 8)).is_err());
    }
}
