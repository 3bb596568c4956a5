//! Runs a property on what seeds give. A failure names its seed and shows the smallest case that still fails.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// Steps towards a smaller case that are tried.
const SHRINKING: u32 = 1_500;
/// How long they are tried.
const SHRINKING_MILLISECONDS: u32 = 60_000;

/// Runs a property on this many seeds, from 0 on. `SEED=n` runs only that one, `CASES=n` so many from 0 or that
/// one on.
pub fn each<S: Strategy>(cases: u64, strategy: &S, property: impl Fn(&S::Value) -> Result<(), String>) {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let (seed, wanted) = (number("SEED"), number("CASES"));
    let count = wanted.unwrap_or(if seed.is_some() { 1 } else { cases });
    let first = seed.unwrap_or_default();
    for seed in first..first + count {
        if let Err(failed) = one(seed, strategy, &property) {
            panic!("SEED={seed} fails: {failed}");
        }
    }
}

fn one<S: Strategy>(seed: u64, strategy: &S, property: impl Fn(&S::Value) -> Result<(), String>) -> Result<(), String> {
    let config = Config {
        cases: 1,
        failure_persistence: None,
        max_shrink_iters: SHRINKING,
        max_shrink_time: SHRINKING_MILLISECONDS,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let run = runner.run(strategy, |case| property(&case).map_err(TestCaseError::fail));
    run.map_err(|error| match error {
        TestError::Fail(why, case) => format!("{why}\n{case:?}"),
        TestError::Abort(why) => why.to_string(),
    })
}
