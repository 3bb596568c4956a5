//! Writes activities: what they do, what is attached to them, and what they throw.

use serde_json::{Value, json};

use super::words::{named_message, on_several, own_data, repeat, told, with};
use super::{Inside, Writer};
use crate::support::random::{Activity, AdHoc, Begins, On, Scope, Thrown, Undo, Work};

impl Writer {
    /// Writes an activity; without a `next` it stands in an ad-hoc subprocess.
    pub(super) fn activity(&mut self, activity: &Activity, next: Option<&str>) -> String {
        let interrupted = activity.boundary.iter().any(|boundary| boundary.interrupting);
        let merged = next.map(|next| if interrupted { self.merge(next) } else { next.to_owned() });
        let id = self.id("act");
        let mut element = self.work(&activity.work, &id);
        match &merged {
            Some(next) => element["next"] = json!(next),
            None => element["flows"] = json!([]),
        }
        element = with(element, repeat(&activity.repeat));
        // One token comes at a time: to take more is to wait for ever, but where one more goes round.
        let (taken, given) = activity.quantity;
        element["start_quantity"] = json!(taken);
        element["completion_quantity"] = json!(given);
        if activity.data {
            element["in"] = json!({"x": "= x", "seen": "= k"});
            element["out"] = json!({"x": "= x", "given": "= seen"});
        }
        let mut boundary = self.boundary(activity, merged.as_deref());
        if let Some(handler) = self.handler(activity.undo) {
            boundary.push(json!({"compensation": true, "handler": handler}));
            self.undoable.push(id.clone());
        }
        if let Work::Transaction(_, true) = &activity.work {
            let to = merged.unwrap_or_else(|| self.dead_end());
            boundary.push(json!({"cancel": true, "next": to}));
        }
        element["boundary"] = json!(boundary);
        self.add(element);
        id
    }

    fn work(&mut self, work: &Work, id: &str) -> Value {
        match work {
            Work::User => json!({"user_task": id, "assign": {"role": "r"}, "result": "x"}),
            Work::Service => json!({"service_task": id, "service": "s", "input": {"x": "= x"}, "result": "x"}),
            Work::Script => json!({"script_task": id, "script": "= x + 1", "result": "x"}),
            Work::Rule => json!({"business_rule_task": id, "decision": "grade", "result": "x"}),
            Work::Send(message) => with(json!({"send_task": id}), named_message("send", *message)),
            Work::Receive(message) => with(
                json!({"receive_task": id, "result": "got"}),
                named_message("receive", *message),
            ),
            Work::Manual => json!({"manual_task": id}),
            Work::Abstract => json!({"task": id}),
            Work::Call(n) => {
                let n = usize::from(*n) % (self.calls + 1);
                let process = if n < self.calls {
                    format!("called{n}")
                } else {
                    "nobody".to_owned()
                };
                json!({"call": id, "process": process})
            }
            Work::Subprocess(scope) => {
                let inner = self.subprocess(scope, Inside::Subprocess);
                with(json!({"subprocess": id, "elements": inner}), own_data(scope))
            }
            Work::Transaction(scope, _) => {
                let inner = self.subprocess(scope, Inside::Transaction);
                with(
                    json!({"subprocess": id, "transaction": true, "elements": inner}),
                    own_data(scope),
                )
            }
            Work::AdHoc(ad_hoc) => self.ad_hoc(ad_hoc, id),
        }
    }

    fn subprocess(&mut self, scope: &Scope, inside: Inside) -> Vec<Value> {
        self.inside(inside, |writer| {
            writer.scope(scope, |writer, first| writer.begin(Begins::ByHand, first));
        })
    }

    fn ad_hoc(&mut self, ad_hoc: &AdHoc, id: &str) -> Value {
        let mut first = None;
        let inner = self.inside(Inside::AdHoc, |writer| {
            for activity in &ad_hoc.activities {
                let id = writer.activity(activity, None);
                first.get_or_insert(id);
            }
        });
        let mut how = json!({"sequential": ad_hoc.sequential, "cancel_remaining": ad_hoc.cancel_remaining});
        if ad_hoc.until {
            how["until"] = json!("= x > 2");
        }
        if let Some(first) = first.filter(|_| ad_hoc.begin) {
            how["begin"] = json!(format!("= [\"{first}\"]"));
        }
        json!({"subprocess": id, "ad_hoc": how, "elements": inner})
    }

    fn boundary(&mut self, activity: &Activity, next: Option<&str>) -> Vec<Value> {
        let all = activity.boundary.iter();
        all.map(|boundary| {
            // An error always interrupts, and is not one of several things that must all happen.
            let error = boundary.on.iter().any(|on| matches!(on, On::Error(_)));
            let thrown = boundary
                .on
                .iter()
                .any(|on| matches!(on, On::Error(_) | On::Escalation(_)));
            let interrupting = boundary.interrupting || error;
            let to = match next {
                Some(next) if interrupting => next.to_owned(),
                Some(_) => {
                    let end = self.id("end");
                    self.add(json!({"end": end}));
                    end
                }
                None => self.dead_end(),
            };
            let on = on_several(&boundary.on, boundary.all && !thrown);
            with(json!({"interrupting": interrupting, "result": "got", "next": to}), on)
        })
        .collect()
    }

    /// Where a path ends that stands in no scope with an end.
    fn dead_end(&mut self) -> String {
        let id = self.id("task");
        self.add(json!({"task": id, "flows": []}));
        id
    }

    fn handler(&mut self, undo: Undo) -> Option<String> {
        let id = self.id("undo");
        let handler = match undo {
            Undo::Nothing => return None,
            Undo::Script => json!({"script_task": id, "script": "= { undone: 1 }"}),
            Undo::Service => json!({"service_task": id, "service": "undo"}),
            Undo::Subprocess => {
                let task = self.id("act");
                json!({"subprocess": id, "elements": [{"user_task": task, "assign": "unassigned", "flows": []}]})
            }
        };
        self.add(with(handler, json!({"for_compensation": true})));
        Some(id)
    }

    pub(super) fn all_thrown(&self, all: &[Thrown]) -> Vec<Value> {
        all.iter().map(|thrown| self.thrown(*thrown)).collect()
    }

    fn thrown(&self, thrown: Thrown) -> Value {
        match thrown {
            Thrown::Cancel if self.inside == Inside::Transaction => json!({"cancel": true}),
            Thrown::Compensate(None, at_once) => json!({"compensate": true, "at_once": at_once}),
            Thrown::Compensate(Some(one), at_once) => json!({"compensate": one, "at_once": at_once}),
            Thrown::Terminate | Thrown::Cancel => json!({"terminate": true}),
            Thrown::Error(_) | Thrown::Escalation(_) | Thrown::Message(_) | Thrown::Signal(_) => told(thrown),
        }
    }
}
