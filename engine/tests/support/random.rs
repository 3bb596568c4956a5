//! Random processes, block-structured and not.

use std::fmt::Write as _;

use proptest::prelude::*;

/// A block of a process that is entered once and left once.
#[derive(Clone, Debug)]
pub enum Block {
    Task {
        boundary: Option<(bool, bool)>,
    },
    Service,
    Script,
    Timer,
    Message,
    Sequence(Vec<Block>),
    Choice(Vec<Block>),
    Fork(Vec<Block>),
    Some(Vec<Block>),
    Subprocess(Box<Block>, bool),
    /// Done for each of three items: a task, or a subprocess with a block inside.
    Each(Option<Box<Block>>, bool),
    Loop(Box<Block>),
}

pub fn block() -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![
        3 => proptest::option::of((any::<bool>(), any::<bool>())).prop_map(|boundary| Block::Task { boundary }),
        1 => Just(Block::Service),
        1 => Just(Block::Script),
        1 => Just(Block::Timer),
        1 => Just(Block::Message),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let several = || proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several().prop_map(Block::Sequence),
            several().prop_map(Block::Choice),
            several().prop_map(Block::Fork),
            several().prop_map(Block::Some),
            (inner.clone(), any::<bool>()).prop_map(|(block, timed)| Block::Subprocess(Box::new(block), timed)),
            (proptest::option::of(inner.clone()), any::<bool>())
                .prop_map(|(block, one_by_one)| Block::Each(block.map(Box::new), one_by_one)),
            inner.prop_map(|block| Block::Loop(Box::new(block))),
        ]
    })
}

/// Writes blocks as YAML, from the last element back to the first.
#[derive(Default)]
pub struct Writer {
    elements: String,
    count: usize,
    /// The end of the scope that is being written.
    end: String,
}

impl Writer {
    pub fn definition(block: &Block) -> String {
        let mut writer = Self {
            end: "e".to_owned(),
            ..Self::default()
        };
        let first = writer.block(block, "e");
        let elements = &writer.elements;
        format!("process: random\nelements:\n  - start: s\n    next: {first}\n{elements}  - end: e\n")
    }

