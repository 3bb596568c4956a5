//! What people see: one struct and one template for each page.
//!
//! A page struct holds words ready to be shown; handlers fill it, templates only place it.

pub mod account;
pub mod chrome;
pub mod console;
pub mod filing;
pub mod following;
pub mod format;
pub mod forms;
pub mod home;
pub mod icons;
pub mod info;
pub mod officials;
pub mod operations;
pub mod parts;
pub mod policies;
pub mod posting;
pub mod problem;
pub mod records;

use askama::Template;

/// A template that is a whole page.
pub trait Page: Template {
    /// The page, with the symbols of the icons it uses.
    ///
    /// # Errors
    /// When a value cannot be displayed; nothing of ours does that.
    fn html(&self) -> askama::Result<String> {
        Ok(icons::with_symbols(self.render()?))
    }
}

impl<T: Template> Page for T {}

#[cfg(test)]
mod gallery;
