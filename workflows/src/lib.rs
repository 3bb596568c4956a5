//! The catalogue of definitions and the services that run it: filing, deciding, records, policies, notices.
//!
//! Services are functions over [`App`] and an [`actor::Actor`]; access is decided in [`access`], what went wrong is a
//! [`problem::Error`]. Every change runs as a [`turn::Turn`] or a small commit of its own, journaled.

#![deny(unsafe_code)]

pub mod access;
pub mod actor;
pub mod adding;
pub mod answered;
pub mod app;
pub mod beginning;
pub mod boot;
pub mod case_data;
pub mod catalog;
pub mod clock;
pub mod closing;
pub mod committees;
pub mod console;
pub mod correlating;
pub mod decided;
pub mod deciding;
pub mod decisions;
pub mod definitions;
pub mod diary;
pub mod dossier;
pub mod effects;
pub mod extending;
pub mod filing;
pub mod following;
pub mod forms;
pub mod hot;
pub mod ids;
pub mod inbox;
pub mod indexer;
pub mod indice;
pub mod jobs;
pub mod journaling;
pub mod keeping;
pub mod kept;
pub mod matter;
pub mod messages;
pub mod notices;
pub mod notifying;
pub mod operating;
pub mod outages;
pub mod people;
pub mod policies;
pub mod positions;
pub mod posting;
pub mod previewing;
pub mod printing;
pub mod private_file;
pub mod problem;
pub mod progress;
pub mod proposed;
pub mod records;
pub mod refusals;
pub mod render;
pub mod render_data;
pub mod rules;
pub mod runtime;
pub mod sealing;
pub mod search;
pub mod services;
pub mod sessions;
pub mod settings;
pub mod shared_keys;
pub mod signing;
pub mod spanish;
pub mod standing;
pub mod starting;
pub mod time;
pub mod tramite_search;
pub mod trying;
pub mod turn;
pub mod voting;
pub mod worker;

pub use app::App;
