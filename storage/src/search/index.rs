//! The index on disk.

use std::io;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::collector::Count;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};
use tokio::sync::{Notify, watch};

use super::highlight::Marker;
use super::query::{Clause, clauses, compile};
use super::ranking::{self, Rank};
use super::schema::{Fields, date, register, schema, text};
use super::{Change, Cursor, Found, Hit, Query};
use crate::crash::{self, Place};

/// Bytes of memory for documents that are not written to a segment yet.
const WRITER_MEMORY: usize = 32 << 20;
/// Most hits of one page.
const MOST_HITS: usize = 200;

/// Why the index could not be opened, fed or asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory holds something that is not an index; it is left alone.
    #[error("{0} holds files that are not a search index")]
    Foreign(PathBuf),
    /// The directory could not be read or made.
    #[error("the directory {directory} of the search index failed")]
    Directory {
        /// The directory.
        directory: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process is feeding this index.
    #[error("another process is writing the search index")]
    Busy,
    /// Any other failure of the index. When it stays, remove the directory: it will be built again.
    #[error("the search index failed")]
    Index(#[source] TantivyError),
    /// The index code crashed, as it may on a damaged file.
    #[error("the search index crashed")]
    Crashed,
}

/// How an index came up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// With what it knew.
    Resumed,
    /// Empty, because there was none.
    New,
    /// Empty, because it was made by another version of Radica.
    OtherVersion,
    /// Empty, because it was broken.
    Broken {
        /// What was wrong.
        why: String,
    },
}

/// A search index. Cheap to clone.
#[derive(Clone)]
pub struct Index {
    inner: Arc<Inner>,
}

struct Inner {
    index: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    /// Made by the first change, so that a process that only searches takes no lock.
    writer: Mutex<Option<IndexWriter>>,
    /// The position up to which changes were applied.
    reached: watch::Sender<u64>,
    /// Rung by who waits for a position.
    wanted: Notify,
}

impl Index {
    /// Opens the index in `directory`; what is missing, broken or of another version is replaced by
    /// an empty index, which [`Index::position`] tells by being 0.
    ///
    /// # Errors
    /// [`Error::Foreign`] when the directory holds something else, [`Error::Directory`] when it
    /// cannot be used.
    pub fn open(directory: &Path) -> Result<(Self, Start), Error> {
        let failed = |source| Error::Directory {
            directory: directory.to_path_buf(),
            source,
        };
        std::fs::create_dir_all(directory).map_err(failed)?;
        let start = match look(directory).map_err(failed)? {
            Content::Nothing => Start::New,
            Content::Foreign => return Err(Error::Foreign(directory.to_path_buf())),
            // tantivy panics on some truncated files.
            Content::Index => match catch_unwind(|| open_existing(directory)) {
                Ok(Ok(Some(index))) => return Ok((index, Start::Resumed)),
                Ok(Ok(None)) => Start::OtherVersion,
                Ok(Err(error)) => Start::Broken { why: error.to_string() },
                Err(_) => Start::Broken {
                    why: "a file is too short".to_owned(),
                },
            },
        };
        if start != Start::New {
            std::fs::remove_dir_all(directory)
                .and_then(|()| std::fs::create_dir_all(directory))
                .map_err(failed)?;
        }
        let index = tantivy::Index::create_in_dir(directory, schema().0)?;
        Ok((Self::over(index)?, start))
    }

    /// The position in the journal up to which changes were applied; 0 for an empty index.
    ///
    /// # Errors
    /// [`Error::Index`] when it cannot be read.
    pub fn position(&self) -> Result<u64, Error> {
        Ok(self.stored_position()?)
    }

    /// Ends when changes up to `position` were applied; rings for whoever feeds the index.
    pub async fn reaches(&self, position: u64) {
        let mut reached = self.inner.reached.subscribe();
        if *reached.borrow() < position {
            self.inner.wanted.notify_one();
            // The sender lives as long as this index.
            let _ = reached.wait_for(|reached| *reached >= position).await;
        }
    }

    /// Ends when somebody waits for a position that was not reached.
    pub async fn wanted(&self) {
        self.inner.wanted.notified().await;
    }

