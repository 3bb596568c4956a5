//! What events wait for or throw, and the boundary events of an activity.

use roxmltree::Node;

use super::{BPMN, Reader, Xml};
use crate::located::{Entry, Located, Yaml};
use crate::problem::Problems;

impl<'d> Reader<'d> {
    pub(super) fn end(&self, node: Xml<'d>, entries: &mut Vec<Entry>, problems: &mut Problems) {
        let at = self.at(node);
        match self.trigger(node).map(|trigger| (trigger.tag_name().name(), trigger)) {
            None => {}
            Some(("terminateEventDefinition", _)) => {
                let value = Located {
                    at,
                    value: Yaml::Bool(true),
                };
                entries.push(Entry::new(at, "terminate", value));
            }
            Some(("errorEventDefinition", trigger)) => {
                entries.push(self.entry(node, "error", &self.error_code(trigger)));
            }
            Some((_, trigger)) => self.unsupported(trigger, problems),
        }
    }

    /// The event definition inside an event.
    pub(super) fn trigger(&self, node: Xml<'d>) -> Option<Xml<'d>> {
        node.children()
            .find(|child| child.tag_name().name().ends_with("EventDefinition"))
    }

    pub(super) fn timer(&self, node: Xml<'d>, key: &str, problems: &mut Problems) -> Option<Entry> {
        let time = self.trigger(node)?.children().find(Node::is_element);
        match time.map(|time| (time.tag_name().name(), time)) {
            Some(("timeDuration" | "timeDate", time)) => {
                Some(self.entry(time, key, time.text().unwrap_or_default().trim()))
            }
            Some((_, other)) => {
                self.unsupported(other, problems);
                None
            }
            None => None,
        }
    }

    pub(super) fn message(&self, node: Xml<'d>, key: &str) -> Option<Entry> {
        let reference = self.trigger(node)?.attribute("messageRef")?;
        let name = self.declared("message", reference)?.attribute("name")?;
        Some(self.entry(node, key, name))
    }

    fn error_code(&self, trigger: Xml<'d>) -> String {
        let declared = trigger.attribute("errorRef").and_then(|id| self.declared("error", id));
        let code = declared.and_then(|error| error.attribute("errorCode").or(error.attribute("name")));
        code.unwrap_or("any").to_owned()
    }

    fn declared(&self, what: &str, id: &str) -> Option<Xml<'d>> {
        let root = self.document.root_element();
        root.children()
            .find(|node| node.has_tag_name((BPMN, what)) && node.attribute("id") == Some(id))
    }

    pub(super) fn boundaries(&self, parent: Xml<'d>, host: Xml<'d>, problems: &mut Problems) -> Vec<Located> {
        let attached = parent.children().filter(|node| {
            node.has_tag_name((BPMN, "boundaryEvent")) && node.attribute("attachedToRef") == host.attribute("id")
        });
        attached.map(|node| self.boundary(parent, node, problems)).collect()
    }

    fn boundary(&self, parent: Xml<'d>, node: Xml<'d>, problems: &mut Problems) -> Located {
        let at = self.at(node);
        let interrupting = Yaml::Bool(node.attribute("cancelActivity") != Some("false"));
        let mut entries = vec![
            self.entry(node, "id", node.attribute("id").unwrap_or_default()),
            Entry::new(
                at,
                "interrupting",
                Located {
                    at,
                    value: interrupting,
                },
            ),
        ];
        self.common(node, &mut entries);
        match self.trigger(node).map(|trigger| (trigger.tag_name().name(), trigger)) {
            Some(("timerEventDefinition", _)) => entries.extend(self.timer(node, "timer", problems)),
            Some(("messageEventDefinition", _)) => entries.extend(self.message(node, "message")),
            Some(("errorEventDefinition", trigger)) => {
                entries.push(self.entry(node, "error", &self.error_code(trigger)));
            }
            Some((_, trigger)) => self.unsupported(trigger, problems),
            None => self.unsupported(node, problems),
        }
        entries.extend(self.next(parent, node, "boundary", problems));
        Located {
            at,
            value: Yaml::Map(entries),
        }
    }
}
