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
//! The models are all sequences of one and two of the [`PARTS`] (16 and 256 models), every seventh of three (586 of
//! 4,096) and every 331st of four (198 of 65,536), each followed by a throw event for everything and an end. Each is
//! played twice, doing open tasks in an order of its own, and after every task the open tasks are compared.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use radica_engine::event::Wait;
use radica_engine::instance::Status;
use radica_engine::simulate::{Simulation, Step};
use radica_engine::{Definition, Instance};

use crate::{Dice, calendar, support};

/// A part of a model. Letters name tasks; `undo-` and the letter undoes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A task; true when it can be undone.
    Task(bool),
    /// Two tasks at once.
    Fork,
    /// A task for each of two, at once or one by one.
    Each(bool),
    /// A subprocess of two tasks; true when one task undoes the whole.
    Subprocess(bool),
    /// A subprocess whose first task is undone inside.
    SelfUndoing,
    /// A subprocess of two tasks, for each of two, at once or one by one.
    EachSubprocess(bool),
    /// A subprocess of two tasks, twice in a loop.
    Loop,
    /// A transaction of two tasks that is then cancelled.
    Cancelled,
    /// The same for each of two, at once or one by one: the second cancels all.
    EachCancelled(bool),
    /// Undoes the first part that can be undone by name; true when the path goes on at once.
    UndoFirst(bool),
    /// Undoes everything; true when the path goes on at once.
    UndoAll(bool),
}

const PARTS: [Part; 16] = [
    Part::Task(false),
    Part::Task(true),
    Part::Fork,
    Part::Each(false),
    Part::Each(true),
    Part::Subprocess(false),
    Part::Subprocess(true),
    Part::SelfUndoing,
    Part::EachSubprocess(false),
    Part::EachSubprocess(true),
    Part::Loop,
    Part::Cancelled,
    Part::EachCancelled(false),
    Part::EachCancelled(true),
    Part::UndoFirst(false),
    Part::UndoAll(true),
];

/// What is still to do.
#[derive(Clone, Debug)]
enum Term {
    Nothing,
    Task(String, Undo),
    Sequence(Vec<Term>),
    Together(Vec<Term>),
    Scope {
        name: String,
        inside: Box<Term>,
        log: Vec<(String, Term)>,
        undo: Undo,
    },
    Throw {
        only: Option<String>,
        at_once: bool,
    },
    /// Cancels all instances of the transaction around it.
    Cancel,
    /// A transaction: all of its instances, and what completed of them.
    Transaction(Box<Term>, Vec<(String, Term)>),
}

/// What undoes something when it is done.
#[derive(Clone, Debug)]
enum Undo {
    /// Nothing does; for a scope, what was done in it is undone.
    Inside,
    By(String),
}

/// What a scope knows: what was done in it, and what goes on beside its path.
#[derive(Default)]
struct Notes {
    log: Vec<(String, Term)>,
    beside: Vec<Term>,
    cancelled: bool,
}

impl Term {
    fn task(name: &str, can_be_undone: bool) -> Self {
        let undo = if can_be_undone {
            Undo::By(format!("undo-{name}"))
        } else {
            Undo::Inside
        };
        Self::Task(name.to_owned(), undo)
    }

    fn scope(name: &str, undo: Undo, inside: Vec<Self>) -> Self {
        Self::Scope {
            name: name.to_owned(),
            inside: Box::new(Self::Sequence(inside)),
            log: Vec::new(),
            undo,
        }
    }

    fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// What undoes these, the last first.
    fn undoing(log: Vec<(String, Self)>) -> Self {
        Self::Sequence(log.into_iter().rev().map(|(_, undo)| undo).collect())
    }

