//! All documents of a case, with the one in view.

use askama::Template;

use super::CaseHead;
use crate::pages::{chrome::Chrome, icons::Icon, parts::Viewer};

/// Ordered as in the expediente.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/documents.html")]
pub struct CaseDocumentsPage {
    pub chrome: Chrome,
    pub head: CaseHead,
    pub documents: Vec<DocumentRow>,
    pub viewer: Option<Viewer>,
    /// Whether whoever looks may add one.
    pub open: bool,
}

/// A document with what the índice says of it.
#[derive(Clone, Debug)]
pub struct DocumentRow {
    pub order: u32,
    /// Address of this page with it in view.
    pub href: String,
    pub name: String,
    pub kind: String,
    pub date: String,
    pub pages: String,
    pub size: String,
    /// Who brought it in.
    pub from: String,
    pub here: bool,
}

#[cfg(test)]
impl CaseDocumentsPage {
    pub fn sample() -> Self {
        let row = |order, name: &str, kind: &str, from: &str| DocumentRow {
            order,
            href: format!("?doc={order}"),
            name: name.into(),
            kind: kind.into(),
            date: "20 oct".into(),
            pages: "8".into(),
            size: "1,2\u{a0}MB".into(),
            from: from.into(),
            here: order == 3,
        };
        Self {
            chrome: Chrome::official(),
            head: CaseHead::sample(),
            documents: vec![
                row(1, "Formulario de solicitud", "Solicitud", "Luz Dary Chindoy"),
                row(2, "Acta de constitución", "Acta", "Luz Dary Chindoy"),
                row(3, "Certificado de delimitación", "Certificado", "Luz Dary Chindoy"),
                row(4, "Requerimiento S-2026-009331", "Oficio", "Jairo Burbano"),
            ],
            viewer: Some(Viewer::sample()),
            open: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_document_in_view_is_marked_in_the_list() {
        let html = CaseDocumentsPage::sample().html().unwrap();
        assert!(html.contains("<tr class=\"on\">") && html.contains("<iframe"));
    }
}
