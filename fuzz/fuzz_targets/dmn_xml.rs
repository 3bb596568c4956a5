//! Any XML: a model is read, written, read again, compiled, analysed and run without a panic.

#![no_main]

use jiff::{Timestamp, tz::TimeZone};
use libfuzzer_sys::fuzz_target;
use radica_feel::dmn::{BoxedKind, Decisions, Model, Sheet};
use radica_feel::{Budget, Context, Env, NoHost};

fuzz_target!(|text: &str| {
    let Ok(model) = Model::from_xml(text) else { return };
    let written = model.to_xml();
    let again = Model::from_xml(&written);
    assert!(again.is_ok_and(|again| again.to_xml() == written), "{written}");
    if let Ok(sheet) = Sheet::from_model(&model) {
        let _ = sheet.to_model();
    }
    let env = Env {
        now: Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC),
        budget: Budget {
            steps: 20_000,
            depth: 200,
            list: 2_000,
            string: 20_000,
        },
        host: &NoHost,
    };
    let inputs = Context::new().with("a", 3_i64).with("b", "x");
    let decisions = Decisions::compile(&model, &[]);
    for decision in model.decisions.iter().take(8) {
        let outcome = decisions.evaluate(&decision.variable.name, &inputs, &env);
        if let Some(BoxedKind::Table(table)) = decision.logic.as_ref().map(|logic| &logic.kind) {
            if table.rules.len() * table.inputs.len() < 30 {
                let _ = table.findings();
            }
            let _ = table.to_html("t", outcome.tables.first());
        }
    }
});
