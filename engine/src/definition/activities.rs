//! What activities say: the kinds of tasks, how often they are done, and the data that goes in and out.

use super::events::{self, message, one_of, timer};
use super::fields::{Fields, Names, expression, templates};
use crate::expression::Expression;
use crate::ids::{DefinitionHash, ElementId};
use crate::limits;
use crate::located::{Located, Position, Yaml};
use crate::model::{
    AdHoc, Assign, Behavior, Body, BusinessRuleTask, CallActivity, DataFlow, Each, Items, Kind, Loop, MessageSpec,
    MessageThrow, Node, Quantity, ReceiveTask, Repeat, ScriptTask, ServiceTask, Subprocess, Thrown, UserTask, Variety,
    Version,
};
use crate::problem::{Code, Problems};
use crate::variables::Name;

/// The word for a task that is nobody's in particular.
pub(crate) const UNASSIGNED: &str = "unassigned";

/// What an activity of this kind says; `None` when it is no activity, or says too little.
pub(super) fn kind(key: &str, id: &ElementId, fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Kind> {
    match key {
        "user_task" => Some(Kind::UserTask(user_task(fields, problems))),
        "service_task" => service_task(fields, problems).map(Kind::ServiceTask),
        "script_task" => script_task(fields, problems).map(Kind::ScriptTask),
        "business_rule_task" => business_rule_task(fields, problems).map(Kind::BusinessRuleTask),
        "send_task" => Some(Kind::SendTask(send_task(id, fields, problems))),
        "receive_task" => Some(Kind::ReceiveTask(receive_task(id, fields, problems))),
        "manual_task" => Some(Kind::ManualTask),
        "task" => Some(Kind::Task),
        "subprocess" => Some(Kind::Subprocess(subprocess(fields, problems))),
        "call" => call(fields, problems).map(Kind::CallActivity),
        _ => None,
    }
}

/// What every activity may say.
pub(super) fn common(fields: &mut Fields<'_>, node: &mut Node, problems: &mut Problems) {
    node.repeat = repeat(fields, problems);
    node.data = DataFlow {
        inputs: templates(fields, "in", Names::Variables, problems),
        outputs: templates(fields, "out", Names::Variables, problems),
    };
    node.quantity = Quantity {
        start: fields.count("start_quantity", problems).unwrap_or(1),
        completion: fields.count("completion_quantity", problems).unwrap_or(1),
    };
    for quantity in [node.quantity.start, node.quantity.completion] {
        if quantity == 0 || quantity > limits::QUANTITY {
            let message = format!("`{}` no puede tener {quantity} como cantidad", node.id);
            let expected = format!("un número entre 1 y {}", limits::QUANTITY);
            problems.add(node.at, Code::Shape, message, expected);
        }
    }
    node.for_compensation = fields.flag("for_compensation", false, problems);
}

fn user_task(fields: &mut Fields<'_>, problems: &mut Problems) -> UserTask {
    let assign = match fields.require("assign", problems) {
        Some(assign) => self::assign(assign, problems),
        None => Assign::default(),
    };
    UserTask {
        assign,
        due: timer(fields, "due", problems),
        act: fields.text("act", problems),
        form: fields.get("form").map(Located::to_json),
        result: fields.variable("result", problems),
        consequence: fields.text("consequence", problems),
    }
}

fn assign(value: &Located, problems: &mut Problems) -> Assign {
    if value.text() == Some(UNASSIGNED) {
        return Assign::default();
    }
    let Some(mut fields) = Fields::of_map(value, "`assign`", problems) else {
        return Assign::default();
    };
    let assign = Assign {
        role: fields.template("role", problems),
        office: fields.template("office", problems),
        person: fields.template("person", problems),
        filer: fields.flag("filer", false, problems),
    };
    if assign.role.is_none() && assign.person.is_none() && !assign.filer {
        let expected = "`role: …`, `person: …` o `filer: true`";
        let message = "`assign` no dice quién hace la tarea";
        problems.add(value.at, Code::MissingKey, message, expected);
    }
    fields.finish(problems);
    assign
}

fn service_task(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<ServiceTask> {
    let service = fields.required_text("service", problems);
    let input = templates(fields, "input", Names::Any, problems);
    let result = fields.variable("result", problems);
    Some(ServiceTask {
        service: service?,
        input,
        result,
    })
}

fn script_task(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<ScriptTask> {
    fields.require("script", problems);
    let script = fields.formula("script", problems);
    let result = fields.variable("result", problems);
    let script = script?;
    Some(ScriptTask { script, result })
}

fn business_rule_task(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<BusinessRuleTask> {
    let decision = fields.required_text("decision", problems);
    let result = fields.variable("result", problems);
    Some(BusinessRuleTask {
        decision: decision?,
        result,
    })
}

fn send_task(id: &ElementId, fields: &mut Fields<'_>, problems: &mut Problems) -> MessageThrow {
    // Asked for here, so that what goes with it is read when its name is left out.
    let named = fields.get("send").is_some();
    let mut thrown = message(fields, "send", problems).unwrap_or_else(|| MessageThrow {
        name: id.to_string(),
        key: None,
        content: Vec::new(),
        time_to_live: None,
    });
    if !named {
        thrown.key = fields.template("key", problems);
        thrown.content = templates(fields, "content", Names::Any, problems);
        thrown.time_to_live = fields.schedule("time_to_live", problems);
    }
    thrown
}

fn receive_task(id: &ElementId, fields: &mut Fields<'_>, problems: &mut Problems) -> ReceiveTask {
    ReceiveTask {
        message: received(id, fields, problems),
        instantiate: fields.flag("instantiate", false, problems),
        result: fields.variable("result", problems),
    }
}

/// `receive`, which is the id when left out, and `key`.
pub(super) fn received(id: &ElementId, fields: &mut Fields<'_>, problems: &mut Problems) -> MessageSpec {
    let name = fields.text("receive", problems).unwrap_or_else(|| id.to_string());
    let key = fields.template("key", problems);
    MessageSpec { name, key }
}

fn call(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<CallActivity> {
    fields.require("process", problems);
    let process = fields.template("process", problems);
    let at = fields.get("version").map(|version| version.at);
    let version = match fields.text("version", problems).as_deref() {
        None | Some("latest") => Version::Latest,
        Some(hash) if hash.len() == 64 && hash.chars().all(|c| c.is_ascii_hexdigit()) => {
            Version::Fixed(DefinitionHash(hash.to_ascii_lowercase()))
        }
        Some(other) => {
            let message = format!("`{other}` no es una versión");
            let expected = "`latest`, o los 64 dígitos hexadecimales de la definición";
            problems.add(at.unwrap_or(fields.at()), Code::Shape, message, expected);
            Version::Latest
        }
    };
    Some(CallActivity {
        process: process?,
        version,
    })
}

fn subprocess(fields: &mut Fields<'_>, problems: &mut Problems) -> Subprocess {
    let transaction = fields.flag("transaction", false, problems);
    let event = fields.flag("event", false, problems);
    let ad_hoc = fields.get("ad_hoc").and_then(|value| ad_hoc(value, problems));
    let variety = match (transaction, event, ad_hoc) {
        (false, false, None) => Variety::Embedded,
        (true, false, None) => Variety::Transaction,
        (false, true, None) => Variety::Event,
        (false, false, Some(ad_hoc)) => Variety::AdHoc(ad_hoc),
        _ => {
            let message = "un subproceso es de una sola clase";
            let expected = "una sola de: `transaction: true`, `event: true`, `ad_hoc: { … }`";
            problems.add(fields.at(), Code::Shape, message, expected);
            Variety::Embedded
        }
    };
    let body = Body {
        data: data(fields, problems),
        ..Body::default()
    };
    Subprocess { variety, body }
}

/// The variables of a scope with their first values; null is none.
pub(super) fn data(
    fields: &mut Fields<'_>,
    problems: &mut Problems,
) -> Vec<(Name, Option<crate::expression::Template>)> {
    let nulls: Vec<&str> = match fields.get("data").and_then(Located::map) {
        Some(entries) => entries
            .iter()
            .filter(|entry| matches!(entry.value.value, Yaml::Null))
            .map(|entry| entry.key.as_str())
            .collect(),
        None => Vec::new(),
    };
    let all = templates(fields, "data", Names::Variables, problems).into_iter();
    all.map(|(name, value)| {
        let value = (!nulls.contains(&&*name)).then_some(value);
        (name, value)
    })
    .collect()
}

/// `true`, or how it goes.
fn ad_hoc(value: &Located, problems: &mut Problems) -> Option<AdHoc> {
    let mut ad_hoc = AdHoc {
        sequential: false,
        until: None,
        cancel_remaining: true,
        begin: None,
    };
    match &value.value {
        Yaml::Bool(false) => return None,
        Yaml::Bool(true) => return Some(ad_hoc),
        _ => {}
    }
    let mut fields = Fields::of_map(value, "`ad_hoc`", problems)?;
    ad_hoc.sequential = fields.flag("sequential", false, problems);
    ad_hoc.until = fields.formula("until", problems);
    ad_hoc.cancel_remaining = fields.flag("cancel_remaining", true, problems);
    ad_hoc.begin = fields.formula("begin", problems);
    fields.finish(problems);
    Some(ad_hoc)
}

fn repeat(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Repeat> {
    let (each, repeated) = (fields.get("each"), fields.get("loop"));
    if each.is_some() && repeated.is_some() {
        let message = "una actividad no puede tener `each` y `loop` a la vez";
        problems.add(fields.at(), Code::Shape, message, "uno de los dos");
    }
    match (each, repeated) {
        (Some(value), _) => self::each(value, problems).map(|each| Repeat::Each(Box::new(each))),
        (None, Some(value)) => self::looped(value, problems).map(Repeat::Loop),
        (None, None) => None,
    }
}

fn looped(value: &Located, problems: &mut Problems) -> Option<Loop> {
    let mut fields = Fields::of_map(value, "`loop`", problems)?;
    let looped = Loop {
        condition: fields.formula("while", problems),
        test_before: fields.flag("test_before", false, problems),
        maximum: fields.count("maximum", problems),
    };
    if looped.condition.is_none() && looped.maximum.is_none() && fields.entry("while").is_none() {
        let message = "`loop` no dice hasta cuándo se repite";
        problems.add(
            value.at,
            Code::MissingKey,
            message,
            "`while: \"= …\"`, `maximum: …` o los dos",
        );
    }
    fields.finish(problems);
    Some(looped)
}

fn each(value: &Located, problems: &mut Problems) -> Option<Each> {
    let mut fields = Fields::of_map(value, "`each`", problems)?;
    let listed = fields.get("in").is_some();
    let counted = fields.get("count").is_some();
    let items = match (listed, counted) {
        (true, false) => fields.formula("in", problems).map(Items::In),
        (false, true) => number_or_formula(&mut fields, "count", problems).map(Items::Count),
        _ => {
            let message = "`each` no dice para qué se hace, o lo dice dos veces";
            problems.add(
                fields.at(),
                Code::Shape,
                message,
                "`in: \"= lista\"` o `count: \"= número\"`",
            );
            None
        }
    };
    let variable = fields.variable("as", problems);
    let one_by_one = fields.flag("one_by_one", false, problems);
    let until = fields.formula("until", problems);
    let results = fields.variable("results", problems);
    let output = fields.formula("output", problems);
    let throws = fields.get("throws");
    let behavior = throws.map_or_else(Behavior::default, |throws| behavior(throws, problems));
    fields.finish(problems);
    Some(Each {
        items: items?,
        variable,
        one_by_one,
        until,
        results,
        output,
        behavior,
    })
}

fn number_or_formula(fields: &mut Fields<'_>, key: &'static str, problems: &mut Problems) -> Option<Expression> {
    let value = fields.get(key)?;
    if let Yaml::Number(number) = &value.value {
        return expression(&format!("= {number}"), value.at, problems);
    }
    fields.formula(key, problems)
}

/// `{ every: … }`, `{ first: … }` or `{ when: [ { if, … } ] }`.
fn behavior(value: &Located, problems: &mut Problems) -> Behavior {
    let Some(mut fields) = Fields::of_map(value, "`throws`", problems) else {
        return Behavior::Nothing;
    };
    let (every, first, when) = (fields.get("every"), fields.get("first"), fields.get("when"));
    let behavior = match (every, first, when) {
        (Some(thrown), None, None) => one_of(thrown, problems).map(Behavior::Every),
        (None, Some(thrown), None) => one_of(thrown, problems).map(Behavior::First),
        (None, None, Some(list)) => Some(Behavior::When(conditional(list, problems))),
        _ => {
            let message = "`throws` no dice cuándo se lanza algo";
            let expected = "una de: `every: { … }`, `first: { … }`, `when: [ { if: \"= …\", … } ]`";
            problems.add(value.at, Code::Shape, message, expected);
            None
        }
    };
    fields.finish(problems);
    behavior.unwrap_or_default()
}

fn conditional(list: &Located, problems: &mut Problems) -> Vec<(Expression, Thrown)> {
    let Some(items) = list.list() else {
        let expected = "`when: [ { if: \"= …\", signal: … } ]`";
        problems.add(list.at, Code::Shape, "`when` no es una lista", expected);
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| conditional_one(item, problems))
        .collect()
}

fn conditional_one(item: &Located, problems: &mut Problems) -> Option<(Expression, Thrown)> {
    let mut fields = Fields::of_map(item, "`when`", problems)?;
    fields.require("if", problems);
    let condition = fields.formula("if", problems);
    let thrown = events::one(&mut fields, problems);
    if thrown.is_none() {
        says_nothing(item.at, problems);
    }
    fields.finish(problems);
    Some((condition?, thrown?))
}

fn says_nothing(at: Position, problems: &mut Problems) {
    let message = "no dice qué se lanza";
    problems.add(at, Code::MissingKey, message, "`signal: …`, `escalation: …`, `send: …`");
}
