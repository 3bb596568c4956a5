//! The template files handed to each process.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

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

    /// These templates, with those of a folder in their place or beside them.
    ///
    /// # Errors
    /// When the folder or a `.typ` or `.svg` file in it cannot be read as text.
    pub fn with_folder(mut self, folder: &Path) -> io::Result<Self> {
        for file in std::fs::read_dir(folder)? {
            let path = file?.path();
            let known = path.extension().is_some_and(|end| end == "typ" || end == "svg");
            if let (true, Some(name)) = (known, path.file_name().and_then(|name| name.to_str())) {
                self.templates.insert(name.to_owned(), std::fs::read_to_string(&path)?);
            }
        }
        Ok(self)
    }

    /// Whether a template of that name exists.
    pub fn contains(&self, name: &str) -> bool {
        self.templates.contains_key(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entity_can_replace_one_template_and_keep_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("acuse.typ"), "= Nuestro acuse").unwrap();
        std::fs::write(folder.path().join("notas.txt"), "no es plantilla").unwrap();
        let library = Library::embedded().with_folder(folder.path()).unwrap();
        assert_eq!(library.templates["acuse.typ"], "= Nuestro acuse");
        assert!(library.contains("entidad.typ") && !library.contains("notas.txt"));
    }
}
