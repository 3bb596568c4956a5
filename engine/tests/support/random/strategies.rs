//! How random processes and commands are drawn.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::commands::Choice;
use super::{
    Activity, AdHoc, Begins, Block, Body, Boundary, EventSubprocess, Gateway, Items, Knot, Message, On, Process,
    Repeat, Scope, Thrown, Throws, Undo, Work,
};

/// A block-structured process: whoever works on it brings it to its end.
pub fn structured() -> impl Strategy<Value = Process> {
    let body = vec(block(3, 12), 1..5).prop_map(Block::Sequence);
    process(body.boxed())
}

/// A process in which, on some level, anything may lead to anything.
pub fn tangled() -> impl Strategy<Value = Process> {
    (structured(), vec(knot(), 2..8)).prop_map(|(mut process, knots)| {
        process.main.body = Body::Graph(knots);
        process
    })
}

/// What is done to an instance.
pub fn choices(most: usize) -> impl Strategy<Value = Vec<Choice>> {
    let choice = (any::<u8>(), any::<u8>(), any::<u8>());
    vec(
        choice.prop_map(|(kind, pick, value)| Choice { kind, pick, value }),
        0..most,
    )
}

fn process(body: BoxedStrategy<Block>) -> impl Strategy<Value = Process> {
    let called = vec(scope(block(2, 6).boxed()), 0..3);
    (begins(), scope(body), called).prop_map(|(begins, main, called)| Process { begins, main, called })
}

fn begins() -> impl Strategy<Value = Begins> {
    prop_oneof![
        6 => Just(Begins::ByHand),
        1 => Just(Begins::Implicitly),
        1 => plain().prop_map(Begins::On),
        1 => Just(Begins::Receiving),
        1 => any::<bool>().prop_map(Begins::EventBased),
    ]
}

fn scope(block: BoxedStrategy<Block>) -> impl Strategy<Value = Scope> {
    let events = prop_oneof![3 => Just(Vec::new()), 1 => vec(event_subprocess(), 1..3)];
    (block, events, any::<bool>()).prop_map(|(block, events, data)| Scope {
        body: Body::Block(block),
        events,
        data,
    })
}

fn event_subprocess() -> impl Strategy<Value = EventSubprocess> {
    let on = prop_oneof![4 => beside(), 1 => Just(On::Compensation)];
    (on, any::<bool>(), leaf()).prop_map(|(on, interrupting, block)| EventSubprocess {
        on,
        interrupting,
        block,
    })
}

fn knot() -> impl Strategy<Value = Knot> {
    let gateway = || {
        prop_oneof![
            6 => Just(Gateway::Exclusive),
            2 => Just(Gateway::None),
            1 => Just(Gateway::Inclusive),
            1 => Just(Gateway::Parallel),
            1 => Just(Gateway::Complex),
        ]
    };
    let block = option::weighted(0.8, block(2, 4));
    (gateway(), block, gateway(), option::weighted(0.7, any::<u8>())).prop_map(|(join, block, split, also)| Knot {
        join,
        block,
        split,
        also,
    })
}

fn block(depth: u32, size: u32) -> impl Strategy<Value = Block> {
    leaf().prop_recursive(depth, size, 3, |inner| {
        let several = || vec(inner.clone(), 1..4);
        prop_oneof![
            3 => several().prop_map(Block::Sequence),
            1 => several().prop_map(Block::Choice),
            1 => several().prop_map(Block::Fork),
            1 => several().prop_map(Block::Some),
            1 => (several(), 0..3_u8).prop_map(|(ways, needed)| Block::Complex(ways, needed)),
            1 => (vec((plain(), inner.clone()), 2..4), any::<bool>())
                .prop_map(|(ways, tasks)| Block::Race(ways, tasks)),
            1 => inner.clone().prop_map(|block| Block::Loop(Box::new(block))),
            3 => around(inner).prop_map(|activity| Block::Activity(Box::new(activity))),
        ]
    })
}

fn leaf() -> impl Strategy<Value = Block> {
    prop_oneof![
        8 => activity(task()).prop_map(|activity| Block::Activity(Box::new(activity))),
        1 => (vec(plain(), 1..3), any::<bool>()).prop_map(|(on, all)| Block::Catch(on, all)),
        2 => vec(thrown(), 0..3).prop_map(Block::Throw),
        1 => vec(ending(), 0..3).prop_map(Block::Stop),
        1 => Just(Block::Link),
    ]
}

/// An activity that holds others.
fn around(inner: BoxedStrategy<Block>) -> impl Strategy<Value = Activity> {
    let work = prop_oneof![
        2 => scope(inner.clone()).prop_map(Work::Subprocess),
        2 => (scope(inner), any::<bool>()).prop_map(|(scope, caught)| Work::Transaction(scope, caught)),
    ];
    activity(work)
}

