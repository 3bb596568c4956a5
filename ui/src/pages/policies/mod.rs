//! Governed documents: what is in force, how it changes, who decides.

pub mod ballot;
pub mod changes;
pub mod committees;
pub mod compare;
pub mod handlers;
pub mod list;
pub mod new_version;
pub mod of_ballot;
pub mod of_desk;
pub mod of_document;
pub mod of_review;
pub mod policy;
pub mod review;
pub mod review_handlers;
pub mod version;

pub use ballot::BallotPage;
pub use changes::ChangeRow;
pub use committees::CommitteesPage;
pub use compare::{ComparePage, Comparison};
pub use list::{PolicyDeskPage, PolicyListPage, PolicyRow};
pub use new_version::NewVersionPage;
pub use policy::PolicyPage;
pub use review::PolicyReviewPage;
pub use version::VersionPage;
