//! Acts on many instances: asking for one, and how far it is.

use askama::Template;
use radica_storage::batches::Item;
use radica_workflows::console::{BatchAct, Progressed};

use super::words::{act, moment};
use crate::pages::chrome::Chrome;
use crate::pages::icons::Icon;
use crate::pages::parts::{Choice, Control, Field, FormErrors};

/// Field of what is asked.
pub const ACT: &str = "operacion";
/// Field of why.
pub const REASON: &str = "motivo";
/// Field of each instance that was chosen.
pub const CHOSEN: &str = "i";

/// Before an act on many.
#[derive(Clone, Debug, Template)]
#[template(path = "console/new_batch.html")]
pub struct NewBatchPage {
    pub chrome: Chrome,
    pub chosen: Vec<String>,
    pub errors: FormErrors,
    pub fields: Vec<Field>,
}

/// The latest batches.
#[derive(Clone, Debug, Template)]
#[template(path = "console/batches.html")]
pub struct BatchesPage {
    pub chrome: Chrome,
    pub rows: Vec<BatchRow>,
}

/// A batch.
#[derive(Clone, Debug)]
pub struct BatchRow {
    pub href: String,
    pub act: &'static str,
    pub reason: String,
    pub by: String,
    pub at: String,
    pub total: i64,
    pub done: i64,
    pub failed: i64,
    pub waiting: i64,
}

/// How far one is.
#[derive(Clone, Debug, Template)]
#[template(path = "console/batch.html")]
pub struct BatchPage {
    pub chrome: Chrome,
    pub row: BatchRow,
    /// Instance and why it failed.
    pub failed: Vec<(String, String)>,
}

impl NewBatchPage {
    /// What is asked of these.
    pub fn of(chrome: Chrome, chosen: Vec<String>, typed: (&str, &str), errors: &[(&str, &str)]) -> Self {
        let options =
            BatchAct::ALL.map(|word| Choice::new(word.as_str(), act(word.as_str()), typed.0 == word.as_str()));
        let mut fields = vec![
            Field::new(
                ACT,
                "¿Qué se hace con cada uno?",
                Control::Radio {
                    options: options.to_vec(),
                },
            ),
            Field::new(
                REASON,
                "Motivo",
                Control::LongText {
                    value: typed.1.to_owned(),
                },
            )
            .hint("Queda en la historia de cada proceso, con su nombre."),
        ];
        for field in &mut fields {
            let error = errors.iter().find(|(name, _)| *name == field.name);
            field.error = error.map(|(_, how)| (*how).to_owned());
        }
        Self {
            errors: FormErrors::of(&fields),
            chrome,
            chosen,
            fields,
        }
    }
}

impl BatchesPage {
    pub fn of(chrome: Chrome, batches: &[Progressed]) -> Self {
        Self {
            rows: batches.iter().map(BatchRow::of).collect(),
            chrome,
        }
    }
}

impl BatchRow {
    fn of(batch: &Progressed) -> Self {
        let progress = batch.progress;
        Self {
            href: format!("/operacion/lotes/{}", batch.asked.id),
            act: act(&batch.asked.act),
            reason: batch.asked.reason.clone(),
            by: batch.by.clone(),
            at: moment(batch.asked.asked_at),
            total: progress.total(),
            done: progress.done,
            failed: progress.failed,
            waiting: progress.waiting,
        }
    }

    fn ended(&self) -> i64 {
        self.done + self.failed
    }
}

impl BatchPage {
    pub fn of(chrome: Chrome, batch: &Progressed, failed: &[Item]) -> Self {
        let failed = failed.iter().map(|item| {
            let why = item.error.clone().unwrap_or_default();
            (item.instance.to_string(), why)
        });
        Self {
            row: BatchRow::of(batch),
            failed: failed.collect(),
            chrome,
        }
    }
}

#[cfg(test)]
impl BatchRow {
    fn sample() -> Self {
        Self {
            href: "/operacion/lotes/01JDBATCH".into(),
            act: "Reintentar",
            reason: "Volvió el servidor de correo".into(),
            by: "Sofía Ortega".into(),
            at: "19 nov, 10:02".into(),
            total: 40,
            done: 31,
            failed: 2,
            waiting: 7,
        }
    }
}

#[cfg(test)]
impl NewBatchPage {
    pub fn sample() -> Self {
        let chosen = vec!["01JDA".into(), "01JDB".into()];
        Self::of(
            Chrome::official(),
            chosen,
            ("retry", ""),
            &[(REASON, "Escriba el motivo")],
        )
    }
}

#[cfg(test)]
impl BatchesPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            rows: vec![BatchRow::sample()],
        }
    }
}

#[cfg(test)]
impl BatchPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            row: BatchRow::sample(),
            failed: vec![("01JDA".into(), "Este proceso no tiene incidentes.".into())],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_batch_says_how_far_it_is_and_why_some_failed() {
        let html = BatchPage::sample().html().unwrap();
        assert!(html.contains("33 de 40") && html.contains("Este proceso no tiene incidentes."));
    }

    #[test]
    fn what_was_chosen_comes_along_to_the_confirmation() {
        assert_eq!(NewBatchPage::sample().html().unwrap().matches("name=\"i\"").count(), 2);
    }
}
