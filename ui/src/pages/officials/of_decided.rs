//! What tables decided in a case, from its dossier.

use std::collections::BTreeSet;

use radica_feel::RuleTrace;
use radica_workflows::App;
use radica_workflows::actor::Actor;
use radica_workflows::decided::Decided;
use radica_workflows::dossier::Dossier;
use radica_workflows::problem::Result;

use super::CaseHead;
use super::decided::{CaseDecidedPage, DecidedView, Stopped};
use super::of_case::moment;
use crate::pages::chrome::Chrome;
use crate::pages::format;
use crate::pages::parts::DecisionTableView;

impl CaseDecidedPage {
    /// Every decision of a case.
    pub fn of(chrome: Chrome, app: &App, actor: &Actor, dossier: &Dossier) -> Result<Self> {
        Ok(Self {
            head: CaseHead::of(app, actor, dossier)?,
            decided: decided(dossier),
            chrome,
        })
    }
}

/// Every decision, the newest first; the first of a name is the one that counts.
pub(super) fn decided(dossier: &Dossier) -> Vec<DecidedView> {
    let mut seen = BTreeSet::new();
    let view = |made: &Decided| {
        let replaced = !seen.insert(made.id.clone());
        DecidedView {
            replaced,
            ..DecidedView::of(made)
        }
    };
    dossier.decided.iter().map(view).collect()
}

impl DecidedView {
    fn of(made: &Decided) -> Self {
        let decision = made.decision.as_deref();
        let attempt = &made.attempt;
        let table = decision.and_then(|decision| DecisionTableView::of(decision, Some(attempt)));
        let headings = table.iter().flat_map(|table| table.inputs.iter().cloned());
        Self {
            name: made.name().to_owned(),
            about: decision.and_then(|decision| decision.about.clone()),
            at: moment(made.at),
            result: result(made, table.as_ref()),
            why: why(made),
            read: headings.zip(attempt.tested.iter().cloned()).collect(),
            stopped: made.failure.as_ref().map(|message| Stopped {
                message: message.clone(),
                why: attempt.explanation.clone(),
            }),
            version: format::short_hash(&made.hash),
            in_force: made.in_force,
            unconfirmed: decision.and_then(|decision| decision.unconfirmed.clone()),
            table,
            replaced: false,
        }
    }
}

/// What it gave under the headings of its table; nothing when it stopped the process.
fn result(made: &Decided, table: Option<&DecisionTableView>) -> Vec<(String, String)> {
    let attempt = &made.attempt;
    if made.failure.is_some() {
        return Vec::new();
    }
    if !attempt.outputs.is_empty() {
        return attempt.outputs.clone();
    }
    let heading = table.and_then(|table| table.outputs.first());
    let heading = heading.map_or_else(|| "Resultado".to_owned(), Clone::clone);
    vec![(heading, attempt.value.clone())]
}

/// The words of the rules that matched.
fn why(made: &Decided) -> Vec<String> {
    let Some(table) = made.decision.as_deref().and_then(|decision| decision.table()) else {
        return Vec::new();
    };
    let matched = table.rules.iter().zip(&made.attempt.rules);
    let matched = matched.filter(|(_, fate)| **fate == RuleTrace::Matched);
    matched.filter_map(|(rule, _)| table.note(rule)).collect()
}
