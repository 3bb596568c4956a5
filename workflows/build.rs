//! Definitions are embedded: the crate is compiled again when one is added or removed, not only when one changes.

fn main() {
    for directory in [
        "tramites",
        "processes",
        "decisions",
        "forms",
        "lists",
        "trd",
        "notices",
        "policies",
        "committees",
        "templates",
    ] {
        println!("cargo:rerun-if-changed={directory}");
    }
}