    fn id(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}{}", self.count)
    }

    /// Alternatives meet again in an exclusive gateway, so that a join after them counts them as one.
    fn merge(&mut self, next: &str) -> String {
        let id = self.id("merge");
        let _ = writeln!(self.elements, "  - exclusive: {id}\n    next: {next}");
        id
    }

    /// Writes a block that leads to `next`; gives the element it begins with.
    fn block(&mut self, block: &Block, next: &str) -> String {
        match block {
            Block::Task { boundary } => self.task(*boundary, next),
            Block::Service => self.leaf("service_task", "service: s\n    result: x", next),
            Block::Script => self.leaf(
                "script_task",
                "script: \"= if x = null then 1 else x + 1\"\n    result: x",
                next,
            ),
            Block::Timer => self.leaf("timer", "after: 2 working days", next),
            Block::Message => self.leaf("message", "receive: m", next),
            Block::Sequence(blocks) => blocks
                .iter()
                .rev()
                .fold(next.to_owned(), |next, block| self.block(block, &next)),
            Block::Choice(blocks) => {
                let next = &self.merge(next);
                let ways: Vec<String> = blocks.iter().map(|block| self.block(block, next)).collect();
                let id = self.id("choice");
                let mut branches: Vec<String> = ways
                    .iter()
                    .zip(0..)
                    .map(|(way, n)| format!("{{ when: \"= x > {n}\", to: {way} }}"))
                    .collect();
                branches.push(format!("{{ to: {next} }}"));
                let _ = write!(
                    self.elements,
                    "  - exclusive: {id}\n    next: [ {} ]\n",
                    branches.join(", ")
                );
                id
            }
            Block::Fork(blocks) => {
                let join = self.id("join");
                let _ = writeln!(self.elements, "  - parallel: {join}\n    next: {next}");
                let ways: Vec<String> = blocks.iter().map(|block| self.block(block, &join)).collect();
                let id = self.id("fork");
                let _ = write!(self.elements, "  - parallel: {id}\n    next: [ {} ]\n", ways.join(", "));
                id
            }
            Block::Some(blocks) => {
                let join = self.id("some");
                let _ = writeln!(self.elements, "  - inclusive: {join}\n    next: {next}");
                let mut ways: Vec<String> = blocks
                    .iter()
                    .zip(0..)
                    .map(|(block, n)| format!("{{ when: \"= x > {n}\", to: {} }}", self.block(block, &join)))
                    .collect();
                ways.push(format!("{{ to: {join} }}"));
                let id = self.id("any");
                let _ = writeln!(self.elements, "  - inclusive: {id}\n    next: [ {} ]", ways.join(", "));
                id
            }
            Block::Subprocess(block, timed) => self.subprocess(block, *timed, next),
            Block::Each(block, one_by_one) => self.each(block.as_deref(), *one_by_one, next),
            Block::Loop(block) => {
                let (merge, again) = (self.id("merge"), self.id("again"));
                let first = self.block(block, &again);
                let _ = writeln!(self.elements, "  - exclusive: {merge}\n    next: {first}");
                let _ = writeln!(
                    self.elements,
                    "  - exclusive: {again}\n    next: [ {{ when: \"= x > 7\", to: {merge} }}, {{ to: {next} }} ]"
                );
                merge
            }
        }
    }

    fn task(&mut self, boundary: Option<(bool, bool)>, next: &str) -> String {
        let next = &self.merge(next);
        let id = self.id("task");
        let _ = writeln!(
            self.elements,
            "  - user_task: {id}\n    assign: {{ role: r }}\n    result: x\n    next: {next}"
        );
        if let Some((interrupting, message)) = boundary {
            let on = if message {
                format!("message: m{id}")
            } else {
                "timer: PT5H".to_owned()
            };
            let to = if interrupting { next.clone() } else { self.end.clone() };
            let _ = writeln!(
                self.elements,
                "    boundary: [ {{ {on}, interrupting: {interrupting}, next: {to} }} ]"
            );
        }
        id
    }

    fn subprocess(&mut self, block: &Block, timed: bool, next: &str) -> String {
        let next = &self.merge(next);
        let (id, outer) = (self.id("sub"), std::mem::take(&mut self.elements));
        let (end, before) = (self.id("end"), std::mem::take(&mut self.end));
        self.end.clone_from(&end);
        let first = self.block(block, &end);
        let inner = std::mem::replace(&mut self.elements, outer);
        self.end = before;
        let _ = writeln!(self.elements, "  - subprocess: {id}\n    next: {next}");
        if timed {
            let _ = writeln!(self.elements, "    boundary: [ {{ timer: PT30H, next: {next} }} ]");
        }
        let inner = format!("  - start: s{id}\n    next: {first}\n{inner}  - end: {end}\n");
        let _ = writeln!(self.elements, "    elements:");
        for line in inner.lines() {
            let _ = writeln!(self.elements, "      {line}");
        }
        id
    }

    fn each(&mut self, block: Option<&Block>, one_by_one: bool, next: &str) -> String {
        let id = match block {
            Some(block) => self.subprocess(block, false, next),
            None => self.task(None, next),
        };
        let each = format!("    each: {{ in: \"= [1, 2, 3]\", as: item, one_by_one: {one_by_one}, results: all }}\n");
        let head = format!(": {id}\n");
        let at = self.elements.rfind(&head).map(|at| at + head.len());
        self.elements.insert_str(at.unwrap_or_default(), &each);
        id
    }

    fn leaf(&mut self, kind: &str, keys: &str, next: &str) -> String {
        let id = self.id("leaf");
        let _ = writeln!(self.elements, "  - {kind}: {id}\n    {keys}\n    next: {next}");
        id
    }
}

/// An unstructured process: any kind of element may lead to any other.
pub fn tangle() -> impl Strategy<Value = String> {
    proptest::collection::vec((0..8_u8, any::<u8>(), any::<u8>()), 2..14).prop_map(|elements| {
        let count = elements.len();
        let target = |n: u8| format!("n{}", usize::from(n) % (count + 1));
        let mut text = "process: tangle\nelements:\n  - start: s\n    next: n0\n".to_owned();
        for ((kind, a, b), n) in elements.iter().zip(0..) {
            let (a, b) = (target(*a), target(*b));
            let split = format!("next: [ {{ when: \"= x > 5\", to: {a} }}, {{ to: {b} }} ]");
            let _ = match kind {
                0 | 1 => writeln!(text, "  - user_task: n{n}\n    assign: {{ role: r }}\n    result: x\n    {split}"),
                2 => writeln!(text, "  - service_task: n{n}\n    service: s\n    result: x\n    next: {a}\n    boundary: [ {{ error: any, next: {b} }} ]"),
                3 => writeln!(text, "  - script_task: n{n}\n    script: \"= x + 1\"\n    result: x\n    next: {a}"),
                4 => writeln!(text, "  - exclusive: n{n}\n    {split}"),
                5 | 6 => writeln!(text, "  - parallel: n{n}\n    next: [ {a}, {b} ]"),
                _ => writeln!(text, "  - timer: n{n}\n    after: PT1H\n    next: {a}"),
            };
        }
        let _ = writeln!(text, "  - end: n{count}");
        text
    })
}
