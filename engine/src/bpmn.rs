//! BPMN 2.0 XML, in and out. What BPMN has no word for (who does a task, its form, its service) goes
//! in attributes and extension elements of our namespace, which other modellers keep.

mod guard;
mod names;
mod places;
mod read;
mod write;
mod xml;

pub(crate) use read::{processes, read, read_one};
pub(crate) use write::write;

const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";
const BPMN_DI: &str = "http://www.omg.org/spec/BPMN/20100524/DI";
const DC: &str = "http://www.omg.org/spec/DD/20100524/DC";
const DI: &str = "http://www.omg.org/spec/DD/20100524/DI";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const FEEL: &str = "https://www.omg.org/spec/DMN/20191111/FEEL/";
const RADICA: &str = "urn:radica:bpmn:1";

/// Kinds of elements that are the same thing under another name: BPMN's, and ours.
const KINDS: [(&str, &str); 21] = [
    ("startEvent", "start"),
    ("endEvent", "end"),
    ("intermediateThrowEvent", "throw"),
    ("intermediateCatchEvent", "catch"),
    ("userTask", "user_task"),
    ("serviceTask", "service_task"),
    ("scriptTask", "script_task"),
    ("businessRuleTask", "business_rule_task"),
    ("sendTask", "send_task"),
    ("receiveTask", "receive_task"),
    ("manualTask", "manual_task"),
    ("task", "task"),
    ("subProcess", "subprocess"),
    ("transaction", "subprocess"),
    ("adHocSubProcess", "subprocess"),
    ("callActivity", "call"),
    ("exclusiveGateway", "exclusive"),
    ("inclusiveGateway", "inclusive"),
    ("parallelGateway", "parallel"),
    ("complexGateway", "complex"),
    ("eventBasedGateway", "event_based"),
];

/// Attributes of ours that are text both here and there.
const TEXT_ATTRIBUTES: [&str; 8] = [
    "stage",
    "due",
    "act",
    "consequence",
    "result",
    "service",
    "decision",
    "version",
];

#[cfg(test)]
mod tests;
