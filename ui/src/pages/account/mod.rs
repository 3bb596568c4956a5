//! Coming in, and what an account holds.

pub mod handlers;
pub mod own;
pub mod sign_in;

pub use own::AccountPage;
pub use sign_in::SignInPage;
