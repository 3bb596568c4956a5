//! Random processes that hold everything the engine has, and random commands.
//!
//! A process is a tree of [`Block`]s: block-structured as it stands, unstructured where a [`Body::Graph`] joins
//! blocks by arrows that lead anywhere. [`strategies`] makes them (and makes them smaller when something is
//! wrong), [`write`] writes them as a definition.

pub mod commands;
pub mod strategies;
pub mod write;

/// A process and those that it calls.
#[derive(Clone, Debug)]
pub struct Process {
    pub begins: Begins,
    pub main: Scope,
    /// Each may call those before it.
    pub called: Vec<Scope>,
}

/// How a process starts.
#[derive(Clone, Copy, Debug)]
pub enum Begins {
    ByHand,
    /// Without a start event.
    Implicitly,
    /// By hand, or by what happens.
    On(On),
    /// With a task that receives a message.
    Receiving,
    /// With an event-based gateway; true when all of its events must happen.
    EventBased(bool),
}

/// What a process or a subprocess holds.
#[derive(Clone, Debug)]
pub struct Scope {
    pub body: Body,
    pub events: Vec<EventSubprocess>,
    /// Whether it has a variable of its own.
    pub data: bool,
}

#[derive(Clone, Debug)]
pub enum Body {
    Block(Block),
    Graph(Vec<Knot>),
}

/// A place in a graph: a join, a block, and a split that leads to the next place and to another one.
#[derive(Clone, Debug)]
pub struct Knot {
    pub join: Gateway,
    /// Without a block, one gateway joins and splits.
    pub block: Option<Block>,
    pub split: Gateway,
    /// Where the other arrow leads: anywhere in the graph, also back; none when there is no other.
    pub also: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gateway {
    Exclusive,
    Inclusive,
    Parallel,
    Complex,
    /// No gateway: arrows meet at the element itself, and leave it by conditions of their own.
    None,
}

#[derive(Clone, Debug)]
pub struct EventSubprocess {
    pub on: On,
    pub interrupting: bool,
    pub block: Block,
}

/// A part of a process that is entered once and left once.
#[derive(Clone, Debug)]
pub enum Block {
    Activity(Box<Activity>),
    /// Waits for one of these, or for all.
    Catch(Vec<On>, bool),
    Throw(Vec<Thrown>),
    /// The path ends here, when `x` is greater than 3.
    Stop(Vec<Thrown>),
    /// The path goes on at another place.
    Link,
    Sequence(Vec<Block>),
    Choice(Vec<Block>),
    Fork(Vec<Block>),
    Some(Vec<Block>),
    /// Goes on when so many ways have come.
    Complex(Vec<Block>, u8),
    /// The first event that happens says which way is taken; true for tasks that receive messages.
    Race(Vec<(On, Block)>, bool),
    Loop(Box<Block>),
}

#[derive(Clone, Debug)]
pub struct Activity {
    pub work: Work,
    pub repeat: Repeat,
    pub boundary: Vec<Boundary>,
    /// Tokens that it takes, and lets go.
    pub quantity: (u8, u8),
    /// Whether data goes in and out.
    pub data: bool,
    pub undo: Undo,
}

#[derive(Clone, Debug)]
pub enum Work {
    User,
    Service,
    Script,
    Rule,
    Send(Message),
    Receive(Message),
    Manual,
    Abstract,
    /// The process of this number among those that can be called; no such process when past the last.
    Call(u8),
    Subprocess(Scope),
    /// True when it says what follows when it is cancelled.
    Transaction(Scope, bool),
    AdHoc(AdHoc),
}

#[derive(Clone, Debug)]
pub struct AdHoc {
    pub activities: Vec<Activity>,
    pub sequential: bool,
    pub until: bool,
    pub cancel_remaining: bool,
    /// Whether the first activity begins by itself.
    pub begin: bool,
}

#[derive(Clone, Debug)]
pub enum Repeat {
    Once,
    Loop {
        condition: bool,
        test_before: bool,
        maximum: u8,
    },
    Each {
        of: Items,
        one_by_one: bool,
        until: bool,
        output: bool,
        throws: Throws,
    },
}

#[derive(Clone, Copy, Debug)]
pub enum Items {
    Count(u8),
    /// The number in a variable.
    Counted,
    List,
    /// The list in a variable.
    Listed,
}

/// What a repeated activity throws (BPMN's `behavior`).
#[derive(Clone, Debug)]
pub enum Throws {
    Nothing,
    Every(Thrown),
    First(Thrown),
    When(Thrown),
}

/// What undoes an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undo {
    Nothing,
    Script,
    Service,
    Subprocess,
}

#[derive(Clone, Debug)]
pub struct Boundary {
    pub on: Vec<On>,
    pub all: bool,
    pub interrupting: bool,
}

/// What is waited for. The numbers choose among a few names, so that what is thrown is also caught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Timer(u8),
    Message(Message),
    Signal(u8),
    Condition(u8),
    /// None for any.
    Error(Option<u8>),
    Escalation(Option<u8>),
    /// Only where an event subprocess starts.
    Compensation,
}

/// A message's name, and whether its key is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message(pub u8, pub bool);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thrown {
    Terminate,
    Error(u8),
    Escalation(u8),
    Message(Message),
    Signal(u8),
    /// Undoes one of the activities of the scope, or all of them; true when the path does not wait.
    Compensate(Option<u8>, bool),
    /// In a transaction only; elsewhere it terminates.
    Cancel,
}
