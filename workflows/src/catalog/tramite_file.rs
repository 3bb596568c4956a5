//! The shape of `tramites/*.yaml`, before it is told apart what can be filed here.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::Step;
use super::ids::OfficeId;
use super::ids::{FormId, NoticeId, ProcessId, ThemeId, TramiteId};
use super::tramite::{
    Channel, Classification, Cost, Document, InformationClass, IssuedDocument, Norm, NoticeEvent, Outcome, PathStep,
    Silence, Term, Users,
};

/// A trámite as written. With `process`, it can be filed here and the attributes below it are needed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TramiteFile {
    /// `SVT-001` … `SVT-135`.
    pub tramite: TramiteId,
    /// Official name.
    pub name: String,
    /// Name for narrow places; the official one if absent.
    #[serde(default)]
    pub short_name: Option<String>,
    /// What it is for, in one plain sentence.
    pub purpose: String,
    /// The theme it is listed under.
    pub theme: ThemeId,
    /// Who uses it.
    pub users: Vec<Users>,
    /// The office that answers.
    pub office: OfficeId,
    /// Other words people search it by.
    pub keywords: Vec<String>,
    /// How to file it outside this system.
    pub channels: Vec<Channel>,
    /// What was assumed and the entity has to confirm.
    #[serde(default)]
    pub unconfirmed: Option<String>,

    /// The process that decides it.
    #[serde(default)]
    pub process: Option<ProcessId>,
    /// A process that values each filing with decision tables, which its process calls.
    #[serde(default)]
    pub assessment: Option<ProcessId>,
    /// Two or three sentences that open its page.
    #[serde(default)]
    pub lead: Option<String>,
    /// Who may ask for it.
    #[serde(default)]
    pub who: Option<String>,
    /// What the person receives.
    #[serde(default)]
    pub receives: Option<String>,
    /// How it is done.
    #[serde(default)]
    pub mode: Option<String>,
    /// The legal time to answer.
    #[serde(default)]
    pub term: Option<Term>,
    /// What it costs.
    #[serde(default)]
    pub cost: Option<Cost>,
    /// Its series of the TRD.
    #[serde(default)]
    pub record: Option<Classification>,
    /// Class of its information.
    #[serde(default)]
    pub class: Option<InformationClass>,
    /// What silence means.
    #[serde(default)]
    pub silence: Option<Silence>,
    /// The pages of the form.
    #[serde(default)]
    pub form: Vec<FormStep>,
    /// Documents asked for.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// What the entity already holds and does not ask for.
    #[serde(default)]
    pub already_held: Vec<String>,
    /// The norms it rests on.
    #[serde(default)]
    pub legal_basis: Vec<Norm>,
    /// Documents that the entity issues.
    #[serde(default)]
    pub results: BTreeMap<Outcome, IssuedDocument>,
    /// The way it goes.
    #[serde(default)]
    pub path: Vec<PathStep>,
    /// Message sent for each event.
    #[serde(default)]
    pub notices: BTreeMap<NoticeEvent, NoticeId>,
    /// Forms of tasks of its own, by task.
    #[serde(default)]
    pub task_forms: BTreeMap<String, FormId>,
    /// When its contents were last revised.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub reviewed: Option<Date>,
}

/// A page of the form: written here, or shared from `forms/` with `use`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FormStep {
    /// A form of `forms/`.
    Shared(SharedStep),
    /// Written here.
    Own(Step),
}

/// A page shared from `forms/`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedStep {
    /// The form.
    #[serde(rename = "use")]
    pub form: FormId,
}
