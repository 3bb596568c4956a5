//! FEEL side by side with other evaluators, in one run: `make bench-feel`.
//!
//! What is measured is the processor time of the thread, since the cores are shared.

#![allow(missing_docs, reason = "criterion's macros write functions without them")]

mod clock;
mod peers;
mod tables;

use clock::ThreadClock;
use criterion::{Criterion, criterion_group, criterion_main};
use peers::{DATES, env, scope};
use radica_feel::Expression;
use std::hint::black_box;
use std::time::Duration;

fn compile(criterion: &mut Criterion<ThreadClock>) {
    let mut group = criterion.benchmark_group("compile the condition");
    for (name, run) in peers::compilers() {
        group.bench_function(name, |bencher| bencher.iter(&run));
    }
    group.finish();
}

fn evaluate(criterion: &mut Criterion<ThreadClock>) {
    let mut group = criterion.benchmark_group("evaluate the condition");
    for (name, run) in peers::evaluators() {
        group.bench_function(name, |bencher| bencher.iter(&run));
    }
    group.finish();
}

fn dates(criterion: &mut Criterion<ThreadClock>) {
    let mut group = criterion.benchmark_group("date arithmetic");
    let (scope, env) = (scope(), env());
    for source in DATES {
        let expression = Expression::parse(source).unwrap();
        assert_eq!(
            expression.evaluate(&scope, &env).value.as_boolean(),
            Some(true),
            "{source}"
        );
        group.bench_function(source, |bencher| {
            bencher.iter(|| black_box(expression.evaluate(&scope, &env)))
        });
    }
    group.finish();
}

fn decide(criterion: &mut Criterion<ThreadClock>) {
    let mut group = criterion.benchmark_group("a table of 3 inputs and 20 rules");
    let env = env();
    let decisions = tables::decisions();
    for (name, inputs) in tables::cases() {
        assert!(!decisions.evaluate("tarifa", &inputs, &env).value.is_null());
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(decisions.evaluate("tarifa", &inputs, &env)))
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ThreadClock).sample_size(50).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(2));
    targets = evaluate, compile, dates, decide
}
criterion_main!(benches);
