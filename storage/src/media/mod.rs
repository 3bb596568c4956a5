//! What an uploaded file is, by its content; its name and its declared type are only claims.
//!
//! [`examine`] is the gate: it looks at the [`Sample`](crate::objects::Sample) kept while the file
//! streamed in and says whether it may be taken. [`display_name`] makes a name safe to show.
//!
//! To add a type: a variant of [`Media`] with its line in each of its tables, its recognition in
//! `detect.rs`, and a case in the tests there.

mod detect;
mod name;
mod pdf;
mod zip;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::objects::Sample;

pub use detect::detect;
pub use name::display_name;
pub use pdf::PdfA;

/// A type of file Radica knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Media {
    /// PDF, ISO 32000.
    Pdf,
    /// JPEG image.
    Jpeg,
    /// PNG image.
    Png,
    /// TIFF image, as scanners write.
    Tiff,
    /// Text document, Office Open XML.
    Docx,
    /// Spreadsheet, Office Open XML.
    Xlsx,
    /// Presentation, Office Open XML.
    Pptx,
    /// Text document, OpenDocument.
    Odt,
    /// Spreadsheet, OpenDocument.
    Ods,
    /// Presentation, OpenDocument.
    Odp,
    /// Text without markup, CSV included.
    Text,
    /// Anything else: never taken.
    Other,
}

/// A group of types that a definition accepts by one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// PDF.
    Pdf,
    /// JPEG, PNG or TIFF.
    Image,
    /// A text document of an office suite.
    Document,
    /// A spreadsheet of an office suite.
    Sheet,
    /// A presentation of an office suite.
    Slides,
    /// Text without markup.
    Text,
}

/// What content was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// Its type.
    pub media: Media,
    /// Whether it is an encrypted PDF. It may still open without a password; whether it does, only
    /// reading it tells ([`crate::text`]).
    pub encrypted: bool,
    /// The PDF/A conformance it claims, when that was seen in the sample.
    pub pdf_a: Option<PdfA>,
}

/// Whether an upload may be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is of an accepted type, and of the type its name says.
    Accepted(Detected),
    /// Its name says one type, its content another.
    Mismatch {
        /// The type its name says.
        claimed: Media,
        /// The type it is.
        found: Media,
    },
    /// It is what it says, but this is not accepted here.
    NotAccepted {
        /// The type it is.
        found: Media,
    },
    /// It has no byte.
    Empty,
    /// It is an encrypted PDF: it could not be read in twenty years.
    Encrypted,
}

/// Judges a file by its `sample`, the `name` its sender gave it, and what is `accepted`.
pub fn examine(sample: &Sample, name: &str, accepted: &[Family]) -> Verdict {
    if sample.size() == 0 {
        return Verdict::Empty;
    }
    let detected = detect(sample);
    let found = detected.media;
    match Media::of_name(name) {
        Some(claimed) if claimed != found => return Verdict::Mismatch { claimed, found },
        _ => {}
    }
    if !found.family().is_some_and(|family| accepted.contains(&family)) {
        return Verdict::NotAccepted { found };
    }
    if detected.encrypted {
        return Verdict::Encrypted;
    }
    Verdict::Accepted(detected)
}

