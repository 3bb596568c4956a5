//! What a template can see: the library, its data and nothing else.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult, PackageError};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library as TypstLibrary, LibraryExt, World};

use crate::protocol::{Failure, Library, Request, Template};
use crate::qr;

/// Path of the data in the eyes of a template.
const DATA: &str = "/data.json";
/// Path of title and language.
const DOCUMENT: &str = "/document.json";
/// Path of the QR code, when the request asks for one.
const QR: &str = "/qr.svg";
/// Path of a template that came as text.
const INLINE: &str = "/(texto).typ";

/// What all requests share; built once.
pub struct Base {
    standard_library: LazyHash<TypstLibrary>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: HashMap<FileId, Source>,
}

impl Base {
    pub fn new(library: Library) -> Self {
        let fonts: Vec<Font> = typst_assets::fonts()
            .flat_map(|data| Font::iter(Bytes::new(data)))
            .collect();
        let templates = library
            .templates
            .into_iter()
            .filter_map(|(name, text)| {
                let id = file_id(&name)?;
                Some((id, Source::new(id, text)))
            })
            .collect();
        Self {
            standard_library: LazyHash::new(standard_library()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            templates,
        }
    }
}

/// The world of one request.
pub struct JobWorld<'a> {
    base: &'a Base,
    main: Source,
    files: HashMap<FileId, Bytes>,
    today: Datetime,
}

impl<'a> JobWorld<'a> {
    /// Lays out the request's data as files that only this job can read.
    pub fn new(base: &'a Base, request: &Request) -> Result<Self, Failure> {
        let (lang, region) = language(&request.lang);
        let document = serde_json::json!({ "title": request.title, "lang": lang, "region": region });
        let mut files = HashMap::new();
        let mut add = |path: &str, text: String| {
            if let Some(id) = file_id(path) {
                files.insert(id, Bytes::from_string(text));
            }
        };
        add(DATA, request.data.to_string());
        add(DOCUMENT, document.to_string());
        if let Some(text) = &request.qr {
            let svg = qr::svg(text).map_err(|e| Failure::Request(format!("qr: {e}")))?;
            add(QR, svg);
        }
        Ok(Self {
            base,
            main: main_source(base, &request.template)?,
            files,
            today: today(request)?,
        })
    }
}

impl World for JobWorld<'_> {
    fn library(&self) -> &LazyHash<TypstLibrary> {
        &self.base.standard_library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.base.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        self.base.templates.get(&id).cloned().ok_or_else(|| absent(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(bytes) = self.files.get(&id) {
            return Ok(bytes.clone());
        }
        self.source(id)
            .map(|source| Bytes::from_string(source.text().to_owned()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.base.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}

/// Typst's library with row headers for tables, which it keeps behind a switch.
fn standard_library() -> TypstLibrary {
    let features = [Feature::A11yExtras].into_iter().collect();
    TypstLibrary::builder().with_features(features).build()
}

/// Keeps memory flat: drops memoised layouts that the last requests did not use.
pub fn forget_old_results() {
    const REQUESTS: usize = 20;
    typst::comemo::evict(REQUESTS);
}

fn main_source(base: &Base, template: &Template) -> Result<Source, Failure> {
    match template {
        Template::Source(text) => {
            let id = file_id(INLINE).ok_or_else(|| Failure::UnknownTemplate(INLINE.to_owned()))?;
            Ok(Source::new(id, text.clone()))
        }
        Template::Name(name) => file_id(name)
            .and_then(|id| base.templates.get(&id).cloned())
            .ok_or_else(|| Failure::UnknownTemplate(name.clone())),
    }
}

/// Path inside the library; `None` when it tries to leave it.
fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// Says what is missing; a package is never fetched.
fn absent(id: FileId) -> FileError {
    match id.root() {
        VirtualRoot::Package(spec) => FileError::Package(PackageError::NotFound(spec.clone())),
        VirtualRoot::Project => FileError::NotFound(id.vpath().get_without_slash().into()),
    }
}

fn language(tag: &str) -> (&str, Option<&str>) {
    match tag.split_once('-') {
        Some((lang, region)) => (lang, Some(region)),
        None => (tag, None),
    }
}

/// The request's day; without its hour, as typst's own clock gives it.
fn today(request: &Request) -> Result<Datetime, Failure> {
    let time = &request.time;
    let part = |n: i8| u8::try_from(n).ok();
    part(time.month())
        .zip(part(time.day()))
        .and_then(|(month, day)| Datetime::from_ymd(i32::from(time.year()), month, day))
        .ok_or_else(|| Failure::Request(format!("time: {time} is out of range")))
}
