//! `radica proof` and `radica verify-proof`: that one entry is in the journal, without the others.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use radica_storage::seals::proof::{NoProof, Proof, Unproved};

use super::trusted::TrustedArgs;
use super::verify::{entries_of, moment, signature};
use super::{Failure, given, with_database};
use crate::config::Config;

#[derive(Debug, Args)]
pub struct ProofArgs {
    /// Posición de la entrada en el diario.
    #[arg(value_name = "POSICIÓN")]
    position: u64,
    /// Continúa la prueba hasta el sello de tantas entradas, por ejemplo uno que alguien guardó.
    #[arg(long, value_name = "ENTRADAS")]
    until: Option<u64>,
}

#[derive(Debug, Args)]
pub struct VerifyProofArgs {
    /// Prueba escrita con `radica proof`; `-` es la entrada estándar.
    #[arg(value_name = "ARCHIVO")]
    file: PathBuf,
    #[command(flatten)]
    trusted: TrustedArgs,
}

/// Writes the proof on the standard output.
pub fn run(config: &Config, args: &ProofArgs) -> Result<ExitCode, Failure> {
    let made = with_database(config, async |db| {
        Proof::of(db, args.position, args.until).await.map_err(without)
    })?;
    println!("{}", serde_json::to_string_pretty(&made).map_err(Failure::told)?);
    Ok(ExitCode::SUCCESS)
}

/// Checks a proof and shows the entry that it proves.
pub fn check(args: &VerifyProofArgs) -> Result<ExitCode, Failure> {
    let text = given::text(&args.file)?;
    let proof: Proof = serde_json::from_str(&text)
        .map_err(|error| Failure::told(format!("{} no es una prueba: {error}", args.file.display())))?;
    let position = proof.check(&args.trusted.given()?).map_err(unproved)?;
    println!("{}", proof.entry);
    println!(
        "La entrada {position} está en el diario: la cubre el sello de {}, del {}.",
        entries_of(proof.seal.head.size),
        moment(proof.seal.head.at())
    );
    if let Some(later) = &proof.later {
        println!(
            "Ese sello está comprendido en el de {}.",
            entries_of(later.seal.head.size)
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn without(why: NoProof) -> Failure {
    Failure::told(match why {
        NoProof::NoEntry(position) => format!("el diario no tiene la entrada {position}"),
        NoProof::NotYet(position) => format!("la entrada {position} todavía no tiene sello; espere un minuto"),
        NoProof::NoSeal(size) => format!("no hay un sello de {} posterior al de la entrada", entries_of(size)),
        NoProof::Altered(position) => {
            format!("la entrada {position} o las huellas de su sello fueron cambiadas; vea qué con: radica verify")
        }
        NoProof::Reading(error) => error.to_string(),
    })
}

fn unproved(why: Unproved) -> Failure {
    Failure::told(match why {
        Unproved::Signature { size, fault } => signature(size, &fault),
        Unproved::Unreadable => "la entrada de la prueba no se puede leer".to_owned(),
        Unproved::Entry => "la entrada no es la que se selló".to_owned(),
        Unproved::Later => "el segundo sello no comprende el primero".to_owned(),
    })
}
