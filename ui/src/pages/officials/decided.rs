//! What tables decided in a case, for the officials who answer it.

use askama::Template;

use super::CaseHead;
use crate::pages::{chrome::Chrome, icons::Icon, parts::DecisionTableView};

/// Each decision with what it gave, what it read, and its table with the rules that matched; the newest first.
#[derive(Clone, Debug, Template)]
#[template(path = "officials/decided.html")]
pub struct CaseDecidedPage {
    pub chrome: Chrome,
    pub head: CaseHead,
    pub decided: Vec<DecidedView>,
}

/// A decision that was made, or that could not be made.
#[derive(Clone, Debug)]
pub struct DecidedView {
    pub name: String,
    /// What it decides.
    pub about: Option<String>,
    pub at: String,
    /// What it gave, under its heading; empty when it gave nothing.
    pub result: Vec<(String, String)>,
    /// Why, in the words of the rules that matched.
    pub why: Vec<String>,
    /// What it read, under its heading.
    pub read: Vec<(String, String)>,
    pub stopped: Option<Stopped>,
    /// `9f86d081`
    pub version: String,
    /// Whether that version is in force.
    pub in_force: bool,
    /// Why the decision is not certain.
    pub unconfirmed: Option<String>,
    pub table: Option<DecisionTableView>,
    /// Whether a newer one of the same name took its place.
    pub replaced: bool,
}

/// Why the process stopped at a decision.
#[derive(Clone, Debug)]
pub struct Stopped {
    pub message: String,
    pub why: Vec<String>,
}

impl DecidedView {
    /// The result on one line: `Qué se entrega: sin-nombres`.
    pub fn in_short(&self) -> String {
        let said = self.result.iter().map(|(heading, value)| format!("{heading}: {value}"));
        let said: Vec<String> = said.collect();
        if said.is_empty() {
            "No dio resultado: el caso espera a quien opera el sistema".to_owned()
        } else {
            said.join("; ")
        }
    }
}

#[cfg(test)]
impl DecidedView {
    pub fn sample() -> Self {
        let text = |text: &str| text.to_owned();
        Self {
            name: text("Alcance del certificado de libertad y tradición"),
            about: Some(text("Dice si el certificado muestra los nombres de los dueños.")),
            at: text("20 oct, 10:42"),
            result: vec![(text("Qué se entrega"), text("sin-nombres"))],
            why: vec![text("Datos personales de terceros (Ley 1712 de 2014, art. 18).")],
            read: vec![(text("Relación con el vehículo"), text("comprador"))],
            stopped: None,
            version: text("9f86d081"),
            in_force: true,
            unconfirmed: Some(text("La entidad debe revisarlo.")),
            table: Some(DecisionTableView::sample()),
            replaced: false,
        }
    }

    pub fn sample_stopped() -> Self {
        Self {
            result: Vec::new(),
            why: Vec::new(),
            stopped: Some(Stopped {
                message: "la decisión no se pudo tomar".into(),
                why: vec!["ninguna regla se cumple".into()],
            }),
            in_force: false,
            replaced: true,
            ..Self::sample()
        }
    }
}

#[cfg(test)]
impl CaseDecidedPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            head: CaseHead {
                tables: 2,
                ..CaseHead::sample()
            },
            decided: vec![DecidedView::sample(), DecidedView::sample_stopped()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_decision_is_told_with_what_it_read_the_rule_that_decided_and_its_version() {
        let html = CaseDecidedPage::sample().html().unwrap();
        for said in [
            "sin-nombres",
            "comprador",
            "Se cumplió",
            "9f86d081",
            "20 oct, 10:42",
            "La entidad debe revisarlo",
        ] {
            assert!(html.contains(said), "{said}");
        }
    }

    #[test]
    fn a_decision_that_gave_nothing_says_why_and_that_its_version_was_replaced() {
        let html = CaseDecidedPage::sample().html().unwrap();
        assert!(html.contains("ninguna regla se cumple") && html.contains("ya no es la vigente"));
        assert!(
            DecidedView::sample_stopped()
                .in_short()
                .contains("quien opera el sistema")
        );
    }
}
