//! Files that a person loads: streamed to the object store, hashed on the way, and told by content what they are.

use bytes::Bytes;
use futures_util::Stream;
use radica_storage::media::{self, Family, Media, Verdict};
use radica_storage::objects::{self, Bounds};
use radica_storage::text::{self, Outcome};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::catalog::form::Accept;
use crate::problem::{Error, Result};
use crate::records::Content;

/// A file loaded into a draft or a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its name, made safe to show.
    pub name: String,
    /// What it holds.
    #[serde(flatten)]
    pub content: Content,
}

/// Takes a file in, unless it is empty, too large, or not what it says or what is accepted.
///
/// # Errors
/// [`Error::Upload`], [`Error::TooLarge`] or [`Error::Unavailable`]; nothing is attached then.
pub async fn take<S, E>(app: &App, name: &str, accept: &[Accept], content: S) -> Result<Upload>
where
    S: Stream<Item = std::result::Result<Bytes, E>> + Send,
    E: Into<Box<dyn std::error::Error + Send + Sync>> + Send,
{
    let limit = app.catalog().entity.limits.file_mb * 1024 * 1024;
    let name = media::display_name(name);
    let families: Vec<Family> = accept.iter().copied().map(family_of).collect();
    let mut media = Media::Other;
    let judge = |stored: &objects::Stored| match media::examine(&stored.sample, &name, &families) {
        Verdict::Accepted(detected) => {
            media = detected.media;
            Ok(())
        }
        refused => Err(Error::Upload(why(&name, &refused, accept))),
    };
    let stored = app.objects.put_if(content, Bounds::at_most(limit), judge).await??;
    let pages = pages_of(app, &name, &stored, media).await?;
    let content = Content {
        sha256: stored.sha256.to_string(),
        size: stored.size,
        media_type: media.mime().to_owned(),
        pages,
    };
    Ok(Upload { name, content })
}

/// Which types of file an `accept` word of a definition admits.
#[must_use]
pub const fn family_of(accept: Accept) -> Family {
    match accept {
        Accept::Pdf => Family::Pdf,
        Accept::Image => Family::Image,
        Accept::Spreadsheet => Family::Sheet,
        Accept::Document => Family::Document,
    }
}

/// What is accepted, as people read it: `PDF, JPG o PNG`.
#[must_use]
pub fn accepted_words(accept: &[Accept]) -> String {
    let words: Vec<&str> = accept
        .iter()
        .flat_map(|accept| match accept {
            Accept::Pdf => ["PDF"].as_slice(),
            Accept::Image => &["JPG", "PNG"],
            Accept::Spreadsheet => &["Excel", "ODS"],
            Accept::Document => &["Word", "ODT"],
        })
        .copied()
        .collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} o {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Pages are counted, not guessed; a file that cannot be opened is told at once, while the person can still mend it.
async fn pages_of(app: &App, name: &str, stored: &objects::Stored, media: Media) -> Result<u32> {
    if media != Media::Pdf && media != Media::Tiff {
        return Ok(1);
    }
    let blob = app.objects.get(stored.sha256).await?;
    match app.extractor.count_pages(blob, media).await? {
        Outcome::Text { pages, .. } | Outcome::NoText { pages } | Outcome::Failed { pages: Some(pages), .. } => {
            Ok(pages.max(1))
        }
        Outcome::Failed { why, pages: None } => {
            tracing::info!(sha256 = %stored.sha256, ?why, "an upload cannot be read");
            Err(Error::Upload(format!(
                "{name} no se puede abrir: está dañado o protegido con contraseña. Guárdelo de nuevo como PDF y cárguelo otra vez"
            )))
        }
    }
}

fn why(name: &str, verdict: &Verdict, accept: &[Accept]) -> String {
    let accepted = accepted_words(accept);
    match verdict {
        Verdict::Accepted(_) => String::new(),
        Verdict::Empty => format!("{name} está vacío. Revise el archivo y cárguelo otra vez"),
        Verdict::Encrypted => {
            format!(
                "{name} está protegido con contraseña y no se podría leer. Quítele la contraseña y cárguelo otra vez"
            )
        }
        Verdict::NotAccepted { .. } => format!("{name} no se puede recibir. Debe ser {accepted}"),
        Verdict::Mismatch {
            found: Media::Other, ..
        } => format!("{name} no se puede leer. Debe ser {accepted}"),
        Verdict::Mismatch { found, .. } => {
            let found = found.extension().to_uppercase();
            format!(
                "{name} dice ser otra cosa de lo que es: su contenido es {found}. Guárdelo con su tipo verdadero y cárguelo otra vez"
            )
        }
    }
}

impl From<objects::Error> for Error {
    fn from(error: objects::Error) -> Self {
        match error {
            objects::Error::TooLarge { limit } => Self::TooLarge { limit },
            objects::Error::Empty => Self::Upload("El archivo está vacío. Revíselo y cárguelo otra vez".to_owned()),
            objects::Error::WrongLength { .. } | objects::Error::Interrupted(_) => {
                Self::Upload("El archivo no llegó completo. Cárguelo otra vez".to_owned())
            }
            objects::Error::Full(_) => Self::Unavailable {
                what: "disk",
                why: error.to_string(),
            },
            other => Self::Unavailable {
                what: "object store",
                why: other.to_string(),
            },
        }
    }
}

impl From<text::Error> for Error {
    fn from(error: text::Error) -> Self {
        match error {
            text::Error::Blob(error) => error.into(),
            other => Self::Unavailable {
                what: "text extraction",
                why: other.to_string(),
            },
        }
    }
}
