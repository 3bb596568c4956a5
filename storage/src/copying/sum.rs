//! What a table holds, in few bytes: the same for the same rows, in whatever order and on whatever database.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::value::{Row, Value};

/// The number of rows, and the sum of their hashes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many rows.
    pub rows: u64,
    /// The sum of the first 128 bits of the SHA-256 of each row, modulo 2^128.
    pub hash: u128,
}

impl Sum {
    /// Adds a row.
    pub(super) fn add(&mut self, row: &Row) {
        self.rows += 1;
        self.hash = self.hash.wrapping_add(hash(row));
    }
}

/// Each value with its kind and its length, so that no two rows are written alike.
fn hash(row: &Row) -> u128 {
    let mut hasher = Sha256::new();
    for value in row {
        match value {
            Value::Int(number) => feed(&mut hasher, b'i', &number.to_be_bytes()),
            Value::Text(text) => feed(&mut hasher, b't', text.as_bytes()),
            Value::Bytes(bytes) => feed(&mut hasher, b'b', bytes),
            Value::Null(_) => feed(&mut hasher, b'n', &[]),
        }
    }
    let digest: [u8; 32] = hasher.finalize().into();
    digest
        .iter()
        .take(16)
        .fold(0, |number, byte| (number << 8) | u128::from(*byte))
}

fn feed(hasher: &mut Sha256, kind: u8, bytes: &[u8]) {
    hasher.update([kind]);
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}

impl fmt::Display for Sum {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} rows, {:032x}", self.rows, self.hash)
    }
}

impl std::str::FromStr for Sum {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("not the sum of a table: {text:?}");
        let (rows, hash) = text.split_once(" rows, ").ok_or_else(wrong)?;
        Ok(Self {
            rows: rows.parse().map_err(|_| wrong())?,
            hash: u128::from_str_radix(hash, 16).map_err(|_| wrong())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Kind;

    fn row(number: i64, text: &str) -> Row {
        vec![
            Value::Int(number),
            Value::Text(text.to_owned()),
            Value::Null(Kind::Text),
        ]
    }

    fn sum(rows: &[Row]) -> Sum {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(row));
        sum
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_every_value_does() {
        let (a, b) = (row(1, "a"), row(2, "b"));
        assert_eq!(sum(&[a.clone(), b.clone()]), sum(&[b.clone(), a.clone()]));
        assert_ne!(sum(&[a.clone(), b]), sum(&[a, row(2, "c")]));
        let (two, one) = (
            row(1, "ab"),
            vec![Value::Int(1), Value::Text("a".into()), Value::Text("b".into())],
        );
        assert_ne!(sum(&[two]), sum(&[one]));
    }

    #[test]
    fn a_sum_is_read_as_it_is_written() {
        let some = sum(&[row(1, "a")]);
        assert_eq!(some.to_string().parse(), Ok(some));
        assert!("3 rows, zz".parse::<Sum>().is_err());
    }
}
