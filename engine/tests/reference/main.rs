//! The engine against slow, obvious references that are written from the text of BPMN 2.0.2, on all small models up
//! to a bound. Each file says what its text is, what the text leaves open, and which models there are; with
//! `--nocapture` each test prints how many it ran.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod compensation;
mod inclusive;
mod multi_instance;
#[path = "../support/mod.rs"]
mod support;

use std::sync::LazyLock;

use radica_engine::calendar::Calendar;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn calendar() -> &'static Calendar {
    static CALENDAR: LazyLock<Calendar> =
        LazyLock::new(|| Calendar::from_yaml(include_str!("../../../workflows/calendar.yaml")).unwrap());
    &CALENDAR
}
