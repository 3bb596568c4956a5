//! A trámite: what a person may ask of the entity and, when it can be filed here, everything that its process needs.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{Accept, Rule, Step};
use super::ids::Class;
use super::ids::OfficeId;
use super::ids::{FormId, NoticeId, ProcessId, ThemeId, TramiteId};

/// A trámite of the catalogue.
#[derive(Debug, Clone)]
pub struct Tramite {
    /// `SVT-001` … `SVT-135`.
    pub id: TramiteId,
    /// Official name.
    pub name: String,
    /// Name for narrow places.
    pub short_name: String,
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
    pub unconfirmed: Option<String>,
    /// What is needed to file it here; none when it cannot be filed here yet.
    pub filing: Option<Filing>,
}

/// What is needed to file a trámite here, decide it and keep its records.
#[derive(Debug, Clone)]
pub struct Filing {
    /// Two or three sentences that open its page.
    pub lead: String,
    /// Who may ask for it.
    pub who: String,
    /// What the person receives.
    pub receives: String,
    /// How it is done (`Todo en línea`).
    pub mode: String,
    /// The process that decides it.
    pub process: ProcessId,
    /// A process that values each filing with decision tables, which its process calls.
    pub assessment: Option<ProcessId>,
    /// The legal time to answer.
    pub term: Term,
    /// What it costs.
    pub cost: Cost,
    /// Its series of the TRD.
    pub record: Classification,
    /// Class of its information.
    pub class: InformationClass,
    /// What the law says when the entity does not answer.
    pub silence: Silence,
    /// The pages of the form, shared ones included; the last page, to revise and file, is not among them.
    pub steps: Vec<Step>,
    /// Documents asked for; a missing one never blocks filing (Ley 1755/2015 art. 15).
    pub documents: Vec<Document>,
    /// What the entity already holds and does not ask for.
    pub already_held: Vec<String>,
    /// The norms it rests on.
    pub legal_basis: Vec<Norm>,
    /// Documents that the entity issues, by outcome.
    pub results: BTreeMap<Outcome, IssuedDocument>,
    /// The way it goes, as its page tells it.
    pub path: Vec<PathStep>,
    /// Message sent for each event.
    pub notices: BTreeMap<NoticeEvent, NoticeId>,
    /// Forms of the process's tasks, by task, where this trámite needs its own.
    pub task_forms: BTreeMap<String, FormId>,
    /// When its contents were last revised.
    pub reviewed: Date,
}

/// Who uses a trámite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Users {
    /// Natural persons.
    Ciudadanos,
    /// Legal persons.
    Organizaciones,
}

/// A way to file outside this system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// By e-mail to the office.
    Correo,
    /// On the entity's web site.
    Web,
    /// At the counter.
    Ventanilla,
}

/// The legal time to answer: `{ days: 15, calendar: working }` or `{ months: 2 }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Days.
    #[serde(default)]
    pub days: Option<u16>,
    /// Months of the calendar, instead of days.
    #[serde(default)]
    pub months: Option<u16>,
    /// How days are counted.
    #[serde(default)]
    pub calendar: DayCount,
    /// The norm that fixes it.
    pub basis: String,
    /// Why the entity has to confirm it.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

/// How days are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DayCount {
    /// Días hábiles.
    #[default]
    Working,
    /// Días calendario.
    Calendar,
}

/// The length of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermLength {
    /// Días hábiles.
    WorkingDays(u16),
    /// Días calendario.
    CalendarDays(u16),
    /// Calendar months.
    Months(u16),
}

impl Term {
    /// Its length; a term without one, which `radica check` refuses, counts as no days.
    #[must_use]
    pub fn length(&self) -> TermLength {
        match (self.months, self.calendar) {
            (Some(months), _) => TermLength::Months(months),
            (None, DayCount::Working) => TermLength::WorkingDays(self.days.unwrap_or(0)),
            (None, DayCount::Calendar) => TermLength::CalendarDays(self.days.unwrap_or(0)),
        }
    }
}

/// What a trámite costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Pesos; 0 is free; absent when it depends on the case.
    #[serde(default)]
    pub amount: Option<u64>,
    /// What the page says.
    pub text: String,
    /// The norm that fixes it.
    #[serde(default)]
    pub basis: Option<String>,
    /// Why the entity has to confirm it.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

