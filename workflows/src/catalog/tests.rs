//! The catalogue that the program carries, and what is said of a broken one.

use std::collections::BTreeMap;
use std::path::Path;

use super::*;

fn carried() -> Catalog {
    Catalog::embedded().unwrap_or_else(|error| match error {
        CatalogError::Wrong(problems) => {
            panic!(
                "{}",
                problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
            )
        }
        other => panic!("{other}"),
    })
}

fn filed_here(catalog: &Catalog) -> Vec<&str> {
    catalog
        .tramites
        .values()
        .filter(|tramite| tramite.filing.is_some())
        .map(|tramite| tramite.id.as_str())
        .collect()
}

/// Problems of the carried files with one of them changed, as `line:column: wrong`, with what was expected.
fn broken(path: &str, from: &str, to: &str) -> Vec<Problem> {
    let files = Files::embedded();
    let text = files.get(path).unwrap();
    assert!(text.contains(from), "{path} no longer holds {from:?}");
    let text = text.replacen(from, to, 1);
    Catalog::check(&files.with(path, text))
}

const PAZ_Y_SALVO: &str = "tramites/SVT-135-certificado-de-paz-y-salvo.yaml";

#[test]
fn all_135_tramites_are_listed_by_theme_and_seven_can_be_filed() {
    let catalog = carried();
    assert_eq!(catalog.tramites.len(), 135);
    let mut by_theme: BTreeMap<&str, usize> = BTreeMap::new();
    for tramite in catalog.tramites.values() {
        *by_theme.entry(tramite.theme.as_str()).or_default() += 1;
    }
    let counts = catalog.themes.themes.iter().map(|theme| by_theme[theme.id.as_str()]);
    assert_eq!(counts.collect::<Vec<_>>(), [22, 23, 15, 23, 17, 14, 21]);
    let seven = [
        "SVT-010", "SVT-030", "SVT-033", "SVT-101", "SVT-117", "SVT-124", "SVT-135",
    ];
    assert_eq!(filed_here(&catalog), seven);
}

#[test]
fn every_outcome_of_the_seven_has_its_wording_or_its_template() {
    let catalog = carried();
    for id in filed_here(&catalog) {
        let tramite = catalog.tramite(id).unwrap();
        let filing = tramite.filing.as_ref().unwrap();
        for outcome in [tramite::Outcome::Granted, tramite::Outcome::Refused] {
            let text = filing.results[&outcome].text.as_ref();
            assert!(text.is_some_and(|text| !text.decisions.is_empty()), "{id} {outcome:?}");
        }
        assert!(filing.steps.len() >= 3, "{id}");
    }
}

#[test]
fn whatever_was_assumed_is_marked_with_its_reason() {
    let catalog = carried();
    for tramite in catalog.tramites.values() {
        assert!(
            tramite.unconfirmed.as_ref().is_some_and(|reason| reason.len() > 20),
            "{}",
            tramite.id
        );
    }
}

#[test]
fn a_task_takes_the_tramites_own_form_where_it_has_one() {
    let catalog = carried();
    let pharmacy = catalog.tramite("SVT-010").unwrap();
    let form = |tramite| catalog.task_form(tramite, "visitar", "visita").unwrap().form.as_str();
    assert_eq!(form(Some(pharmacy.as_ref())), "visita-farmacia");
    assert_eq!(form(None), "visita");
}

#[test]
fn the_peti_has_its_eight_versions_and_only_three_known_texts() {
    let catalog = carried();
    let peti = &catalog.policies["PETI"];
    assert_eq!(peti.versions.len(), 8);
    let approved = peti.versions.iter().map(|row| row.approved_by.is_some());
    assert_eq!(
        approved.collect::<Vec<_>>(),
        [true, true, true, true, true, false, false, false]
    );
    let known: Vec<&str> = peti
        .versions
        .iter()
        .filter(|row| !row.text.is_empty())
        .map(|row| row.version.as_str())
        .collect();
    assert_eq!(known, ["2.1", "2.2", "2.3"]);
    let text = |version| catalog.policy_text("PETI", version).unwrap();
    assert!(text("2.3").contains("Nivel de satisfacción de usuarios TI"));
    assert!(!text("2.2").contains("Nivel de satisfacción de usuarios TI"));
    assert_eq!(catalog.policy_text("PETI", "1.0"), None);
}

