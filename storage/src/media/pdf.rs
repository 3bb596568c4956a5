//! What the ends of a PDF say about it.

use serde::{Deserialize, Serialize};

use crate::objects::Sample;

/// A conformance claim of ISO 19005: PDF/A-2a is part 2, level A.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PdfA {
    /// Part of the standard, 1 to 4.
    pub part: u8,
    /// Level of conformance in upper case, when one is claimed.
    pub level: Option<char>,
}

pub(super) fn is_pdf(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.trim_ascii_start().starts_with(b"%PDF-")
}

/// Whether the trailer names an encryption dictionary (ISO 32000-2, 7.6.1): a reference or the
/// dictionary itself. The trailer is at the end, or at the start of a linearised file.
pub(super) fn is_encrypted(sample: &Sample) -> bool {
    [sample.head(), sample.tail()].into_iter().any(|end| {
        after_each(end, b"/Encrypt").any(|rest| {
            let value = rest.trim_ascii_start();
            value.starts_with(b"<<") || (rest.len() > value.len() && value.first().is_some_and(u8::is_ascii_digit))
        })
    })
}

/// The claim in the document's XMP metadata, which PDF/A requires to be stored uncompressed. In a
/// large file it may lie outside the sample: `None` then, as for a file that claims nothing.
pub(super) fn claimed_pdf_a(sample: &Sample) -> Option<PdfA> {
    [sample.head(), sample.tail()].into_iter().find_map(|end| {
        let part = property(end, b"pdfaid:part")?;
        let level = property(end, b"pdfaid:conformance").filter(u8::is_ascii_alphabetic);
        part.is_ascii_digit().then(|| PdfA {
            part: part - b'0',
            level: level.map(|l| char::from(l.to_ascii_uppercase())),
        })
    })
}

// XMP writes a property as an element, `<name>2`, or as an attribute, `name="2"`.
fn property(text: &[u8], name: &[u8]) -> Option<u8> {
    after_each(text, name).find_map(|rest| match rest.trim_ascii_start() {
        [b'>', value, ..] => Some(*value),
        [b'=', b'"' | b'\'', value, ..] => Some(*value),
        _ => None,
    })
}

fn after_each<'a>(text: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    text.windows(word.len())
        .enumerate()
        .filter(move |(_, w)| *w == word)
        .map(move |(at, _)| &text[at + word.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encryption_is_seen_at_either_end() {
        let filler = vec![b'x'; 100_000];
        let at_start = [b"%PDF-1.7 /Encrypt 9 0 R ".as_slice(), &filler].concat();
        let at_end = [b"%PDF-1.7 ".as_slice(), &filler, b"/Encrypt<</V 4>>"].concat();
        assert!(is_encrypted(&Sample::of(&at_start)));
        assert!(is_encrypted(&Sample::of(&at_end)));
        assert!(!is_encrypted(&Sample::of(
            b"%PDF-1.7 /EncryptMetadata false (how to /Encrypt a file)"
        )));
    }

    #[test]
    fn a_pdf_a_claim_is_read_in_both_spellings() {
        let element = b"%PDF-1.7 <pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>";
        let attribute = b"%PDF-1.7 pdfaid:part=\"3\" pdfaid:conformance='b'";
        assert_eq!(
            claimed_pdf_a(&Sample::of(element)),
            Some(PdfA {
                part: 2,
                level: Some('A')
            })
        );
        assert_eq!(
            claimed_pdf_a(&Sample::of(attribute)),
            Some(PdfA {
                part: 3,
                level: Some('B')
            })
        );
        assert_eq!(claimed_pdf_a(&Sample::of(b"%PDF-1.7 pdfaid:part>x<")), None);
    }
}
