//! The keys that verification trusts, and the entity's own.

use std::process::ExitCode;

use clap::Args;
use radica_workflows::sealing::Trusted;
use radica_workflows::signing::{EntityKey, PublicKey};

use super::Failure;
use crate::config::Config;

#[derive(Debug, Args)]
pub struct TrustedArgs {
    /// Llave pública con que se firmaron los sellos (64 dígitos hexadecimales, como la muestra `radica public-key`); varias
    /// veces si la entidad la ha cambiado.
    #[arg(long = "key", value_name = "LLAVE", value_parser = key)]
    keys: Vec<PublicKey>,
}

impl TrustedArgs {
    /// The keys given.
    pub fn given(&self) -> Result<Trusted, Failure> {
        if self.keys.is_empty() {
            return Err(Failure::told(
                "diga con --key la llave pública; quien la publica la muestra con radica public-key",
            ));
        }
        Ok(Trusted(self.keys.clone()))
    }

    /// The keys given, or else the one of this installation.
    pub fn given_or_own(&self, config: &Config) -> Result<Trusted, Failure> {
        if self.keys.is_empty() {
            return Ok(Trusted(vec![own(config)?]));
        }
        self.given()
    }
}

fn key(text: &str) -> Result<PublicKey, String> {
    PublicKey::from_hex(text).map_err(|_| "una llave pública son 64 dígitos hexadecimales".to_owned())
}

/// `radica public-key`: the public half of the entity's key.
pub fn show(config: &Config) -> Result<ExitCode, Failure> {
    println!("{}", own(config)?.to_hex());
    Ok(ExitCode::SUCCESS)
}

fn own(config: &Config) -> Result<PublicKey, Failure> {
    let key =
        EntityKey::open(&config.entity_key()).map_err(|error| Failure::told(format!("llave de firma: {error}")))?;
    Ok(key.public())
}
