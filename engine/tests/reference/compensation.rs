//! The order of compensation against a slow, obvious reference.
//!
//! The text is BPMN 2.0.2, §10.7 and §13.5.5: only what completed is compensated, in the reverse order of its
//! completion; an activity by its handler, a subprocess without one by compensating what completed inside it; the
//! rounds of a loop and the instances of a multi-instance each; a throw event without a reference compensates what
//! completed in its scope, one with a reference that activity only; it waits, unless it says otherwise. Nothing is
//! compensated twice. A cancelled transaction ends what goes on in it and compensates what completed: all of its
//! instances, since cancelling results "in compensation of already successfully completed portions of an active
//! Activity". What the text leaves open is fixed: instances of a parallel multi-instance are compensated one after
//! the other too.
//!
//! The reference rewrites a term: what is still to do. Completing a task replaces it by nothing and notes in its
//! scope what would undo it; a throw event is replaced by what was noted.
//!
//! The models are all sequences of one and two of [`model::PARTS`] (16 and 256 models), every seventh of three (586 of
//! 4,096) and every 331st of four (198 of 65,536), each followed by a throw event for everything and an end. Each is
//! played twice, doing open tasks in an order of its own, and after every task the open tasks are compared.

mod model;
mod term;

use std::collections::BTreeMap;

use radica_engine::event::Wait;
use radica_engine::instance::Status;
use radica_engine::simulate::{Simulation, Step};
use radica_engine::{Definition, Instance};

use crate::{Dice, calendar, support};
use model::{Model, PARTS, Part};
use term::{Notes, Term};

/// The reference: the term of a model, and what its process knows.
struct Reference {
    term: Term,
    notes: Notes,
}

impl Reference {
    fn settle(&mut self) {
        self.term.settle(&mut self.notes);
        for beside in &mut self.notes.beside {
            beside.settle(&mut Notes::default());
        }
        self.notes.beside.retain(|beside| !beside.is_nothing());
    }

    fn complete(&mut self, task: &str) {
        let mut beside = self.notes.beside.iter_mut();
        let done = self.term.complete(task, &mut self.notes.log)
            || beside.any(|beside| beside.complete(task, &mut Vec::new()));
        assert!(done, "{task} is open");
        self.settle();
    }

    fn open(&self) -> Vec<String> {
        let beside = self.notes.beside.iter().flat_map(Term::open);
        self.term.open().into_iter().chain(beside).collect()
    }
}

/// How often each task is open.
fn counted(tasks: impl IntoIterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for task in tasks {
        *counted.entry(task).or_default() += 1;
    }
    counted
}

fn open(instance: &Instance) -> Vec<String> {
    let waits = instance
        .tokens()
        .filter(|(_, token)| matches!(token.wait, Some(Wait::Task { .. })));
    waits.map(|(_, token)| token.element.to_string()).collect()
}

#[derive(Debug, Default)]
struct Figures {
    models: usize,
    runs: usize,
    tasks: usize,
    undone: usize,
}

/// Does the same tasks in the same order in the engine and in the reference.
fn compare(parts: &[Part], seed: u64, figures: &mut Figures) {
    let (model, calendar, mut dice) = (Model(parts), calendar(), Dice(seed));
    let source = model.yaml();
    let definition =
        Definition::from_yaml(&source, "small").unwrap_or_else(|problems| panic!("{}\n{source}", problems[0]));
    let mut reference = Reference {
        term: model.term(),
        notes: Notes::default(),
    };
    reference.settle();
    let mut simulation = Simulation::new(&definition, calendar, "2026-11-20T15:00:00Z".parse().unwrap());
    simulation.step(&Step::Start(serde_json::json!({}))).unwrap();
    loop {
        let tasks = reference.open();
        assert_eq!(
            counted(open(simulation.instance())),
            counted(tasks.clone()),
            "seed {seed}, {parts:?}\n{source}"
        );
        if tasks.is_empty() {
            break;
        }
        let task = &tasks[dice.next(tasks.len())];
        figures.tasks += 1;
        figures.undone += usize::from(task.starts_with("undo"));
        reference.complete(task);
        let step = serde_json::json!({"complete": {"at": task}});
        simulation.step(&serde_json::from_value(step).unwrap()).unwrap();
    }
    assert_eq!(*simulation.instance().status(), Status::Finished, "{parts:?}\n{source}");
    support::effects_match(&simulation);
    figures.runs += 1;
}

fn compare_all(parts: usize, every: usize) -> Figures {
    let mut figures = Figures::default();
    let count = PARTS.len().pow(u32::try_from(parts).unwrap());
    for number in (0..count).step_by(every) {
        let mut rest = number;
        let all: Vec<Part> = (0..parts)
            .map(|_| {
                let part = PARTS[rest % PARTS.len()];
                rest /= PARTS.len();
                part
            })
            .collect();
        figures.models += 1;
        for seed in 0..2 {
            compare(&all, seed * 1_000_003 + number as u64, &mut figures);
        }
    }
    println!("{parts} parts, one model of {every}: {figures:?}");
    figures
}

#[test]
fn what_was_done_is_undone_as_the_specification_says_in_all_models_of_one_and_two_parts() {
    assert_eq!(compare_all(1, 1).models, PARTS.len());
    assert_eq!(compare_all(2, 1).models, PARTS.len().pow(2));
}

#[test]
fn what_was_done_is_undone_as_the_specification_says_in_models_of_three_and_four_parts() {
    assert!(compare_all(3, 7).models > 500);
    assert!(compare_all(4, 331).models > 150);
}
