//! Multi-instance activities against a slow, obvious reference.
//!
//! The text is BPMN 2.0.2, §13.3.7, with tables 10.29 and 10.30: the number of instances is computed once; they are
//! created at once, or each when the one before it is done; the completion condition is looked at whenever one is
//! done, and when it holds the rest is terminated; the behavior says whether an event is thrown to the boundary for
//! every instance that completes (`None`), for the first (`One`), never (`All`) or by conditions (`Complex`).
//! `numberOfTerminatedInstances`, `numberOfCompletedInstances` and `numberOfActiveInstances` add up to
//! `numberOfInstances`. What the text leaves open is fixed: one by one, `numberOfInstances` counts those that are
//! still to come too (a condition such as `numberOfCompletedInstances / numberOfInstances > 0.5` means nothing
//! otherwise), so that only there the sum falls short by those; an instance that is about to complete counts as
//! completed; its event is thrown before the rest is terminated.
//!
//! The models are all of: 0 to 4 instances × at once or one by one × a task or a subprocess of one task × the
//! [`UNTILS`] × the [`BEHAVIORS`] × a boundary event that interrupts or does not: 5 × 2 × 2 × 7 × 7 × 2 = 1,960
//! models. Each is played twice, completing instances in an order of its own and, in a fourth of the steps, having
//! an operator end one; after every step the open tasks, what the boundary event led to, whether it went on and the
//! list of results are compared.

use radica_engine::command::Modification;
use radica_engine::event::Wait;
use radica_engine::ids::{TaskId, TokenId};
use radica_engine::instance::ROOT;
use radica_engine::simulate::{Simulation, Step};
use radica_engine::{Command, Definition, Instance, Value};
use serde_json::json;

use crate::{Dice, calendar, support};

/// What a condition compares: one of the counts, with a number.
#[derive(Clone, Copy, Debug)]
enum When {
    Never,
    Completed(usize),
    ActiveAtMost(usize),
    Terminated(usize),
    /// Half of all are done.
    Half,
}

const UNTILS: [When; 7] = [
    When::Never,
    When::Completed(1),
    When::Completed(2),
    When::ActiveAtMost(0),
    When::ActiveAtMost(1),
    When::Terminated(1),
    When::Half,
];

#[derive(Clone, Copy, Debug)]
enum Behavior {
    Nothing,
    Every,
    First,
    When(When),
}

const BEHAVIORS: [Behavior; 7] = [
    Behavior::Nothing,
    Behavior::Every,
    Behavior::First,
    Behavior::When(When::Completed(2)),
    Behavior::When(When::ActiveAtMost(1)),
    Behavior::When(When::Terminated(1)),
    Behavior::When(When::Half),
];

#[derive(Clone, Copy, Debug)]
struct Model {
    count: usize,
    one_by_one: bool,
    subprocess: bool,
    until: When,
    behavior: Behavior,
    interrupting: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    ToCome,
    Active,
    Completed(i64),
    Terminated,
}

/// The reference: every instance, and what came of it.
struct Reference {
    model: Model,
    instances: Vec<State>,
    /// Times that the boundary event was caught.
    told: usize,
    /// How it ended.
    over: Option<Over>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    WentOn,
    Interrupted,
}

impl Reference {
    fn new(model: Model) -> Self {
        let mut reference = Self {
            model,
            instances: vec![State::ToCome; model.count],
            told: 0,
            over: None,
        };
        reference.create();
        reference
    }

    fn count(&self, is: impl Fn(&State) -> bool) -> usize {
        self.instances.iter().filter(|state| is(state)).count()
    }

    fn active(&self) -> Vec<usize> {
        let all = 0..self.instances.len();
        all.filter(|n| self.instances[*n] == State::Active).collect()
    }

    /// Creates what is to come: all at once, or the next when none is active. Without any, it goes on.
    fn create(&mut self) {
        for state in &mut self.instances {
            if *state == State::ToCome {
                *state = State::Active;
                if self.model.one_by_one {
                    break;
                }
            }
        }
        self.settle();
    }

