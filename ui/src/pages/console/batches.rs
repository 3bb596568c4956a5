//! Acts on many instances: asking for one, and how far it is.

use askama::Template;
use radica_storage::ids::BatchId;
use radica_workflows::console::{BatchAct, Ended, MIGRATE, Moving, Progressed, REHEARSE};

use super::migrating;
use super::words::{act, moment, query};
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::officials::ConfirmPage;
use crate::pages::parts::{Choice, Control, Field, FormErrors, Link, Note, Tone};

/// Field of what is asked.
pub const ACT: &str = "operacion";
/// Field of why.
pub const REASON: &str = "motivo";
/// Field of each instance that was chosen.
pub const CHOSEN: &str = "i";
/// Field that leaves where they are those that do not fit.
pub const LEAVE: &str = "dejar";
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

/// Between which versions.
#[derive(Clone, Debug)]
pub struct MovingView {
    pub from: Link,
    pub to: Link,
    /// Whether it only tries.
    pub rehearsal: bool,
    /// Where it begins, when something fits; or the batch that it led to, or that led to it.
    pub next: Option<Link>,
    /// Where the same is asked again with something changed.
    pub again: Option<Link>,
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

impl MovingView {
    fn of(batch: &Progressed, moving: &Moving) -> Self {
        let plan = &moving.plan;
        let version = |hash: &str| Link::new(format!("/operacion/procesos/{hash}"), format::short_hash(hash));
        let lot = |id: &BatchId, words: &str| Link::new(format!("/operacion/lotes/{id}"), words);
        let rehearsal = batch.asked.act == REHEARSE;
        let ready = rehearsal && batch.progress.waiting == 0 && batch.progress.done > 0;
        let begin = format!("/operacion/lotes/{}/migrar", batch.asked.id);
        let next = match (&moving.migration, &moving.rehearsal) {
            (Some(migration), _) => Some(lot(migration, "Ver cómo pasaron")),
            (_, Some(rehearsal)) => Some(lot(rehearsal, "Ver el ensayo")),
            _ => ready.then(|| Link::new(begin, "Pasar los que caben")),
        };
        let mut typed = migrating::typed(plan);
        typed.extend(migrating::meant(&moving.selection));
        let typed: Vec<(&str, &str)> = typed
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let again = format!("/operacion/procesos/{}/migrar?{}", plan.from, query(&typed));
        Self {
            from: version(&plan.from),
            to: version(&plan.to),
            again: (rehearsal && moving.migration.is_none())
                .then(|| Link::new(again, "Cambiar a qué pasa cada actividad")),
            rehearsal,
            next,
        }
    }
}

/// The page before what fitted in a rehearsal passes to the other version.
pub fn before_migration(
    chrome: Chrome,
    batch: &Progressed,
    reason: &str,
    errors: &[(&'static str, String)],
) -> ConfirmPage {
    let row = BatchRow::of(batch);
    let error = |name: &str| {
        errors
            .iter()
            .find(|(wrong, _)| *wrong == name)
            .map(|(_, how)| how.clone())
    };
    let mut fields = Vec::new();
    if row.failed > 0 {
        let words = match row.failed {
            1 => "Dejar donde está el que no cabe".to_owned(),
            failed => format!("Dejar donde están los {failed} que no caben"),
        };
        let when = Vec::new();
        let accept = Control::Accept { checked: false, when };
        fields.push(Field {
            error: error(LEAVE),
            ..Field::new(LEAVE, &words, accept)
        });
    }
    let value = reason.to_owned();
    fields.push(Field {
        error: error(REASON),
        ..Field::new(REASON, "Motivo", Control::LongText { value })
            .hint("Queda en la historia de cada proceso, con su nombre.")
    });
    let links = errors
        .iter()
        .map(|(name, how)| Link::new(format!("#{name}"), how.clone()));
    ConfirmPage {
        crumbs: vec![
            Link::new("/operacion/lotes", "Lotes"),
            Link::new(row.href.clone(), row.title.clone()),
        ],
        title: match row.done {
            1 => "Va a pasar un proceso a otra versión".to_owned(),
            done => format!("Va a pasar {done} procesos a otra versión"),
        },
        consequences: vec![
            (
                Icon::Lista,
                "Pasan uno por uno, cada uno entero; el que haya cambiado desde el ensayo se revisa otra vez.".into(),
            ),
            (Icon::Repetir, "Nada de lo que ya se hizo se hace otra vez.".into()),
            (
                Icon::PorVencer,
                "Para deshacerlo hay que pasarlos otra vez a la versión anterior.".into(),
            ),
        ],
        errors: if errors.is_empty() {
            FormErrors::default()
        } else {
            FormErrors::with_links(links.collect())
        },
        fields,
        action: format!("{}/migrar", row.href),
        version: None,
        button: "Empezar".to_owned(),
        risk: false,
        back: Link::new(row.href, "Volver sin cambiar nada"),
        chrome,
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
