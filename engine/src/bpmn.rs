//! BPMN 2.0 XML, in and out. What BPMN has no word for (who does a task, its form, its service) goes
//! in attributes and extension elements of our namespace, which other modellers keep.

mod read;
mod write;
mod xml;

pub(crate) use read::read;
pub(crate) use write::write;

const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";
const BPMN_DI: &str = "http://www.omg.org/spec/BPMN/20100524/DI";
const DC: &str = "http://www.omg.org/spec/DD/20100524/DC";
const DI: &str = "http://www.omg.org/spec/DD/20100524/DI";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const FEEL: &str = "https://www.omg.org/spec/DMN/20191111/FEEL/";
const RADICA: &str = "urn:radica:bpmn:1";

/// Kinds of elements that are the same thing under another name: ours, and BPMN's.
const PLAIN_KINDS: [(&str, &str); 9] = [
    ("start", "startEvent"),
    ("end", "endEvent"),
    ("user_task", "userTask"),
    ("service_task", "serviceTask"),
    ("script_task", "scriptTask"),
    ("subprocess", "subProcess"),
    ("exclusive", "exclusiveGateway"),
    ("inclusive", "inclusiveGateway"),
    ("parallel", "parallelGateway"),
];

/// Attributes of ours that are text both here and there.
const TEXT_ATTRIBUTES: [&str; 6] = ["stage", "due", "act", "consequence", "result", "service"];

#[cfg(test)]
mod tests;