    fn settle(&mut self) {
        if self.active().is_empty() && self.over.is_none() {
            self.over = Some(Over::WentOn);
        }
    }

    fn holds(&self, when: When) -> bool {
        let completed = self.count(|state| matches!(state, State::Completed(_)));
        match when {
            When::Never => false,
            When::Completed(n) => completed >= n,
            When::ActiveAtMost(n) => self.active().len() <= n,
            When::Terminated(n) => self.count(|state| *state == State::Terminated) >= n,
            When::Half => completed * 2 >= self.model.count,
        }
    }

    fn complete(&mut self, instance: usize, result: i64) {
        self.instances[instance] = State::Completed(result);
        let thrown = match self.model.behavior {
            Behavior::Nothing => false,
            Behavior::Every => true,
            Behavior::First => self.count(|state| matches!(state, State::Completed(_))) == 1,
            Behavior::When(when) => self.holds(when),
        };
        let met = self.holds(self.model.until);
        if thrown {
            self.told += 1;
            if self.model.interrupting {
                self.over = Some(Over::Interrupted);
                return;
            }
        }
        if met {
            self.over = Some(Over::WentOn);
        } else if self.model.one_by_one {
            self.create();
        } else {
            self.settle();
        }
    }

    /// An operator ends one: nothing completes, so nothing is looked at and, one by one, none follows.
    fn terminate(&mut self, instance: usize) {
        self.instances[instance] = State::Terminated;
        self.settle();
    }

    fn open(&self) -> usize {
        if self.over.is_some() { 0 } else { self.active().len() }
    }

    /// The list of results: null where an instance did not complete.
    fn results(&self) -> serde_json::Value {
        let result = |state: &State| match state {
            State::Completed(result) => json!(result),
            _ => json!(null),
        };
        self.instances.iter().map(result).collect()
    }
}

impl Model {
    /// The model with this number, when there is one.
    fn of(mut number: usize) -> Option<Self> {
        let mut next = |sides: usize| {
            let side = number % sides;
            number /= sides;
            side
        };
        let model = Self {
            count: next(5),
            one_by_one: next(2) == 1,
            subprocess: next(2) == 1,
            until: UNTILS[next(UNTILS.len())],
            behavior: BEHAVIORS[next(BEHAVIORS.len())],
            interrupting: next(2) == 1,
        };
        (number == 0).then_some(model)
    }

    fn definition(self) -> Definition {
        let escalation = json!({"escalation": "told"});
        let mut each = json!({"count": self.count, "one_by_one": self.one_by_one, "results": "all", "output": "= x"});
        if let Some(until) = condition(self.until) {
            each["until"] = json!(until);
        }
        match self.behavior {
            Behavior::Nothing => {}
            Behavior::Every => each["throws"] = json!({"every": escalation}),
            Behavior::First => each["throws"] = json!({"first": escalation}),
            Behavior::When(when) => {
                let when = condition(when).unwrap_or_default();
                each["throws"] = json!({"when": [{"if": when, "escalation": "told"}]});
            }
        }
        let mut many = json!({
            "each": each,
            "in": {"x": "= 0"},
            "next": "after",
            "boundary": [{"escalation": "told", "interrupting": self.interrupting, "next": "told"}],
        });
        let task = |id: &str| json!({"user_task": id, "assign": "unassigned", "flows": []});
        if self.subprocess {
            many["subprocess"] = json!("many");
            many["elements"] = json!([task("t")]);
        } else {
            many["user_task"] = json!("many");
            many["assign"] = json!("unassigned");
        }
        let elements = json!([
            {"start": "s", "next": "many"}, many,
            {"user_task": "after", "assign": "unassigned", "next": "e"},
            {"user_task": "told", "assign": "unassigned", "next": "e"},
            {"end": "e"},
        ]);
        let source = json!({"process": "small", "elements": elements}).to_string();
        Definition::from_yaml(&source, "small").unwrap_or_else(|problems| panic!("{}\n{source}", problems[0]))
    }
}

