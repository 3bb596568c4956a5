//! Writes random processes as definitions, from the last element back to the first.

use serde_json::{Map, Value, json};

use super::{
    Activity, AdHoc, Begins, Block, Body, EventSubprocess, Gateway, Items, Knot, Message, On, Process, Repeat, Scope,
    Throws, Thrown, Undo, Work,
};

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
                let (merge, again) = (self.id("merge"), self.id("again"));
                let first = self.block(block, &again);
                self.add(json!({"exclusive": merge, "next": first}));
                self.add(json!({"exclusive": again, "next": [{"when": "= x > 7", "to": merge}, {"to": next}]}));
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
                let more = if knot.split == Gateway::Complex { activation } else { json!({}) };
                self.add(with(json!({word(knot.split): name(n), "flows": flows}), more));
                continue;
            };
            let split = self.id("split");
            self.add(json!({word(knot.split): split, "flows": flows}));
            let first = self.block(block, &split);
            let more = if knot.join == Gateway::Complex { activation } else { json!({}) };
            self.add(with(json!({word(knot.join): name(n), "flows": [{"to": first}]}), more));
        }
        name(0)
    }
}

impl Writer {
    /// Writes an activity; without a `next` it stands in an ad-hoc subprocess.
    fn activity(&mut self, activity: &Activity, next: Option<&str>) -> String {
        let interrupted = activity.boundary.iter().any(|boundary| boundary.interrupting);
        let merged = next.map(|next| if interrupted { self.merge(next) } else { next.to_owned() });
        let id = self.id("act");
        let mut element = self.work(&activity.work, &id);
        match &merged {
            Some(next) => element["next"] = json!(next),
            None => element["flows"] = json!([]),
        }
        element = with(element, repeat(&activity.repeat));
        // One token comes at a time: to take more is to wait for ever, but where one more goes round.
        let (taken, given) = activity.quantity;
        element["start_quantity"] = json!(taken);
        element["completion_quantity"] = json!(given);
        if activity.data {
            element["in"] = json!({"x": "= x", "seen": "= k"});
            element["out"] = json!({"x": "= x", "given": "= seen"});
        }
        let mut boundary = self.boundary(activity, merged.as_deref());
        if let Some(handler) = self.handler(activity.undo) {
            boundary.push(json!({"compensation": true, "handler": handler}));
            self.undoable.push(id.clone());
        }
        if let Work::Transaction(_, true) = &activity.work {
            let to = merged.unwrap_or_else(|| self.dead_end());
            boundary.push(json!({"cancel": true, "next": to}));
        }
        element["boundary"] = json!(boundary);
        self.add(element);
        id
    }

    fn work(&mut self, work: &Work, id: &str) -> Value {
        match work {
            Work::User => json!({"user_task": id, "assign": {"role": "r"}, "result": "x"}),
            Work::Service => json!({"service_task": id, "service": "s", "input": {"x": "= x"}, "result": "x"}),
            Work::Script => json!({"script_task": id, "script": "= x + 1", "result": "x"}),
            Work::Rule => json!({"business_rule_task": id, "decision": "grade", "result": "x"}),
            Work::Send(message) => with(json!({"send_task": id}), named_message("send", *message)),
            Work::Receive(message) => {
                with(json!({"receive_task": id, "result": "got"}), named_message("receive", *message))
            }
            Work::Manual => json!({"manual_task": id}),
            Work::Abstract => json!({"task": id}),
            Work::Call(n) => {
                let n = usize::from(*n) % (self.calls + 1);
                let process = if n < self.calls { format!("called{n}") } else { "nobody".to_owned() };
                json!({"call": id, "process": process})
            }
            Work::Subprocess(scope) => {
                let inner = self.subprocess(scope, Inside::Subprocess);
                with(json!({"subprocess": id, "elements": inner}), own_data(scope))
            }
            Work::Transaction(scope, _) => {
                let inner = self.subprocess(scope, Inside::Transaction);
                with(json!({"subprocess": id, "transaction": true, "elements": inner}), own_data(scope))
            }
            Work::AdHoc(ad_hoc) => self.ad_hoc(ad_hoc, id),
        }
    }

