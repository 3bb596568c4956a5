//! The catalogue of definitions and the services that run it.

pub mod catalog;
