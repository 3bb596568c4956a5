//! The files of a catalogue: those embedded in the program, or a directory of the entity's own.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

/// Directories that hold definitions.
const DIRECTORIES: [&str; 10] = [
    "tramites",
    "processes",
    "decisions",
    "forms",
    "lists",
    "trd",
    "notices",
    "policies",
    "committees",
    "templates",
];

/// Files beside them.
const SINGLE: [&str; 3] = ["entity.yaml", "themes.yaml", "calendar.yaml"];

/// Extensions of what is read; anything else in the directories is left alone.
const EXTENSIONS: [&str; 5] = ["yaml", "md", "typ", "bpmn", "dmn"];

static EMBEDDED: [(&str, Dir<'static>); 10] = [
    ("tramites", include_dir!("$CARGO_MANIFEST_DIR/tramites")),
    ("processes", include_dir!("$CARGO_MANIFEST_DIR/processes")),
    ("decisions", include_dir!("$CARGO_MANIFEST_DIR/decisions")),
    ("forms", include_dir!("$CARGO_MANIFEST_DIR/forms")),
    ("lists", include_dir!("$CARGO_MANIFEST_DIR/lists")),
    ("trd", include_dir!("$CARGO_MANIFEST_DIR/trd")),
    ("notices", include_dir!("$CARGO_MANIFEST_DIR/notices")),
    ("policies", include_dir!("$CARGO_MANIFEST_DIR/policies")),
    ("committees", include_dir!("$CARGO_MANIFEST_DIR/committees")),
    ("templates", include_dir!("$CARGO_MANIFEST_DIR/templates")),
];

static EMBEDDED_SINGLE: [(&str, &str); 3] = [
    ("entity.yaml", include_str!("../../entity.yaml")),
    ("themes.yaml", include_str!("../../themes.yaml")),
    ("calendar.yaml", include_str!("../../calendar.yaml")),
];

/// Texts by their path below `workflows/`, with `/` between names.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// The definitions that the program carries.
    #[must_use]
    pub fn embedded() -> Self {
        let mut texts: BTreeMap<String, String> = EMBEDDED_SINGLE
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        for (name, directory) in &EMBEDDED {
            collect(name, directory, &mut texts);
        }
        Self(texts)
    }

    /// The definitions of a directory.
    ///
    /// # Errors
    /// When a file cannot be read or is not UTF-8; directories that are not there hold nothing.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut texts = BTreeMap::new();
        for name in SINGLE {
            if let Some(text) = optional(fs::read_to_string(root.join(name)))? {
                texts.insert(name.to_owned(), text);
            }
        }
        for name in DIRECTORIES {
            walk(&root.join(name), name, &mut texts)?;
        }
        Ok(Self(texts))
    }

    /// Every file: its path and its text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// One text.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Texts below a directory with an extension, in the order of their paths.
    pub fn of<'a>(&'a self, directory: &'a str, extension: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let inside = move |path: &&String| {
            path.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/')) && has_extension(path, &[extension])
        };
        self.0
            .iter()
            .filter(move |(path, _)| inside(path))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Puts a text in the place of another.
    #[must_use]
    pub fn with(mut self, path: &str, text: impl Into<String>) -> Self {
        self.0.insert(path.to_owned(), text.into());
        self
    }

    /// SHA-256 of all paths and texts, in hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for part in self.0.iter().flat_map(|(path, text)| [path, text]) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hex::encode(hash.finalize())
    }
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, extension)| extensions.contains(&extension))
}

fn collect(prefix: &str, directory: &Dir<'static>, texts: &mut BTreeMap<String, String>) {
    for file in directory.files() {
        let path = format!("{prefix}/{}", file.path().to_string_lossy().replace('\\', "/"));
        if let Some(text) = file.contents_utf8().filter(|_| has_extension(&path, &EXTENSIONS)) {
            texts.insert(path, text.to_owned());
        }
    }
    for below in directory.dirs() {
        collect(prefix, below, texts);
    }
}

fn walk(directory: &Path, prefix: &str, texts: &mut BTreeMap<String, String>) -> io::Result<()> {
    let Some(entries) = optional(fs::read_dir(directory))? else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let path = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &path, texts)?;
        } else if has_extension(&path, &EXTENSIONS) {
            texts.insert(path, fs::read_to_string(entry.path())?);
        }
    }
    Ok(())
}

fn optional<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
