//! The page of a reviewer's or author's task on a version.

use radica_storage::tasks::Task;
use radica_workflows::App;
use radica_workflows::catalog::form::{Data, FieldError, Input};
use radica_workflows::deciding;
use radica_workflows::policies::number_of;
use radica_workflows::policies::underway::{ReviewResult, Underway};
use radica_workflows::problem::Result;

use super::{Comparison, PolicyReviewPage};
use crate::pages::chrome::Chrome;
use crate::pages::forms::{Filled, RowChange};
use crate::pages::parts::FormErrors;

impl PolicyReviewPage {
    /// The form of a task, with what was typed when it has to be corrected.
    pub fn of(
        chrome: Chrome,
        app: &App,
        (task, underway): (&Task, &Underway),
        typed: Option<(&Input, &[FieldError])>,
    ) -> Result<Self> {
        let moment = app.clock.local();
        let filled = Filled {
            stored: &Data::new(),
            typed: typed.map(|(input, _)| input),
            errors: typed.map(|(_, errors)| errors).unwrap_or_default(),
            rows: RowChange::None,
            now: &moment,
        };
        let fields = filled.fields(&deciding::fields_of(app, task)?);
        let (document, version) = (&underway.document, &underway.version);
        let code = &document.document.code;
        let is_review = task.act.as_deref() == Some("review");
        let base = document
            .in_force()
            .filter(|current| current.id != version.id && !current.body.is_empty());
        Ok(Self {
            id: code.clone(),
            name: document.document.name.clone(),
            version: number_of(version),
            task: task.id.to_string(),
            task_version: task.version,
            title: task.name.clone(),
            errors: typed.map_or_else(FormErrors::default, |_| FormErrors::of(&fields)),
            fields,
            comparison: base.map(|base| Comparison::of(base, version)),
            remarks: if is_review { Vec::new() } else { remarks(underway) },
            edit: (!is_review && underway.may_write).then(|| format!("/gestion/politicas/{code}/nueva")),
            button: (if is_review { "Terminar la revisión" } else { "Terminar" }).to_owned(),
            effect: if is_review {
                "Si la devuelve, quien la escribió la corrige y las tres dependencias la revisan de nuevo."
            } else {
                "El texto guardado vuelve a las tres dependencias."
            }
            .to_owned(),
            chrome,
        })
    }
}

fn remarks(underway: &Underway) -> Vec<(String, String)> {
    let sent_back = underway.reviews.iter().filter_map(|review| match &review.result {
        Some(ReviewResult::SentBack(why)) => Some((format!("{} la devolvió", review.task.name), why.clone())),
        _ => None,
    });
    sent_back.collect()
}
