//! The models: sequences of parts, each as a term and as YAML.

use std::fmt::Write as _;

use super::term::{Term, Undo};

/// A part of a model. Letters name tasks; `undo-` and the letter undoes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
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

pub const PARTS: [Part; 16] = [
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

/// A model: its parts, one after the other.
pub struct Model<'p>(pub &'p [Part]);

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

    pub fn term(&self) -> Term {
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

    pub fn yaml(&self) -> String {
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