    /// Goes on until tasks are open.
    fn settle(&mut self, notes: &mut Notes) {
        match self {
            Self::Nothing | Self::Task(..) => {}
            Self::Sequence(all) => {
                while let Some(first) = all.first_mut() {
                    first.settle(notes);
                    if !first.is_nothing() || notes.cancelled {
                        return;
                    }
                    all.remove(0);
                }
                *self = Self::Nothing;
            }
            Self::Together(all) => {
                for one in all.iter_mut() {
                    one.settle(notes);
                    if notes.cancelled {
                        return;
                    }
                }
                all.retain(|one| !one.is_nothing());
                if all.is_empty() {
                    *self = Self::Nothing;
                }
            }
            Self::Scope {
                name,
                inside,
                log,
                undo,
            } => {
                let mut own = Notes {
                    log: std::mem::take(log),
                    ..Notes::default()
                };
                inside.settle(&mut own);
                *log = own.log;
                notes.cancelled |= own.cancelled;
                if inside.is_nothing() && !notes.cancelled {
                    let undo = match undo {
                        Undo::By(handler) => Some(Self::Task(handler.clone(), Undo::Inside)),
                        Undo::Inside if log.is_empty() => None,
                        Undo::Inside => Some(Self::undoing(std::mem::take(log))),
                    };
                    notes.log.extend(undo.map(|undo| (name.clone(), undo)));
                    *self = Self::Nothing;
                }
            }
            Self::Transaction(inside, log) => {
                let mut own = Notes {
                    log: std::mem::take(log),
                    ..Notes::default()
                };
                inside.settle(&mut own);
                if own.cancelled {
                    // The instances that completed, and what completed in those that did not.
                    own.log.extend(inside.portions());
                    *self = Self::undoing(own.log);
                    self.settle(&mut Notes::default());
                } else if inside.is_nothing() {
                    notes.log.extend(own.log);
                    *self = Self::Nothing;
                } else {
                    *log = own.log;
                }
            }
            Self::Throw { only, at_once } => {
                let wanted = |(name, _): &(String, Self)| only.as_ref().is_none_or(|only| only == name);
                let (taken, rest) = std::mem::take(&mut notes.log).into_iter().partition(wanted);
                notes.log = rest;
                let mut undoing = Self::undoing(taken);
                undoing.settle(&mut Notes::default());
                if *at_once {
                    notes.beside.push(undoing);
                    *self = Self::Nothing;
                } else {
                    *self = undoing;
                }
            }
            Self::Cancel => notes.cancelled = true,
        }
    }

    /// What completed inside instances that go on; that of the one that cancels comes last.
    fn portions(&mut self) -> Vec<(String, Self)> {
        match self {
            Self::Sequence(all) | Self::Together(all) => {
                all.sort_by_key(Self::cancels);
                all.iter_mut().flat_map(Self::portions).collect()
            }
            Self::Scope { log, .. } => std::mem::take(log),
            _ => Vec::new(),
        }
    }

    fn cancels(&self) -> bool {
        match self {
            Self::Cancel => true,
            Self::Sequence(all) => all.first().is_some_and(Self::cancels),
            Self::Scope { inside, .. } => inside.cancels(),
            _ => false,
        }
    }

    /// The open tasks, in order.
    fn open(&self) -> Vec<String> {
        match self {
            Self::Task(name, _) => vec![name.clone()],
            Self::Sequence(all) => all.first().map(Self::open).unwrap_or_default(),
            Self::Together(all) => all.iter().flat_map(Self::open).collect(),
            Self::Scope { inside, .. } | Self::Transaction(inside, _) => inside.open(),
            Self::Nothing | Self::Throw { .. } | Self::Cancel => Vec::new(),
        }
    }

    /// Does the first open task of this name; says whether there was one.
    fn complete(&mut self, task: &str, notes: &mut Vec<(String, Self)>) -> bool {
        match self {
            Self::Task(name, undo) if name == task => {
                if let Undo::By(handler) = undo {
                    notes.push((name.clone(), Self::Task(handler.clone(), Undo::Inside)));
                }
                *self = Self::Nothing;
                true
            }
            Self::Sequence(all) => all.first_mut().is_some_and(|first| first.complete(task, notes)),
            Self::Together(all) => all.iter_mut().any(|one| one.complete(task, notes)),
            Self::Scope { inside, log, .. } => inside.complete(task, log),
            Self::Transaction(inside, log) => inside.complete(task, log),
            Self::Nothing | Self::Task(..) | Self::Throw { .. } | Self::Cancel => false,
        }
    }
}

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