#[test]
fn the_trd_in_force_is_that_of_the_day() {
    let catalog = carried();
    assert_eq!(
        catalog
            .trd_on(jiff::civil::date(2026, 11, 22))
            .map(|trd| trd.trd.as_str()),
        Some("3")
    );
    assert!(catalog.trd_on(jiff::civil::date(2026, 1, 31)).is_none());
}

#[test]
fn the_version_changes_with_any_file_and_only_then() {
    let files = Files::embedded();
    assert_eq!(files.hash(), Files::embedded().hash());
    assert_ne!(files.hash(), files.with("notices/otra.yaml", "").hash());
}

#[test]
fn the_directory_and_what_the_program_carries_are_the_same() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(Files::read(directory).unwrap().hash(), Files::embedded().hash());
}

#[test]
fn a_broken_definition_is_told_with_its_place_and_what_was_expected() {
    let cases = [
        (
            PAZ_Y_SALVO,
            "\noffice: hacienda/tesoreria",
            "\noffice: hacienda/tesorería",
            "la dependencia `hacienda/tesorería` no existe",
            7,
        ),
        (
            PAZ_Y_SALVO,
            "\npurpose:",
            "\npurposse:",
            "la clave `purposse` no existe aquí",
            4,
        ),
        (PAZ_Y_SALVO, "theme: impuestos", "theme: 7", "`theme` es un número", 5),
        (
            PAZ_Y_SALVO,
            "process: expedir-certificado",
            "process: expedir",
            "el proceso `expedir` no existe",
            11,
        ),
        (
            PAZ_Y_SALVO,
            "template: paz-y-salvo.typ",
            "template: pazysalvo.typ",
            "la plantilla `pazysalvo.typ` no existe",
            0,
        ),
        (
            PAZ_Y_SALVO,
            "when: '= de_quien = \"persona\"'",
            "when: '= de_quien = = 1'",
            "la expresión `de_quien = = 1` no se entiende",
            0,
        ),
        (
            PAZ_Y_SALVO,
            "when: '= de_quien =",
            "when: '= quien =",
            "`quien` no es un campo anterior",
            0,
        ),
        (
            PAZ_Y_SALVO,
            "when: '= de_quien = \"persona\"'",
            "when: '= de_quien = \"personas\"'",
            "`personas` no es una respuesta de `de_quien`",
            0,
        ),
        (
            PAZ_Y_SALVO,
            "when: '= de_quien = \"persona\"'",
            "when: '= de_quien > 3 or true'",
            "compara lo que no se puede comparar",
            0,
        ),
        (
            PAZ_Y_SALVO,
            "subseries: paz-y-salvo",
            "subseries: paz",
            "la TRD 3 no tiene `certificados/paz`",
            0,
        ),
        (
            PAZ_Y_SALVO,
            "doctype: poder",
            "doctype: podio",
            "el tipo documental `podio` no está",
            0,
        ),
        (
            PAZ_Y_SALVO,
            "{{nombre_titular}}",
            "{{titular}}",
            "`titular` no es un campo del formulario",
            0,
        ),
        (PAZ_Y_SALVO, "{{placa}}]]", "{{placa}}", "hay un `[[` sin `]]`", 0),
        (
            PAZ_Y_SALVO,
            "style: select",
            "style: sellect",
            "`style` dice `sellect`",
            0,
        ),
        (PAZ_Y_SALVO, "theme: impuestos", "theme: [", "no es YAML válido", 0),
        (
            "entity.yaml",
            "entity: \"#0f4a38\"",
            "entity: \"#8fbfae\"",
            "el contraste de `entity` con `on_entity` es",
            0,
        ),
        (
            "entity.yaml",
            "nit: 800.094.164-4",
            "nit: 800.094.164-5",
            "no tiene su dígito de verificación",
            3,
        ),
        (
            "notices/decision.yaml",
            "{{documento}}",
            "{{acto}}",
            "`acto` no está entre sus datos",
            0,
        ),
        (
            "processes/expedir-certificado.yaml",
            "form: revision",
            "form: revisar",
            "el formulario `revisar` no existe",
            0,
        ),
        (
            "processes/expedir-certificado.yaml",
            "service: notify",
            "service: notificar",
            "el servicio `notificar` no existe",
            0,
        ),
        (
            "processes/expedir-certificado.yaml",
            "to: firmar",
            "to: firma",
            "`firma`",
            0,
        ),
        (
            PAZ_Y_SALVO,
            "assessment: valorar-paz-y-salvo",
            "assessment: valorar",
            "el proceso `valorar` no existe",
            0,
        ),
        (
            "policies/peti/policy.yaml",
            "version: \"1.1\"",
            "version: \"0.9\"",
            "la versión `0.9` no sigue a la anterior",
            0,
        ),
        (
            "calendar.yaml",
            "fixed: 05-01",
            "fixed: 05-41",
            "el calendario no sirve",
            0,
        ),
        (
            "lists/municipios.yaml",
            "list: municipios",
            "list: pueblos",
            "la lista `municipios` no existe",
            0,
        ),
    ];
    for (path, from, to, wrong, line) in cases {
        let problems = broken(path, from, to);
        let found = problems.iter().find(|problem| problem.wrong.contains(wrong));
        let problem = found.unwrap_or_else(|| panic!("{path}: {to}: {problems:#?}"));
        assert!(!problem.expected.is_empty() && problem.column > 0, "{problem}");
        assert!(line == 0 || problem.line == line, "{problem}");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let files = Files::embedded()
        .with("tramites/uno.yaml", "tramite: SVT-900\nname: 4\notra: x\n")
        .with("tramites/dos.yaml", "- nada\n")
        .with(
            "forms/tres.yaml",
            "form: tres\ntitle: Tres\nfields:\n  - { id: A, type: text, label: x, pattern: '(' }\n",
        );
    let problems = Catalog::check(&files);
    let of = |file: &str| problems.iter().filter(|problem| problem.file == file).count();
    assert!(of("tramites/uno.yaml") >= 3, "{problems:#?}");
    assert_eq!(
        (of("tramites/dos.yaml"), of("forms/tres.yaml")),
        (1, 2),
        "{problems:#?}"
    );
    let name = problems
        .iter()
        .find(|problem| problem.wrong.contains("`name`"))
        .unwrap();
    assert_eq!((name.line, name.column), (2, 7));
}

#[test]
fn a_drawn_process_is_loaded_and_checked_beside_the_written_ones() {
    let files = Files::embedded();
    let written = files.get("processes/expedir-certificado.yaml").unwrap();
    let named = written.replacen("process: expedir-certificado", "process: dibujado", 1);
    let drawn = compile(&named, "dibujado.yaml").unwrap().to_bpmn();
    let path = "processes/dibujado.bpmn";
    let catalog = Catalog::of(&files.clone().with(path, drawn.clone())).unwrap();
    assert_eq!(catalog.processes["dibujado"].path, path);
    let form = drawn.replacen(
        "&quot;revision&quot;</radica:form>",
        "&quot;revisar&quot;</radica:form>",
        1,
    );
    assert!(form != drawn);
    let problems = Catalog::check(&files.clone().with(path, form));
    let problem = problems.iter().find(|problem| problem.file == path).unwrap();
    assert!(
        problem.wrong.contains("el formulario `revisar") && problem.line > 1,
        "{problem}"
    );
    let twice = Catalog::check(&files.with("processes/expedir-certificado.bpmn", drawn));
    assert!(twice.iter().any(|problem| problem.code == "duplicate-id"), "{twice:?}");
}

#[test]
fn what_a_process_calls_exists_in_either_notation() {
    let calls = "process: llama\nelements:\n  - start: s\n    next: reglas\n  - business_rule_task: reglas\n    \
        decision: ninguna\n    next: otro\n  - call: otro\n    process: nadie\n    next: uno\n  - call: uno\n    \
        process: expedir-certificado\n    next: el-que-sea\n  - call: el-que-sea\n    process: \"= x\"\n    next: e\n  - end: e\n";
    let drawn = compile(calls, "llama.yaml").unwrap().to_bpmn();
    for (path, text) in [
        ("processes/llama.yaml", calls.to_owned()),
        ("processes/llama.bpmn", drawn),
    ] {
        let problems = Catalog::check(&Files::embedded().with(path, text));
        let told: Vec<&str> = problems.iter().map(|problem| problem.wrong.as_str()).collect();
        assert_eq!(
            told,
            ["la decisión `ninguna` no existe", "el proceso `nadie` no existe"],
            "{path}"
        );
    }
}

#[test]
fn the_schema_of_processes_takes_every_process() {
    let (_, schema) = schema::all()
        .into_iter()
        .find(|(name, _)| *name == "process.json")
        .unwrap();
    let everything = include_str!("../../../engine/tests/definitions/everything.yaml");
    let catalog = carried();
    let written = catalog.processes.values().map(|source| source.text.as_str());
    for text in written.chain([everything]) {
        let tree = radica_engine::located::read(text).unwrap();
        let departures = shape::departures(&tree, &schema);
        assert!(
            departures.is_empty(),
            "{}: {departures:?}",
            text.lines().next().unwrap()
        );
    }
}

/// Writes the schemas when `UPDATE_SCHEMAS` is set: `UPDATE_SCHEMAS=1 cargo test -p radica-workflows schemas`.
#[test]
fn the_schemas_beside_the_definitions_are_current() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let update = std::env::var_os("UPDATE_SCHEMAS").is_some();
    for (name, schema) in schema::all() {
        let path = directory.join(name);
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if update {
            std::fs::write(&path, &text).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == text,
            "{name} is not current: UPDATE_SCHEMAS=1 cargo test -p radica-workflows schemas"
        );
    }
}