    fn subprocess(&mut self, scope: &Scope, inside: Inside) -> Vec<Value> {
        self.inside(inside, |writer| {
            writer.scope(scope, |writer, first| writer.begin(Begins::ByHand, first));
        })
    }

    fn ad_hoc(&mut self, ad_hoc: &AdHoc, id: &str) -> Value {
        let mut first = None;
        let inner = self.inside(Inside::AdHoc, |writer| {
            for activity in &ad_hoc.activities {
                let id = writer.activity(activity, None);
                first.get_or_insert(id);
            }
        });
        let mut how = json!({"sequential": ad_hoc.sequential, "cancel_remaining": ad_hoc.cancel_remaining});
        if ad_hoc.until {
            how["until"] = json!("= x > 2");
        }
        if let Some(first) = first.filter(|_| ad_hoc.begin) {
            how["begin"] = json!(format!("= [\"{first}\"]"));
        }
        json!({"subprocess": id, "ad_hoc": how, "elements": inner})
    }

    fn boundary(&mut self, activity: &Activity, next: Option<&str>) -> Vec<Value> {
        let all = activity.boundary.iter();
        all.map(|boundary| {
            // An error always interrupts, and is not one of several things that must all happen.
            let error = boundary.on.iter().any(|on| matches!(on, On::Error(_)));
            let thrown = boundary.on.iter().any(|on| matches!(on, On::Error(_) | On::Escalation(_)));
            let interrupting = boundary.interrupting || error;
            let to = match next {
                Some(next) if interrupting => next.to_owned(),
                Some(_) => {
                    let end = self.id("end");
                    self.add(json!({"end": end}));
                    end
                }
                None => self.dead_end(),
            };
            let on = on_several(&boundary.on, boundary.all && !thrown);
            with(json!({"interrupting": interrupting, "result": "got", "next": to}), on)
        })
        .collect()
    }

    /// Where a path ends that stands in no scope with an end.
    fn dead_end(&mut self) -> String {
        let id = self.id("task");
        self.add(json!({"task": id, "flows": []}));
        id
    }

    fn handler(&mut self, undo: Undo) -> Option<String> {
        let id = self.id("undo");
        let handler = match undo {
            Undo::Nothing => return None,
            Undo::Script => json!({"script_task": id, "script": "= { undone: 1 }"}),
            Undo::Service => json!({"service_task": id, "service": "undo"}),
            Undo::Subprocess => {
                let task = self.id("act");
                json!({"subprocess": id, "elements": [{"user_task": task, "assign": "unassigned", "flows": []}]})
            }
        };
        self.add(with(handler, json!({"for_compensation": true})));
        Some(id)
    }

    fn all_thrown(&self, all: &[Thrown]) -> Vec<Value> {
        all.iter().map(|thrown| self.thrown(*thrown)).collect()
    }

    fn thrown(&self, thrown: Thrown) -> Value {
        match thrown {
            Thrown::Cancel if self.inside == Inside::Transaction => json!({"cancel": true}),
            Thrown::Compensate(None, at_once) => json!({"compensate": true, "at_once": at_once}),
            Thrown::Compensate(Some(one), at_once) => json!({"compensate": one, "at_once": at_once}),
            Thrown::Terminate | Thrown::Cancel => json!({"terminate": true}),
            Thrown::Error(_) | Thrown::Escalation(_) | Thrown::Message(_) | Thrown::Signal(_) => told(thrown),
        }
    }
}

fn told(thrown: Thrown) -> Value {
    match thrown {
        Thrown::Error(code) => json!({"error": format!("c{code}")}),
        Thrown::Escalation(code) => json!({"escalation": format!("c{code}")}),
        Thrown::Message(message) => named_message("send", message),
        Thrown::Signal(name) => json!({"signal": format!("s{name}"), "content": {"x": "= x"}}),
        Thrown::Terminate | Thrown::Cancel | Thrown::Compensate(..) => json!({}),
    }
}

