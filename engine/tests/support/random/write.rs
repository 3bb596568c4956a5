//! Writes random processes as definitions, from the last element back to the first.

mod activities;
mod words;

use serde_json::{Value, json};

use super::{Begins, Block, Body, EventSubprocess, Gateway, Knot, On, Process, Scope};
use words::{flows, named_message, on_any, on_several, with, word};

/// The source of a process: JSON, which is YAML too.
pub fn main(process: &Process) -> String {
    let calls = process.called.len();
    let elements = Writer::new(calls).process(&process.main, process.begins);
    definition("random", &process.main, &elements)
}

/// The sources of the processes that it calls: `called0`, `called1`…
pub fn called(process: &Process) -> Vec<String> {
    let sources = process.called.iter().enumerate().map(|(n, scope)| {
        let elements = Writer::new(n).process(scope, Begins::ByHand);
        definition(&format!("called{n}"), scope, &elements)
    });
    sources.collect()
}

fn definition(id: &str, scope: &Scope, elements: &[Value]) -> String {
    let data = if scope.data { json!({"own": 1}) } else { json!({}) };
    serde_json::to_string_pretty(&json!({"process": id, "data": data, "elements": elements})).unwrap()
}

/// What an element stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Process,
    Subprocess,
    Transaction,
    Event,
    AdHoc,
}

struct Writer {
    /// Processes that can be called.
    calls: usize,
    count: usize,
    /// Of the scope that is being written.
    elements: Vec<Value>,
    inside: Inside,
    /// Its activities that can be undone.
    undoable: Vec<String>,
}

impl Writer {
    fn new(calls: usize) -> Self {
        let (elements, undoable) = (Vec::new(), Vec::new());
        Self {
            calls,
            count: 0,
            elements,
            inside: Inside::Process,
            undoable,
        }
    }

    fn process(mut self, scope: &Scope, begins: Begins) -> Vec<Value> {
        self.scope(scope, |writer, first| writer.begin(begins, first));
        self.elements
    }