/// What is wrong with a process that is added to the carried files.
fn with_process(id: &str, elements: &str) -> Vec<Problem> {
    let text = format!("process: {id}\nelements:\n{elements}  - end: fin\n");
    Catalog::check(&Files::embedded().with(&format!("processes/{id}.yaml"), text))
}

#[test]
fn what_no_system_would_notice_begins_no_process() {
    let condition = with_process(
        "a",
        "  - start: inicio\n    condition: \"= lluvia > 3\"\n    next: fin\n",
    );
    assert_eq!(condition.len(), 1, "{condition:?}");
    assert_eq!((condition[0].line, &*condition[0].code), (3, "begins"));
    let all = "  - start: inicio\n    all: [ { message: a }, { signal: b } ]\n    next: fin\n";
    assert_eq!(with_process("a", all).len(), 1);
}

#[test]
fn a_message_begins_one_process_only_and_a_signal_a_process_once() {
    let start = |id: &str, by: &str| format!("  - start: {id}\n    {by}: aviso\n    next: fin\n");
    let twice = |by: &str| with_process("a", &format!("{}{}", start("uno", by), start("otro", by)));
    for by in ["message", "signal"] {
        let problems = twice(by);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].wrong.contains("aviso"), "{problems:?}");
    }
    assert_eq!(with_process("a", &start("uno", "message")), []);
}

