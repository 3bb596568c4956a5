//! Feeding search from the journal: every document that was incorporated, with its text and who may read it.
//!
//! The index is never the truth: delete it and it comes back from the first entry.

use radica_storage::documents::{self, Document};
use radica_storage::journal::{self, Recorded};
use radica_storage::media::Media;
use radica_storage::objects::Sha256;
use radica_storage::search::{Change, Entry};
use radica_storage::text::Outcome;
use radica_storage::{cases, expedientes};

use crate::access::{Subject, readers};
use crate::actor::OfficeId;
use crate::app::App;
use crate::closing::class_of;
use crate::problem::{Error, Result};

/// Journal entries read at once.
const BATCH: i64 = 200;

/// Indexes what the journal has and the index has not; answers how many documents.
pub async fn catch_up(app: &App) -> Result<usize> {
    let mut indexed = 0;
    loop {
        let position = i64::try_from(app.index.position()?).unwrap_or(i64::MAX);
        let entries = journal::after(&app.db, position, BATCH).await?;
        let Some(last) = entries.last().map(|entry| entry.position) else {
            return Ok(indexed);
        };
        let mut batch = Vec::new();
        for entry in entries.iter().filter(|entry| is_document(entry)) {
            batch.extend(entry_of(app, entry).await?.map(Change::Put));
        }
        indexed += batch.len();
        app.index.apply(batch, u64::try_from(last).unwrap_or_default()).await?;
    }
}

fn is_document(entry: &Recorded) -> bool {
    entry.subject_kind == "document" && entry.kind == "incorporated"
}

async fn entry_of(app: &App, entry: &Recorded) -> Result<Option<Entry>> {
    let id = entry
        .subject_id
        .parse()
        .map_err(|_| Error::Internal(format!("journal {}: no document id", entry.position)))?;
    let Some(document) = documents::get(&app.db, id).await? else {
        return Ok(None);
    };
    let Some(expediente) = expedientes::get(&app.db, document.expediente).await? else {
        return Ok(None);
    };
    let case = cases::of_expediente(&app.db, expediente.id).await?;
    let office = OfficeId::new(expediente.office.clone());
    let subject = Subject {
        office: Some(&office),
        filer: case.as_ref().map(|case| &case.filer),
        role: None,
        class: class_of(&document.class),
    };
    let groups = readers(&subject)
        .into_iter()
        .map(|group| group.as_str().to_owned())
        .collect();
    let radicado = case.as_ref().map(|case| case.radicado.clone());
    let numbers = [radicado, document.number.clone(), Some(expediente.code.clone())];
    Ok(Some(Entry {
        id: document.id.to_string(),
        kind: "document".to_owned(),
        title: format!("{} · {}", document.title, expediente.title),
        body: text_of(app, &document).await,
        numbers: numbers.into_iter().flatten().collect(),
        groups,
        date: document.incorporated_at.as_microsecond(),
    }))
}

/// A document whose text cannot be read is found by its title and numbers.
async fn text_of(app: &App, document: &Document) -> String {
    let Ok(key) = document.sha256.parse::<Sha256>() else {
        return String::new();
    };
    let media = Media::of_mime(&document.media_type).unwrap_or(Media::Other);
    let extracted = match app.objects.get(key).await {
        Ok(blob) => app.extractor.extract(blob, media).await,
        Err(error) => Err(error.into()),
    };
    match extracted {
        Ok(Outcome::Text { text, .. }) => text,
        Ok(Outcome::NoText { .. } | Outcome::Failed { .. }) => String::new(),
        Err(error) => {
            tracing::warn!(document = %document.id, %error, "its text is not searchable");
            String::new()
        }
    }
}
