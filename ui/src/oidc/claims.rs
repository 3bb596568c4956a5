//! The claims of an issuer, kept as they came: `entity.yaml` declares which of them are read.

use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// All claims beside the registered ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawClaims(pub Map<String, Value>);

impl AdditionalClaims for RawClaims {}
