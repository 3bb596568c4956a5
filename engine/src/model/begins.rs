//! What begins a process from outside: the triggers of its start events, of receive tasks that instantiate and of
//! the events after an event-based gateway that does (BPMN 2.0.2, §13.2).

use jiff::Timestamp;

use super::{Definition, EventBased, Kind, Node, TimerSpec, Trigger};
use crate::calendar::Calendars;
use crate::elements::scheduled;
use crate::expression::{Expression, Surroundings};
use crate::schedule::Schedule;
use crate::variables::Variables;

/// One thing that begins a process, and where it does.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'a> {
    /// The element that [`crate::Command::StartAt`] names.
    pub element: &'a Node,
    /// Which of the element's triggers it is.
    pub part: u16,
    /// What has to happen.
    pub by: BegunBy<'a>,
}

/// What begins a process.
#[derive(Clone, Copy, Debug)]
pub enum BegunBy<'a> {
    /// A message of this name that nobody waits for.
    Message(&'a str),
    /// A signal of this name.
    Signal(&'a str),
    /// A time.
    Timer(&'a TimerSpec),
    /// That a condition holds, over what the host knows without an instance.
    Condition(&'a Expression),
}

impl Definition {
    /// Everything that begins the process from outside, in the order of the source.
    #[must_use]
    pub fn begun_by(&self) -> Vec<Beginning<'_>> {
        let starts = self.body.starts.all().iter().map(|ix| (*ix, self.node(*ix)));
        let elements = starts.flat_map(|(ix, node)| match node.kind {
            Kind::EventBased(EventBased { instantiate: true, .. }) => {
                self.onwards(ix).map(|event| self.node(event)).collect()
            }
            Kind::Start(_) => vec![node],
            Kind::ReceiveTask(ref task) if task.instantiate => vec![node],
            _ => Vec::new(),
        });
        elements.flat_map(beginnings).collect()
    }
}

fn beginnings(element: &Node) -> Vec<Beginning<'_>> {
    let at = |part, by| Beginning { element, part, by };
    if let Kind::ReceiveTask(task) = &element.kind {
        return vec![at(0, BegunBy::Message(&task.message.name))];
    }
    let triggers = element.on().into_iter().flat_map(|on| &on.triggers);
    let parts = triggers.zip(0..).filter_map(|(trigger, part)| {
        Some(at(
            part,
            match trigger {
                Trigger::Message(spec) => BegunBy::Message(&spec.name),
                Trigger::Signal(name) => BegunBy::Signal(name),
                Trigger::Timer(spec) => BegunBy::Timer(spec),
                Trigger::Condition(condition) => BegunBy::Condition(condition),
                _ => return None,
            },
        ))
    });
    parts.collect()
}

impl TimerSpec {
    /// The schedule of a timer that waits for no instance; what is computed is computed without variables.
    ///
    /// # Errors
    /// When what is computed is no schedule, in Spanish.
    pub fn without_instance(&self, now: Timestamp, calendars: &dyn Calendars) -> Result<Schedule, String> {
        match self {
            Self::Fixed(schedule) => Ok(schedule.clone()),
            Self::Computed(expression) => {
                let around = Surroundings {
                    now,
                    calendars,
                    scope: &Variables::default(),
                };
                scheduled(expression, around).map_err(|(_, why)| why)
            }
        }
    }

    /// As a definition writes it: two timers with the same text are the same.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Fixed(schedule) => schedule.to_string(),
            Self::Computed(expression) => format!("= {}", expression.source()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::tests::{at, putumayo};

    const SEVERAL: &str = "\
process: several
elements:
  - start: by-hand
    next: e
  - start: either
    any: [ { message: asked }, { timer: R2/PT1H }, { condition: \"= n > 1\" } ]
    next: e
  - receive_task: told
    receive: news
    instantiate: true
    next: e
  - event_based: first
    instantiate: true
    next: [ on-signal, on-time ]
  - catch: on-signal
    signal: alarm
    next: e
  - catch: on-time
    timer: \"= date and time(\\\"2026-12-01T08:00:00\\\")\"
    next: e
  - end: e
";

    #[test]
    fn what_begins_a_process_is_told_part_by_part_where_it_happens() {
        let definition = Definition::from_yaml(SEVERAL, "several").unwrap();
        let told = definition.begun_by().into_iter().map(|beginning| {
            let by = match beginning.by {
                BegunBy::Message(name) | BegunBy::Signal(name) => name.to_owned(),
                BegunBy::Timer(timer) => timer.text(),
                BegunBy::Condition(condition) => condition.source().to_owned(),
            };
            format!("{}/{} {by}", beginning.element.id, beginning.part)
        });
        let expected = [
            "either/0 asked",
            "either/1 R2/PT1H",
            "either/2 n > 1",
            "told/0 news",
            "on-signal/0 alarm",
            "on-time/0 = date and time(\"2026-12-01T08:00:00\")",
        ];
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_time_that_is_computed_needs_no_instance() {
        let definition = Definition::from_yaml(SEVERAL, "several").unwrap();
        let timer = definition
            .begun_by()
            .into_iter()
            .find_map(|beginning| match beginning.by {
                BegunBy::Timer(timer @ TimerSpec::Computed(_)) => Some(timer),
                _ => None,
            });
        let now = at(2026, 11, 20, 10, 0);
        let schedule = timer.unwrap().without_instance(now, &putumayo()).unwrap();
        assert_eq!(schedule.moment(now, &putumayo()).unwrap(), at(2026, 12, 1, 8, 0));
    }
}
