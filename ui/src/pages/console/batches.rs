//! Acts on many instances: asking for one, and how far it is.

use askama::Template;
use radica_workflows::console::{BatchAct, Ended, MIGRATE, Progressed, REHEARSE};

use super::moving::MovingView;
use super::words::{act, moment};
use crate::pages::chrome::Chrome;
use crate::pages::icons::Icon;
use crate::pages::parts::{Choice, Control, Field, FormErrors, Link, Note, Tone};

/// Field of what is asked.
pub const ACT: &str = "operacion";
/// Field of why.
pub const REASON: &str = "motivo";
/// Field of each instance that was chosen.
pub const CHOSEN: &str = "i";
/// The last of those that could not be done that was shown already.
pub const AFTER: &str = "desde";

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
    /// What was asked, and of how many.
    pub title: String,
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
    /// Between which versions, when that is what it does or tries.
    pub moving: Option<MovingView>,
    /// The instance, and line by line why it failed.
    pub failed: Vec<(Link, Vec<String>)>,
    /// Where the next that failed are.
    pub more: Option<String>,
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
    pub(super) fn of(batch: &Progressed) -> Self {
        let progress = batch.progress;
        Self {
            href: format!("/operacion/lotes/{}", batch.asked.id),
            title: title(&batch.asked.act, progress.total()),
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

/// What was asked, and of how many.
fn title(word: &str, total: i64) -> String {
    match word {
        REHEARSE => format!("Ensayar el paso de {total} a otra versión"),
        MIGRATE => format!("Pasar {total} a otra versión"),
        _ => format!("{} {total}", act(word)),
    }
}

impl BatchPage {
    pub fn of(chrome: Chrome, batch: &Progressed, (failed, more): (Vec<Ended>, bool)) -> Self {
        let row = BatchRow::of(batch);
        let last = failed.last().filter(|_| more);
        let more = last.map(|last| format!("{}?{AFTER}={}", row.href, last.item.instance));
        let failed = failed.into_iter().map(|ended| {
            let id = ended.item.instance.to_string();
            let link = Link::new(format!("/operacion/instancias/{id}"), ended.radicado.unwrap_or(id));
            let why = ended.item.error.unwrap_or_default();
            (link, why.lines().map(str::to_owned).collect())
        });
        Self {
            moving: batch.moving.as_ref().map(|moving| MovingView::of(batch, moving)),
            failed: failed.collect(),
            row,
            more,
            chrome,
        }
    }

    /// What is told when nothing is left to do.
    fn end(&self) -> Note {
        let tries = matches!(&self.moving, Some(MovingView { rehearsal: true, .. }));
        let untouched = "Ensayar no cambió ningún proceso.";
        let (tone, line) = match (tries, self.row.done, self.row.failed) {
            (false, _, _) => (Tone::Ok, "El lote terminó.".to_owned()),
            (true, 0, _) => (
                Tone::Bad,
                "El ensayo terminó. Ninguno cabe en la versión nueva.".to_owned(),
            ),
            (true, _, 0) => (Tone::Ok, format!("El ensayo terminó. Todos caben. {untouched}")),
            (true, done, failed) => (
                Tone::Warn,
                format!("El ensayo terminó. Caben {done} y no caben {failed}. {untouched}"),
            ),
        };
        Note {
            title: None,
            ..Note::new(tone, tone.icon(), "", line)
        }
    }

    /// What those are called that were done, and those that were not.
    fn words(&self) -> (&'static str, &'static str) {
        match &self.moving {
            Some(MovingView { rehearsal: true, .. }) => ("Caben", "No caben"),
            _ => ("Hechos", "Fallidos"),
        }
    }
}

#[cfg(test)]
impl BatchRow {
    fn sample() -> Self {
        Self {
            href: "/operacion/lotes/01JDBATCH".into(),
            title: "Reintentar 40".into(),
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
fn sample_link(text: &str) -> Link {
    Link::new("/operacion/instancias/01JDA", text)
}

#[cfg(test)]
impl BatchPage {
    pub fn sample() -> Self {
        Self {
            chrome: Chrome::official(),
            row: BatchRow::sample(),
            moving: None,
            failed: vec![(
                sample_link("E-2026-017444"),
                vec!["Este proceso no tiene incidentes.".into()],
            )],
            more: None,
        }
    }

    pub fn sample_rehearsal() -> Self {
        let why = "«Estudio jurídico»: la versión nueva no tiene «estudio»; diga a qué elemento pasa";
        Self {
            row: BatchRow {
                title: "Ensayar el paso de 40 a otra versión".into(),
                done: 38,
                waiting: 0,
                ..BatchRow::sample()
            },
            moving: Some(MovingView {
                from: Link::new("/operacion/procesos/9f86d081", "9f86d081"),
                to: Link::new("/operacion/procesos/60303ae2", "60303ae2"),
                rehearsal: true,
                next: Some(Link::new("/operacion/lotes/01JDBATCH/migrar", "Pasar los que caben")),
                again: Some(Link::new(
                    "/operacion/procesos/9f86d081/migrar",
                    "Cambiar a qué pasa cada actividad",
                )),
            }),
            failed: vec![
                (sample_link("E-2026-017444"), vec![why.into()]),
                (
                    sample_link("01JDB"),
                    vec![
                        why.into(),
                        "«Espera»: «espera» es de otra clase en la versión nueva".into(),
                    ],
                ),
            ],
            more: Some("/operacion/lotes/01JDBATCH?desde=01JDB".into()),
            ..Self::sample()
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
    fn a_rehearsal_says_how_many_fit_and_everything_that_does_not() {
        let html = BatchPage::sample_rehearsal().html().unwrap();
        assert!(html.contains("<dt>Caben</dt><dd>38</dd>") && html.contains("<dt>No caben</dt><dd>2</dd>"));
        assert!(html.contains("«espera» es de otra clase") && html.contains("/lotes/01JDBATCH/migrar"));
    }

    #[test]
    fn what_was_chosen_comes_along_to_the_confirmation() {
        assert_eq!(NewBatchPage::sample().html().unwrap().matches("name=\"i\"").count(), 2);
    }
}
