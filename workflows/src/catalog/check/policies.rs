//! Governed documents and committees: their versions, texts, people and rules.

use crate::catalog::committee::{Committee, Quality};
use crate::catalog::load::Parts;
use crate::catalog::policy::{self, Policy};
use crate::catalog::problem::{Loaded, Report};

pub(super) fn check(parts: &Parts, report: &mut Report) {
    for policy in parts.policies.values() {
        names(policy, parts, report);
        versions(policy, parts, report);
    }
    for committee in parts.committees.values() {
        members(committee, report);
    }
}

fn names(policy: &Loaded<Policy>, parts: &Parts, report: &mut Report) {
    let value = &policy.value;
    if parts.entity.value.office(&value.owner).is_none() {
        report.at(
            policy,
            "owner",
            format!("la dependencia `{}` no existe", value.owner),
            "una de `entity.yaml`",
        );
    }
    if !parts.committees.contains_key(&value.committee) {
        report.at(
            policy,
            "committee",
            format!("el comité `{}` no existe", value.committee),
            "uno de `committees/`",
        );
    }
    if !super::processes::exists(parts, &value.process) {
        report.at(
            policy,
            "process",
            format!("el proceso `{}` no existe", value.process),
            "uno de `processes/`",
        );
    }
    let record = &value.record;
    let found = parts.trds.iter().all(|trd| {
        trd.value
            .find(&record.office, &record.series, &record.subseries)
            .is_some()
    });
    if !found {
        let wrong = format!(
            "la TRD no tiene `{}/{}` en `{}`",
            record.series, record.subseries, record.office
        );
        report.at(policy, "record", wrong, "una subserie de `trd/`");
    }
}

fn versions(policy: &Loaded<Policy>, parts: &Parts, report: &mut Report) {
    let value = &policy.value;
    if !value.versions.iter().any(|row| row.version == value.in_force) {
        report.at(
            policy,
            "in_force",
            format!("la versión `{}` no existe", value.in_force),
            "una de `versions`",
        );
    }
    let mut before = None;
    for (n, row) in value.versions.iter().enumerate() {
        let number = number(&row.version);
        if number.is_none() || number <= before {
            let wrong = format!("la versión `{}` no sigue a la anterior", row.version);
            report.at(
                policy,
                &format!("versions.{n}.version"),
                wrong,
                "`mayor.menor`, de la más antigua a la última",
            );
        }
        before = number.or(before);
        let directory = policy::directory(&value.policy);
        for (m, name) in row.text.iter().enumerate() {
            if !parts.texts.contains_key(&format!("{directory}/{name}")) {
                let wrong = format!("el archivo `{name}` no existe");
                report.at(
                    policy,
                    &format!("versions.{n}.text.{m}"),
                    wrong,
                    format!("un archivo de `{directory}/`"),
                );
            }
        }
    }
}

fn number(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn members(committee: &Loaded<Committee>, report: &mut Report) {
    let value = &committee.value;
    let votes = value
        .members
        .iter()
        .filter(|member| member.quality == Quality::Principal)
        .count();
    if votes == 0 {
        report.at(
            committee,
            "members",
            "nadie vota en el comité",
            "al menos un miembro `principal`",
        );
    }
    let quorum = value.quorum;
    if quorum.of == 0 || quorum.over > quorum.of {
        report.at(
            committee,
            "quorum",
            "el quórum no es una parte de los miembros",
            "`{ over: 1, of: 2, strict: true }`",
        );
    }
}
