//! A batch that passes instances to another version, or that tried it: what leads on from it, and the page before.

use radica_storage::ids::BatchId;
use radica_workflows::console::{Moving, Progressed, REHEARSE};

use super::batches::{BatchRow, REASON};
use super::plan;
use super::words::query;
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::officials::ConfirmPage;
use crate::pages::parts::{Control, Field, FormErrors, Link};

/// Field that leaves where they are those that do not fit.
pub const LEAVE: &str = "dejar";

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

impl MovingView {
    /// What leads on from a batch.
    pub fn of(batch: &Progressed, moving: &Moving) -> Self {
        let asked = &moving.plan;
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
        let mut typed = plan::typed(asked);
        typed.extend(plan::meant(&moving.selection));
        let typed: Vec<(&str, &str)> = typed
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let again = format!("/operacion/procesos/{}/migrar?{}", asked.from, query(&typed));
        Self {
            from: version(&asked.from),
            to: version(&asked.to),
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
