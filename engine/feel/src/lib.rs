//! FEEL, the expression language of DMN 1.5, for conditions, mappings, due dates and form rules.
//!
//! ```
//! use radica_feel::{Context, Env, Expression};
//!
//! let expression = Expression::parse("if monto > 100 then \"alto\" else \"bajo\"")?;
//! let variables = Context::new().with("monto", 250_i64);
//! let env = Env::at("2026-03-27T08:00:00-05:00[America/Bogota]".parse()?);
//! let outcome = expression.evaluate(&variables, &env);
//! assert_eq!(outcome.value.as_str(), Some("alto"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Pure: no I/O, no clock, no randomness. What an evaluation may use is bounded by its [`Budget`],
//! and whatever the source or the data, nothing panics: an operation that does not apply gives null
//! and a [`Note`] that says where and why.

#![deny(missing_docs)]
#![forbid(unsafe_code)]

#[cfg(not(any(feature = "patterns", feature = "small-patterns")))]
compile_error!("one of the features `patterns` and `small-patterns` runs regular expressions");

mod ast;
mod builtins;
mod check;
pub mod dmn;
mod error;
mod eval;
mod expression;
mod lexer;
mod names;
mod number;
mod parser;
mod print;
mod token;
mod value;

pub use check::{Mistake, Types};
pub use error::{ParseError, Position};
pub use eval::{Budget, Env, Host, HostError, Limit, NoHost, Note, Outcome, RuleTrace, Scope, TableTrace};
pub use expression::{Expression, UnaryTests};
pub use names::Names;
pub use number::{DIGITS, Number, Rounding};
pub use parser::Vocabulary;
pub use value::{
    Bound, Context, Date, DateError, DateTime, DateTimeError, DaysAndTime, Duration, DurationError, DurationParts,
    Function, List, MAX_VALUE_DEPTH, MAX_VALUE_WEIGHT, Months, Name, Range, Restricted, Time, TimeError, Type, Value,
    Zone,
};
