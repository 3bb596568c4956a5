//! The floors of the house are a test: see "Floors" in `ARCHITECTURE.md`.
#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::process::Command;

/// What each crate may use of ours. A crate that is not here must be added with its floor.
const ALLOWED: &[(&str, &[&str])] = &[
    ("radica-feel", &[]),
    ("radica-engine", &["radica-feel"]),
    ("radica-storage", &[]),
    ("radica-extract", &[]),
    ("radica-render", &[]),
    ("radica-workflows", &["radica-engine", "radica-feel", "radica-storage"]),
    (
        "radica",
        &["radica-engine", "radica-feel", "radica-storage", "radica-workflows"],
    ),
    (
        "radica-tests",
        &["radica-engine", "radica-feel", "radica-storage", "radica-workflows"],
    ),
];

fn our_dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo metadata runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("dependencies");
            let ours = dependencies
                .iter()
                .filter(|dependency| dependency["kind"].is_null())
                .filter_map(|dependency| dependency["name"].as_str())
                .filter(|name| name.starts_with("radica"))
                .map(str::to_owned)
                .collect();
            (package["name"].as_str().expect("name").to_owned(), ours)
        })
        .collect()
}

#[test]
fn a_floor_uses_only_the_floors_below_it() {
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    for (package, dependencies) in our_dependencies() {
        let below = allowed
            .get(package.as_str())
            .unwrap_or_else(|| panic!("{package} has no floor: add it to ALLOWED and to ARCHITECTURE.md"));
        for dependency in dependencies {
            assert!(
                below.contains(&dependency.as_str()),
                "{package} must not use {dependency}: an arrow up or sideways"
            );
        }
    }
}