    /// Applies `changes` in order and remembers `position`, all or nothing. When it returns, they
    /// are on disk and searches see them. Applying the same changes again changes nothing.
    ///
    /// # Errors
    /// [`Error::Busy`] when another process feeds this index; [`Error::Index`] otherwise, and then
    /// nothing was applied.
    pub async fn apply(&self, changes: Vec<Change>, position: u64) -> Result<(), Error> {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.apply(&changes, position)).await
    }

    /// What `query` finds.
    ///
    /// # Errors
    /// [`Error::Index`] or [`Error::Crashed`] when the index is damaged.
    pub async fn search(&self, query: Query) -> Result<Found, Error> {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.search(&query)).await
    }

    /// Entries in the index, of all groups; for operators only.
    pub fn entries(&self) -> u64 {
        self.inner.reader.searcher().num_docs()
    }

    fn stored_position(&self) -> Result<u64, TantivyError> {
        let payload = self.inner.index.load_metas()?.payload;
        Ok(payload.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    fn over(index: tantivy::Index) -> Result<Self, TantivyError> {
        register(index.tokenizers());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let inner = Inner {
            index,
            fields: schema().1,
            reader,
            writer: Mutex::new(None),
            reached: watch::Sender::new(0),
            wanted: Notify::new(),
        };
        let opened = Self { inner: Arc::new(inner) };
        opened.inner.reached.send_replace(opened.stored_position()?);
        Ok(opened)
    }
}

enum Content {
    Nothing,
    Index,
    Foreign,
}

// What is removed to be rebuilt must be an index: the directory comes from a setting.
fn look(directory: &Path) -> io::Result<Content> {
    let mut content = Content::Nothing;
    for entry in std::fs::read_dir(directory)? {
        match entry?.file_name().to_str() {
            Some("meta.json" | ".managed.json") => return Ok(Content::Index),
            _ => content = Content::Foreign,
        }
    }
    Ok(content)
}

/// The index in `directory`, or `None` when another version made it.
fn open_existing(directory: &Path) -> Result<Option<Index>, TantivyError> {
    let index = match tantivy::Index::open_in_dir(directory) {
        Err(TantivyError::IncompatibleIndex(_)) => return Ok(None),
        opened => opened?,
    };
    if index.schema() != schema().0 {
        return Ok(None);
    }
    Index::over(index).map(Some)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Crashed)?
}

impl Inner {
    fn apply(&self, changes: &[Change], position: u64) -> Result<(), Error> {
        let mut slot = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken out: a writer that failed half-way is dropped, and with it what was not committed.
        let mut writer = match slot.take() {
            Some(writer) => writer,
            None => self.index.writer_with_num_threads(1, WRITER_MEMORY)?,
        };
        for change in changes {
            let id = match change {
                Change::Put(entry) => &entry.id,
                Change::Delete(id) => id,
            };
            writer.delete_term(Term::from_field_text(self.fields.id, id));
            if let Change::Put(entry) = change {
                writer.add_document(self.fields.document(entry))?;
            }
        }
        crash::reached(Place::SearchBeforeCommit);
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&position.to_string());
        commit.commit()?;
        *slot = Some(writer);
        drop(slot);
        self.reader.reload()?;
        self.reached.send_replace(position);
        Ok(())
    }

    fn search(&self, query: &Query) -> Result<Found, Error> {
        let clauses = clauses(&query.text);
        if clauses.is_empty() || query.groups.is_empty() || query.limit == 0 {
            return Ok(Found {
                hits: Vec::new(),
                total: 0,
                next: None,
                approximate: false,
            });
        }
        let approximate = query.after.is_some_and(Cursor::is_approximate);
        let found = self.page(&clauses, query, approximate)?;
        match found.total {
            0 if !approximate => self.page(&clauses, query, true),
            _ => Ok(found),
        }
    }

    fn page(&self, clauses: &[Clause], query: &Query, approximate: bool) -> Result<Found, Error> {
        let searcher = self.reader.searcher();
        let limit = query.limit.min(MOST_HITS);
        // One more tells whether there is a next page.
        let best = ranking::best(limit + 1, query.after.map(Cursor::rank));
        let compiled = compile(&self.fields, clauses, query, approximate);
        let (ranked, total) = searcher.search(&compiled, &(best, Count))?;
        let ranked: Vec<(Rank, _)> = ranked.into_iter().filter_map(|(rank, at)| Some((rank?, at))).collect();
        let page = &ranked[..ranked.len().min(limit)];
        let next = page
            .last()
            .filter(|_| ranked.len() > limit)
            .map(|(rank, _)| Cursor::new(*rank, approximate));
        let mut marker = Marker::new(clauses, approximate);
        let hits = page
            .iter()
            .map(|(_, at)| self.hit(&searcher, *at, &mut marker))
            .collect::<Result<_, _>>()?;
        Ok(Found {
            hits,
            total,
            next,
            approximate,
        })
    }

    fn hit(&self, searcher: &Searcher, at: tantivy::DocAddress, marker: &mut Marker) -> Result<Hit, TantivyError> {
        let document: TantivyDocument = searcher.doc(at)?;
        Ok(Hit {
            id: text(&document, self.fields.id).to_owned(),
            kind: text(&document, self.fields.kind).to_owned(),
            title: marker.whole(text(&document, self.fields.title)),
            excerpt: marker.excerpt(text(&document, self.fields.excerpt)),
            date: date(&document, self.fields.date),
        })
    }
}

impl From<TantivyError> for Error {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(..) => Self::Busy,
            other => Self::Index(other),
        }
    }
}