/// Where its records belong in the office's TRD.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classification {
    /// Series.
    pub series: String,
    /// Subseries.
    pub subseries: String,
}

/// Class of information (Ley 1712/2014) and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InformationClass {
    /// The class.
    pub level: Class,
    /// What makes it so.
    pub reason: String,
    /// The norm.
    pub basis: String,
}

/// What silence means (CPACA arts. 83 and 84).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    /// What not answering is taken for.
    pub effect: SilenceEffect,
    /// Months after which it operates.
    pub months: u16,
    /// The norm.
    pub basis: String,
    /// Why the entity has to confirm it.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

/// What not answering is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SilenceEffect {
    /// A refusal.
    Negative,
    /// A grant.
    Positive,
}

/// A document asked of the person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its name, as a noun.
    pub label: String,
    /// Help below its name.
    #[serde(default)]
    pub hint: Option<String>,
    /// What it may be.
    pub accept: Vec<Accept>,
    /// Whether the requirement is incomplete without it; filing is received all the same.
    #[serde(default)]
    pub required: Rule,
    /// Its document type in the TRD.
    pub doctype: String,
    /// What was assumed and the entity has to confirm.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

/// A norm that a trámite rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Norm {
    /// Name and articles.
    pub norm: String,
    /// What it says for this trámite.
    pub about: String,
    /// Why the entity has to confirm it.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

/// What may come out of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// What was asked is given.
    Granted,
    /// What was asked is refused.
    Refused,
    /// Something is required of the person.
    Requirement,
    /// The case ends because the person did not complete it.
    Withdrawal,
    /// The receipt of the filing.
    Receipt,
}

/// A document that the entity issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssuedDocument {
    /// Its template in `templates/`.
    pub template: String,
    /// Its title.
    pub title: String,
    /// Its document type in the TRD.
    pub doctype: String,
    /// The series of numbers it takes (`series` of `entity.yaml`); none when it carries the filing's number.
    #[serde(default)]
    pub series: Option<String>,
    /// Its wording, for a decision.
    #[serde(default)]
    pub text: Option<ActText>,
}

/// The wording of a decision. `{{field}}` stands for an answer of the form; `{{interesado}}`, `{{solicitante}}`,
/// `{{radicado}}` and `{{tramite}}` for what the case knows. What stands between `[[` and `]]` is left out when
/// something it names was not answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActText {
    /// The epigraph: `Por la cual se reconoce …`.
    pub subject: String,
    /// Who decides and by which norms; the office in general, if absent.
    #[serde(default)]
    pub competence: Option<String>,
    /// Considerandos, each without its leading `Que`; what officials write follows them, as they wrote it.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// What is decided or certified, one article each.
    pub decisions: Vec<String>,
    /// Until when it is valid, as a sentence.
    #[serde(default)]
    pub validity: Option<String>,
    /// Why there is no remedy against it, with the norm; absent when there is.
    #[serde(default)]
    pub no_remedies: Option<String>,
    /// Why the entity has to confirm it.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

impl ActText {
    /// The names that a sentence mentions, between `{{` and `}}`.
    pub fn names_in(sentence: &str) -> impl Iterator<Item = &str> {
        sentence
            .split("{{")
            .skip(1)
            .map(|piece| piece.split_once("}}").map_or(piece, |(name, _)| name).trim())
    }
}

/// A step of the way, as the trámite's page tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathStep {
    /// What happens.
    pub title: String,
    /// What it means for the person.
    pub text: String,
}

/// Changes that a person is told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoticeEvent {
    /// The filing was received.
    Radicado,
    /// Something is required.
    Requerimiento,
    /// What was required came in.
    Subsanacion,
    /// The filer has more time to complete.
    Ampliacion,
    /// A visit was set.
    Visita,
    /// The office wrote to the filer.
    Mensaje,
    /// The term was extended.
    Prorroga,
    /// The filing was sent to the competent authority.
    Traslado,
    /// There is a decision.
    Decision,
    /// Something waits for the office; it is told to its people, not to the filer.
    Pendiente,
    /// The case ended because it was not completed.
    Desistimiento,
}
