//! Messages on their way: each is brought once to whoever waits for it, or kept until it is too old.

use jiff::{Timestamp, ToSpan};

use crate::ids::SubscriptionId;
use crate::instance::Instance;
use crate::variables::Value;

/// Messages that nobody waited for yet, oldest first.
#[derive(Debug, Default)]
pub(super) struct Post(Vec<Letter>);

/// A message that is kept.
#[derive(Debug)]
struct Letter {
    name: String,
    key: String,
    content: Value,
    keep_until: Timestamp,
}

impl Post {
    /// Keeps a message; an hour when it does not say how long.
    pub fn keep(&mut self, name: &str, key: &str, content: Value, now: Timestamp, until: Option<Timestamp>) {
        let an_hour = || now.checked_add(1.hour()).unwrap_or(now);
        self.0.push(Letter {
            name: name.to_owned(),
            key: key.to_owned(),
            content,
            keep_until: until.unwrap_or_else(an_hour),
        });
    }

    /// Takes out the oldest message that the instance waits for now.
    pub fn next(&mut self, instance: &Instance, now: Timestamp) -> Option<(SubscriptionId, Value)> {
        self.0.retain(|letter| letter.keep_until >= now);
        let found = self.0.iter().zip(0..).find_map(|(letter, n)| {
            let wait = instance.waiting_for(&letter.name, &letter.key)?;
            Some((n, wait))
        });
        let (n, subscription) = found?;
        Some((subscription, self.0.remove(n).content))
    }
}
