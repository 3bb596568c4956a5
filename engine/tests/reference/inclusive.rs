//! The inclusive join against a slow, obvious reference, on all small models up to a bound.
//!
//! The reference is a game of tokens on flows, written from the text of BPMN 2.0.2, §13.4: an inclusive gateway is
//! activated when at least one of its incoming flows has a token, and for every directed path that starts with a
//! flow that has a token, ends with an incoming flow that has none and does not visit the gateway, there is also
//! one that starts with the same flow, ends with an incoming flow that has a token and does not visit it. The
//! paths are enumerated one by one. What the text leaves open is fixed: other elements go first, and of several
//! inclusive joins the one whose id comes first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use radica_engine::Definition;
use radica_engine::calendar::Calendar;
use radica_engine::command::Command;
use radica_engine::event::Wait;
use radica_engine::ids::{InstanceId, TaskId};
use radica_engine::instance::{Instance, Status};
use radica_engine::simulate::Simulation;
use radica_engine::variables::{Value, Variables};

use crate::{Dice, calendar, support};

/// Steps after which the reference gives up: the model runs without end.
const ENDLESS: usize = 200;
/// Tasks done in one run.
const TASKS: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Task,
    Inclusive,
    Parallel,
    Choice,
}

const KINDS: [Kind; 4] = [Kind::Task, Kind::Inclusive, Kind::Parallel, Kind::Choice];

/// Elements `n0`… with where their flows lead; one past the last is the end. It starts at `n0`.
#[derive(Clone, Debug)]
struct Model {
    nodes: Vec<(Kind, Vec<usize>)>,
}

impl Model {
    /// The flows: from, to. The first comes from the start, which is one past the end.
    fn flows(&self) -> Vec<(usize, usize)> {
        let mut flows = vec![(self.nodes.len() + 1, 0)];
        for (from, (_, targets)) in self.nodes.iter().enumerate() {
            flows.extend(targets.iter().map(|to| (from, *to)));
        }
        flows
    }

    fn yaml(&self) -> String {
        let end = self.nodes.len();
        let name = |ix: usize| if ix == end { "e".to_owned() } else { format!("n{ix}") };
        let mut text = "process: small\nelements:\n  - start: s\n    next: n0\n".to_owned();
        for (ix, (kind, targets)) in self.nodes.iter().enumerate() {
            let word = match kind {
                Kind::Task => "user_task",
                Kind::Inclusive => "inclusive",
                Kind::Parallel => "parallel",
                Kind::Choice => "exclusive",
            };
            writeln!(text, "  - {word}: n{ix}").unwrap();
            if *kind == Kind::Task {
                text.push_str("    assign: unassigned\n");
            }
            text.push_str("    flows:\n");
            for (n, to) in targets.iter().enumerate() {
                let condition = match (kind, n) {
                    (Kind::Choice, 0) if targets.len() > 1 => ", when: \"= go\"",
                    (Kind::Choice, _) if targets.len() > 1 => ", default: true",
                    _ => "",
                };
                writeln!(text, "      - {{ to: {}{condition} }}", name(*to)).unwrap();
            }
        }
        text.push_str("  - end: e\n");
        text
    }

    /// Whether something joins inclusively, everything can be reached, and the end from everything.
    fn is_of_interest(&self) -> bool {
        let flows = self.flows();
        let all = |reached: Vec<bool>| (0..self.nodes.len()).all(|ix| reached[ix]);
        let back: Vec<(usize, usize)> = flows.iter().map(|(from, to)| (*to, *from)).collect();
        if !all(self.spread(0, &flows)) || !all(self.spread(self.nodes.len(), &back)) {
            return false;
        }
        let ways = |ix: usize| flows.iter().filter(|(_, to)| *to == ix).count();
        (0..self.nodes.len()).any(|ix| self.nodes[ix].0 == Kind::Inclusive && ways(ix) > 1)
    }

