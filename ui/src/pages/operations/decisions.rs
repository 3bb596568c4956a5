//! The decisions that processes call: the list, and each as a table that can be tried.

use std::sync::Arc;

use askama::Template;
use radica_feel::Type;
use radica_workflows::catalog::decision::{Decision, InputData, told};
use radica_workflows::decisions::Attempt;

use crate::pages::{
    chrome::Chrome,
    icons::Icon,
    parts::{Choice, Control, DecisionTableView, Field, FormErrors, InputKind, Link},
};

/// Every decision.
#[derive(Clone, Debug, Template)]
#[template(path = "operations/decisions.html")]
pub struct DecisionsPage {
    pub chrome: Chrome,
    pub rows: Vec<DecisionRow>,
}

/// A decision in the list.
#[derive(Clone, Debug)]
pub struct DecisionRow {
    pub href: String,
    pub name: String,
    pub about: String,
    /// `SVT-030, SVT-124`
    pub tramites: String,
    /// `4 reglas`
    pub size: String,
    pub unconfirmed: bool,
}

/// One decision.
#[derive(Clone, Debug, Template)]
#[template(path = "operations/decision.html")]
pub struct DecisionPage {
    pub chrome: Chrome,
    pub name: String,
    pub href: String,
    pub about: String,
    pub unconfirmed: Option<String>,
    pub facts: Vec<(&'static str, String)>,
    /// What the table leaves open; none when it was analysed and leaves nothing.
    pub findings: Vec<String>,
    /// What is said when nothing was found.
    pub sound: &'static str,
    pub table: Option<DecisionTableView>,
    pub errors: FormErrors,
    pub fields: Vec<Field>,
    pub result: Option<AttemptView>,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct AttemptView {
    pub value: String,
    /// Each output under its heading, when there are several.
    pub outputs: Vec<(String, String)>,
    pub explanation: Vec<String>,
}

impl DecisionsPage {
    /// The decisions of the catalogue.
    pub fn of(chrome: Chrome, decisions: &[Arc<Decision>]) -> Self {
        Self {
            chrome,
            rows: decisions.iter().map(|decision| row(decision)).collect(),
        }
    }
}

fn row(decision: &Decision) -> DecisionRow {
    let codes: Vec<String> = decision.tramites.iter().map(ToString::to_string).collect();
    let size = decision.table().map(|table| match table.rules.len() {
        1 => "1 regla".to_owned(),
        rules => format!("{rules} reglas"),
    });
    DecisionRow {
        href: address(decision),
        name: decision.name.clone(),
        about: decision.about.clone().unwrap_or_default(),
        tramites: codes.join(", "),
        size: size.unwrap_or_else(|| "No es una tabla".to_owned()),
        unconfirmed: is_doubtful(decision),
    }
}

fn is_doubtful(decision: &Decision) -> bool {
    decision.unconfirmed.is_some() || decision.doubts.iter().any(Option::is_some)
}

/// The page of a decision; its id may hold anything.
fn address(decision: &Decision) -> String {
    let id: String = form_urlencoded::byte_serialize(decision.id.as_str().as_bytes()).collect();
    format!("/operacion/decisiones/{}", id.replace('+', "%20"))
}

/// The control of an input, whose name may be no name for one.
pub fn control_name(number: usize) -> String {
    format!("dato-{}", number + 1)
}

impl DecisionPage {
    /// A decision, not tried.
    pub fn of(chrome: Chrome, decision: &Decision) -> Self {
        let headings = &decision.headings;
        Self {
            chrome,
            name: decision.name.clone(),
            href: address(decision),
            about: decision.about.clone().unwrap_or_default(),
            unconfirmed: decision.unconfirmed.clone(),
            facts: facts(decision),
            findings: decision
                .findings
                .iter()
                .map(|finding| told(finding, headings).wrong)
                .collect(),
            sound: if decision.partial {
                "No deja reglas que se crucen ni reglas que nunca decidan. Hay casos sin respuesta, y así se quiso."
            } else {
                "No deja casos sin cubrir, reglas que se crucen ni reglas que nunca decidan."
            },
            table: DecisionTableView::of(decision, None),
            errors: FormErrors::default(),
            fields: fields(decision, &|_| String::new(), &[]),
            result: None,
        }
    }

    /// A decision, tried on what was typed.
    pub fn tried(chrome: Chrome, decision: &Decision, typed: &dyn Fn(usize) -> String, attempt: &Attempt) -> Self {
        let unreadable = &attempt.unreadable;
        let wrong = decision
            .inputs
            .iter()
            .enumerate()
            .filter(|(_, input)| unreadable.contains(&input.name));
        let links: Vec<Link> = wrong
            .map(|(n, input)| Link::new(format!("#{}", control_name(n)), format!("Corrija «{}»", input.label)))
            .collect();
        let page = Self {
            fields: fields(decision, typed, unreadable),
            ..Self::of(chrome, decision)
        };
        if !links.is_empty() {
            return Self {
                errors: FormErrors::with_links(links),
                ..page
            };
        }
        Self {
            table: DecisionTableView::of(decision, Some(attempt)),
            result: Some(AttemptView {
                value: attempt.value.clone(),
                outputs: attempt.outputs.clone(),
                explanation: attempt.explanation.clone(),
            }),
            ..page
        }
    }
}

fn facts(decision: &Decision) -> Vec<(&'static str, String)> {
    let codes: Vec<String> = decision.tramites.iter().map(ToString::to_string).collect();
    let mut facts = vec![("Identificador", decision.id.to_string())];
    if !codes.is_empty() {
        facts.push(("Trámites", codes.join(", ")));
    }
    facts.push(("Archivo", decision.source.path.clone()));
    facts.push(("Huella", decision.hash.chars().take(12).collect()));
    facts
}

fn fields(decision: &Decision, typed: &dyn Fn(usize) -> String, unreadable: &[String]) -> Vec<Field> {
    let field = |(n, input): (usize, &InputData)| Field {
        error: unreadable
            .contains(&input.name)
            .then(|| how_to_write(&input.kind).to_owned()),
        hint: hint(input),
        ..Field::new(&control_name(n), &input.label, control(input, &typed(n)))
    };
    decision.inputs.iter().enumerate().map(field).collect()
}

fn control(input: &InputData, typed: &str) -> Control {
    let choice = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        hint: None,
        chosen: value == typed,
        when: Vec::new(),
    };
    if !input.choices.is_empty() {
        let options = input.choices.iter().map(|text| choice(text, text)).collect();
        return Control::Select { options };
    }
    let kind = match &input.kind {
        Type::Boolean => {
            let options = vec![choice("true", "Sí"), choice("false", "No")];
            return Control::Select { options };
        }
        Type::Number => InputKind::Decimal,
        Type::Date => InputKind::Date,
        _ => InputKind::Text,
    };
    Control::Input {
        kind,
        value: typed.to_owned(),
    }
}

fn hint(input: &InputData) -> Option<String> {
    let says = match &input.kind {
        Type::Any | Type::List(_) | Type::Context(_) => "Un texto, o JSON: 12, true, [\"recibo\", \"poder\"]",
        Type::Time | Type::DateTime | Type::DaysAndTime | Type::YearsAndMonths => how_to_write(&input.kind),
        _ => return None,
    };
    Some(says.to_owned())
}

const fn how_to_write(kind: &Type) -> &'static str {
    match kind {
        Type::Number => "Escriba un número. Por ejemplo, 38.500",
        Type::Date => "Escriba una fecha. Por ejemplo, 2026-11-20",
        Type::Time => "Escriba una hora. Por ejemplo, 10:30:00",
        Type::DateTime => "Escriba una fecha con su hora. Por ejemplo, 2026-11-20T10:30:00-05:00",
        Type::DaysAndTime => "Escriba una duración. Por ejemplo, P3D",
        Type::YearsAndMonths => "Escriba una duración. Por ejemplo, P1Y6M",
        _ => "Escriba un valor de su tipo. Por ejemplo, true",
    }
}