fn condition(when: When) -> Option<String> {
    Some(match when {
        When::Never => return None,
        When::Completed(n) => format!("= numberOfCompletedInstances >= {n}"),
        When::ActiveAtMost(n) => format!("= numberOfActiveInstances <= {n}"),
        When::Terminated(n) => format!("= numberOfTerminatedInstances >= {n}"),
        When::Half => "= numberOfCompletedInstances / numberOfInstances >= 0.5".to_owned(),
    })
}

/// The open tasks of instances, in the order of the instances, with the token that stands for each.
fn open(instance: &Instance) -> Vec<(TaskId, TokenId)> {
    let mut open: Vec<(TaskId, TokenId)> = instance
        .tokens()
        .filter(|(_, token)| ["many", "t"].contains(&token.element.as_str()))
        .filter_map(|(_, token)| match token.wait {
            // The token of an instance opened the scope in which it works.
            Some(Wait::Task { task, .. }) => Some((task, token.scope.owner())),
            _ => None,
        })
        .collect();
    open.sort_by_key(|(_, round)| *round);
    open
}

fn tasks_at(instance: &Instance, element: &str) -> usize {
    instance
        .tokens()
        .filter(|(_, token)| token.element.as_str() == element)
        .count()
}

fn check(instance: &Instance, reference: &Reference, model: Model) {
    let all = || {
        instance
            .scope(ROOT)
            .and_then(|root| root.variables.get("all"))
            .map(Value::to_json)
    };
    assert_eq!(open(instance).len(), reference.open(), "open, {model:?}");
    assert_eq!(tasks_at(instance, "told"), reference.told, "told, {model:?}");
    let went_on = reference.over == Some(Over::WentOn);
    assert_eq!(tasks_at(instance, "after"), usize::from(went_on), "went on, {model:?}");
    let results = went_on.then(|| reference.results());
    assert_eq!(all(), results, "results, {model:?}");
}

/// Plays a model; gives the number of steps.
fn compare(model: Model, seed: u64) -> usize {
    let (definition, calendar, mut dice) = (model.definition(), calendar(), Dice(seed));
    let mut reference = Reference::new(model);
    let mut simulation = Simulation::new(&definition, calendar, "2026-11-20T15:00:00Z".parse().unwrap());
    simulation.step(&Step::Start(json!({}))).unwrap();
    check(simulation.instance(), &reference, model);
    let mut steps = 0;
    while reference.over.is_none() {
        steps += 1;
        let active = reference.active();
        let picked = dice.next(active.len());
        let (task, round) = open(simulation.instance())[picked];
        if dice.next(4) == 0 {
            reference.terminate(active[picked]);
            let end = vec![round];
            let ended = Modification {
                end,
                ..Modification::default()
            };
            simulation.send(Command::Modify(Box::new(ended))).unwrap();
        } else {
            let result = i64::try_from(steps).unwrap();
            reference.complete(active[picked], result);
            let result = Value::from_json(&json!({"x": result}));
            let by = None;
            simulation.send(Command::CompleteTask { task, result, by }).unwrap();
        }
        check(simulation.instance(), &reference, model);
    }
    support::effects_match(&simulation);
    steps
}

#[test]
fn instances_come_and_go_as_the_specification_says_in_all_models_of_up_to_four() {
    let models = (0..).map_while(Model::of).zip(0_u64..);
    let (mut count, mut steps) = (0, 0);
    for (model, number) in models {
        count += 1;
        steps += compare(model, number) + compare(model, number + 1_000_003);
    }
    println!("{count} models, {} runs, {steps} steps", 2 * count);
    assert_eq!(count, 5 * 2 * 2 * UNTILS.len() * BEHAVIORS.len() * 2);
}
