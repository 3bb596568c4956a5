//! Themes that trámites are listed under: `themes.yaml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::{ThemeId, TramiteId};

/// The themes and the most used trámites of the first page.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Themes {
    /// In the order shown.
    pub themes: Vec<Theme>,
    /// Trámites shown first.
    pub most_used: Vec<TramiteId>,
    /// Searches offered as examples.
    pub search_examples: Vec<String>,
}

/// A theme.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Its id.
    pub id: ThemeId,
    /// Its name.
    pub name: String,
    /// A few of the things it holds.
    pub about: String,
    /// Its icon (`i-…`).
    pub icon: String,
}
