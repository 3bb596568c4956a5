//! The shape of `processes/*.yaml`, for editors. The engine reads the files itself and says more than a schema can.
#![allow(dead_code, reason = "only the schemas of these types are used")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value as Json;

/// A process.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProcessFile {
    /// Its id: the name of its file.
    process: String,
    /// Its name, in Spanish.
    name: Option<String>,
    /// What whoever reads the definition should know about it.
    documentation: Option<String>,
    /// Its variables, with their first values; null is none yet.
    data: Option<BTreeMap<String, Json>>,
    /// Where a modeller drew it.
    drawing: Option<Json>,
    /// Its elements; each names its kind and its id with one key: `user_task: revisar`.
    elements: Vec<Element>,
}

/// An element: the key of its kind with its id, and what that kind says.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Element {
    /// Where the process starts.
    start: Option<String>,
    /// Where a path ends.
    end: Option<String>,
    /// A task of a person.
    user_task: Option<String>,
    /// A job of the program.
    service_task: Option<String>,
    /// A computation in FEEL.
    script_task: Option<String>,
    /// A decision (DMN) that is made.
    business_rule_task: Option<String>,
    /// A message that is sent.
    send_task: Option<String>,
    /// A message that is awaited, as a task.
    receive_task: Option<String>,
    /// A task that is passed at once: the system takes no notice of it.
    manual_task: Option<String>,
    /// A task of no kind, passed at once.
    task: Option<String>,
    /// Another process that runs in its place.
    call: Option<String>,
    /// Elements with a scope of their own.
    subprocess: Option<String>,
    /// An event that is thrown on the way.
    throw: Option<String>,
    /// An event that is awaited on the way.
    catch: Option<String>,
    /// Goes on when a condition holds over what arrived.
    complex: Option<String>,
    /// The first of the events after it is the way.
    event_based: Option<String>,
    /// One of several ways.
    exclusive: Option<String>,
    /// Some of several ways.
    inclusive: Option<String>,
    /// All ways at once; or, in an event-based gateway that starts the process, whether all of its events must happen.
    parallel: Option<IdOrFlag>,
    /// A wait for a time, or the time that an event waits for.
    timer: Option<String>,
    /// A wait for a message, or the message that an event waits for.
    message: Option<String>,
    /// The signal that an event waits for or throws.
    signal: Option<String>,
    /// What an event waits to hold: FEEL after `=`.
    condition: Option<String>,
    /// The escalation that an event waits for or throws; `any` catches every one.
    escalation: Option<String>,
    /// Whether an event waits for what was done to be undone.
    compensation: Option<bool>,
    /// The link between a `throw` and a `catch`.
    link: Option<String>,
    /// Any of several things that an event waits for.
    any: Option<Vec<Awaited>>,
    /// All of several things that an event waits for.
    all: Option<Vec<Awaited>>,
    /// Whether the start of an event subprocess ends what goes on around it; yes, if absent.
    interrupting: Option<bool>,
    /// The message that is sent.
    send: Option<String>,
    /// What a message or a signal says.
    content: Option<BTreeMap<String, Json>>,
    /// How long a message is kept for who will wait for it.
    time_to_live: Option<String>,
    /// What is undone: `true` for all of the scope, or an activity.
    compensate: Option<IdOrFlag>,
    /// Whether the path goes on before it is undone.
    at_once: Option<bool>,
    /// Whether the end cancels its transaction.
    cancel: Option<bool>,
    /// Several things that are thrown, in order.
    throws: Option<Vec<Thrown>>,
    /// Its name, in Spanish.
    name: Option<String>,
    /// The stage that the citizen sees.
    stage: Option<String>,
    /// What whoever reads the definition should know about it.
    documentation: Option<String>,
    /// Who does a task.
    assign: Option<Assigned>,
    /// When a task should be done: `3 working days`, `1 month`, `PT4H`, or FEEL after `=`.
    due: Option<String>,
    /// `review`, `decide`, `sign`, `notify`, `visit`, `deliver`, `vote` or `comment`.
    act: Option<String>,
    /// A form of `forms/`.
    form: Option<String>,
    /// The variable that takes the result.
    result: Option<String>,
    /// What the act changes in law, in Spanish.
    consequence: Option<String>,
    /// Waits beside a task.
    boundary: Option<Vec<Boundary>>,
    /// The kind of job.
    service: Option<String>,
    /// What a job is given.
    input: Option<BTreeMap<String, Json>>,
    /// FEEL, after `=`.
    script: Option<String>,
    /// The decision that is made.
    decision: Option<String>,
    /// The process that is called: its id, or FEEL after `=`.
    process: Option<String>,
    /// Which version of it: `latest`, or its hash.
    version: Option<String>,
    /// Whether a `receive_task` or `event_based` starts the process.
    instantiate: Option<bool>,
    /// When a complex gateway goes on: FEEL after `=`.
    activation: Option<String>,
    /// Variables of its own scope, computed outside when it begins.
    #[serde(rename = "in")]
    inputs: Option<BTreeMap<String, Json>>,
    /// Variables outside, computed in its own scope when it is done.
    out: Option<BTreeMap<String, Json>>,
    /// Done once for each item of a list, or a number of times.
    each: Option<Each>,
    /// Done while something holds.
    #[serde(rename = "loop")]
    rounds: Option<Loop>,
    /// How many tokens it takes to begin.
    start_quantity: Option<u32>,
    /// How many tokens go along each flow when it is done.
    completion_quantity: Option<u32>,
    /// Whether it is only done to undo another.
    for_compensation: Option<bool>,
    /// Whether a subprocess is a transaction.
    transaction: Option<bool>,
    /// Whether a subprocess is started by its own start event.
    event: Option<bool>,
    /// Whether, and how, people begin the activities of a subprocess in any order.
    ad_hoc: Option<AdHocOrFlag>,
    /// Variables of a subprocess, with their first values.
    data: Option<BTreeMap<String, Json>>,
    /// The time that a timer waits.
    after: Option<String>,
    /// The name of the message, if it is not the element's id.
    receive: Option<String>,
    /// What the message is about, in FEEL after `=`.
    key: Option<Json>,
    /// The elements of a subprocess.
    elements: Option<Vec<Element>>,
    /// Whether the end ends everything around it.
    terminate: Option<bool>,
    /// The error that the end throws, or the start of an event subprocess catches; `any` is every one.
    error: Option<String>,
    /// What follows.
    next: Option<Next>,
    /// Every arrow as BPMN has it, instead of `next`.
    flows: Option<Vec<Way>>,
}