    /// What these flows lead to from an element.
    fn spread(&self, from: usize, flows: &[(usize, usize)]) -> Vec<bool> {
        let mut reached = vec![false; self.nodes.len() + 2];
        reached[from] = true;
        for _ in 0..reached.len() {
            for (from, to) in flows {
                reached[*to] |= reached[*from];
            }
        }
        reached
    }
}

/// Tokens on flows, and in tasks.
#[derive(Clone, Debug)]
struct Game<'m> {
    model: &'m Model,
    flows: Vec<(usize, usize)>,
    on: Vec<usize>,
    tasks: Vec<usize>,
}

impl<'m> Game<'m> {
    fn new(model: &'m Model) -> Self {
        let flows = model.flows();
        let mut on = vec![0; flows.len()];
        on[0] = 1;
        let tasks = vec![0; model.nodes.len()];
        Self {
            model,
            flows,
            on,
            tasks,
        }
    }

    fn ways_in(&self, node: usize) -> Vec<usize> {
        (0..self.flows.len())
            .filter(|flow| self.flows[*flow].1 == node)
            .collect()
    }

    fn ways_out(&self, node: usize) -> Vec<usize> {
        (0..self.flows.len())
            .filter(|flow| self.flows[*flow].0 == node)
            .collect()
    }

    /// Until nothing moves by itself; false when that has no end.
    fn settle(&mut self, go: bool) -> bool {
        for _ in 0..ENDLESS {
            if !self.one(go) && !self.inclusive() {
                return true;
            }
        }
        false
    }

    /// One element that is no inclusive join takes what it can.
    fn one(&mut self, go: bool) -> bool {
        let end = self.model.nodes.len();
        if let Some(flow) = self.ways_in(end).into_iter().find(|flow| self.on[*flow] > 0) {
            self.on[flow] -= 1;
            return true;
        }
        for node in 0..end {
            let ways = self.ways_in(node);
            let full = ways.iter().copied().find(|flow| self.on[*flow] > 0);
            match (self.model.nodes[node].0, full) {
                (Kind::Task, Some(flow)) => {
                    self.on[flow] -= 1;
                    self.tasks[node] += 1;
                }
                (Kind::Choice, Some(flow)) => {
                    self.on[flow] -= 1;
                    let out = self.ways_out(node);
                    self.on[out[usize::from(!go).min(out.len() - 1)]] += 1;
                }
                (Kind::Inclusive, Some(flow)) if ways.len() == 1 => {
                    self.on[flow] -= 1;
                    self.put_out(node);
                }
                (Kind::Parallel, Some(_)) if ways.iter().all(|flow| self.on[*flow] > 0) => {
                    ways.iter().for_each(|flow| self.on[*flow] -= 1);
                    self.put_out(node);
                }
                _ => continue,
            }
            return true;
        }
        false
    }

    fn put_out(&mut self, node: usize) {
        for flow in self.ways_out(node) {
            self.on[flow] += 1;
        }
    }

    fn inclusive(&mut self) -> bool {
        let mut gateways = (0..self.model.nodes.len()).filter(|node| self.model.nodes[*node].0 == Kind::Inclusive);
        let Some(node) = gateways.find(|node| self.is_activated(*node)) else {
            return false;
        };
        for flow in self.ways_in(node) {
            self.on[flow] = self.on[flow].saturating_sub(1);
        }
        self.put_out(node);
        true
    }

    /// The text of the specification. A token in a task is about to be on the flows out of it.
    fn is_activated(&self, gateway: usize) -> bool {
        let ways = self.ways_in(gateway);
        let (full, empty): (Vec<_>, Vec<_>) = ways.into_iter().partition(|flow| self.on[*flow] > 0);
        if full.is_empty() {
            return false;
        }
        let tokens = (0..self.flows.len())
            .filter(|flow| self.on[*flow] > 0)
            .map(|flow| vec![flow]);
        let in_tasks = (0..self.tasks.len())
            .filter(|node| self.tasks[*node] > 0)
            .map(|node| self.ways_out(node));
        let paths = |starts: &[usize], ends: &[usize]| {
            let all = starts.iter().flat_map(|start| self.paths(vec![*start], gateway));
            all.filter(|path| ends.contains(path.last().unwrap())).count()
        };
        let mut starts = tokens.chain(in_tasks);
        starts.all(|starts| paths(&starts, &empty) == 0 || paths(&starts, &full) > 0)
    }

