//! Golden stories: each trámite that can be filed, from the draft to the closed expediente, without HTTP.
//!
//! A story drives the services as its people do; its journal is compared with `golden/`. `UPDATE_GOLDEN=1` rewrites it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
#![allow(dead_code, reason = "refusals.rs uses the rest of the world")]

mod answers;
mod audit;
mod proof;
mod trace;
mod world;

use jiff::civil::date;
use proof::Ending;
use world::World;

const LUZ: &str = "luz-dary-chindoy";
const JAIRO: &str = "jairo-burbano";
const ROCIO: &str = "rocio-jansasoy";
const YAMILE: &str = "yamile-rosero";
const OMAR: &str = "omar-benavides";

const COMPLETE: &[(&str, &str)] = &[("resultado", "completa")];
const GRANT: &[(&str, &str)] = &[("resultado", "conceder")];

#[tokio::test(flavor = "multi_thread")]
async fn svt_135_a_clearance_certificate_is_issued_in_two_days() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-135", &[], &[]).await;
    assert_eq!(radicado, "E-2026-000001");
    assert_eq!(
        world.case(&radicado).await.due_on,
        Some(date(2026, 12, 3)),
        "ten working days"
    );
    world.at("2026-11-20T15:00:00Z").await;
    world.work(JAIRO, &radicado, "revisar", COMPLETE).await;
    world.work(OMAR, &radicado, "firmar", GRANT).await;
    world.close(&radicado).await;
    let ending = Ending {
        outcome: "granted",
        number: "C-2026-000001",
        signer: OMAR,
        told: 2,
    };
    proof::of_an_ended_case(&world, &radicado, &ending).await;
    trace::assert_golden(&world, "SVT-135").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn svt_030_the_history_of_a_vehicle_is_certified_with_its_receipt() {
    let world = World::open().await;
    let radicado = world
        .file(LUZ, "SVT-030", &[("interes", "comprador")], &["recibo"])
        .await;
    assert_eq!(
        world.case(&radicado).await.due_on,
        Some(date(2026, 12, 3)),
        "ten working days"
    );
    world.at("2026-11-20T16:00:00Z").await;
    world.work(ROCIO, &radicado, "revisar", COMPLETE).await;
    world.work(OMAR, &radicado, "firmar", GRANT).await;
    world.close(&radicado).await;
    let ending = Ending {
        outcome: "granted",
        number: "C-2026-000001",
        signer: OMAR,
        told: 2,
    };
    proof::of_an_ended_case(&world, &radicado, &ending).await;
    trace::assert_golden(&world, "SVT-030").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn svt_101_a_requirement_stops_the_term_until_the_day_after_the_delivery() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-101", &[], &["acta", "estatutos", "listado"]).await;
    assert_eq!(
        world.case(&radicado).await.due_on,
        Some(date(2026, 12, 11)),
        "fifteen working days"
    );
    world.at("2026-11-23T14:00:00Z").await;
    let wanting = [
        ("resultado", "falta"),
        ("que_falta", "El certificado de delimitación. Lo expide su alcaldía."),
    ];
    world.work(JAIRO, &radicado, "revisar", &wanting).await;
    assert_eq!(
        world.case(&radicado).await.due_on,
        Some(date(2026, 12, 11)),
        "sending it stops nothing"
    );
    world.at("2026-11-25T15:00:00Z").await;
    world.open_requirement(LUZ, &radicado).await;
    world.open_requirement(LUZ, &radicado).await;
    assert_eq!(world.case(&radicado).await.due_on, None, "stopped when it was opened");
    world.at("2026-12-02T20:00:00Z").await;
    world.deliver(LUZ, &radicado, "Aquí está.", &["delimitacion"]).await;
    // Three days had counted (20, 23 and 24 November); the other twelve count from 3 December, but for the holiday.
    assert_eq!(world.case(&radicado).await.due_on, Some(date(2026, 12, 21)));
    world.work(JAIRO, &radicado, "revisar", COMPLETE).await;
    world.at("2026-12-03T14:00:00Z").await;
    world.work(YAMILE, &radicado, "estudiar", &[]).await;
    world.work(JAIRO, &radicado, "decidir", &[]).await;
    world.work(OMAR, &radicado, "firmar", GRANT).await;
    world.close(&radicado).await;
    let ending = Ending {
        outcome: "granted",
        number: "R-2026-00001",
        signer: OMAR,
        told: 4,
    };
    proof::of_an_ended_case(&world, &radicado, &ending).await;
    trace::assert_golden(&world, "SVT-101").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn svt_010_a_drugstore_is_authorised_after_the_visit() {
    let world = World::open().await;
    let documents = ["local", "matricula", "plano", "titulo", "contrato"];
    let radicado = world.file(LUZ, "SVT-010", &[], &documents).await;
    world.at("2026-11-20T14:00:00Z").await;
    world.work(ROCIO, &radicado, "revisar", COMPLETE).await;
    world
        .work(ROCIO, &radicado, "programar-visita", &[("fecha", "2026-11-24")])
        .await;
    world.at("2026-11-24T15:00:00Z").await;
    world
        .work(
            ROCIO,
            &radicado,
            "visitar",
            &[("fecha", "2026-11-24"), ("resultado", "favorable")],
        )
        .await;
    world.work(ROCIO, &radicado, "decidir", &[]).await;
    world.work(OMAR, &radicado, "firmar", GRANT).await;
    world.close(&radicado).await;
    let ending = Ending {
        outcome: "granted",
        number: "R-2026-00001",
        signer: OMAR,
        told: 3,
    };
    proof::of_an_ended_case(&world, &radicado, &ending).await;
    trace::assert_golden(&world, "SVT-010").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn svt_124_a_tornaguia_goes_out_the_day_it_is_asked_for() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-124", &[], &["factura", "soat"]).await;
    assert_eq!(
        world.case(&radicado).await.due_on,
        Some(date(2026, 11, 20)),
        "one working day"
    );
    world.work(ROCIO, &radicado, "revisar", COMPLETE).await;
    world.work(OMAR, &radicado, "firmar", GRANT).await;
    world.close(&radicado).await;
    let ending = Ending {
        outcome: "granted",
        number: "T-2026-000001",
        signer: OMAR,
        told: 2,
    };
    proof::of_an_ended_case(&world, &radicado, &ending).await;
    trace::assert_golden(&world, "SVT-124").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn svt_033_a_partial_severance_is_refused_with_its_reasons() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-033", &[], &["promesa", "certificado_banco"]).await;
    world.at("2026-11-20T15:00:00Z").await;
    let saved_less = [("resultado", "completa"), ("saldo", "10.000.000")];
    world.work(ROCIO, &radicado, "revisar", &saved_less).await;
    world
        .work(YAMILE, &radicado, "estudiar", &[("resultado", "desfavorable")])
        .await;
    world.work(ROCIO, &radicado, "decidir", &[("sentido", "negar")]).await;
    world.work(OMAR, &radicado, "firmar", &[("resultado", "negar")]).await;
    world.close(&radicado).await;
    let ending = Ending {
        outcome: "refused",
        number: "R-2026-00001",
        signer: OMAR,
        told: 2,
    };
    proof::of_an_ended_case(&world, &radicado, &ending).await;
    trace::assert_golden(&world, "SVT-033").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn svt_117_a_request_nobody_completes_in_a_month_is_withdrawn_by_a_signed_act() {
    let world = World::open().await;
    let radicado = world.file(LUZ, "SVT-117", &[], &["recibo"]).await;
    world.at("2026-11-20T15:00:00Z").await;
    let wanting = [
        ("resultado", "falta"),
        ("que_falta", "El certificado de aptitud física que da el centro médico."),
    ];
    world.work(ROCIO, &radicado, "revisar", &wanting).await;
    world.at("2026-11-23T15:00:00Z").await;
    world.open_requirement(LUZ, &radicado).await;
    world.at("2026-12-22T15:00:00Z").await;
    world.open_task(&radicado, "subsanar").await;
    world.at("2026-12-28T15:00:00Z").await;
    let why = [(
        "motivos",
        "El certificado de aptitud física no se entregó ni se explicó por qué.",
    )];
    world.work(OMAR, &radicado, "firmar-desistimiento", &why).await;
    let act = proof::text_of(&world, &radicado, "R-2026-00001").await;
    for said in [
        "S-2026-000001",
        "23 de noviembre de 2026",
        "23 de diciembre de 2026",
        "no se entregó ni se explicó",
    ] {
        assert!(act.contains(said), "the act says {said}: {act}");
    }
    world.close(&radicado).await;
    let ending = Ending {
        outcome: "withdrawal",
        number: "R-2026-00001",
        signer: OMAR,
        told: 3,
    };
    proof::of_an_ended_case(&world, &radicado, &ending).await;
    trace::assert_golden(&world, "SVT-117").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn radicados_follow_each_other_whatever_is_filed() {
    let world = World::open().await;
    let codes = [
        "SVT-135", "SVT-030", "SVT-101", "SVT-010", "SVT-124", "SVT-033", "SVT-117",
    ];
    let mut radicados = Vec::new();
    for code in codes {
        radicados.push(world.file(LUZ, code, &[], &[]).await);
    }
    let expected: Vec<String> = (1..=7).map(|n| format!("E-2026-{n:06}")).collect();
    assert_eq!(radicados, expected);
}
