//! Pages of the expedientes: one of them, and how to find them.

pub mod expediente;
pub mod handlers;
mod of_expediente;
pub mod search;
pub mod tree;

pub use expediente::ExpedientePage;
pub use search::ExpedienteSearchPage;
pub use tree::Branch;
