//! An expediente: its índice, its integrity, and what the law will do with it.

use askama::Template;

use super::Branch;
use crate::pages::{
    chrome::Chrome,
    home::tramite::Fact,
    icons::Icon,
    parts::{Link, Note, StageState, StepName, Tag},
};

/// A hold stands above all else; annulled documents stay in the índice.
#[derive(Clone, Debug, Template)]
#[template(path = "records/expediente.html")]
pub struct ExpedientePage {
    pub chrome: Chrome,
    /// Series above it, for the path.
    pub crumbs: Vec<Link>,
    /// `1200.31.02-2026-0147`
    pub code: String,
    pub title: String,
    /// Open or closed; under hold.
    pub tags: Vec<Tag>,
    /// Opening, folios, access.
    pub facts: Vec<Fact>,
    /// When all hashes were last checked, and how many held.
    pub integrity: (Tag, String),
    pub holds: Vec<Note>,
    pub index: Vec<IndexRow>,
    /// Who annulled what, when and why.
    pub annulled: Vec<String>,
    /// Gestión, central, disposition.
    pub stages: Vec<StepName>,
    pub retention: String,
    pub closing: Closing,
    /// True when the índice was signed and can be downloaded.
    pub signed: bool,
    /// `TRD versión 3, vigente desde el 1 de febrero de 2026`
    pub trd: String,
    pub tree: Vec<Branch>,
}

/// A document of the índice electrónico.
#[derive(Clone, Debug)]
pub struct IndexRow {
    pub order: u32,
    pub name: String,
    /// `None` for an annulled document.
    pub href: Option<String>,
    pub kind: String,
    pub created: String,
    pub filed: String,
    pub folios: String,
    pub format: String,
    pub origin: String,
    /// Shortened.
    pub hash: String,
}

/// Whether it can be closed.
#[derive(Clone, Debug)]
pub enum Closing {
    /// The page that asks for confirmation.
    Ready(String),
    /// Why not yet.
    NotYet(String),
    Closed,
}

#[cfg(test)]
impl IndexRow {
    pub fn samples() -> Vec<Self> {
        let row = |order: u32, name: &str, kind: &str, folios: &str, hash: &str| Self {
            order,
            name: name.into(),
            href: (order != 5).then(|| format!("/expedientes/1200.31.02-2026-0147/documentos/{order}")),
            kind: kind.into(),
            created: "12 sep".into(),
            filed: "20 oct".into(),
            folios: folios.into(),
            format: "PDF, 184\u{a0}kB".into(),
            origin: "Nacido digital".into(),
            hash: hash.into(),
        };
        vec![
            row(1, "Formulario de solicitud", "Solicitud", "1–3", "3c6da5d7…4da4"),
            row(2, "Acta de constitución", "Acta", "4–11", "1a6916c7…b8a1"),
            row(3, "Estatutos", "Estatutos", "12–37", "656412a9…7a97"),
            row(4, "Listado de afiliados", "Listado", "38–39", "27ac435a…1710"),
            row(5, "Comunicación interna 412", "Comunicación", "40–41", "11072231…0512"),
            row(6, "Requerimiento S-2026-009331", "Oficio", "42", "66ceab36…8ca5"),
        ]
    }
}

#[cfg(test)]
impl ExpedientePage {
    pub fn sample() -> Self {
        use crate::pages::parts::Tone;
        Self {
            chrome: Chrome::official(),
            crumbs: vec![Link::new("/expedientes", "Expedientes"), Link::new("/expedientes?serie=1200.31.02", "Personerías jurídicas")],
            code: "1200.31.02-2026-0147".into(),
            title: "JAC vereda San Antonio, Mocoa: personería jurídica".into(),
            tags: vec![
                Tag::new(Tone::Ok, Icon::Carpeta, "Abierto"),
                Tag::new(Tone::Bad, Icon::Candado, "Retención legal"),
            ],
            facts: vec![
                Fact::new("Apertura", "20 oct 2026", "con el radicado E-2026-016902"),
                Fact::new("Folios", "58", "9 documentos, 13,0 MB"),
                Fact::new("Acceso", "Pública clasificada", "por datos de afiliados"),
            ],
            integrity: (Tag::new(Tone::Ok, Icon::Escudo, "Verificada"), "18 nov, 02:10 · 9 de 9 huellas".into()),
            holds: vec![Note::new(
                Tone::Bad,
                Icon::Candado,
                "Retención legal: nada de este expediente se puede eliminar",
                "Tutela 2026-00318, Juzgado Segundo Promiscuo de Familia. Puesta el 12 de noviembre por Jurídica. Sigue hasta que Jurídica la levante, aunque venza la retención.",
            )],
            index: IndexRow::samples(),
            annulled: vec!["Documento 5 anulado el 23 de octubre por Jairo Burbano: «Incorporado por error; pertenece al expediente 2026-0139». Los anulados conservan su orden.".into()],
            stages: StepName::path(&["Gestión: 5 años desde el cierre", "Central: 15 años", "Disposición: conservación total (CT)"], 0),
            retention: "La retención todavía no corre: empieza con el cierre del expediente. Si se cerrara hoy, pasaría al archivo central el 19 de noviembre de 2031.".into(),
            closing: Closing::NotYet("El caso sigue en trámite. Se cierra cuando la decisión quede en firme.".into()),
            signed: false,
            trd: "TRD versión 3, vigente desde el 1 de febrero de 2026".into(),
            tree: Branch::samples(),
        }
    }

    pub fn sample_ready() -> Self {
        let closing = Closing::Ready("/expedientes/1200.31.02-2026-0147/cerrar".into());
        Self {
            closing,
            holds: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn an_annulled_document_keeps_its_place_in_the_index() {
        let html = ExpedientePage::sample().html().unwrap();
        assert!(html.contains("<td class=\"num\">5</td><th scope=\"row\"><del>Comunicación interna 412</del>"));
    }

    #[test]
    fn closing_is_offered_only_when_the_case_has_ended() {
        assert!(
            ExpedientePage::sample()
                .html()
                .unwrap()
                .contains("disabled aria-describedby=\"nc\"")
        );
        assert!(
            ExpedientePage::sample_ready()
                .html()
                .unwrap()
                .contains("href=\"/expedientes/1200.31.02-2026-0147/cerrar\"")
        );
    }
}
