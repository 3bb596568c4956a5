//! Every static constraint of an executable model: the smallest definition that breaks it, and what is said
//! of it and where.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use radica_engine::Definition;

/// Elements as YAML, and the line and beginning of the problem.
const YAML: [(&str, &str); 46] = [
    // Starts, ends and events in the course of a path.
    (
        "- { start: s, next: e }\n- { end: e, flows: [ { to: t } ] }\n- { task: t, flows: [] }",
        "4: `e` es un fin, y de él sale un camino",
    ),
    (
        "- { start: s, error: x, next: e }\n- { end: e }",
        "3: un inicio no puede esperar `error` ahí: `s`",
    ),
    (
        "- { start: s, next: s }\n- { end: e }",
        "3: a `s` no se puede llegar: es start",
    ),
    (
        "- { start: s, next: t }\n- { throw: t, error: x, next: e }\n- { end: e }",
        "4: `t` lanza `error`, que solo puede lanzar un fin",
    ),
    (
        "- { start: s, next: t }\n- { throw: t, terminate: true, next: e }\n- { end: e }",
        "4: `t` lanza `terminate`",
    ),
    (
        "- { start: s, next: c }\n- { catch: c, error: x, next: e }\n- { end: e }",
        "4: `c` no puede esperar `error` en medio de un camino",
    ),
    (
        "- { start: s, next: c }\n- { catch: c, next: e }\n- { end: e }",
        "4: el elemento no dice qué espera",
    ),
    (
        "- { start: s, next: e }\n- { end: e, error: any }",
        "4: `any` no es un código que se pueda lanzar",
    ),
    (
        "- { start: s, next: e }\n- { end: e, error: x, signal: y }",
        "4: el elemento lanza varias cosas",
    ),
    (
        "- { start: s, next: e }\n- { end: e, cancel: true }",
        "4: `e` cancela una transacción, y no está directamente en una",
    ),
    // Links.
    (
        "- { start: s, next: t }\n- { throw: t, link: a }",
        "4: `t` sigue en el enlace `a`, que nadie espera",
    ),
    (
        "- { start: s, next: e }\n- { catch: c, link: a, next: e }\n- { end: e }",
        "4: `c` espera el enlace `a`, que nadie lanza",
    ),
    (
        "- { start: s, next: t }\n- { throw: t, link: a }\n- { catch: c, link: a, next: e }\n- { catch: d, link: a, next: e }\n- { end: e }",
        "6: `d` espera el enlace `a`, y otro elemento también",
    ),
    (
        "- { start: s, next: t }\n- { throw: t, throws: [ { link: a }, { signal: b } ], next: e }\n- { catch: c, link: a, next: e }\n- { end: e }",
        "4: `t` sigue en un enlace, y además",
    ),
    (
        "- { start: s, next: t }\n- { end: t, throws: [ { link: a } ] }\n- { catch: c, link: a, next: e }\n- { end: e }",
        "4: `t` es un fin, y sigue en un enlace",
    ),
    // Boundary events and compensation.
    (
        "- { start: s, next: t }\n- { task: t, next: e, boundary: [ { error: x, interrupting: false, next: e } ] }\n- { end: e }",
        "4: un error siempre interrumpe la tarea",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: e, boundary: [ { timer: P1D, flows: [] } ] }\n- { end: e }",
        "4: del evento de borde `t.timer` no sale ningún camino",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: e, boundary: [ { cancel: true, next: e } ] }\n- { end: e }",
        "4: `t.cancel` espera que se cancele una transacción, y `t` no lo es",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: e, boundary: [ { link: x, next: e } ] }\n- { end: e }",
        "4: el evento de borde `t.link` no puede esperar un enlace",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: e, boundary: [ { next: e } ] }\n- { end: e }",
        "4: el evento de borde no dice qué espera",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: e, boundary: [ { compensation: true } ] }\n- { end: e }",
        "4: `t.compensation` no dice qué actividad deshace lo hecho",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: h, boundary: [ { compensation: true, handler: h } ] }\n- { task: h, next: e }\n- { end: e }",
        "5: `h` solo deshace otra actividad, y está en un camino",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: e, boundary: [ { compensation: true, handler: e } ] }\n- { end: e }",
        "5: `e` deshace otra actividad, y no es una actividad",
    ),
    (
        "- { start: s, next: e }\n- { task: h, for_compensation: true }\n- { end: e }",
        "4: `h` solo deshace otra actividad, y ninguna se deshace con ella",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: e }\n- { end: e, compensate: t }",
        "5: `e` deshace `t`, que no dice cómo se deshace",
    ),
    (
        "- { start: s, next: e }\n- { end: e, compensate: t }",
        "4: `e` deshace `t`, que no existe",
    ),
    // Gateways and flows.
    (
        "- { start: s, next: g }\n- { event_based: g, next: [ c, t ] }\n- { catch: c, timer: P1D, next: e }\n- { task: t, next: e }\n- { end: e }",
        "4: `g` lleva a `t`, que no espera un evento",
    ),
    (
        "- { start: s, next: g }\n- { event_based: g, next: c }\n- { catch: c, timer: P1D, next: e }\n- { end: e }",
        "4: de `g` no salen al menos dos caminos",
    ),
    (
        "- { start: s, next: g }\n- { event_based: g, parallel: true, next: [ c, d ] }\n- { catch: c, timer: P1D, next: e }\n- { catch: d, signal: x, next: e }\n- { end: e }",
        "4: `g` espera todos sus eventos, y no inicia el proceso",
    ),
    (
        "- { start: s, next: g }\n- { event_based: g, instantiate: true, next: [ c, d ] }\n- { catch: c, message: x, next: e }\n- { catch: d, message: y, next: e }\n- { end: e }",
        "4: `g` inicia el proceso, y no está donde empieza",
    ),
    (
        "- { start: s, next: g }\n- { event_based: g, next: [ c, d ] }\n- { catch: c, message: x, next: e }\n- { receive_task: d, next: e }\n- { end: e }",
        "4: `g` lleva a eventos de mensaje y a tareas que reciben",
    ),
    (
        "- { start: s, next: g }\n- { event_based: g, next: [ c, d ] }\n- { catch: c, timer: P1D, next: e }\n- { receive_task: d, next: e, boundary: [ { timer: P1D, next: c } ] }\n- { end: e }",
        "5: a `c`, que sigue a una compuerta de eventos, llega otro camino",
    ),
    (
        "- { start: s, next: g }\n- { parallel: g, flows: [ { to: e, when: \"= x\" } ] }\n- { end: e }",
        "4: el camino `g->e` tiene condición o es por omisión, y `g` no elige",
    ),
    (
        "- { start: s, next: t }\n- { task: t, flows: [ { to: e, when: \"= x\", default: true } ] }\n- { end: e }",
        "4: el camino por omisión `t->e` tiene condición",
    ),
    (
        "- { start: s, next: g }\n- { exclusive: g, flows: [ { to: e, when: \"= x\" }, { to: f } ] }\n- { end: e }\n- { end: f }",
        "4: el camino `g->f` de `g` no tiene condición ni es por omisión",
    ),
    (
        "- { start: s, next: u }\n- { subprocess: u, next: e, elements: [ { start: a, next: e } ] }\n- { end: e }",
        "4: `e` está en otro subproceso que `a`",
    ),
    // Subprocesses.
    (
        "- { start: s, next: u }\n- { subprocess: u, next: e, elements: [ { start: a, next: c }, { start: b, next: c }, { end: c } ] }\n- { end: e }",
        "4: `b` es un segundo inicio de `u`",
    ),
    (
        "- { start: s, next: u }\n- { subprocess: u, next: e, elements: [ { start: a, timer: P1D, next: c }, { end: c } ] }\n- { end: e }",
        "4: el inicio `a` de un subproceso espera algo (`timer`)",
    ),
    (
        "- { start: s, next: e }\n- { end: e }\n- { subprocess: u, event: true, elements: [ { start: a, next: c }, { end: c } ] }",
        "5: `u`, un subproceso de evento, no tiene un solo inicio que espere algo",
    ),
    (
        "- { start: s, next: e }\n- { end: e }\n- { subprocess: u, event: true, elements: [ { start: a, error: x, interrupting: false, next: c }, { end: c } ] }",
        "5: `a` espera `error`, que siempre interrumpe",
    ),
    (
        "- { start: s, next: u }\n- { end: e }\n- { subprocess: u, event: true, elements: [ { start: a, error: x, next: c }, { end: c } ] }",
        "3: a `u` no se puede llegar: es un subproceso de evento",
    ),
    (
        "- { start: s, next: u }\n- { subprocess: u, ad_hoc: true, next: e, elements: [ { task: a, next: c }, { end: c } ] }\n- { end: e }",
        "4: `c` está en un subproceso ad hoc, que no tiene inicios ni fines",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: e, each: { count: 2 }, loop: { maximum: 2 } }\n- { end: e }",
        "4: una actividad no puede tener `each` y `loop` a la vez",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: e, each: { count: 2, throws: { first: { terminate: true } } } }\n- { end: e }",
        "4: `t` no puede lanzar `terminate` por cada vez que se hace",
    ),
    (
        "- { start: s, next: t }\n- { task: t, next: e, start_quantity: 0 }\n- { end: e }",
        "4: `t` no puede tener 0 como cantidad",
    ),
    (
        "- { receive_task: t, instantiate: true, start_quantity: 2, next: e }\n- { end: e }",
        "3: `t` inicia el proceso y necesita varias llegadas",
    ),
];