fn task() -> impl Strategy<Value = Work> {
    prop_oneof![
        6 => Just(Work::User),
        3 => Just(Work::Service),
        2 => Just(Work::Script),
        1 => Just(Work::Rule),
        1 => message().prop_map(Work::Send),
        1 => message().prop_map(Work::Receive),
        1 => Just(Work::Manual),
        1 => Just(Work::Abstract),
        2 => (0..4_u8).prop_map(Work::Call),
        1 => ad_hoc().prop_map(Work::AdHoc),
    ]
}

fn ad_hoc() -> impl Strategy<Value = AdHoc> {
    let task = prop_oneof![3 => Just(Work::User), 1 => Just(Work::Service), 1 => Just(Work::Script)];
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (vec(activity(task), 1..4), flags).prop_map(|(activities, (sequential, until, cancel_remaining, begin))| AdHoc {
        activities,
        sequential,
        until,
        cancel_remaining,
        begin,
    })
}

fn activity(work: impl Strategy<Value = Work>) -> impl Strategy<Value = Activity> {
    let boundary = prop_oneof![2 => Just(Vec::new()), 1 => vec(boundary(), 1..3)];
    let quantity = prop_oneof![12 => Just((1, 1)), 1 => (1..3_u8, 1..4_u8)];
    let undo = prop_oneof![
        4 => Just(Undo::Nothing),
        1 => Just(Undo::Script),
        2 => Just(Undo::Service),
        1 => Just(Undo::Subprocess),
    ];
    (work, repeat(), boundary, quantity, proptest::bool::weighted(0.2), undo).prop_map(
        |(work, repeat, boundary, quantity, data, undo)| Activity {
            work,
            repeat,
            boundary,
            quantity,
            data,
            undo,
        },
    )
}

fn boundary() -> impl Strategy<Value = Boundary> {
    (vec(beside(), 1..3), any::<bool>(), any::<bool>()).prop_map(|(on, all, interrupting)| Boundary {
        on,
        all,
        interrupting,
    })
}

fn repeat() -> impl Strategy<Value = Repeat> {
    let rounds = (any::<bool>(), any::<bool>(), 0..4_u8).prop_map(|(condition, test_before, maximum)| Repeat::Loop {
        condition,
        test_before,
        maximum,
    });
    let items = prop_oneof![
        3 => (0..4_u8).prop_map(Items::Count),
        1 => Just(Items::Counted),
        2 => Just(Items::List),
        1 => Just(Items::Listed),
    ];
    let throws = prop_oneof![
        3 => Just(Throws::Nothing),
        1 => told().prop_map(Throws::Every),
        1 => told().prop_map(Throws::First),
        1 => told().prop_map(Throws::When),
    ];
    let each = (items, any::<bool>(), any::<bool>(), any::<bool>(), throws).prop_map(
        |(of, one_by_one, until, output, throws)| Repeat::Each {
            of,
            one_by_one,
            until,
            output,
            throws,
        },
    );
    prop_oneof![6 => Just(Repeat::Once), 1 => rounds, 2 => each]
}

/// What can be waited for anywhere.
fn plain() -> impl Strategy<Value = On> {
    prop_oneof![
        (0..6_u8).prop_map(On::Timer),
        message().prop_map(On::Message),
        (0..2_u8).prop_map(On::Signal),
        (0..3_u8).prop_map(On::Condition),
    ]
}

/// What can be waited for beside something.
fn beside() -> impl Strategy<Value = On> {
    prop_oneof![
        3 => plain(),
        2 => option::of(0..2_u8).prop_map(On::Error),
        2 => option::of(0..2_u8).prop_map(On::Escalation),
    ]
}

fn message() -> impl Strategy<Value = Message> {
    (0..2_u8, proptest::bool::weighted(0.3)).prop_map(|(name, key)| Message(name, key))
}

/// What can be thrown without an end of anything.
fn told() -> impl Strategy<Value = Thrown> {
    prop_oneof![
        (0..2_u8).prop_map(Thrown::Escalation),
        message().prop_map(Thrown::Message),
        (0..2_u8).prop_map(Thrown::Signal),
    ]
}

/// What can be thrown on the way.
fn thrown() -> impl Strategy<Value = Thrown> {
    prop_oneof![
        2 => told(),
        3 => (option::of(any::<u8>()), any::<bool>()).prop_map(|(one, at_once)| Thrown::Compensate(one, at_once)),
    ]
}

/// What can be thrown where a path ends.
fn ending() -> impl Strategy<Value = Thrown> {
    prop_oneof![
        2 => thrown(),
        1 => Just(Thrown::Terminate),
        2 => (0..2_u8).prop_map(Thrown::Error),
        2 => Just(Thrown::Cancel),
    ]
}
