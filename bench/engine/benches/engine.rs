//! What the engine costs, without I/O: `make bench-engine`.
#![allow(clippy::unwrap_used, clippy::missing_docs_in_private_items, missing_docs)]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use radica_engine::calendar::Calendar;
use radica_engine::event::Wait;
use radica_engine::ids::{Ids, InstanceId};
use radica_engine::library::NoLibrary;
use radica_engine::{Command, Definition, Env, Instance, Value, Variables, decide_in_place};
use ulid::Ulid;

struct Counter(u128);

impl Ids for Counter {
    fn next(&mut self) -> Ulid {
        self.0 += 1;
        Ulid::from(self.0)
    }
}

/// An engine around one definition.
struct Bench {
    definition: Definition,
    calendar: Calendar,
    ids: Counter,
    now: Timestamp,
}

impl Bench {
    fn new(source: &str) -> Self {
        Self {
            definition: Definition::from_yaml(source, "bench.yaml").unwrap(),
            calendar: Calendar::from_yaml(include_str!("../../../workflows/calendar.yaml")).unwrap(),
            ids: Counter(0),
            now: "2026-11-20T15:00:00Z".parse().unwrap(),
        }
    }

    fn send(&mut self, instance: &mut Instance, command: &Command) -> usize {
        let mut env = Env {
            now: self.now,
            ids: &mut self.ids,
            calendars: &self.calendar,
            library: &NoLibrary,
        };
        let decided = decide_in_place(&self.definition, instance, command, &mut env).unwrap();
        black_box(decided.events.len())
    }

    fn started(&mut self, variables: &serde_json::Value) -> Instance {
        let mut instance = Instance::new();
        let start = Command::Start {
            instance: InstanceId(self.ids.next()),
            variables: Variables::from_json(variables),
        };
        self.send(&mut instance, &start);
        instance
    }

    fn complete_first(&mut self, instance: &mut Instance) {
        let mut waits = instance.tokens().filter_map(|(_, token)| match &token.wait {
            Some(Wait::Task { task, .. }) => Some(*task),
            _ => None,
        });
        let task = waits.next().unwrap();
        drop(waits);
        let (result, by) = (Value::Null, None);
        self.send(instance, &Command::CompleteTask { task, result, by });
    }
}

/// A line of automatic tasks; every third flow has a condition when asked for.
fn sequence(length: usize, conditions: bool) -> String {
    let mut text = "process: p\nelements:\n  - start: s\n    next: n0\n".to_owned();
    for n in 0..length {
        let next = if n + 1 == length { "e".to_owned() } else { format!("n{}", n + 1) };
        let _ = if conditions {
            writeln!(text, "  - exclusive: n{n}\n    next: [ {{ when: \"= monto > 100 and estado = \\\"aprobado\\\"\", to: {next} }}, {{ to: e }} ]")
        } else {
            writeln!(text, "  - task: n{n}\n    next: {next}")
        };
    }
    text.push_str("  - end: e\n");
    text
}

fn each(how: &str) -> String {
    format!("process: p\nelements:\n  - start: s\n    next: t\n  - {how}\n    each: {{ count: \"= n\" }}\n    next: e\n  - end: e\n")
}

fn branches(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|n| format!("t{n}")).collect();
    let mut text = format!("process: p\nelements:\n  - start: s\n    next: fork\n  - parallel: fork\n    next: [{}]\n", names.join(", "));
    for name in names {
        let _ = writeln!(text, "  - user_task: {name}\n    assign: {{ role: r }}\n    next: join");
    }
    text.push_str("  - parallel: join\n    next: e\n  - end: e\n");
    text
}

fn transitions(c: &mut Criterion) {
    let mut group = c.benchmark_group("transitions");
    for (name, conditions) in [("automatic tasks", false), ("with FEEL conditions", true)] {
        let mut bench = Bench::new(&sequence(1_000, conditions));
        let variables = serde_json::json!({"monto": 250, "estado": "aprobado"});
        group.throughput(Throughput::Elements(1_002));
        group.bench_function(name, |b| b.iter(|| bench.started(&variables)));
    }
    group.finish();
}

fn multi_instance(c: &mut Criterion) {
    let mut group = c.benchmark_group("multi-instance, automatic");
    for count in [1_000, 10_000] {
        let mut bench = Bench::new(&each("task: t"));
        group.throughput(Throughput::Elements(count));
        group.bench_function(count.to_string(), |b| b.iter(|| bench.started(&serde_json::json!({"n": count}))));
    }
    group.finish();
}

fn commands(c: &mut Criterion) {
    let mut group = c.benchmark_group("one command");
    let waiting = |bench: &mut Bench, count: u32| bench.started(&serde_json::json!({"n": count}));
    for count in [1, 1_000, 10_000] {
        let mut bench = Bench::new(&each("user_task: t\n    assign: { role: r }"));
        let instance = waiting(&mut bench, count);
        group.bench_function(format!("{count} waiting, multi-instance"), |b| {
            b.iter_batched_ref(|| instance.clone(), |instance| bench.complete_first(instance), BatchSize::LargeInput);
        });
    }
    for count in [2, 1_000] {
        let mut bench = Bench::new(&branches(count));
        let mut instance = bench.started(&serde_json::json!({}));
        // One of them waits at the join already.
        bench.complete_first(&mut instance);
        group.bench_function(format!("{count} waiting, parallel ways"), |b| {
            b.iter_batched_ref(|| instance.clone(), |instance| bench.complete_first(instance), BatchSize::LargeInput);
        });
    }
    group.finish();
}

/// All commands of an instance that is done one task after the other: the cost of one must not grow with those
/// before it.
fn history(c: &mut Criterion) {
    let mut group = c.benchmark_group("a loop of user tasks, per command");
    let source = "process: p\nelements:\n  - start: s\n    next: t\n  - user_task: t\n    assign: { role: r }\n    next: x\n  - exclusive: x\n    next: [ { when: \"= more\", to: t }, { to: e } ]\n  - end: e\n";
    for before in [0, 10_000] {
        let mut bench = Bench::new(source);
        let mut instance = bench.started(&serde_json::json!({"more": true}));
        (0..before).for_each(|_| bench.complete_first(&mut instance));
        group.bench_function(format!("after {before}"), |b| {
            b.iter_batched_ref(|| instance.clone(), |instance| bench.complete_first(instance), BatchSize::SmallInput);
        });
    }
    group.finish();
}

fn load(c: &mut Criterion) {
    let mut group = c.benchmark_group("load 1,000 elements");
    for (name, conditions) in [("tasks", false), ("gateways with conditions", true)] {
        let bpmn = Bench::new(&sequence(1_000, conditions)).definition.to_bpmn();
        group.bench_function(format!("BPMN, {name}"), |b| b.iter(|| Definition::from_bpmn(&bpmn, "bench.bpmn").unwrap()));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = transitions, multi_instance, commands, history, load
}
criterion_main!(benches);
