//! Where a case is on its way, and where a person is in a form.

use askama::Template;

use super::piece;
use crate::pages::icons::Icon;

/// One point of a path or of a history.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/stage.html")]
pub struct Stage {
    pub state: StageState,
    pub title: String,
    pub detail: Option<String>,
}

/// How far a point of the path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    Done,
    Now,
    Todo,
    /// The clock stopped here.
    Stopped,
}

/// The name of a step and whether it is behind, here or ahead.
#[derive(Clone, Debug)]
pub struct StepName {
    pub state: StageState,
    pub name: String,
}

piece!(Stage);

impl Stage {
    pub fn new(state: StageState, title: &str, detail: &str) -> Self {
        let detail = (!detail.is_empty()).then(|| detail.to_owned());
        Self {
            state,
            title: title.to_owned(),
            detail,
        }
    }
}

impl StepName {
    /// Names of the steps in order; `here` counts from 0.
    pub fn path(names: &[&str], here: usize) -> Vec<Self> {
        let state = |at: usize| match at.cmp(&here) {
            std::cmp::Ordering::Less => StageState::Done,
            std::cmp::Ordering::Equal => StageState::Now,
            std::cmp::Ordering::Greater => StageState::Todo,
        };
        names
            .iter()
            .enumerate()
            .map(|(at, name)| Self {
                state: state(at),
                name: (*name).to_owned(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_step_is_announced_to_a_screen_reader() {
        let stage = Stage::new(StageState::Now, "En estudio", "Desde el 11 nov").to_string();
        assert!(stage.contains(r#"aria-current="step""#));
        assert!(
            Stage::new(StageState::Done, "Radicado", "")
                .to_string()
                .contains("#i-listo")
        );
    }
}