#[cfg(test)]
impl DecisionsPage {
    pub fn sample() -> Self {
        let catalog = radica_workflows::catalog::Catalog::embedded().unwrap();
        let decisions: Vec<_> = catalog.decisions().cloned().collect();
        Self::of(Chrome::official(), &decisions)
    }
}

#[cfg(test)]
impl DecisionPage {
    fn decision() -> Arc<Decision> {
        let catalog = radica_workflows::catalog::Catalog::embedded().unwrap();
        Arc::clone(catalog.decision("alcance-libertad-y-tradicion").unwrap())
    }

    pub fn sample() -> Self {
        Self {
            findings: vec!["ninguna regla cubre este caso: Relación con el vehículo: «vecino»".into()],
            ..Self::of(Chrome::official(), &Self::decision())
        }
    }

    pub fn sample_tried() -> Self {
        use radica_feel::RuleTrace;
        let attempt = Attempt {
            value: "completo".into(),
            tested: vec!["apoderado".into(), "no".into(), "no".into()],
            rules: vec![RuleTrace::Failed(0), RuleTrace::Failed(1), RuleTrace::Matched],
            explanation: vec!["línea 1, columna 1, `1 + nombre`: el número 1 + el texto \"Luz\" no tiene valor".into()],
            ..Attempt::default()
        };
        let typed = |n: usize| {
            ["apoderado", "[\"recibo\"]"]
                .get(n)
                .map_or_else(String::new, |text| (*text).to_owned())
        };
        Self::tried(Chrome::official(), &Self::decision(), &typed, &attempt)
    }

    pub fn sample_wrong() -> Self {
        let attempt = Attempt {
            unreadable: vec!["faltantes".into()],
            ..Attempt::default()
        };
        Self::tried(Chrome::official(), &Self::decision(), &|_| String::new(), &attempt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_tried_table_says_in_words_which_rule_decided_and_which_cell_failed() {
        let html = DecisionPage::sample_tried().html().unwrap();
        assert_eq!(html.matches("Se cumplió").count(), 1);
        assert_eq!(html.matches("No se cumple<").count(), 2);
        assert_eq!(html.matches("No se miró").count(), 3);
        assert!(html.contains("<caption>") && html.contains("scope=\"colgroup\""));
    }

    #[test]
    fn a_table_that_was_not_tried_says_nothing_of_its_rules() {
        let html = DecisionPage::sample().html().unwrap();
        assert!(!html.contains("Se cumplió") && !html.contains("No se miró"));
        assert!(html.contains("ninguna regla cubre este caso"));
        assert!(html.contains("Decide la primera regla que se cumple"));
    }

    #[test]
    fn what_cannot_be_read_is_told_at_its_field() {
        let html = DecisionPage::sample_wrong().html().unwrap();
        assert!(html.contains("href=\"#dato-2\"") && html.contains("aria-invalid"));
    }
}