    fn id(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}{}", self.count)
    }

    fn add(&mut self, element: Value) {
        self.elements.push(element);
    }

    /// Writes what is inside of something else, and gives it.
    fn inside(&mut self, inside: Inside, write: impl FnOnce(&mut Self)) -> Vec<Value> {
        let elements = std::mem::take(&mut self.elements);
        let undoable = std::mem::take(&mut self.undoable);
        let outside = std::mem::replace(&mut self.inside, inside);
        write(self);
        self.inside = outside;
        self.undoable = undoable;
        std::mem::replace(&mut self.elements, elements)
    }

    fn scope(&mut self, scope: &Scope, begin: impl FnOnce(&mut Self, &str)) {
        let end = self.id("end");
        let first = match &scope.body {
            Body::Block(block) => self.block(block, &end),
            Body::Graph(knots) => self.graph(knots, &end),
        };
        begin(self, &first);
        self.add(json!({"end": end}));
        for event in &scope.events {
            self.event_subprocess(event);
        }
        self.name_what_is_undone();
    }

    fn begin(&mut self, begins: Begins, first: &str) {
        let start = self.id("start");
        match begins {
            Begins::ByHand => self.add(json!({"start": start, "next": first})),
            Begins::Implicitly => self.add(json!({"manual_task": start, "next": first})),
            Begins::On(on) => {
                let merge = self.merge(first);
                self.add(json!({"start": start, "next": merge}));
                let id = self.id("start");
                self.add(with(json!({"start": id, "result": "got", "next": merge}), on_any(on)));
            }
            Begins::Receiving => {
                self.add(json!({"receive_task": start, "receive": "m0", "instantiate": true, "next": first}));
            }
            Begins::EventBased(parallel) => {
                let merge = self.merge(first);
                let (message, signal) = (self.id("catch"), self.id("catch"));
                self.add(json!({"catch": message, "message": "m0", "next": merge}));
                self.add(json!({"catch": signal, "signal": "s0", "next": merge}));
                let next = json!([message, signal]);
                self.add(json!({"event_based": start, "instantiate": true, "parallel": parallel, "next": next}));
            }
        }
    }

    fn event_subprocess(&mut self, event: &EventSubprocess) {
        // Nothing undoes a process that is not called, and what always interrupts says nothing of it.
        let undoes = event.on == On::Compensation;
        if undoes && self.inside != Inside::Subprocess {
            return;
        }
        let always = undoes || matches!(event.on, On::Error(_));
        let inner = self.inside(Inside::Event, |writer| {
            let end = writer.id("end");
            let first = writer.block(&event.block, &end);
            let id = writer.id("start");
            let start = json!({"start": id, "interrupting": always || event.interrupting, "next": first});
            writer.add(with(start, on_any(event.on)));
            writer.add(json!({"end": end}));
            writer.name_what_is_undone();
        });
        let id = self.id("event");
        self.add(json!({"subprocess": id, "event": true, "elements": inner}));
    }

    /// What is thrown to undo an activity names one of the scope, now that all are known.
    fn name_what_is_undone(&mut self) {
        for element in &mut self.elements {
            let throws = element.get_mut("throws").and_then(Value::as_array_mut);
            for thrown in throws.into_iter().flatten() {
                if let Some(wish) = thrown.get("compensate").and_then(Value::as_u64) {
                    let names = &self.undoable;
                    let named = names.get(usize::try_from(wish).unwrap() % names.len().max(1));
                    thrown["compensate"] = named.map_or(json!(true), |id| json!(id));
                }
            }
        }
    }

    /// Ways meet again in an exclusive gateway, so that a join after them counts them as one.
    fn merge(&mut self, next: &str) -> String {
        let id = self.id("merge");
        self.add(json!({"exclusive": id, "next": next}));
        id
    }

    /// Writes a block that leads to `next`; gives the element it begins with.
    fn block(&mut self, block: &Block, next: &str) -> String {
        match block {
            Block::Activity(activity) => self.activity(activity, Some(next)),
            Block::Catch(on, all) => {
                let id = self.id("catch");
                self.add(with(json!({"catch": id, "next": next}), on_several(on, *all)));
                id
            }
            Block::Throw(thrown) => {
                let id = self.id("throw");
                self.add(json!({"throw": id, "throws": self.all_thrown(thrown), "next": next}));
                id
            }
            Block::Stop(thrown) => {
                let (id, end) = (self.id("choice"), self.id("stop"));
                self.add(json!({"end": end, "throws": self.all_thrown(thrown)}));
                self.add(json!({"exclusive": id, "next": [{"when": "= x > 3", "to": end}, {"to": next}]}));
                id
            }
            Block::Link => {
                let (from, to) = (self.id("link"), self.id("link"));
                self.add(json!({"throw": from, "link": to}));
                self.add(json!({"catch": to, "link": to, "next": next}));
                from
            }
            Block::Sequence(blocks) => {
                let mut all = blocks.iter().rev();
                all.try_fold(next.to_owned(), |next, block| Some(self.block(block, &next)))
                    .unwrap()
            }
            Block::Choice(ways) => {
                let merge = self.merge(next);
                let mut branches = self.conditional(ways, &merge);
                branches.push(json!({"to": merge}));
                self.gateway("exclusive", branches)
            }
            Block::Fork(ways) => {
                let join = self.join("parallel", None, next);
                let ways = ways.iter().map(|way| json!(self.block(way, &join))).collect();
                self.gateway("parallel", ways)
            }
            Block::Some(ways) => {
                let join = self.join("inclusive", None, next);
                let mut branches = self.conditional(ways, &join);
                branches.push(json!({"to": join}));
                self.gateway("inclusive", branches)
            }
            Block::Complex(ways, needed) => {
                let join = self.join("complex", Some(*needed), next);
                let ways = ways.iter().map(|way| json!(self.block(way, &join))).collect();
                self.gateway("parallel", ways)
            }
            Block::Race(ways, tasks) => self.race(ways, *tasks, next),
            Block::Loop(block) => {
                let (merge, again, calm) = (self.id("merge"), self.id("again"), self.id("calm"));
                let first = self.block(block, &again);
                self.add(json!({"exclusive": merge, "next": first}));
                // It goes round again once for each time that something in it says so.
                self.add(json!({"script_task": calm, "script": "= 1", "result": "x", "next": merge}));
                self.add(json!({"exclusive": again, "next": [{"when": "= x > 7", "to": calm}, {"to": next}]}));
                merge
            }
        }
    }

    fn conditional(&mut self, ways: &[Block], next: &str) -> Vec<Value> {
        let ways = ways.iter().enumerate();
        ways.map(|(n, way)| json!({"when": format!("= x > {n}"), "to": self.block(way, next)}))
            .collect()
    }

    fn gateway(&mut self, kind: &str, next: Vec<Value>) -> String {
        let id = self.id("split");
        self.add(json!({kind: id, "next": next}));
        id
    }

    fn join(&mut self, kind: &str, needed: Option<u8>, next: &str) -> String {
        let id = self.id("join");
        let activation = needed.map(|needed| json!({"activation": format!("= activationCount > {needed}")}));
        self.add(with(json!({kind: id, "next": next}), activation.unwrap_or(json!({}))));
        id
    }

    fn race(&mut self, ways: &[(On, Block)], tasks: bool, next: &str) -> String {
        let merge = self.merge(next);
        let events: Vec<Value> = ways
            .iter()
            .map(|(on, block)| {
                let first = self.block(block, &merge);
                let id = self.id("event");
                match on {
                    On::Message(message) if tasks => {
                        let task = json!({"receive_task": id, "next": first});
                        self.add(with(task, named_message("receive", *message)));
                    }
                    _ => self.add(with(json!({"catch": id, "next": first}), on_any(*on))),
                }
                json!(id)
            })
            .collect();
        self.gateway("event_based", events)
    }

    fn graph(&mut self, knots: &[Knot], end: &str) -> String {
        let names: Vec<String> = knots.iter().map(|_| self.id("knot")).collect();
        let name = |n: usize| names.get(n).map_or(end, String::as_str).to_owned();
        for (n, knot) in knots.iter().enumerate() {
            let also = knot.also.map(|also| name(usize::from(also) % (knots.len() + 1)));
            let flows = flows(knot.split, &name(n + 1), also.as_deref());
            let activation = json!({"activation": "= activationCount > 0"});
            let Some(block) = &knot.block else {
                let more = if knot.split == Gateway::Complex {
                    activation
                } else {
                    json!({})
                };
                self.add(with(json!({word(knot.split): name(n), "flows": flows}), more));
                continue;
            };
            let split = self.id("split");
            self.add(json!({word(knot.split): split, "flows": flows}));
            let first = self.block(block, &split);
            let more = if knot.join == Gateway::Complex {
                activation
            } else {
                json!({})
            };
            self.add(with(json!({word(knot.join): name(n), "flows": [{"to": first}]}), more));
        }
        name(0)
    }
}
