//! The JSON Schemas of the definitions, so that editors complete and check them.

mod process;

use serde_json::Value as Json;

use super::committee::Committee;
use super::decision::{CasesFile, DecisionFile};
use super::entity::Entity;
use super::form::{ChoiceList, FormFile};
use super::notice::Notice;
use super::policy::Policy;
use super::theme::Themes;
use super::tramite_file::TramiteFile;
use super::trd::Trd;

/// Every schema with the name of its file in `schemas/`.
#[must_use]
pub fn all() -> Vec<(&'static str, Json)> {
    vec![
        ("committee.json", schemars::schema_for!(Committee).to_value()),
        ("decision-cases.json", schemars::schema_for!(CasesFile).to_value()),
        ("decision.json", schemars::schema_for!(DecisionFile).to_value()),
        ("entity.json", schemars::schema_for!(Entity).to_value()),
        ("form.json", schemars::schema_for!(FormFile).to_value()),
        ("list.json", schemars::schema_for!(ChoiceList).to_value()),
        ("notice.json", schemars::schema_for!(Notice).to_value()),
        ("policy.json", schemars::schema_for!(Policy).to_value()),
        ("process.json", schemars::schema_for!(process::ProcessFile).to_value()),
        ("themes.json", schemars::schema_for!(Themes).to_value()),
        ("tramite.json", schemars::schema_for!(TramiteFile).to_value()),
        ("trd.json", schemars::schema_for!(Trd).to_value()),
    ]
}
