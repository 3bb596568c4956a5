//! Recognising a content.

use super::{Detected, Media, pdf, zip};
use crate::objects::Sample;

/// Finds out what a content is from its two ends.
///
/// Stricter than most readers: a PDF or an image must start with its own signature, so that a file
/// that is two things at once (a page and a PDF, say) passes for neither.
pub fn detect(sample: &Sample) -> Detected {
    let media = media(sample);
    match media {
        Media::Pdf => Detected {
            media,
            encrypted: pdf::is_encrypted(sample),
            pdf_a: pdf::claimed_pdf_a(sample),
        },
        _ => Detected {
            media,
            encrypted: false,
            pdf_a: None,
        },
    }
}

fn media(sample: &Sample) -> Media {
    let head = sample.head();
    if pdf::is_pdf(head) {
        return Media::Pdf;
    }
    if zip::is_zip(head) {
        return zip::document(sample);
    }
    match infer::get(head).map(|found| found.mime_type()) {
        Some("image/jpeg") => Media::Jpeg,
        Some("image/png") if head.get(12..16) == Some(b"IHDR") => Media::Png,
        Some("image/tiff") => Media::Tiff,
        None if is_plain_text(sample) => Media::Text,
        _ => Media::Other,
    }
}

fn is_plain_text(sample: &Sample) -> bool {
    let head = sample.head();
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    // Markup that a browser would run is not plain text, whatever follows.
    !start.starts_with(b"<") && is_text(head) && is_text(sample.tail())
}

// UTF-8, or a one-byte encoding of Western Europe, which old spreadsheets still write as CSV. The
// sample may cut a character in two, so bytes are judged, not characters.
fn is_text(bytes: &[u8]) -> bool {
    !bytes.iter().any(|&b| matches!(b, 0..=8 | 0x0b | 0x0e..=0x1f | 0x7f))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media_of(content: &[u8]) -> Media {
        detect(&Sample::of(content)).media
    }

    #[test]
    fn images_are_known_by_their_signature() {
        assert_eq!(media_of(b"\xff\xd8\xff\xe0\0\x10JFIF\0"), Media::Jpeg);
        assert_eq!(media_of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"), Media::Png);
        assert_eq!(media_of(b"\x89PNG\r\n\x1a\nnothing else"), Media::Other);
        assert_eq!(media_of(b"II*\0\x08\0\0\0\0\0"), Media::Tiff);
        assert_eq!(media_of(b"GIF89a\x01\0\x01\0"), Media::Other);
    }

    #[test]
    fn text_is_what_has_no_control_characters_and_no_markup() {
        assert_eq!(media_of("Año, ñandú\tcédula\r\n1;2;3\n".as_bytes()), Media::Text);
        assert_eq!(media_of(b"A\xf1o;c\xe9dula\n"), Media::Text);
        for hostile in [
            "<html><script>alert(1)</script>",
            "\u{feff}  <svg onload=alert(1)>",
            "<?xml version=\"1.0\"?><x/>",
            "#!/bin/sh\nrm -rf /\n",
        ] {
            assert_eq!(media_of(hostile.as_bytes()), Media::Other, "{hostile}");
        }
        assert_eq!(media_of(b"text with a \0 zero"), Media::Other);
    }

    #[test]
    fn a_pdf_must_start_as_one() {
        assert_eq!(media_of(b"%PDF-1.4\n..."), Media::Pdf);
        assert_eq!(media_of(b"\xef\xbb\xbf%PDF-1.4\n..."), Media::Pdf);
        assert_eq!(media_of(b"<script>alert(1)</script>%PDF-1.4\n..."), Media::Other);
        assert_eq!(media_of(b"\xff\xd8\xff\xe0 %PDF-1.4"), Media::Jpeg);
    }

    #[test]
    fn text_in_the_head_does_not_hide_what_the_tail_is() {
        let mut content = vec![b'a'; 100_000];
        content.extend_from_slice(b"\0\x01\x02");
        assert_eq!(media_of(&content), Media::Other);
    }
}
