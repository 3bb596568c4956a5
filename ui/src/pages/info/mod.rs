//! What the entity tells everyone: help, personal data, accessibility, outages.

pub mod fixed;
pub mod handlers;
pub mod outages;

pub use fixed::{AccessibilityPage, HelpPage, PersonalDataPage};
pub use outages::{Outage, OutagesPage};
