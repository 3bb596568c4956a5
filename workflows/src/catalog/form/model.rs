//! What a form asks. One model for the forms of trámites and those of an official's tasks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::condition::{Condition, Rule};
use crate::catalog::ids::{FormId, ListId};

/// A named group of fields of `forms/`: a step shared by several trámites, or the form of a task.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormFile {
    /// Its id.
    pub form: FormId,
    /// Its title.
    pub title: String,
    /// A sentence below the title.
    #[serde(default)]
    pub lead: Option<String>,
    /// What it asks.
    pub fields: Vec<Field>,
}

/// One page of a trámite's form.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its id, in its address.
    pub step: String,
    /// Its title.
    pub title: String,
    /// A sentence below the title.
    #[serde(default)]
    pub lead: Option<String>,
    /// What it asks.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Ids of the trámite's documents that this page asks for, below its fields.
    #[serde(default)]
    pub documents: Vec<String>,
}

/// A question and the answers it takes. Which attributes a type allows is checked by `radica check`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its id: the name that FEEL conditions, templates and the API use.
    pub id: String,
    /// What kind of answer it takes.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The question, as a person reads it.
    pub label: String,
    /// Help below the label.
    #[serde(default)]
    pub hint: Option<String>,
    /// A valid answer, shown in messages.
    #[serde(default)]
    pub example: Option<String>,
    /// Whether an answer is needed.
    #[serde(default)]
    pub required: Rule,
    /// When the question is asked; always, if absent.
    #[serde(default)]
    pub when: Option<Condition>,
    /// Message for an answer that does not fit; says how to fix it. A general one is used if absent.
    #[serde(default)]
    pub message: Option<String>,
    /// Least number, amount of pesos or date (`2026-01-31`, `today`, `today - 90`).
    #[serde(default)]
    pub min: Option<Bound>,
    /// Greatest number, amount of pesos or date.
    #[serde(default)]
    pub max: Option<Bound>,
    /// Whether a number may have decimals.
    #[serde(default)]
    pub decimals: bool,
    /// Fewest characters of a text.
    #[serde(default)]
    pub min_length: Option<usize>,
    /// Most characters of a text.
    #[serde(default)]
    pub max_length: Option<usize>,
    /// Regular expression that the whole text has to match.
    #[serde(default)]
    pub pattern: Option<String>,
    /// Choices written here.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// Choices taken from a list of `lists/`; those written here follow them.
    #[serde(default)]
    pub options_from: Option<ListId>,
    /// How choices are shown.
    #[serde(default)]
    pub style: ChoiceStyle,
    /// Columns of a table; each is a field without `when` or columns of its own.
    #[serde(default)]
    pub columns: Vec<Field>,
    /// Fewest rows of a table.
    #[serde(default)]
    pub min_rows: Option<usize>,
    /// Most rows of a table.
    #[serde(default)]
    pub max_rows: Option<usize>,
    /// What a file may be.
    #[serde(default)]
    pub accept: Vec<Accept>,
    /// What the signed-in person's account fills in beforehand.
    #[serde(default)]
    pub prefill: Option<Prefill>,
    /// What was assumed and the entity has to confirm.
    #[serde(default)]
    pub unconfirmed: Option<String>,
}

/// Kinds of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number, or one with decimals.
    Number,
    /// Colombian pesos.
    Money,
    /// A calendar date.
    Date,
    /// One of several.
    Choice,
    /// Yes or no.
    YesNo,
    /// A declaration that is accepted by ticking it.
    Accept,
    /// Rows of columns.
    Table,
    /// A file.
    File,
    /// An e-mail address.
    Email,
    /// A Colombian telephone number.
    Phone,
    /// A NIT with its check digit.
    Nit,
    /// A cédula.
    Cedula,
    /// A NIT or a cédula.
    NitOrCedula,
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Help below the label.
    #[serde(default)]
    pub hint: Option<String>,
    /// How a sentence of an act says it; its label if absent.
    #[serde(default)]
    pub phrase: Option<String>,
}

/// How choices are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceStyle {
    /// All in sight.
    #[default]
    Radio,
    /// In a list that opens.
    Select,
}

/// A limit: a number, or a date relative or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Bound {
    /// A number or an amount.
    Number(f64),
    /// A date: `2026-01-31`, `today`, `today + 30`, `today - 90`.
    Date(String),
}

/// What a file may be, by its content and never by its name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Accept {
    /// PDF.
    Pdf,
    /// JPG or PNG.
    Image,
    /// A spreadsheet (XLSX, ODS or CSV).
    Spreadsheet,
    /// A text document (DOCX or ODT).
    Document,
}

/// What the account knows of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Prefill {
    /// Full name.
    Name,
    /// Number of identification.
    Identification,
    /// E-mail address.
    Email,
    /// Telephone.
    Phone,
}

/// A list of choices of `lists/`, shared by forms.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceList {
    /// Its id.
    pub list: ListId,
    /// What it lists.
    pub title: String,
    /// Where the list was taken from.
    pub source: String,
    /// The choices, in the order shown.
    pub options: Vec<Choice>,
}