/// A model: its parts, one after the other.
struct Model<'p>(&'p [Part]);

impl Model<'_> {
    /// The first part that can be undone by its name.
    fn first(&self) -> Option<String> {
        let named = |part: &Part| {
            !matches!(
                part,
                Part::Task(false) | Part::Fork | Part::UndoFirst(_) | Part::UndoAll(_)
            )
        };
        self.0.iter().position(named).map(|n| format!("p{n}"))
    }

    fn term(&self) -> Term {
        let mut all: Vec<Term> = self.0.iter().enumerate().map(|(n, part)| self.part(*part, n)).collect();
        all.push(Term::Throw {
            only: None,
            at_once: false,
        });
        Term::Sequence(all)
    }

    fn part(&self, part: Part, n: usize) -> Term {
        let name = format!("p{n}");
        let task = |letter: &str| Term::task(&format!("{letter}{n}"), true);
        let two = |cancels: bool| {
            let mut inside = vec![task("a"), task("b")];
            inside.extend(cancels.then_some(Term::Cancel));
            Term::scope(&name, Undo::Inside, inside)
        };
        let several = |all: Vec<Term>, one_by_one: bool| match one_by_one {
            true => Term::Sequence(all),
            false => Term::Together(all),
        };
        match part {
            Part::Task(can_be_undone) => Term::task(&name, can_be_undone),
            Part::Fork => Term::Together(vec![task("a"), task("b")]),
            Part::Each(one_by_one) => several(vec![Term::task(&name, true); 2], one_by_one),
            Part::Subprocess(false) => two(false),
            Part::Subprocess(true) => Term::scope(&name, Undo::By(format!("undo-{name}")), vec![task("a"), task("b")]),
            Part::SelfUndoing => {
                let undo = Term::Throw {
                    only: None,
                    at_once: false,
                };
                Term::scope(&name, Undo::Inside, vec![task("a"), undo, task("b")])
            }
            Part::EachSubprocess(one_by_one) => several(vec![two(false); 2], one_by_one),
            Part::Loop => Term::Sequence(vec![two(false); 2]),
            Part::Cancelled => Term::Transaction(Box::new(two(true)), Vec::new()),
            Part::EachCancelled(one_by_one) => {
                let instances = several(vec![two(false), two(true)], one_by_one);
                Term::Transaction(Box::new(instances), Vec::new())
            }
            Part::UndoFirst(at_once) => Term::Throw {
                only: self.first(),
                at_once,
            },
            Part::UndoAll(at_once) => Term::Throw { only: None, at_once },
        }
    }

    fn yaml(&self) -> String {
        let mut text = "process: small\nelements:\n  - start: s\n    next: p0\n".to_owned();
        for (n, part) in self.0.iter().enumerate() {
            self.write(&mut text, *part, n);
        }
        write!(
            text,
            "  - throw: p{}\n    compensate: true\n    next: e\n  - end: e\n",
            self.0.len()
        )
        .unwrap();
        text
    }

    fn write(&self, text: &mut String, part: Part, n: usize) {
        let next = format!("p{}", n + 1);
        let each = |one_by_one: bool| format!("each: {{ count: 2, as: item, one_by_one: {one_by_one} }}");
        match part {
            Part::Task(can_be_undone) => task(text, "  ", &format!("p{n}"), &next, can_be_undone, ""),
            Part::Each(one_by_one) => task(text, "  ", &format!("p{n}"), &next, true, &each(one_by_one)),
            Part::Fork => {
                // Several ways may lead here, which a parallel gateway would join.
                writeln!(text, "  - exclusive: p{n}\n    next: fork{n}").unwrap();
                writeln!(text, "  - parallel: fork{n}\n    next: [a{n}, b{n}]").unwrap();
                task(text, "  ", &format!("a{n}"), &format!("join{n}"), true, "");
                task(text, "  ", &format!("b{n}"), &format!("join{n}"), true, "");
                writeln!(text, "  - parallel: join{n}\n    next: {next}").unwrap();
            }
            Part::Subprocess(false) => subprocess(text, n, "", ""),
            Part::Subprocess(true) => {
                let boundary = format!("boundary: [ {{ compensation: true, handler: undo-p{n} }} ]");
                subprocess(text, n, &boundary, "");
                handler(text, "  ", &format!("p{n}"));
            }
            Part::SelfUndoing => subprocess(text, n, "", "undo"),
            Part::EachSubprocess(one_by_one) => subprocess(text, n, &each(one_by_one), ""),
            Part::Loop => subprocess(text, n, "loop: { maximum: 2 }", ""),
            Part::Cancelled => {
                let boundary = format!("transaction: true\n    boundary: [ {{ cancel: true, next: {next} }} ]");
                subprocess(text, n, &boundary, "cancel");
            }
            Part::EachCancelled(one_by_one) => {
                let boundary = format!("transaction: true\n    boundary: [ {{ cancel: true, next: {next} }} ]");
                let keys = format!("{boundary}\n    {}", each(one_by_one));
                subprocess(text, n, &keys, "cancel second");
            }
            Part::UndoFirst(at_once) => throw(text, n, &self.first().unwrap_or("true".to_owned()), at_once),
            Part::UndoAll(at_once) => throw(text, n, "true", at_once),
        }
    }
}