    /// All directed paths that begin so, visit no flow twice, and do not visit the gateway but at their end.
    fn paths(&self, begun: Vec<usize>, gateway: usize) -> Vec<Vec<usize>> {
        let at = self.flows[*begun.last().unwrap()].1;
        let mut all = vec![begun.clone()];
        if at != gateway {
            for next in self.ways_out(at).into_iter().filter(|next| !begun.contains(next)) {
                let further = begun.iter().copied().chain([next]).collect();
                all.extend(self.paths(further, gateway));
            }
        }
        all
    }

    /// Whether a parallel gateway waits on a way along which no token elsewhere can come.
    fn has_lost_join(&self) -> bool {
        let lost = |node: usize| {
            let ways = self.ways_in(node);
            let waits = self.model.nodes[node].0 == Kind::Parallel && ways.iter().any(|flow| self.on[*flow] > 0);
            waits
                && ways
                    .iter()
                    .filter(|way| self.on[**way] == 0)
                    .any(|way| !self.can_come(*way, node))
        };
        (0..self.model.nodes.len()).any(lost)
    }

    fn can_come(&self, way: usize, node: usize) -> bool {
        let elsewhere = (0..self.flows.len()).filter(|flow| self.on[*flow] > 0 && self.flows[*flow].1 != node);
        let in_tasks = (0..self.tasks.len())
            .filter(|task| self.tasks[*task] > 0)
            .flat_map(|task| self.ways_out(task));
        let mut starts = elsewhere.chain(in_tasks);
        starts.any(|start| {
            self.paths(vec![start], node)
                .iter()
                .any(|path| path.last() == Some(&way))
        })
    }

    /// How many tokens are where.
    fn marking(&self) -> BTreeMap<String, usize> {
        let mut marking = BTreeMap::new();
        for (node, count) in self.tasks.iter().enumerate().filter(|(_, count)| **count > 0) {
            marking.insert(format!("n{node}"), *count);
        }
        for (flow, count) in self.on.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (from, to) = self.flows[flow];
            let from = if from > self.model.nodes.len() {
                "s".to_owned()
            } else {
                format!("n{from}")
            };
            marking.insert(format!("{from}->n{to}"), *count);
        }
        marking
    }
}

/// How many tokens are where: in a task, or at a join along a flow.
fn marking(instance: &Instance) -> BTreeMap<String, usize> {
    let mut marking = BTreeMap::new();
    for (_, token) in instance.tokens() {
        let place = match (&token.wait, &token.flow) {
            (Some(Wait::Task { .. }), _) | (_, None) => token.element.to_string(),
            (_, Some(flow)) => flow.to_string(),
        };
        *marking.entry(place).or_default() += 1;
    }
    marking
}

#[derive(Debug, Default)]
struct Figures {
    models: usize,
    refused: usize,
    endless: usize,
    runs: usize,
    settlings: usize,
    finished: usize,
    stuck: usize,
}

