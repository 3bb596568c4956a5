//! The tabla de retención documental (TRD): `trd/*.yaml`, one file per version.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::Class;
use super::ids::OfficeId;

/// A version of the TRD.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trd {
    /// Its version; an expediente stays bound to the one in force when it was opened.
    pub trd: String,
    /// The entity that produces the records.
    pub entity: String,
    /// First day in force.
    #[schemars(with = "String")]
    pub in_force_from: Date,
    /// Who answers for it.
    pub responsible: String,
    /// Who approved it.
    pub approved_by: String,
    /// When it was approved.
    #[schemars(with = "String")]
    pub approved_on: Date,
    /// What was assumed and the entity has to confirm.
    #[serde(default)]
    pub unconfirmed: Option<String>,
    /// Document types that every subseries has.
    pub common_types: Vec<DocumentType>,
    /// Its rows, by office.
    pub offices: Vec<TrdOffice>,
}

impl Trd {
    /// The row of a series and subseries of an office.
    #[must_use]
    pub fn find(
        &self,
        office: &OfficeId,
        series: &str,
        subseries: &str,
    ) -> Option<(&TrdOffice, &TrdSeries, &TrdSubseries)> {
        let office = self.offices.iter().find(|row| row.office == *office)?;
        let series = office.series.iter().find(|row| row.id == series)?;
        let subseries = series.subseries.iter().find(|row| row.id == subseries)?;
        Some((office, series, subseries))
    }

    /// A document type of a subseries, its own or one that all have.
    #[must_use]
    pub fn document_type<'a>(&'a self, subseries: &'a TrdSubseries, id: &str) -> Option<&'a DocumentType> {
        subseries
            .types
            .iter()
            .chain(&self.common_types)
            .find(|kind| kind.id == id)
    }
}

/// The rows of an office (oficina productora).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrdOffice {
    /// The office.
    pub office: OfficeId,
    /// Its series.
    pub series: Vec<TrdSeries>,
}

/// A series.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrdSeries {
    /// Its id.
    pub id: String,
    /// Its code within the office.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its subseries.
    pub subseries: Vec<TrdSubseries>,
}

/// A subseries with its retention and disposition.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrdSubseries {
    /// Its id.
    pub id: String,
    /// Its code within the series.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its document types.
    pub types: Vec<DocumentType>,
    /// Years in the archivo de gestión.
    pub gestion_years: u16,
    /// Years in the archivo central.
    pub central_years: u16,
    /// What happens in the end.
    pub disposition: Disposition,
    /// Technical reproduction (column D).
    pub reproduction: bool,
    /// Class of information its documents inherit.
    pub class: Class,
    /// The event that retention counts from.
    pub trigger: RetentionTrigger,
    /// Valuation, sample and method.
    pub procedure: String,
    /// What was assumed and the entity has to confirm.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

/// A document type of a subseries.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentType {
    /// Its id; documents and templates of trámites name it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What carries it.
    pub support: Support,
    /// Its format.
    pub format: String,
}

/// What carries a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Support {
    /// Electronic.
    Electronico,
    /// Paper.
    Papel,
}

/// Final disposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Disposition {
    /// Conservación total.
    #[serde(rename = "CT")]
    Conservation,
    /// Eliminación.
    #[serde(rename = "E")]
    Elimination,
    /// Selección.
    #[serde(rename = "S")]
    Selection,
}

impl Disposition {
    /// As the TRD writes it: `CT`, `E` or `S`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Conservation => "CT",
            Self::Elimination => "E",
            Self::Selection => "S",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Conservation => "Conservación total",
            Self::Elimination => "Eliminación",
            Self::Selection => "Selección",
        }
    }
}

/// The event that starts retention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RetentionTrigger {
    /// The expediente is closed.
    Close,
    /// The decision becomes final.
    FinalDecision,
    /// What was granted ends.
    EndOfValidity,
}
