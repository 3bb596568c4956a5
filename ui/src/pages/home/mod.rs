//! Public pages that lead to a trámite.

pub mod handlers;
pub mod inicio;
pub mod list;
pub mod of_catalog;
pub mod search;
pub mod tramite;

pub use inicio::Inicio;
pub use list::{Group, TramiteList};
pub use search::SearchPage;
pub use tramite::TramitePage;

use super::icons::Icon;

/// A trámite in a list.
#[derive(Clone, Debug)]
pub struct TramiteLink {
    /// `SVT-101`
    pub id: String,
    pub name: String,
    /// True when it can be filed here; otherwise its page says how.
    pub online: bool,
}

/// A theme of the catalogue, with how many trámites it has.
#[derive(Clone, Debug)]
pub struct ThemeLink {
    pub id: String,
    pub name: String,
    /// What one finds there, in a few words.
    pub examples: String,
    pub icon: Icon,
    pub count: usize,
}

impl TramiteLink {
    pub fn new(id: &str, name: &str, online: bool) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            online,
        }
    }
}
