//! The commands for authors, as their shell sees them: what they print, where, and how they end.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const PROCESS: &str = "process: prueba
elements:
  - start: inicio
    next: revisar
  - user_task: revisar
    assign: { role: revisor }
    result: revision
    next:
      - { when: '= revision.sirve', to: avisar }
      - { to: fin }
  - service_task: avisar
    service: notify
    next: esperar
  - timer: esperar
    after: P2D
    next: fin
  - end: fin
";

const TABLE: &str = "decision: tarifa
name: Tarifa de prueba
unconfirmed: Es una prueba
hit_policy: first
inputs:
  - { expression: monto, label: Monto, type: number }
outputs:
  - { name: valor, type: number, default: '0' }
rules:
  - { when: ['< 100'], then: ['10'], note: 'Ordenanza 12, art. 3' }
  - { when: ['>= 100'], then: ['monto * 0.05'] }
";

struct Shell(tempfile::TempDir);

impl Shell {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with(self, name: &str, text: &str) -> Self {
        std::fs::write(self.0.path().join(name), text).unwrap();
        self
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_radica"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("RADICA_CONFIG")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads nothing may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn files_that_are_right_are_said_to_be_and_the_catalogue_too() {
    let shell = Shell::new().with("a.yaml", PROCESS).with("b.yaml", TABLE);
    let two = shell.run(&["check", "a.yaml", "b.yaml"]);
    assert_eq!(
        (code(&two), text(&two.stdout).as_str()),
        (0, "Los 2 archivos son correctos.\n"),
        "{}",
        text(&two.stderr)
    );
    let all = shell.run(&["check", "--format", "json"]);
    assert_eq!((code(&all), text(&all.stdout).trim()), (0, "[]"));
}

#[test]
fn every_problem_of_every_file_is_one_object_with_its_place() {
    let shell = Shell::new()
        .with("a.yaml", &PROCESS.replace("to: avisar", "to: avisarr"))
        .with(
            "b.yaml",
            &TABLE
                .replace("'< 100'", "'< < 100'")
                .replace("type: number, default", "type: numero, default"),
        )
        .with(
            "c.bpmn",
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>",
        )
        .with(
            "d.dmn",
            "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"><decision>",
        )
        .with("e.yaml", "tramite: SVT-135\nname: 4\n")
        .with("f.yaml", "otra: cosa\n");
    let files = ["a.yaml", "b.yaml", "c.bpmn", "d.dmn", "e.yaml", "f.yaml"];
    let checked = shell.run(&[&["check", "--format", "json"], files.as_slice()].concat());
    assert_eq!(code(&checked), 1);
    let problems: Vec<serde_json::Value> = serde_json::from_slice(&checked.stdout).unwrap();
    for file in files {
        let of = problems.iter().find(|problem| problem["file"] == file).unwrap();
        assert!(
            of["line"].as_u64().unwrap() >= 1 && of["column"].as_u64().unwrap() >= 1,
            "{of}"
        );
        assert!(
            ["code", "message", "expected"]
                .iter()
                .all(|key| of[*key].as_str().is_some_and(|text| !text.is_empty())),
            "{of}"
        );
    }
    let told = shell.run(&["check", "a.yaml"]);
    assert_eq!(code(&told), 1);
    assert!(text(&told.stdout).contains("a.yaml:9:"), "{}", text(&told.stdout));
}

#[test]
fn a_gap_is_a_warning_and_an_overlap_is_not() {
    let open = TABLE.replace(", default: '0'", "").replace("'>= 100'", "'> 100'");
    let shell = Shell::new().with("gap.yaml", &open).with(
        "overlap.yaml",
        &TABLE
            .replace("hit_policy: first", "hit_policy: unique")
            .replace("'>= 100'", "'>= 50'"),
    );
    let gap = shell.run(&["check", "gap.yaml"]);
    assert_eq!(code(&gap), 0);
    assert!(
        text(&gap.stdout).contains("aviso: gap.yaml:9:") && text(&gap.stdout).contains("Monto: 100"),
        "{}",
        text(&gap.stdout)
    );
    let overlap = shell.run(&["check", "overlap.yaml"]);
    assert_eq!(code(&overlap), 1);
    assert!(
        text(&overlap.stdout).contains("las reglas 1 y 2 se cumplen a la vez"),
        "{}",
        text(&overlap.stdout)
    );
}

#[test]
fn a_process_becomes_bpmn_and_runs_the_same() {
    let shell = Shell::new().with("a.yaml", PROCESS);
    assert_eq!(code(&shell.run(&["convert", "a.yaml", "-o", "a.bpmn"])), 0);
    let steps = "complete: { at: revisar, result: { sirve: true } }\njob: { at: avisar }\nadvance: P3D\n";
    let written = shell.run_with(&["run", "a.yaml"], steps);
    let drawn = shell.run_with(&["run", "a.bpmn"], steps);
    assert_eq!((code(&written), code(&drawn)), (0, 0), "{}", text(&written.stderr));
    assert_eq!(text(&written.stdout), text(&drawn.stdout));
}

#[test]
fn a_table_becomes_dmn_and_comes_back_with_all_that_is_said_of_it() {
    let shell = Shell::new().with("a.yaml", TABLE);
    assert_eq!(
        code(&shell.run(&["convert", "a.yaml", "--to", "dmn", "-o", "a.dmn"])),
        0
    );
    let checked = shell.run(&["check", "a.dmn"]);
    assert_eq!(code(&checked), 0, "{}", text(&checked.stdout));
    let back = text(&shell.run(&["convert", "a.dmn"]).stdout);
    for part in [
        "decision: tarifa\n",
        "name: 'Tarifa de prueba'",
        "unconfirmed: 'Es una prueba'",
        "hit_policy: first",
        "then: ['monto * 0.05']",
        "Ordenanza 12, art. 3",
    ] {
        assert!(back.contains(part), "{part}\n{back}");
    }
    let shell = shell.with("b.yaml", &back);
    assert_eq!(code(&shell.run(&["check", "b.yaml"])), 0);
    let wrong = shell.run(&["convert", "a.yaml", "--to", "bpmn"]);
    assert_eq!(code(&wrong), 1);
    assert!(text(&wrong.stderr).contains("es una decisión"));
}

#[test]
fn two_runs_give_the_same_trace_in_text_and_in_json() {
    let shell = Shell::new().with("a.yaml", PROCESS).with(
        "steps.yaml",
        "- complete: { at: revisar, result: { sirve: true } }\n- job: { at: avisar }\n- advance: P2D\n",
    );
    let run = || shell.run(&["run", "a.yaml", "--script", "steps.yaml"]);
    let (first, second) = (run(), run());
    assert_eq!(code(&first), 0, "{}", text(&first.stderr));
    assert_eq!(first.stdout, second.stdout);
    assert!(
        text(&first.stdout).starts_with("2026-02-02T13:00:00Z started prueba"),
        "{}",
        text(&first.stdout)
    );
    let json = shell.run(&["run", "a.yaml", "--script", "steps.yaml", "--trace", "json"]);
    let lines: Vec<serde_json::Value> = text(&json.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), text(&first.stdout).lines().count());
    assert_eq!(lines.last().unwrap()["what"], "finished");
}