/// Runs a model in the engine and in the reference, the same tasks in the same order.
fn compare(model: &Model, definition: &Definition, calendar: &Calendar, seed: u64, figures: &mut Figures) {
    let mut dice = Dice(seed);
    let mut go = dice.next(2) == 0;
    let mut game = Game::new(model);
    let mut simulation = Simulation::new(definition, calendar, "2026-11-20T15:00:00Z".parse().unwrap());
    let mut command = Command::Start {
        instance: InstanceId(ulid::Ulid::from(1_u128)),
        variables: Variables::from_iter([("go".into(), Value::from(go))]),
    };
    for _ in 0..=TASKS {
        if !game.settle(go) {
            figures.endless += 1;
            return;
        }
        simulation
            .send(command)
            .unwrap_or_else(|error| panic!("{error}\n{}", model.yaml()));
        figures.settlings += 1;
        let instance = simulation.instance();
        assert_eq!(marking(instance), game.marking(), "seed {seed}\n{}", model.yaml());
        let tasks: Vec<(TaskId, usize)> = instance
            .tokens()
            .filter_map(|(_, token)| match &token.wait {
                Some(Wait::Task { task, .. }) => Some((*task, token.element.as_str()[1..].parse().unwrap())),
                _ => None,
            })
            .collect();
        explained(instance, &game, tasks.is_empty(), figures, model);
        if tasks.is_empty() {
            break;
        }
        let (task, node) = tasks[dice.next(tasks.len())];
        go = dice.next(2) == 0;
        game.tasks[node] -= 1;
        game.put_out(node);
        let context = serde_json::json!({ "go": go });
        command = Command::CompleteTask {
            task,
            result: Value::from_json(&context),
            by: None,
        };
    }
    figures.runs += 1;
    let replayed = Instance::replay(simulation.events()).unwrap();
    assert_eq!(
        support::json(&replayed),
        support::json(simulation.instance()),
        "replay equals state"
    );
    figures.finished += usize::from(*simulation.instance().status() == Status::Finished);
    support::effects_match(&simulation);
}

/// No token is stuck without an incident, and none has one that is not.
fn explained(instance: &Instance, game: &Game<'_>, still: bool, figures: &mut Figures, model: &Model) {
    let incidents: BTreeSet<String> = instance
        .incidents()
        .map(|(_, element, _)| element.to_string())
        .collect();
    let stuck = game.has_lost_join() || (still && instance.tokens().next().is_some());
    // An incident stays until somebody looks, also when another token brings what was missing.
    assert!(
        !stuck || !incidents.is_empty(),
        "stuck without an incident\n{}",
        model.yaml()
    );
    figures.stuck += usize::from(stuck);
}

/// All ways to leave an element: along one flow, or two.
fn ways(targets: usize) -> Vec<Vec<usize>> {
    let mut ways: Vec<Vec<usize>> = (0..targets).map(|to| vec![to]).collect();
    for a in 0..targets {
        ways.extend((a + 1..targets).map(|b| vec![a, b]));
    }
    ways
}

/// The model with this number, among all of so many elements.
fn model(nodes: usize, mut number: usize) -> Model {
    let ways = ways(nodes + 1);
    let nodes = (0..nodes).map(|_| {
        let kind = KINDS[number % KINDS.len()];
        number /= KINDS.len();
        let way = ways[number % ways.len()].clone();
        number /= ways.len();
        (kind, way)
    });
    Model { nodes: nodes.collect() }
}

fn compare_all(nodes: usize, every: usize, seeds: u64) -> Figures {
    let calendar = calendar();
    let mut figures = Figures::default();
    let one = KINDS.len() * ways(nodes + 1).len();
    let count = (0..nodes).fold(1, |count, _| count * one);
    for number in (0..count).step_by(every) {
        let model = model(nodes, number);
        if !model.is_of_interest() {
            continue;
        }
        let Ok(definition) = Definition::from_yaml(&model.yaml(), "small") else {
            figures.refused += 1;
            continue;
        };
        figures.models += 1;
        for seed in 0..seeds {
            compare(
                &model,
                &definition,
                calendar,
                seed * 1_000_003 + number as u64,
                &mut figures,
            );
        }
    }
    println!("{nodes} elements, one model of {every}: {figures:?}");
    figures
}

#[test]
fn inclusive_joins_are_those_of_the_specification_on_all_models_of_two_elements() {
    assert!(compare_all(2, 1, 8).models > 30);
}

#[test]
fn inclusive_joins_are_those_of_the_specification_on_models_of_three_elements() {
    assert!(compare_all(3, 1, 2).models > 500);
}

#[test]
fn inclusive_joins_are_those_of_the_specification_on_models_of_four_and_five_elements() {
    assert!(compare_all(4, 1499, 2).models > 300);
    assert!(compare_all(5, 1_999_993, 2).models > 50);
}
