//! The TRD: that its offices exist and each of its subseries has a code of its own.

use std::collections::BTreeSet;

use crate::catalog::load::Parts;
use crate::catalog::problem::{Loaded, Report};
use crate::catalog::trd::{Trd, TrdSeries};

pub(super) fn check(parts: &Parts, report: &mut Report) {
    if parts.trds.is_empty() {
        report.file(
            "trd/",
            "no hay tabla de retención documental",
            "al menos una versión en `trd/`",
        );
    }
    for trd in &parts.trds {
        let mut offices = BTreeSet::new();
        for (n, row) in trd.value.offices.iter().enumerate() {
            let part = format!("offices.{n}.office");
            if parts.entity.value.office(&row.office).is_none() {
                let wrong = format!("la dependencia `{}` no existe", row.office);
                report.at(trd, &part, wrong, "una de `entity.yaml`");
            }
            if !offices.insert(&row.office) {
                report.at(
                    trd,
                    &part,
                    format!("la dependencia `{}` está dos veces", row.office),
                    "una vez cada una",
                );
            }
            codes(trd, n, &row.series, report);
        }
    }
}

fn codes(trd: &Loaded<Trd>, office: usize, series: &[TrdSeries], report: &mut Report) {
    let mut seen = BTreeSet::new();
    for (n, row) in series.iter().enumerate() {
        for (m, subseries) in row.subseries.iter().enumerate() {
            if !seen.insert((&row.code, &subseries.code)) {
                let wrong = format!(
                    "el código `{}.{}` está dos veces en la dependencia",
                    row.code, subseries.code
                );
                let part = format!("offices.{office}.series.{n}.subseries.{m}.code");
                report.at(trd, &part, wrong, "un código por subserie");
            }
        }
    }
}
