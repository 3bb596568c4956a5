//! A version on its way: what changes, where it is, who reviewed it.

use askama::Template;

use super::{ChangeRow, Comparison, changes::Approval};
use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Link, StageState, StepName, Tag, Tone},
};

/// For those who keep the document.
#[derive(Clone, Debug, Template)]
#[template(path = "policies/version.html")]
pub struct VersionPage {
    pub chrome: Chrome,
    pub id: String,
    pub name: String,
    pub facts: String,
    pub version: String,
    pub tags: Vec<Tag>,
    pub steps: Vec<StepName>,
    /// What the reader may do with it now.
    pub actions: Vec<Link>,
    /// Where to post it to be reviewed, for its author while it is a draft.
    pub send: Option<String>,
    /// `None` for the first version.
    pub comparison: Option<Comparison>,
    pub changes: Vec<ChangeRow>,
    pub reviews: Vec<Review>,
}

/// Somebody's review.
#[derive(Clone, Debug)]
pub struct Review {
    pub tone: Tone,
    /// `Jurídica`
    pub area: String,
    /// `conforme`, `devuelta una vez; conforme`, `pendiente`
    pub result: String,
    /// Date and person.
    pub detail: Option<String>,
}

#[cfg(test)]
impl VersionPage {
    pub fn sample() -> Self {
        let review = |tone, area: &str, result: &str, detail: &str| Review {
            tone,
            area: area.into(),
            result: result.into(),
            detail: (!detail.is_empty()).then(|| detail.into()),
        };
        Self {
            chrome: Chrome::official(),
            id: "PLI02".into(),
            name: "Política de Seguridad de la Información".into(),
            facts: "PLI02 · política · pública · dueño: Dirección TIC".into(),
            version: "1.1".into(),
            tags: vec![
                Tag::new(Tone::Ok, Icon::EnTermino, "1.0 vigente"),
                Tag::new(Tone::Stop, Icon::Reloj, "1.1 en comité"),
            ],
            steps: StepName::path(
                &[
                    "Borrador",
                    "Revisión",
                    "Comité, hoy 10:00",
                    "Aprobada",
                    "Publicada",
                    "Vigente",
                ],
                2,
            ),
            actions: vec![Link::new("/comites/cigd/11", "Ir a la votación")],
            send: None,
            comparison: Some(Comparison::sample()),
            changes: ChangeRow::samples(),
            reviews: vec![
                review(Tone::Ok, "TI", "sin observaciones", "9 nov, Hernando Guerrero"),
                review(
                    Tone::Ok,
                    "Jurídica",
                    "devuelta una vez; conforme",
                    "12 nov, Amparo Delgado",
                ),
                review(Tone::Ok, "Planeación", "sin observaciones", "13 nov, Iván Mora"),
                review(Tone::Stop, "Comité", "sesión 11, punto 3", ""),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_version_on_its_way_shows_its_position_its_changes_and_who_reviewed_it() {
        let html = VersionPage::sample().html().unwrap();
        assert!(html.contains("aria-current=\"step\">Comité, hoy 10:00"));
        assert!(html.contains("<ins>mínimo doce</ins>") && html.contains("Amparo Delgado"));
    }
}
