//! The fields of the index.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::tokenizer::TokenizerManager;

use super::Entry;
use super::analysis::{self, compose, number};
use crate::objects::Sha256;

// The version is in the names, so that an index made by another analysis has another schema and is
// rebuilt: raise it with every change to `analysis`.
const STEMMED: &str = "radica-stemmed-1";
const PLAIN: &str = "radica-plain-1";

/// Bytes of the body kept to make excerpts from.
const EXCERPT_SOURCE: usize = 128 << 10;

#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub id: Field,
    pub kind: Field,
    pub title: Field,
    pub title_plain: Field,
    pub body: Field,
    pub body_plain: Field,
    pub excerpt: Field,
    pub numbers: Field,
    pub groups: Field,
    pub date: Field,
    pub key: Field,
}

/// Names of the fields that order hits; read by name from each segment.
pub(super) const DATE: &str = "date";
pub(super) const KEY: &str = "key";

pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = |tokenizer: &str, option| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(option)
                .set_fieldnorms(false),
        )
    };
    let stemmed = || text(STEMMED, IndexRecordOption::WithFreqsAndPositions);
    let plain = || text(PLAIN, IndexRecordOption::Basic);
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        kind: builder.add_text_field("kind", STRING | STORED),
        title: builder.add_text_field("title", stemmed() | STORED),
        title_plain: builder.add_text_field("title_plain", plain()),
        body: builder.add_text_field("body", stemmed()),
        body_plain: builder.add_text_field("body_plain", plain()),
        excerpt: builder.add_text_field("excerpt", STORED),
        numbers: builder.add_text_field("numbers", STRING),
        groups: builder.add_text_field("groups", STRING),
        date: builder.add_i64_field(DATE, INDEXED | FAST | STORED),
        key: builder.add_u64_field(KEY, FAST),
    };
    (builder.build(), fields)
}

pub(super) fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(STEMMED, analysis::stemmed());
    tokenizers.register(PLAIN, analysis::plain());
}

impl Fields {
    pub fn document(&self, entry: &Entry) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        let (title, body) = (compose(&entry.title), compose(&entry.body));
        document.add_text(self.id, &entry.id);
        document.add_text(self.kind, &entry.kind);
        document.add_text(self.title, &title);
        document.add_text(self.title_plain, &title);
        document.add_text(self.body, &body);
        document.add_text(self.body_plain, &body);
        document.add_text(self.excerpt, &body[..body.floor_char_boundary(EXCERPT_SOURCE)]);
        for value in &entry.numbers {
            document.add_text(self.numbers, number(value));
        }
        for group in &entry.groups {
            document.add_text(self.groups, group);
        }
        document.add_i64(self.date, entry.date);
        document.add_u64(self.key, key(&entry.id));
        document
    }
}

/// The text stored in `field`, empty when there is none.
pub(super) fn text(document: &TantivyDocument, field: Field) -> &str {
    document
        .get_first(field)
        .and_then(|value| value.as_str())
        .unwrap_or_default()
}

/// The date stored, 0 when there is none.
pub(super) fn date(document: &TantivyDocument, field: Field) -> i64 {
    document
        .get_first(field)
        .and_then(|value| value.as_i64())
        .unwrap_or_default()
}

// Orders hits of the same points and date; two ids with the same key would only be ordered by chance.
fn key(id: &str) -> u64 {
    let hash = Sha256::of(id.as_bytes());
    hash.as_bytes()
        .iter()
        .take(8)
        .fold(0, |key, byte| key << 8 | u64::from(*byte))
}
