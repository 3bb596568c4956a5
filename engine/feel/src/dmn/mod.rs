//! DMN 1.5: decision models, read from XML, compiled once and evaluated many times.

mod analysis;
mod constant;
mod html;
mod known;
mod lower;
mod model;
mod policy;
mod program;
mod run;
mod sheet;
mod table;
mod types;
mod vocabulary;
mod write;
mod xml;
mod xml_boxed;
mod xml_text;

pub use analysis::Finding;
pub use model::{
    Aggregation, Boxed, BoxedKind, Decision, DecisionTable, FunctionDefinition, HitPolicy, Import, InputClause,
    ItemDefinition, Knowledge, Model, OutputClause, Required, Rule, Service, Variable,
};
pub use policy::Policy;
pub use program::{Decisions, Problem};
pub use sheet::{Sheet, SheetError, SheetInput, SheetOutput, SheetRule};
pub(crate) use table::Table;
pub use xml::ModelError;
