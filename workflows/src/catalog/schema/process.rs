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
    /// Its elements; each names its kind and its id with one key: `user_task: revisar`.
    elements: Vec<Element>,
}

/// An element: one of `start`, `end`, `user_task`, `service_task`, `script_task`, `subprocess`, `exclusive`,
/// `inclusive`, `parallel`, `timer` and `message`, with its id.
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
    /// Elements with a scope of their own.
    subprocess: Option<String>,
    /// One of several ways.
    exclusive: Option<String>,
    /// Some of several ways.
    inclusive: Option<String>,
    /// All ways at once.
    parallel: Option<String>,
    /// A wait for a time.
    timer: Option<String>,
    /// A wait for a message.
    message: Option<String>,
    /// Its name, in Spanish.
    name: Option<String>,
    /// The stage that the citizen sees.
    stage: Option<String>,
    /// Who does a task.
    assign: Option<Assign>,
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
    /// The time that a timer waits.
    after: Option<String>,
    /// The name of the message, if it is not the element's id.
    receive: Option<String>,
    /// What the message is about, in FEEL after `=`.
    key: Option<String>,
    /// The elements of a subprocess.
    elements: Option<Vec<Element>>,
    /// Whether the end ends everything around it.
    terminate: Option<bool>,
    /// The error that the end throws.
    error: Option<String>,
    /// What follows.
    next: Option<Next>,
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

/// A wait beside a task: `timer`, `message` or `error`.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Boundary {
    /// Its id.
    id: Option<String>,
    /// Its name, in Spanish.
    name: Option<String>,
    /// The stage that the citizen sees.
    stage: Option<String>,
    /// A time.
    timer: Option<String>,
    /// A message.
    message: Option<String>,
    /// What the message is about.
    key: Option<String>,
    /// An error of the task; `any` is every one.
    error: Option<String>,
    /// Whether the task ends; yes, if absent.
    interrupting: Option<bool>,
    /// The variable that takes what came.
    result: Option<String>,
    /// What follows.
    next: Next,
}

/// What follows: an element, several, or ways with conditions of which the last has none.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Next {
    /// One element.
    One(String),
    /// All of several, after a parallel gateway.
    All(Vec<String>),
    /// One of several ways.
    Ways(Vec<Way>),
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
}