/// An id, or yes or no.
#[derive(JsonSchema)]
#[serde(untagged)]
enum IdOrFlag {
    /// The id.
    Id(String),
    /// Yes or no.
    Flag(bool),
}

/// Who does a task, or that nobody is named.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Assigned {
    /// Those who do it.
    To(Assign),
    /// `unassigned`.
    Nobody(String),
}

/// Who does a task.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Assign {
    /// Those who have this role…
    role: Option<String>,
    /// …in this office.
    office: Option<String>,
    /// One person.
    person: Option<String>,
    /// Whoever filed.
    filer: Option<bool>,
}

/// One of the things that an event waits for.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Awaited {
    /// A time.
    timer: Option<String>,
    /// A message.
    message: Option<String>,
    /// What the message is about.
    key: Option<Json>,
    /// A signal.
    signal: Option<String>,
    /// Something that begins to hold: FEEL after `=`.
    condition: Option<String>,
    /// An error; `any` is every one.
    error: Option<String>,
    /// An escalation; `any` is every one.
    escalation: Option<String>,
}

/// One of the things that an event throws.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Thrown {
    /// When a multi-instance activity throws it: FEEL after `=`.
    #[serde(rename = "if")]
    when: Option<String>,
    /// A signal.
    signal: Option<String>,
    /// A message.
    send: Option<String>,
    /// What the message is about.
    key: Option<Json>,
    /// What the message or signal says.
    content: Option<BTreeMap<String, Json>>,
    /// How long the message is kept.
    time_to_live: Option<String>,
    /// An escalation.
    escalation: Option<String>,
    /// What is undone.
    compensate: Option<IdOrFlag>,
    /// Whether the path goes on before it is undone.
    at_once: Option<bool>,
    /// An error.
    error: Option<String>,
    /// Whether every path of the scope ends.
    terminate: Option<bool>,
    /// Whether the transaction is cancelled.
    cancel: Option<bool>,
}

