//! Ranges: all values between two ends, either of which may be open or missing.

use super::Value;
use super::compare::compare;
use std::cmp::Ordering;

/// One end of a range.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The value at the end; null when there is no end on this side.
    pub value: Value,
    /// Whether the end itself belongs to the range.
    pub included: bool,
}

/// All values between two ends.
#[derive(Clone, Debug)]
pub struct Range {
    /// The low end.
    pub start: Bound,
    /// The high end.
    pub end: Bound,
}

impl Range {
    /// Whether `value` lies in the range; `None` when it cannot be compared with the ends.
    pub fn contains(&self, value: &Value) -> Option<bool> {
        let above = self.start.value.is_null() || {
            let order = compare(value, &self.start.value)?;
            order == Ordering::Greater || order == Ordering::Equal && self.start.included
        };
        let below = self.end.value.is_null() || {
            let order = compare(value, &self.end.value)?;
            order == Ordering::Less || order == Ordering::Equal && self.end.included
        };
        let bounded = !(self.start.value.is_null() && self.end.value.is_null());
        bounded.then_some(above && below)
    }

    pub(super) fn depth(&self) -> u16 {
        self.start.value.depth().max(self.end.value.depth()) + 1
    }

    pub(super) fn weight(&self) -> u32 {
        self.start.value.weight().saturating_add(self.end.value.weight())
    }
}