/// What stands in a BPMN process, and the line and beginning of the problem.
const BPMN: [(&str, &str); 19] = [
    (
        "<userTask id='t' xmlns:c='http://camunda.org/schema/1.0/bpmn' c:candidateGroups='a,b'/>",
        "3: `t` es para varios: `a,b`",
    ),
    (
        "<userTask id='t'><potentialOwner><resourceAssignmentExpression><formalExpression>a,b</formalExpression>\
         </resourceAssignmentExpression></potentialOwner></userTask>",
        "3: `t` es para varios: `a,b`",
    ),
    (
        "<startEvent id='s'/>\n<sequenceFlow id='f' sourceRef='s' targetRef='n'/>",
        "4: el elemento `n` no existe",
    ),
    (
        "<task id='t'/>\n<sequenceFlow id='f' sourceRef='n' targetRef='t'/>",
        "4: `sequenceFlow` `f` sale de `n`, que no está ahí",
    ),
    (
        "<task id='t'/>\n<boundaryEvent id='b' attachedToRef='n'><errorEventDefinition/></boundaryEvent>",
        "4: `boundaryEvent` `b` sale de `n`, que no está ahí",
    ),
    (
        "<intermediateCatchEvent id='c'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>",
        "3: `messageEventDefinition` se refiere a `m`, que no existe",
    ),
    (
        "<intermediateCatchEvent id='c'><messageEventDefinition/></intermediateCatchEvent>",
        "3: a `messageEventDefinition` le falta `messageRef`",
    ),
    (
        "<intermediateCatchEvent id='c'><timerEventDefinition/></intermediateCatchEvent>",
        "3: a `timerEventDefinition` le falta `timeDuration",
    ),
    (
        "<endEvent id='e'><errorEventDefinition errorRef='x'/></endEvent>",
        "3: `errorEventDefinition` se refiere a `x`, que no existe",
    ),
    (
        "<endEvent id='e'><errorEventDefinition/></endEvent>",
        "3: a `errorEventDefinition` le falta `errorRef`",
    ),
    (
        "<endEvent id='e'><timerEventDefinition/></endEvent>",
        "3: `timerEventDefinition` no se puede ejecutar",
    ),
    (
        "<scriptTask id='t' scriptFormat='javascript'><script>1</script></scriptTask>",
        "3: scriptFormat `javascript` no se puede ejecutar",
    ),
    (
        "<task id='t'/>\n<sequenceFlow id='f' sourceRef='t' targetRef='e'><conditionExpression language='java'>x</conditionExpression></sequenceFlow>\n<endEvent id='e'/>",
        "4: language `java` no se puede ejecutar",
    ),
    (
        "<task id='t' default='g'/>\n<sequenceFlow id='f' sourceRef='t' targetRef='e'/>\n<endEvent id='e'/>",
        "3: `g` es la salida por omisión de `t`, y no sale de él",
    ),
    (
        "<task id='t'><resourceParameterBinding/></task>",
        "3: `resourceParameterBinding` no se puede ejecutar",
    ),
    (
        "<conversation id='c'/>\n<task id='t'/>",
        "3: `conversation` `c` no se puede ejecutar",
    ),
    ("<callActivity id='c'/>", "3: `c` no dice qué proceso llama"),
    (
        "<task id='t'/>\n<task id='t'/>",
        "4: el identificador `t` ya está en la línea 3",
    ),
    ("<task/>", "3: `task` no tiene `id`"),
];

fn problems(loaded: Result<Definition, Vec<radica_engine::Problem>>) -> Vec<String> {
    let problems = loaded.err().unwrap_or_default();
    let line = |problem: &radica_engine::Problem| format!("{}: {}", problem.line, problem.message);
    problems.iter().map(line).collect()
}

#[test]
fn each_constraint_is_told_of_where_it_is_broken() {
    for (elements, wanted) in YAML {
        let elements: String = elements.lines().map(|line| format!("  {line}\n")).collect();
        let source = format!("process: p\nelements:\n{elements}");
        let found = problems(Definition::from_yaml(&source, "p.yaml"));
        assert!(
            found.iter().any(|problem| problem.starts_with(wanted)),
            "{source}{wanted}\n{found:#?}"
        );
    }
}

#[test]
fn what_a_document_lacks_is_told_of_where_it_is() {
    for (inside, wanted) in BPMN {
        let source = format!(
            "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>\n<process id='p'>\n{inside}\n</process></definitions>"
        );
        let found = problems(Definition::from_bpmn(&source, "p.bpmn"));
        assert!(
            found.iter().any(|problem| problem.starts_with(wanted)),
            "{source}\n{wanted}\n{found:#?}"
        );
    }
}