#[test]
fn a_process_that_decides_on_what_is_filed_is_begun_by_nothing_else() {
    let path = "processes/expedir-certificado.yaml";
    let text = Files::embedded().get(path).unwrap().to_owned();
    let text = text.replacen(
        "elements:\n",
        "elements:\n  - start: otro\n    message: aviso\n    next: fin-otro\n  - end: fin-otro\n",
        1,
    );
    let problems = Catalog::check(&Files::embedded().with(path, text));
    assert!(problems.iter().any(|problem| problem.code == "begins"), "{problems:?}");
}

#[test]
fn a_process_that_throws_what_it_begins_with_is_warned_of() {
    let elements =
        "  - start: inicio\n    signal: aviso\n    next: lanzar\n  - throw: lanzar\n    signal: aviso\n    next: fin\n";
    let text = format!("process: a\nelements:\n{elements}  - end: fin\n");
    let catalog = Catalog::of(&Files::embedded().with("processes/a.yaml", text)).unwrap();
    assert!(catalog.warnings.iter().any(|warning| warning.code == "begins"));
}

#[test]
fn a_file_on_its_own_is_warned_of_what_no_system_would_notice() {
    let text =
        "process: a\nelements:\n  - start: inicio\n    condition: \"= lluvia > 3\"\n    next: fin\n  - end: fin\n";
    let checked = check_files(&[("a.yaml".to_owned(), text.to_owned())], &Files::embedded());
    assert_eq!((checked.problems.len(), checked.warnings.len()), (0, 1));
}
