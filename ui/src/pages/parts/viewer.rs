//! A document shown inside the page.

use askama::Template;

use super::piece;
use crate::pages::icons::Icon;

/// The document in view, with the check of its hash made when it was read.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/viewer.html")]
pub struct Viewer {
    pub name: String,
    /// Address that shows it.
    pub open: String,
    pub download: String,
    pub kind: ViewerKind,
    pub integrity: Integrity,
    /// The documents before and after, for the shortcuts.
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// How a browser can show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewerKind {
    Pdf,
    Image,
    /// Only to download.
    Other,
}

/// What came of comparing the stored bytes with their hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integrity {
    Verified,
    Broken,
}

piece!(Viewer);

#[cfg(test)]
impl Viewer {
    pub fn sample() -> Self {
        Self {
            name: "Certificado de delimitación".into(),
            open: "/casos/E-2026-016902/documentos/8?ver".into(),
            download: "/casos/E-2026-016902/documentos/8".into(),
            kind: ViewerKind::Pdf,
            integrity: Integrity::Verified,
            previous: Some("?doc=6".into()),
            next: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_whose_hash_fails_is_not_shown() {
        let broken = Viewer {
            integrity: Integrity::Broken,
            ..Viewer::sample()
        }
        .to_string();
        assert!(broken.contains("no coincide") && !broken.contains("<iframe"));
        assert!(Viewer::sample().to_string().contains("<iframe"));
    }
}
