//! The edge of Radica: the HTTP server, its pages, signing in, and the command line.

pub mod assets;
pub mod checks;
mod chrome;
pub mod cli;
pub mod config;
pub mod cookies;
pub mod document_body;
pub mod flash;
pub mod form_body;
pub mod health;
pub mod html;
pub mod keys;
pub mod local_path;
pub mod middleware;
pub mod node;
pub mod objects;
pub mod oidc;
pub mod pages;
pub mod problem;
pub mod programs;
mod refusals;
pub mod router;
pub mod server;
pub mod session;
pub mod state;