#[test]
fn a_refused_step_is_told_and_the_rest_is_still_done() {
    let script = "at: 2026-11-20T10:00-05:00[America/Bogota]\nsteps:\n  - start: { x: 1 }\n  - complete: { at: nadie }\n  - complete: { at: revisar, result: { sirve: false } }\n";
    let shell = Shell::new().with("a.yaml", PROCESS).with("steps.yaml", script);
    let run = shell.run(&["run", "a.yaml", "--script", "steps.yaml"]);
    assert_eq!(code(&run), 2);
    let trace = text(&run.stdout);
    assert!(
        trace.contains("nothing waits for") && trace.trim_end().ends_with("finished"),
        "{trace}"
    );
    assert!(trace.starts_with("2026-11-20T15:00:00Z"), "{trace}");
}

#[test]
fn a_process_that_waits_says_for_what() {
    let shell = Shell::new()
        .with("a.yaml", PROCESS)
        .with("vars.json", "{ \"monto\": 3 }");
    let waiting = shell.run(&["run", "a.yaml", "--vars", "vars.json"]);
    assert_eq!(code(&waiting), 3);
    assert!(
        text(&waiting.stdout).contains("\"monto\":3"),
        "{}",
        text(&waiting.stdout)
    );
    assert!(
        text(&waiting.stderr)
            .trim_end()
            .ends_with("el proceso espera: revisar (tarea)"),
        "{}",
        text(&waiting.stderr)
    );
    // Nothing was answered, so the condition has nothing to tell: an operator has to look.
    let auto = shell.run(&["run", "a.yaml", "--auto"]);
    assert_eq!(code(&auto), 3);
    assert!(text(&auto.stderr).contains("incidente"), "{}", text(&auto.stderr));
}

#[test]
fn a_definition_or_a_script_that_is_wrong_runs_nothing() {
    let shell = Shell::new()
        .with("a.yaml", &PROCESS.replace("to: avisar", "to: avisarr"))
        .with("b.yaml", PROCESS)
        .with("s.yaml", "- haz: algo\n");
    let wrong = shell.run(&["run", "a.yaml"]);
    assert_eq!(code(&wrong), 1);
    assert!(
        wrong.stdout.is_empty() && text(&wrong.stderr).contains("a.yaml:9:"),
        "{}",
        text(&wrong.stderr)
    );
    let script = shell.run(&["run", "b.yaml", "--script", "s.yaml"]);
    assert_eq!(code(&script), 1);
    assert!(
        text(&script.stderr).contains("s.yaml:1:3: no es un paso"),
        "{}",
        text(&script.stderr)
    );
}
