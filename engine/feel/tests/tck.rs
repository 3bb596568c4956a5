//! The technology compatibility kit of DMN, read from outside the project.
//!
//! `TCK_DIR` names the folder of the kit; without it `../shared/tck` beside the project is taken.
//! Passed and total are printed by folder, and every failure with what was expected and what came;
//! with `TCK_MARKDOWN` set, as the table that the documentation holds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;

use std::path::{Path, PathBuf};

/// Functions in Java cannot run here.
const LEFT_OUT: [&str; 1] = ["0076-feel-external-java"];

fn kit_folder() -> Option<PathBuf> {
    let given = std::env::var_os("TCK_DIR")
        .filter(|given| !given.is_empty())
        .map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/tck");
    given.or(Some(beside)).filter(|folder| folder.is_dir())
}

#[test]
fn every_case_of_the_kit_passes() {
    let Some(folder) = kit_folder() else {
        println!("skipped: there is no TCK; set TCK_DIR to its folder");
        return;
    };
    let mut folders = kit::folders(&folder);
    folders.sort();
    let markdown = std::env::var_os("TCK_MARKDOWN").is_some_and(|set| !set.is_empty());
    if markdown {
        println!("| folder | passed | total |\n|---|---:|---:|");
    }
    let (mut passed, mut total, mut failures) = (0, 0, Vec::new());
    for folder in &folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if LEFT_OUT.contains(&name.as_str()) {
            println!("{name}: left out");
            continue;
        }
        let report = kit::run(folder, false);
        let right = report.total - report.failures.len();
        if markdown {
            println!("| {name} | {right} | {} |", report.total);
        } else {
            println!("{name}: {right} / {}", report.total);
        }
        passed += report.total - report.failures.len();
        total += report.total;
        let again = kit::run(folder, true)
            .failures
            .into_iter()
            .map(|failure| format!("written again: {failure}"));
        failures.extend(
            report
                .failures
                .into_iter()
                .chain(again)
                .map(|failure| format!("{name} {failure}")),
        );
    }
    if markdown {
        println!("| **all** | **{passed}** | **{total}** |");
    } else {
        println!("{passed} / {total}");
    }
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
