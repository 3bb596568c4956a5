//! The public page of a governed document: the text in force.

use askama::Template;

use super::{ChangeRow, changes::Approval};
use crate::pages::{chrome::Chrome, icons::Icon, parts::Note};

/// Text in force, control de cambios and versions to compare.
#[derive(Clone, Debug, Template)]
#[template(path = "policies/policy.html")]
pub struct PolicyPage {
    pub chrome: Chrome,
    pub id: String,
    pub name: String,
    /// `Política · pública · dueño: Dirección TIC`
    pub facts: String,
    /// `Versión 2.3, vigente desde el 12 de junio de 2025`
    pub in_force: String,
    /// Set when the text shown is not the one in force.
    pub notice: Option<Note>,
    pub text: CleanHtml,
    pub changes: Vec<ChangeRow>,
    pub versions: Vec<VersionChoice>,
    /// Set for who may write a new version.
    pub new_version: Option<String>,
}

/// Markup that was already cleaned of everything but text, headings, lists, tables and links.
#[derive(Clone, Debug)]
pub struct CleanHtml(pub String);

impl CleanHtml {
    /// Clean markup with each table in a region of its own, which scrolls on a narrow screen.
    pub fn of(clean: &str) -> Self {
        let region = |(place, rest): (usize, &str)| {
            format!(r#"<div class="scroll" tabindex="0" role="region" aria-label="Tabla {place}"><table{rest}"#)
        };
        let mut parts = clean.split("<table");
        let before = parts.next().unwrap_or_default();
        let tables: String = (1..).zip(parts).map(region).collect();
        Self(format!("{before}{tables}").replace("</table>", "</table></div>"))
    }
}

/// A version in the lists of the comparison.
#[derive(Clone, Debug)]
pub struct VersionChoice {
    pub number: String,
    pub date: String,
    pub from: bool,
    pub to: bool,
}

#[cfg(test)]
impl VersionChoice {
    pub fn samples() -> Vec<Self> {
        let version = |number: &str, date: &str| Self {
            number: number.into(),
            date: date.into(),
            from: number == "1.0",
            to: number == "1.1",
        };
        vec![version("1.1", "6 nov 2026"), version("1.0", "14 mar 2025")]
    }
}

#[cfg(test)]
impl PolicyPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::sample(),
            id: "PLI02".into(),
            name: "Política de Seguridad de la Información".into(),
            facts: "Política · pública · dueño: Dirección TIC".into(),
            in_force: "Versión 1.0, vigente desde el 14 de marzo de 2025".into(),
            notice: None,
            text: CleanHtml("<h2>Artículo 1. Objeto</h2><p>Proteger los activos digitales de la Gobernación.</p><h2>Artículo 4. Contraseñas</h2><p>Toda cuenta tiene una contraseña de ocho caracteres.</p>".into()),
            changes: ChangeRow::samples(),
            versions: VersionChoice::samples(),
            new_version: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn the_public_page_shows_the_text_in_force_and_every_change() {
        let html = PolicyPage::sample().html().unwrap();
        assert!(html.contains("<h2>Artículo 1. Objeto</h2>") && html.contains("vigente desde el 14 de marzo de 2025"));
        assert!(html.contains("Documento original aprobado."));
    }

    #[test]
    fn every_table_of_the_text_scrolls_by_itself_and_by_keyboard() {
        let text =
            CleanHtml::of("<p>&lt;table&gt;</p><table><tr></tr></table><p>y</p><table align=\"left\"></table>").0;
        assert_eq!(text.matches("</table></div>").count(), 2);
        assert!(text.starts_with("<p>&lt;table&gt;</p><div class=\"scroll\" tabindex=\"0\" role=\"region\""));
        assert!(text.contains("aria-label=\"Tabla 2\"><table align=\"left\">"));
    }
}
