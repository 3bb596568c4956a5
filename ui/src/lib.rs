//! The edge of Radica: the HTTP server, its pages, signing in, and the command line.

pub mod assets;
pub mod cli;
pub mod config;
pub mod cookies;
pub mod keys;
pub mod local_path;
pub mod pages;
pub mod server;
