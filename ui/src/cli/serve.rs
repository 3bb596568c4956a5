//! `radica serve`: puts the parts together and runs them until told to stop.

use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

use super::{Failure, catalog_files};
use crate::checks::{self, serving};
use crate::config::Config;
use crate::node::{self, Node, NodeError};
use crate::server::{self, Stop};

/// Runs the server.
pub fn run(config: Config) -> Result<ExitCode, Failure> {
    log(&config);
    let files = catalog_files(&config)?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::told)?;
    let _serving = serving::take(&config)?;
    runtime.block_on(async {
        let clock = node::system_clock();
        if let Some(refusal) = checks::first_bad(&checks::all(&config, clock.now()).await) {
            return Err(refusal.clone().into());
        }
        let stop = Stop::on_signals().map_err(Failure::told)?;
        let listener = server::listen(config.listen).await.map_err(Failure::told)?;
        let node = Node::open(config, &files, clock).await.map_err(|error| match error {
            NodeError::Refused(refusal) => refusal.into(),
            other => Failure::told(other),
        })?;
        greet(&node);
        node.run(listener, stop).await.map_err(Failure::told)
    })?;
    Ok(ExitCode::SUCCESS)
}

fn log(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .init();
}

fn greet(node: &Node) {
    println!("Radica está en {}", node.config().public_url);
    if !node.config().demo {
        return;
    }
    println!(
        "Demostración: ingrese en {} como",
        node.config().public_url.join(crate::oidc::routes::SIGN_IN)
    );
    for person in &node.entity().demo {
        println!("  {:<30} {}", person.name, person.about);
    }
}
