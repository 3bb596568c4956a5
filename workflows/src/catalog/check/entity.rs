//! The entity: its NIT, colours, offices, roles, doors and demonstration.

use std::collections::BTreeSet;

use super::contrast;
use crate::catalog::entity::Entity;
use crate::catalog::form::nit_check_digit;
use crate::catalog::load::Parts;
use crate::catalog::problem::{Loaded, Report};

pub(super) fn check(parts: &Parts, report: &mut Report) {
    let entity = &parts.entity;
    nit(entity, report);
    colours(entity, report);
    offices(entity, report);
    issuers(entity, report);
    demo(entity, report);
    themes(parts, report);
}

fn nit(entity: &Loaded<Entity>, report: &mut Report) {
    let nit = &entity.value.nit;
    let digits = nit.replace('.', "");
    let right = digits
        .split_once('-')
        .is_some_and(|(number, digit)| nit_check_digit(number).is_some_and(|own| digit.parse() == Ok(own)));
    if !right {
        let wrong = format!("el NIT `{nit}` no tiene su dígito de verificación");
        report.at(entity, "nit", wrong, "un NIT como `800.094.164-4`");
    }
}

/// Text of the entity's colour is read on it and beside it (look.md, tokens).
fn colours(entity: &Loaded<Entity>, report: &mut Report) {
    let colours = &entity.value.colours;
    let pairs = [
        ("entity", &colours.entity, "on_entity", &colours.on_entity),
        ("entity", &colours.entity, "paper", &colours.paper),
        ("accent", &colours.accent, "paper", &colours.paper),
    ];
    for (name, colour, other_name, other) in pairs {
        let part = format!("colours.{name}");
        match contrast::ratio(colour, other) {
            None => {
                let wrong = format!("`{colour}` o `{other}` no es un color");
                report.at(entity, &part, wrong, "un color como `#0f4a38`");
            }
            Some(ratio) if ratio < contrast::LEAST => {
                let wrong = format!("el contraste de `{name}` con `{other_name}` es {ratio:.1} a 1");
                report.at(entity, &part, wrong, "al menos 4,5 a 1, para que se pueda leer");
            }
            Some(_) => {}
        }
    }
}

fn offices(entity: &Loaded<Entity>, report: &mut Report) {
    let mut ids = BTreeSet::new();
    let mut codes = BTreeSet::new();
    for (n, office) in entity.value.offices.iter().enumerate() {
        if !ids.insert(office.id.as_str()) {
            let wrong = format!("la dependencia `{}` está dos veces", office.id);
            report.at(
                entity,
                &format!("offices.{n}.id"),
                wrong,
                "un identificador por dependencia",
            );
        }
        if !codes.insert(office.code.as_str()) {
            let wrong = format!("el código `{}` está dos veces", office.code);
            report.at(entity, &format!("offices.{n}.code"), wrong, "un código por dependencia");
        }
        let above = office.id.as_str().rsplit_once('/').map(|(above, _)| above);
        if above.is_some_and(|above| !ids.contains(above)) {
            let wrong = format!("la dependencia superior de `{}` no está antes", office.id);
            report.at(
                entity,
                &format!("offices.{n}.id"),
                wrong,
                "una dependencia después de la superior",
            );
        }
    }
}

fn issuers(entity: &Loaded<Entity>, report: &mut Report) {
    let value = &entity.value;
    for (n, issuer) in value.issuers.iter().enumerate() {
        let granted = issuer
            .roles
            .iter()
            .map(|(name, role)| (format!("issuers.{n}.roles.{name}"), role));
        let always = issuer
            .default_roles
            .iter()
            .map(|role| (format!("issuers.{n}.default_roles"), role));
        for (part, role) in granted.chain(always) {
            if !value.roles.iter().any(|known| known.id == *role) {
                report.at(entity, &part, format!("el rol `{role}` no existe"), "un rol de `roles`");
            }
        }
        for (name, office) in &issuer.offices {
            if value.office(office).is_none() {
                let part = format!("issuers.{n}.offices.{name}");
                report.at(
                    entity,
                    &part,
                    format!("la dependencia `{office}` no existe"),
                    "una de `offices`",
                );
            }
        }
        let secure = issuer.url == "demo" || issuer.url.starts_with("https://");
        if !secure {
            let wrong = format!("`{}` no es una dirección segura", issuer.url);
            report.at(entity, &format!("issuers.{n}.url"), wrong, "`https://…`, o `demo`");
        }
    }
}

fn demo(entity: &Loaded<Entity>, report: &mut Report) {
    let value = &entity.value;
    let mut subjects = BTreeSet::new();
    for (n, person) in value.demo.iter().enumerate() {
        if !subjects.insert(&person.subject) {
            let wrong = format!("`{}` está dos veces", person.subject);
            report.at(entity, &format!("demo.{n}.subject"), wrong, "una persona por sujeto");
        }
        let Some(issuer) = value.issuers.iter().find(|issuer| issuer.id == person.issuer) else {
            let wrong = format!("el proveedor `{}` no existe", person.issuer);
            report.at(entity, &format!("demo.{n}.issuer"), wrong, "uno de `issuers`");
            continue;
        };
        for role in person.roles.iter().filter(|role| !issuer.roles.contains_key(*role)) {
            let wrong = format!("el proveedor no reconoce el rol `{role}`");
            report.at(entity, &format!("demo.{n}.roles"), wrong, "un rol de ese proveedor");
        }
        for office in person
            .offices
            .iter()
            .filter(|office| !issuer.offices.contains_key(*office))
        {
            let wrong = format!("el proveedor no reconoce la dependencia `{office}`");
            report.at(
                entity,
                &format!("demo.{n}.offices"),
                wrong,
                "una dependencia de ese proveedor",
            );
        }
    }
}

fn themes(parts: &Parts, report: &mut Report) {
    let themes = &parts.themes;
    for (n, id) in themes.value.most_used.iter().enumerate() {
        if !parts.tramites.iter().any(|file| file.value.tramite == *id) {
            report.at(
                themes,
                &format!("most_used.{n}"),
                format!("el trámite `{id}` no existe"),
                "un trámite",
            );
        }
    }
}
