//! Compiled processes by content hash: a running instance keeps the definition it started with.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use radica_engine::Definition;
use radica_storage::{Db, definitions};

use crate::catalog::compile;
use crate::problem::{Error, Result};

/// Compiled processes.
#[derive(Default)]
pub struct Definitions {
    by_hash: RwLock<HashMap<String, Arc<Definition>>>,
}

impl Definitions {
    /// The processes of the catalogue in force.
    pub fn of<'a>(processes: impl IntoIterator<Item = &'a Arc<Definition>>) -> Self {
        let by_hash = processes
            .into_iter()
            .map(|process| (process.hash().to_string(), Arc::clone(process)));
        Self {
            by_hash: RwLock::new(by_hash.collect()),
        }
    }

    /// The definition with this content, compiled from the database's copy if it is of an earlier catalogue.
    pub async fn get(&self, db: &Db, hash: &str) -> Result<Arc<Definition>> {
        if let Some(known) = self.known(hash) {
            return Ok(known);
        }
        let stored = definitions::get(db, hash).await?;
        let stored = stored.ok_or_else(|| Error::Internal(format!("no definition with content {hash}")))?;
        let compiled = compile(&stored.source, &stored.name)
            .map_err(|problems| Error::Internal(format!("definition {hash} no longer compiles: {problems:?}")))?;
        let compiled = Arc::new(compiled);
        let mut by_hash = self.by_hash.write().unwrap_or_else(PoisonError::into_inner);
        by_hash.insert(hash.to_owned(), Arc::clone(&compiled));
        Ok(compiled)
    }

    fn known(&self, hash: &str) -> Option<Arc<Definition>> {
        self.by_hash
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(hash)
            .cloned()
    }
}
