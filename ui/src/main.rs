//! The binary `radica`.

fn main() -> std::process::ExitCode {
    radica_ui::cli::run()
}
