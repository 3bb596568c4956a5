//! The whole history of a case.

use askama::Template;

use super::CaseHead;
use crate::pages::{chrome::Chrome, icons::Icon};

/// One row per event of the journal that says something to a person, newest first.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/actuaciones.html")]
pub struct ActuacionesPage {
    pub chrome: Chrome,
    pub head: CaseHead,
    pub rows: Vec<Actuacion>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Actuacion {
    pub at: String,
    pub what: String,
    /// A person, an office, or the system.
    pub who: String,
    /// What it did to the clock: `Se detiene con 10 días por contar`.
    pub clock: Option<String>,
    /// The document it left.
    pub document: Option<(String, String)>,
}

#[cfg(test)]
impl ActuacionesPage {
    pub fn sample() -> Self {
        let row = |at: &str, what: &str, who: &str, clock: Option<&str>| Actuacion {
            at: at.into(),
            what: what.into(),
            who: who.into(),
            clock: clock.map(Into::into),
            document: None,
        };
        let opened = Actuacion {
            document: Some((
                "/casos/E-2026-016902/documentos/7".into(),
                "Constancia de apertura".into(),
            )),
            ..row(
                "28 oct, 09:15",
                "Requerimiento abierto",
                "Luz Dary Chindoy",
                Some("Se detiene con 10 días por contar (Ley 1755 de 2015, art. 17)"),
            )
        };
        Self {
            chrome: Chrome::official(),
            head: CaseHead::sample(),
            rows: vec![
                row("11 nov, 08:05", "Estudio jurídico tomado", "Yamile Rosero", None),
                row(
                    "9 nov, 16:20",
                    "Subsanación recibida",
                    "Luz Dary Chindoy",
                    Some("Sigue el 10 de noviembre"),
                ),
                opened,
                row(
                    "20 oct, 10:42",
                    "Radicado",
                    "Luz Dary Chindoy",
                    Some("Corre desde el 21 de octubre (art. 14)"),
                ),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_history_says_who_did_what_and_what_it_did_to_the_clock() {
        let html = ActuacionesPage::sample().html().unwrap();
        assert!(html.contains("Se detiene con 10 días por contar") && html.contains("Constancia de apertura"));
    }
}
