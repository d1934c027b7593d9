//! What kind of file it is, by what is in it; and what may be kept of it.
//!
//! Pictures are made anew, upright and without what cameras write beside them: places, times,
//! names (`SECURITY.md`, *Uploads*).

use std::io::{Cursor, Read};

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use zip::ZipArchive;

/// The kinds that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
    Pdf,
    Docx,
    Xlsx,
}

/// Why a file is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// None of the kinds.
    Kind,
    /// Begun as one of the kinds, and not whole or not sound.
    Broken,
    /// It would unfold to more than can be looked at.
    TooMuchInside,
    /// It brings a program along.
    Program,
}

/// The longest side of a picture, in pixels; longer ones are made smaller. Enough for a page.
const SIDE_MAX: u32 = 2560;

/// The longest side of a picture that is looked at, in pixels.
const SIDE_READ_MAX: u32 = 16_000;

/// What a picture may take in memory, in bytes.
const PICTURE_BYTES_MAX: u64 = 256 << 20;

/// How good a picture is, out of 100.
const JPEG_QUALITY: u8 = 85;

/// How many files a document may hold, and how many bytes they may unfold to.
const ENTRIES_MAX: usize = 200;
const UNFOLDED_BYTES_MAX: u64 = 64 << 20;

impl Kind {
    /// By the first bytes and, where many kinds begin alike, by what is inside.
    pub(super) fn of(content: &[u8]) -> Result<Self, Unfit> {
        if content.starts_with(b"\xFF\xD8\xFF") {
            Ok(Kind::Jpeg)
        } else if content.starts_with(b"\x89PNG\r\n\x1A\n") {
            Ok(Kind::Png)
        } else if content.starts_with(b"%PDF-") {
            Ok(Kind::Pdf)
        } else if content.starts_with(b"PK\x03\x04") {
            office(content)
        } else {
            Err(Unfit::Kind)
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Pdf => "application/pdf",
            Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    pub(super) fn extension(self) -> &'static str {
        match self {
            Kind::Jpeg => "jpg",
            Kind::Png => "png",
            Kind::Pdf => "pdf",
            Kind::Docx => "docx",
            Kind::Xlsx => "xlsx",
        }
    }

    /// Do browsers show it by themselves?
    pub(super) fn is_shown(self) -> bool {
        match self {
            Kind::Jpeg | Kind::Png | Kind::Pdf => true,
            Kind::Docx | Kind::Xlsx => false,
        }
    }
}

/// What is kept of `content`, and what kind it is.
pub(super) fn cleaned(content: &[u8]) -> Result<(Kind, Vec<u8>), Unfit> {
    let kind = Kind::of(content)?;
    let kept = match kind {
        Kind::Jpeg => picture(content, ImageFormat::Jpeg)?,
        Kind::Png => picture(content, ImageFormat::Png)?,
        Kind::Pdf => whole_pdf(content)?,
        Kind::Docx | Kind::Xlsx => content.to_vec(),
    };
    Ok((kind, kept))
}

fn picture(content: &[u8], format: ImageFormat) -> Result<Vec<u8>, Unfit> {
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_READ_MAX);
    limits.max_image_height = Some(SIDE_READ_MAX);
    limits.max_alloc = Some(PICTURE_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unfit)?;
    let orientation = decoder.orientation().map_err(unfit)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unfit)?;
    picture.apply_orientation(orientation);
    if picture.width().max(picture.height()) > SIDE_MAX {
        picture = picture.resize(SIDE_MAX, SIDE_MAX, image::imageops::FilterType::Triangle);
    }
    let mut kept = Cursor::new(Vec::new());
    if format == ImageFormat::Jpeg {
        let encoder = JpegEncoder::new_with_quality(&mut kept, JPEG_QUALITY);
        picture.into_rgb8().write_with_encoder(encoder).map_err(unfit)?;
    } else {
        picture.write_to(&mut kept, format).map_err(unfit)?;
    }
    Ok(kept.into_inner())
}

fn unfit(error: image::ImageError) -> Unfit {
    if let image::ImageError::Limits(_) = error { Unfit::TooMuchInside } else { Unfit::Broken }
}

/// Its end is there, too.
fn whole_pdf(content: &[u8]) -> Result<Vec<u8>, Unfit> {
    let tail = content.get(content.len().saturating_sub(1024)..).unwrap_or_default();
    let ends = tail.windows(5).any(|bytes| bytes == b"%%EOF");
    if ends { Ok(content.to_vec()) } else { Err(Unfit::Broken) }
}

