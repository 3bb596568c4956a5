//! The template files handed to each process.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::Serialize;

use crate::catalog::Catalog;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Template files by name. The renderer sees these and no other file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Library {
    templates: BTreeMap<String, String>,
}

impl Library {
    /// The templates that come with Radica.
    pub fn embedded() -> Self {
        let text =
            |file: &include_dir::File<'_>| Some((file.path().to_str()?.to_owned(), file.contents_utf8()?.to_owned()));
        Self {
            templates: EMBEDDED.files().filter_map(text).collect(),
        }
    }

    /// The templates of a catalogue, in the place of those that come with Radica or beside them.
    #[must_use]
    pub fn of_catalog(catalog: &Catalog) -> Self {
        let own = catalog
            .templates
            .iter()
            .map(|(name, source)| (name.clone(), source.text.clone()));
        let mut library = Self::embedded();
        library.templates.extend(own);
        library
    }
}