impl Media {
    /// The type that the extension of `name` claims, or `None` when it claims nothing known.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.trim_end().rsplit_once('.')?;
        Some(match extension.to_lowercase().as_str() {
            "pdf" => Self::Pdf,
            "jpg" | "jpeg" | "jpe" | "jfif" => Self::Jpeg,
            "png" => Self::Png,
            "tif" | "tiff" => Self::Tiff,
            "docx" => Self::Docx,
            "xlsx" => Self::Xlsx,
            "pptx" => Self::Pptx,
            "odt" => Self::Odt,
            "ods" => Self::Ods,
            "odp" => Self::Odp,
            "txt" | "csv" | "text" => Self::Text,
            _ => return None,
        })
    }

    /// The group it belongs to; `None` for what is never taken.
    pub fn family(self) -> Option<Family> {
        Some(match self {
            Self::Pdf => Family::Pdf,
            Self::Jpeg | Self::Png | Self::Tiff => Family::Image,
            Self::Docx | Self::Odt => Family::Document,
            Self::Xlsx | Self::Ods => Family::Sheet,
            Self::Pptx | Self::Odp => Family::Slides,
            Self::Text => Family::Text,
            Self::Other => return None,
        })
    }

    /// The type with a media type, of those Radica knows.
    pub fn of_mime(mime: &str) -> Option<Self> {
        use Media::{Docx, Jpeg, Odp, Ods, Odt, Pdf, Png, Pptx, Text, Tiff, Xlsx};
        let known = [Pdf, Jpeg, Png, Tiff, Docx, Xlsx, Pptx, Odt, Ods, Odp, Text];
        known.into_iter().find(|media| media.mime() == mime)
    }

    /// The media type to serve it with (RFC 6838).
    pub fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Text => "text/plain",
            Self::Other => "application/octet-stream",
        }
    }

    /// The usual extension of its files, without the dot; also its short name for people.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Odp => "odp",
            Self::Text => "txt",
            Self::Other => "bin",
        }
    }
}

impl fmt::Display for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.mime())
    }
}

/// A word that names no group of types.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not one of pdf, image, document, sheet, slides, text")]
pub struct UnknownFamily(pub String);

impl FromStr for Family {
    type Err = UnknownFamily;

    fn from_str(word: &str) -> Result<Self, UnknownFamily> {
        Ok(match word {
            "pdf" => Self::Pdf,
            "image" => Self::Image,
            "document" => Self::Document,
            "sheet" => Self::Sheet,
            "slides" => Self::Slides,
            "text" => Self::Text,
            other => return Err(UnknownFamily(other.to_owned())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj <<>> endobj\nstartxref\n0\n%%EOF";

    fn judge(content: &[u8], name: &str) -> Verdict {
        examine(&Sample::of(content), name, &[Family::Pdf, Family::Image])
    }

    #[test]
    fn a_file_that_is_what_its_name_says_is_accepted() {
        let accepted = Detected {
            media: Media::Pdf,
            encrypted: false,
            pdf_a: None,
        };
        for name in ["recibo.pdf", "RECIBO.PDF", "sin extension", "recibo.v2"] {
            assert_eq!(judge(PDF, name), Verdict::Accepted(accepted), "{name}");
        }
    }

    #[test]
    fn a_name_that_lies_is_a_mismatch() {
        let found = |content, name| judge(content, name);
        assert_eq!(
            found(b"MZ\x90\0program", "recibo.pdf"),
            Verdict::Mismatch {
                claimed: Media::Pdf,
                found: Media::Other
            }
        );
        assert_eq!(
            found(PDF, "foto.jpg"),
            Verdict::Mismatch {
                claimed: Media::Jpeg,
                found: Media::Pdf
            }
        );
        assert_eq!(
            found(b"hola", "recibo.pdf"),
            Verdict::Mismatch {
                claimed: Media::Pdf,
                found: Media::Text
            }
        );
    }

    #[test]
    fn what_is_not_accepted_here_is_named() {
        assert_eq!(judge(b"hola", "nota.txt"), Verdict::NotAccepted { found: Media::Text });
        assert_eq!(
            judge(b"\x7fELF\x02\x01\x01", "nota"),
            Verdict::NotAccepted { found: Media::Other }
        );
    }

    #[test]
    fn an_empty_file_and_an_encrypted_pdf_are_told_apart() {
        assert_eq!(judge(b"", "recibo.pdf"), Verdict::Empty);
        let locked = b"%PDF-1.7\ntrailer << /Root 1 0 R /Encrypt 5 0 R >>\nstartxref\n0\n%%EOF";
        assert_eq!(judge(locked, "recibo.pdf"), Verdict::Encrypted);
    }

    #[test]
    fn every_family_is_known_by_its_word() {
        for family in [
            Family::Pdf,
            Family::Image,
            Family::Document,
            Family::Sheet,
            Family::Slides,
            Family::Text,
        ] {
            let word = serde_json::to_value(family).unwrap();
            assert_eq!(word.as_str().unwrap().parse(), Ok(family));
        }
        assert!("exe".parse::<Family>().is_err());
    }
}