/// An activity done once for each item of a list, or a number of times.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Each {
    /// The list: FEEL after `=`.
    #[serde(rename = "in")]
    items: Option<String>,
    /// How many times: a number, or FEEL after `=`.
    count: Option<Json>,
    /// The variable that holds the item.
    #[serde(rename = "as")]
    variable: Option<String>,
    /// The variable that takes the list of results.
    results: Option<String>,
    /// What each contributes to it: FEEL after `=`.
    output: Option<String>,
    /// Whether each waits for the one before it.
    one_by_one: Option<bool>,
    /// Ends the rest when it holds: FEEL after `=`.
    until: Option<String>,
    /// What is thrown as they are done.
    throws: Option<Behavior>,
}

/// What a multi-instance activity throws to its own boundary events: one of the three.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Behavior {
    /// For each instance.
    every: Option<Thrown>,
    /// For the first one.
    first: Option<Thrown>,
    /// Each whose `if` holds, for each instance.
    when: Option<Vec<Thrown>>,
}

/// An activity done while something holds.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Loop {
    /// Done again while it holds: FEEL after `=`.
    #[serde(rename = "while")]
    condition: Option<String>,
    /// Whether that is looked at before the first time, too.
    test_before: Option<bool>,
    /// At most so many times.
    maximum: Option<u32>,
}

/// `true`, or how an ad-hoc subprocess goes.
#[derive(JsonSchema)]
#[serde(untagged)]
enum AdHocOrFlag {
    /// `true`.
    Flag(bool),
    /// How it goes.
    How(AdHoc),
}

/// How an ad-hoc subprocess goes.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct AdHoc {
    /// Whether one activity goes on at a time.
    sequential: Option<bool>,
    /// When it is done: FEEL after `=`.
    until: Option<String>,
    /// Whether what still goes on is then cancelled.
    cancel_remaining: Option<bool>,
    /// The activities that begin by themselves: FEEL after `=`.
    begin: Option<String>,
}

/// What happens beside an activity while it goes on.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Boundary {
    /// Its id.
    id: Option<String>,
    /// Its name, in Spanish.
    name: Option<String>,
    /// The stage that the citizen sees.
    stage: Option<String>,
    /// What whoever reads the definition should know about it.
    documentation: Option<String>,
    /// A time.
    timer: Option<String>,
    /// A message.
    message: Option<String>,
    /// What the message is about.
    key: Option<Json>,
    /// A signal.
    signal: Option<String>,
    /// Something that begins to hold: FEEL after `=`.
    condition: Option<String>,
    /// An escalation; `any` is every one.
    escalation: Option<String>,
    /// Whether it leads to what undoes the activity.
    compensation: Option<bool>,
    /// The activity that undoes it.
    handler: Option<String>,
    /// Whether it happens when the transaction is cancelled.
    cancel: Option<bool>,
    /// Any of several things.
    any: Option<Vec<Awaited>>,
    /// All of several things.
    all: Option<Vec<Awaited>>,
    /// An error of the task; `any` is every one.
    error: Option<String>,
    /// Whether the task ends; yes, if absent.
    interrupting: Option<bool>,
    /// The variable that takes what came.
    result: Option<String>,
    /// What follows.
    next: Option<Next>,
    /// Every arrow as BPMN has it, instead of `next`.
    flows: Option<Vec<Way>>,
}

/// What follows: an element, several, or ways with conditions of which the last has none.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Next {
    /// One element.
    One(String),
    /// One element, with what the arrow says.
    Way(Way),
    /// Several.
    Several(Vec<Target>),
}

/// One of several.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Target {
    /// One element.
    Id(String),
    /// One element, with what the arrow says.
    Way(Way),
}

/// A way.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Way {
    /// FEEL, after `=`; the last way has none.
    when: Option<String>,
    /// The element.
    to: String,
    /// Its label on the diagram.
    name: Option<String>,
    /// Whether it is taken when no other is; only in `flows`.
    default: Option<bool>,
    /// Its id, when it is not `from->to`.
    id: Option<String>,
}