/// A document or a sheet: unfolded piece by piece, and counted while it is.
fn office(content: &[u8]) -> Result<Kind, Unfit> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|_| Unfit::Broken)?;
    if archive.len() > ENTRIES_MAX {
        return Err(Unfit::TooMuchInside);
    }
    let names = archive.file_names().map(|name| name.map(|name| name.to_ascii_lowercase()));
    let names: Vec<_> = names.collect::<Result<_, _>>().map_err(|_| Unfit::Broken)?;
    if names.iter().any(|name| name.ends_with("vbaproject.bin")) {
        return Err(Unfit::Program);
    }
    let mut left = UNFOLDED_BYTES_MAX;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|_| Unfit::Broken)?;
        let read = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink())
            .map_err(|_| Unfit::Broken)?;
        left = left.checked_sub(read).ok_or(Unfit::TooMuchInside)?;
    }
    let holds = |name: &str| names.iter().any(|known| known == name);
    if holds("word/document.xml") {
        Ok(Kind::Docx)
    } else if holds("xl/workbook.xml") {
        Ok(Kind::Xlsx)
    } else {
        Err(Unfit::Kind)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write as _;

    use image::RgbImage;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A red picture, wider than high.
    pub(in crate::files) fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbImage::from_pixel(width, height, image::Rgb([200, 0, 0]));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    }

    /// The same with what a camera writes beside it: it lies on its side, and a name.
    fn jpeg_of_a_camera() -> Vec<u8> {
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
        exif.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
        exif.extend(b"\0\0\0\0SECRET PLACE");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let plain = jpeg(40, 20);
        [&plain[..2], b"\xFF\xE1", &length, &exif, &plain[2..]].concat()
    }

    fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in entries {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_picture_is_made_anew_upright_and_without_what_the_camera_wrote() {
        let camera = jpeg_of_a_camera();
        assert!(camera.windows(6).any(|bytes| bytes == b"SECRET"));
        let (kind, kept) = cleaned(&camera).unwrap();
        assert_eq!(kind, Kind::Jpeg);
        assert!(!kept.windows(6).any(|bytes| bytes == b"SECRET"));
        let shown = image::load_from_memory(&kept).unwrap();
        assert_eq!((shown.width(), shown.height()), (20, 40));
    }

    #[test]
    fn a_picture_is_no_larger_than_a_page_needs() {
        let (_, kept) = cleaned(&jpeg(SIDE_MAX * 2, 100)).unwrap();
        let shown = image::load_from_memory(&kept).unwrap();
        assert_eq!((shown.width(), shown.height()), (SIDE_MAX, 50));
    }

    #[test]
    fn documents_are_known_by_what_is_inside() {
        let word = zipped(&[("[Content_Types].xml", b""), ("word/document.xml", b"<w/>")]);
        assert_eq!(cleaned(&word).unwrap().0, Kind::Docx);
        let sheet = zipped(&[("xl/workbook.xml", b"<x/>")]);
        assert_eq!(cleaned(&sheet).unwrap(), (Kind::Xlsx, sheet.clone()));
        assert_eq!(cleaned(b"%PDF-1.7\n...\n%%EOF\n").unwrap().0, Kind::Pdf);
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        let program = zipped(&[("xl/workbook.xml", b"<x/>"), ("xl/vbaProject.bin", b"1")]);
        let bomb = zipped(&[("xl/workbook.xml", &vec![0; (64 << 20) + 1])]);
        let many: Vec<_> = (0..=ENTRIES_MAX).map(|n| n.to_string()).collect();
        let many: Vec<_> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
        for (content, reason) in [
            (b"<svg onload='1'/>".to_vec(), Unfit::Kind),
            (b"".to_vec(), Unfit::Kind),
            (b"%PDF-1.7 and no end".to_vec(), Unfit::Broken),
            (jpeg(40, 20)[..200].to_vec(), Unfit::Broken),
            (b"\x89PNG\r\n\x1A\nno picture".to_vec(), Unfit::Broken),
            (zipped(&[("readme.txt", b"1")]), Unfit::Kind),
            (b"PK\x03\x04 cut off".to_vec(), Unfit::Broken),
            (zipped(&many), Unfit::TooMuchInside),
            (program, Unfit::Program),
            (bomb, Unfit::TooMuchInside),
        ] {
            assert_eq!(cleaned(&content), Err(reason), "{:?}", content.get(..20));
        }
    }
}
