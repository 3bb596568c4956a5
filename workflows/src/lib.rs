//! The catalogue of definitions and the services that run it.

pub mod catalog;
pub mod indice;
pub mod render;
pub mod render_data;
pub mod signing;