fn own_data(scope: &Scope) -> Value {
    if scope.data { json!({"data": {"x": "= x", "inner": null}}) } else { json!({}) }
}

fn repeat(repeat: &Repeat) -> Value {
    match repeat {
        Repeat::Once => json!({}),
        Repeat::Loop { condition, test_before, maximum } => {
            let mut looped = json!({"test_before": test_before, "maximum": maximum});
            if *condition {
                looped["while"] = json!("= loopCounter < x");
            }
            json!({"loop": looped})
        }
        Repeat::Each { of, one_by_one, until, output, throws } => {
            let mut each = json!({"as": "item", "one_by_one": one_by_one, "results": "all"});
            match of {
                Items::Count(count) => each["count"] = json!(count),
                Items::Counted => each["count"] = json!("= n"),
                Items::List => each["in"] = json!("= [1, 2, 3]"),
                Items::Listed => each["in"] = json!("= l"),
            }
            if *until {
                each["until"] = json!("= numberOfCompletedInstances + numberOfTerminatedInstances > 1");
            }
            if *output {
                each["output"] = json!("= [loopCounter, item]");
            }
            match throws {
                Throws::Nothing => {}
                Throws::Every(thrown) => each["throws"] = json!({"every": told(*thrown)}),
                Throws::First(thrown) => each["throws"] = json!({"first": told(*thrown)}),
                Throws::When(thrown) => {
                    let when = with(told(*thrown), json!({"if": "= numberOfCompletedInstances > 1"}));
                    each["throws"] = json!({"when": [when]});
                }
            }
            json!({"each": each})
        }
    }
}

const fn word(gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Exclusive => "exclusive",
        Gateway::Inclusive => "inclusive",
        Gateway::Parallel => "parallel",
        Gateway::Complex => "complex",
        Gateway::None => "manual_task",
    }
}

/// The arrows out of a place in a graph.
fn flows(split: Gateway, next: &str, also: Option<&str>) -> Value {
    match (split, also) {
        (_, None) => json!([{"to": next}]),
        (Gateway::Parallel, Some(also)) => json!([{"to": next}, {"to": also}]),
        (_, Some(also)) => json!([{"to": also, "when": "= x > 5"}, {"to": next, "default": true}]),
    }
}

fn on_several(on: &[On], all: bool) -> Value {
    match on {
        [only] => on_any(*only),
        _ => json!({if all { "all" } else { "any" }: on.iter().map(|on| on_any(*on)).collect::<Vec<_>>()}),
    }
}

fn on_any(on: On) -> Value {
    const TIMERS: [&str; 6] = ["PT2H", "2 working days", "R3/PT1H", "R/PT5H", "= t", "PT0S"];
    const CONDITIONS: [&str; 3] = ["= c", "= x > 5", "= x > n"];
    let code = |code: Option<u8>| code.map_or("any".to_owned(), |code| format!("c{code}"));
    match on {
        On::Timer(n) => json!({"timer": TIMERS[usize::from(n) % TIMERS.len()]}),
        On::Message(message) => named_message("message", message),
        On::Signal(name) => json!({"signal": format!("s{name}")}),
        On::Condition(n) => json!({"condition": CONDITIONS[usize::from(n) % CONDITIONS.len()]}),
        On::Error(error) => json!({"error": code(error)}),
        On::Escalation(escalation) => json!({"escalation": code(escalation)}),
        On::Compensation => json!({"compensation": true}),
    }
}

fn named_message(key: &str, Message(name, keyed): Message) -> Value {
    let name = format!("m{name}");
    if keyed { json!({key: name, "key": "= k"}) } else { json!({key: name}) }
}

/// Both maps in one.
fn with(one: Value, other: Value) -> Value {
    let entries = |value: Value| match value {
        Value::Object(entries) => entries,
        _ => Map::new(),
    };
    let all = entries(one).into_iter().chain(entries(other));
    Value::Object(all.collect())
}