fn throw(text: &mut String, n: usize, what: &str, at_once: bool) {
    writeln!(
        text,
        "  - throw: p{n}\n    compensate: {what}\n    at_once: {at_once}\n    next: p{}",
        n + 1
    )
    .unwrap();
}

fn task(text: &mut String, indent: &str, name: &str, next: &str, can_be_undone: bool, keys: &str) {
    writeln!(
        text,
        "{indent}- user_task: {name}\n{indent}  assign: unassigned\n{indent}  next: {next}"
    )
    .unwrap();
    if !keys.is_empty() {
        writeln!(text, "{indent}  {keys}").unwrap();
    }
    if can_be_undone {
        writeln!(
            text,
            "{indent}  boundary: [ {{ compensation: true, handler: undo-{name} }} ]"
        )
        .unwrap();
        handler(text, indent, name);
    }
}

fn handler(text: &mut String, indent: &str, name: &str) {
    writeln!(
        text,
        "{indent}- user_task: undo-{name}\n{indent}  assign: unassigned\n{indent}  for_compensation: true"
    )
    .unwrap();
}

/// A subprocess of two tasks; between them or after them something happens.
fn subprocess(text: &mut String, n: usize, keys: &str, happens: &str) {
    writeln!(
        text,
        "  - subprocess: p{n}\n    next: p{}\n    {keys}\n    elements:",
        n + 1
    )
    .unwrap();
    let indent = "      ";
    writeln!(text, "{indent}- start: s{n}\n{indent}  next: a{n}").unwrap();
    let (after_a, after_b) = match happens {
        "undo" => (format!("u{n}"), format!("e{n}")),
        "cancel" => (format!("b{n}"), format!("c{n}")),
        "cancel second" => (format!("b{n}"), format!("x{n}")),
        _ => (format!("b{n}"), format!("e{n}")),
    };
    task(text, indent, &format!("a{n}"), &after_a, true, "");
    task(text, indent, &format!("b{n}"), &after_b, true, "");
    match happens {
        "undo" => writeln!(
            text,
            "{indent}- throw: u{n}\n{indent}  compensate: true\n{indent}  next: b{n}"
        )
        .unwrap(),
        "cancel second" => writeln!(
            text,
            "{indent}- exclusive: x{n}\n{indent}  next: [ {{ when: \"= item = 2\", to: c{n} }}, {{ to: e{n} }} ]"
        )
        .unwrap(),
        _ => {}
    }
    if happens.starts_with("cancel") {
        writeln!(text, "{indent}- end: c{n}\n{indent}  cancel: true").unwrap();
    }
    if happens != "cancel" {
        writeln!(text, "{indent}- end: e{n}").unwrap();
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
