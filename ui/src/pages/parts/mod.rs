//! Pieces that several pages share; displayed inside a template they write their own markup.

pub mod calendar;
pub mod clock;
pub mod decision_table;
pub mod field;
pub mod flow;
pub mod notes;
pub mod qr;
pub mod stage;
mod symbols;
pub mod term;
pub mod unbroken;
pub mod viewer;

pub use calendar::{Calendar, day_of};
pub use clock::ClockView;
pub use decision_table::DecisionTableView;
pub use field::{Choice, Control, Field, FileState, FormErrors, InputKind, Row, TableControl};
pub use flow::Flow;
pub use notes::{Link, Note, Tag, Tone};
pub use qr::Qr;
pub use stage::{Stage, StageState, StepName};
pub use term::TrafficLight;
pub use unbroken::Unbroken;
pub use viewer::Viewer;

/// Declares a template as a piece that may stand inside another without being escaped again.
macro_rules! piece {
    ($($name:ty),+) => { $(impl askama::filters::HtmlSafe for $name {})+ };
}
pub(crate) use piece;
