//! Pages of an official: inbox, case, tasks, confirmations.

pub mod actuaciones;
pub mod add_document;
mod adding_handlers;
pub mod case;
pub mod confirm;
pub mod decided;
pub mod documents;
pub mod handlers;
pub mod head;
pub mod inbox;
pub mod messages;
mod of_case;
mod of_decided;
mod of_extension;
mod of_history;
mod of_inbox;
mod of_task;
pub mod sign;
pub mod task;
mod task_handlers;
pub mod term;
mod term_handlers;

pub use actuaciones::ActuacionesPage;
pub use add_document::AddDocumentPage;
pub use adding_handlers::uploads as adding_uploads;
pub use case::CasePage;
pub use confirm::ConfirmPage;
pub use decided::CaseDecidedPage;
pub use documents::CaseDocumentsPage;
pub use head::CaseHead;
pub use inbox::InboxPage;
pub use messages::CaseMessagesPage;
pub use sign::SignPage;
pub use task::TaskPage;
pub use term::CaseTermPage;
