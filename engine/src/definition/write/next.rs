//! Where elements lead, written in the shortest form that says it all.

use super::{Writer, formula, list};
use crate::located::{Keys, Located};
use crate::model::{Flow, FlowIx, Kind, Node, Subprocess, Thrown, Trigger, Variety};

impl<'d> Writer<'d> {
    /// The flows out of an element that are drawn.
    fn drawn(&self, node: &Node) -> Vec<(FlowIx, &'d Flow)> {
        let flows = node.outgoing.iter().map(|ix| (*ix, self.definition.flow(*ix)));
        flows.filter(|(_, flow)| !flow.link).collect()
    }

    pub(super) fn next(&self, node: &Node, keys: &mut Keys) {
        let flows = self.drawn(node);
        let branches = matches!(node.kind, Kind::Exclusive | Kind::Inclusive);
        let all = matches!(node.kind, Kind::Parallel | Kind::Complex(_) | Kind::EventBased(_));
        match flows.as_slice() {
            [] if self.may_be_silent(node) => {}
            [] => keys.list("flows", Vec::new()),
            [(ix, only)] if only.condition.is_none() && !only.default => match self.split_after(*ix, only) {
                Some(split) if !branches && !all => keys.value("next", self.branches(&split)),
                _ => keys.value("next", self.arrow(*ix, only, true)),
            },
            several if branches && is_branches(several) => keys.value("next", self.branches(several)),
            several => {
                let flows = several.iter().map(|(ix, flow)| self.arrow(*ix, flow, all));
                keys.list(if all { "next" } else { "flows" }, flows.collect());
            }
        }
    }

    /// The branches of the gateway that a list in `next` makes, when that is where a flow leads.
    fn split_after(&self, ix: FlowIx, flow: &Flow) -> Option<Vec<(FlowIx, &'d Flow)>> {
        let (from, to) = (self.definition.node(flow.from), self.definition.node(flow.to));
        let named = to.id.as_str() == format!("{}.split", from.id)
            && to.name.is_none()
            && to.stage.is_none()
            && to.documentation.is_none();
        let plain = self.plain.contains(&ix) && flow.name.is_none();
        let branches = self.drawn(to);
        let whole = matches!(to.kind, Kind::Exclusive) && to.incoming.len() == 1 && is_branches(&branches);
        (named && plain && whole).then_some(branches)
    }

    /// Whether an element is a gateway that a list in `next` makes.
    pub(super) fn is_split(&self, node: &Node) -> bool {
        let [only] = node.incoming.as_slice() else {
            return false;
        };
        let flow = self.definition.flow(*only);
        let from = self.definition.node(flow.from);
        let alone = self.drawn(from).len() == 1 && flow.condition.is_none() && !flow.default;
        let gateway = matches!(
            from.kind,
            Kind::Exclusive | Kind::Inclusive | Kind::Parallel | Kind::Complex(_) | Kind::EventBased(_)
        );
        alone && !gateway && self.split_after(*only, flow).is_some()
    }

    fn branches(&self, flows: &[(FlowIx, &Flow)]) -> Located {
        let branches = flows.iter().map(|(ix, flow)| {
            let mut keys = Keys::at_nowhere();
            keys.some("when", flow.condition.as_ref().map(formula));
            keys.text("to", self.definition.node(flow.to).id.as_str());
            self.named(*ix, flow, &mut keys);
            keys.done()
        });
        list(branches.collect())
    }

    /// An id when there is nothing else to say and it may be `short`; or a map.
    fn arrow(&self, ix: FlowIx, flow: &Flow, short: bool) -> Located {
        let to = self.definition.node(flow.to).id.as_str();
        let mut keys = Keys::at_nowhere();
        keys.text("to", to);
        keys.some("when", flow.condition.as_ref().map(formula));
        if flow.default {
            keys.flag("default", true);
        }
        self.named(ix, flow, &mut keys);
        let says_more = ["when", "default", "id", "name"].iter().any(|key| keys.has(key));
        if short && !says_more {
            Located::of_text(keys.at(), to)
        } else {
            keys.done()
        }
    }

    fn named(&self, ix: FlowIx, flow: &Flow, keys: &mut Keys) {
        keys.some("name", flow.name.as_deref());
        if !self.plain.contains(&ix) {
            keys.text("id", flow.id.as_str());
        }
    }

    /// Whether it goes without saying that an element leads nowhere.
    fn may_be_silent(&self, node: &Node) -> bool {
        let parent = node.parent.map(|parent| &self.definition.node(parent).kind);
        let ad_hoc = matches!(
            parent,
            Some(Kind::Subprocess(Subprocess {
                variety: Variety::AdHoc(_),
                ..
            }))
        );
        let own = match &node.kind {
            Kind::End(_) => true,
            Kind::Throw(thrown) => matches!(thrown.as_slice(), [Thrown::Link(_)]),
            Kind::Boundary(boundary) => {
                let triggers = &boundary.on.triggers;
                triggers.iter().any(|trigger| matches!(trigger, Trigger::Compensation))
            }
            _ => false,
        };
        own || ad_hoc || node.for_compensation || node.is_event_subprocess()
    }
}

/// Conditions in order, and last the default.
fn is_branches(flows: &[(FlowIx, &Flow)]) -> bool {
    let Some(((_, last), others)) = flows.split_last() else {
        return false;
    };
    let conditional = |(_, flow): &(FlowIx, &Flow)| flow.condition.is_some() && !flow.default;
    last.default && last.condition.is_none() && others.iter().all(conditional)
}
