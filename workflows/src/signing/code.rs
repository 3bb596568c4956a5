//! The code printed on a document, by which anyone looks it up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Digits and capitals without 0, 1, I and O, which people confuse. 32 signs,
/// so that five random bits choose one without bias.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH: usize = 12;
const GROUP: usize = 4;

/// Twelve letters and digits (60 bits), kept without separators.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerificationCode(String);

/// What somebody typed is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("el código tiene {0} letras y números; deben ser 12")]
    Length(usize),
    #[error("el código no usa el signo «{0}»; revise si es otro parecido")]
    Sign(char),
}

impl VerificationCode {
    /// A code from random bytes; the caller draws them.
    pub fn from_random(bytes: [u8; LENGTH]) -> Self {
        let signs = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
        Self(signs.collect())
    }

    /// Without separators, as addresses use it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In groups of four, as documents print it: `7KQ4-M2XD-9RTH`.
impl fmt::Display for VerificationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, sign) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{sign}")?;
        }
        Ok(())
    }
}

/// Reads what a person typed: any case, with or without separators.
impl FromStr for VerificationCode {
    type Err = CodeError;

    fn from_str(typed: &str) -> Result<Self, CodeError> {
        let code: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let known = |c: char| u8::try_from(c).is_ok_and(|byte| ALPHABET.contains(&byte));
        if let Some(sign) = code.chars().find(|c| !known(*c)) {
            return Err(CodeError::Sign(sign));
        }
        match code.len() {
            LENGTH => Ok(Self(code)),
            other => Err(CodeError::Length(other)),
        }
    }
}

impl TryFrom<String> for VerificationCode {
    type Error = CodeError;

    fn try_from(code: String) -> Result<Self, CodeError> {
        code.parse()
    }
}

impl From<VerificationCode> for String {
    fn from(code: VerificationCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = VerificationCode::from_random([5, 18, 21, 2, 19, 0, 28, 11, 7, 23, 25, 15]);
        let printed = code.to_string();
        assert_eq!(printed.len(), 14);
        assert_eq!(printed.to_lowercase().replace('-', " ").parse(), Ok(code));
    }

    #[test]
    fn every_sign_comes_out_equally_often() {
        let mut counts = std::collections::BTreeMap::new();
        for byte in 0..=255u8 {
            let code = VerificationCode::from_random([byte; LENGTH]);
            *counts.entry(code.as_str()[..1].to_owned()).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 32);
        assert!(counts.values().all(|count| *count == 8));
    }

    #[test]
    fn a_confusing_sign_is_named() {
        assert_eq!("7KQ4-M2XD-9RT0".parse::<VerificationCode>(), Err(CodeError::Sign('0')));
    }

    #[test]
    fn a_short_code_says_how_long_it_is() {
        assert_eq!("7KQ4-M2XD".parse::<VerificationCode>(), Err(CodeError::Length(8)));
    }
}
