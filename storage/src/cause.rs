//! Why a database does not serve: what an operator can do something about, told apart.

use crate::error::Error;

/// Why a database cannot be opened or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Nothing listens at that address.
    Refused,
    /// The name of the server is not known.
    UnknownHost,
    /// The server does not answer in time.
    Silent,
    /// The server does not know the user, or not this password.
    WrongPassword,
    /// The server has no such database.
    NoSuchDatabase,
    /// The user, or the account of this process, may not do what is needed.
    Denied,
    /// The server has no free connection.
    Crowded,
    /// The connection could not be encrypted as the address asks.
    Tls,
    /// The file is no database, or a damaged one.
    NotADatabase,
    /// The file or its folder cannot be opened or made.
    CannotOpen,
    /// The file or its folder cannot be written.
    ReadOnly,
    /// The disk is full.
    DiskFull,
    /// The disk failed.
    Disk,
    /// Another process keeps the file locked.
    Locked,
    /// Anything else.
    Other,
}

impl Error {
    /// Why the database does not serve, as far as it is known.
    pub fn cause(&self) -> Cause {
        match self {
            Self::Open { source, .. } | Self::Database(source) => of_driver(source),
            Self::Migrate(sqlx::migrate::MigrateError::Execute(source)) => of_driver(source),
            Self::Migrate(sqlx::migrate::MigrateError::ExecuteMigration(source, _)) => of_driver(source),
            Self::DiskFull => Cause::DiskFull,
            _ => Cause::Other,
        }
    }
}

fn of_driver(error: &sqlx::Error) -> Cause {
    match error {
        sqlx::Error::Io(error) => of_network(error),
        sqlx::Error::Tls(_) => Cause::Tls,
        sqlx::Error::PoolTimedOut => Cause::Silent,
        sqlx::Error::Database(answer) => answer.code().map_or(Cause::Other, |code| of_code(&code)),
        _ => Cause::Other,
    }
}

fn of_network(error: &std::io::Error) -> Cause {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::ConnectionRefused => Cause::Refused,
        ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Cause::Silent,
        // Only the text tells that a name was not found.
        _ if error.to_string().contains("lookup") => Cause::UnknownHost,
        _ => Cause::Other,
    }
}

/// Five signs of SQLSTATE, or a number of SQLite, whose last eight bits are the kind of error. No number of SQLite has
/// five digits.
fn of_code(code: &str) -> Cause {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => of_sqlite(number & 0xff),
        _ => of_sqlstate(code),
    }
}

fn of_sqlstate(code: &str) -> Cause {
    match code {
        "28000" | "28P01" => Cause::WrongPassword,
        "3D000" => Cause::NoSuchDatabase,
        "42501" => Cause::Denied,
        "25006" => Cause::ReadOnly,
        "53300" => Cause::Crowded,
        "53100" => Cause::DiskFull,
        "57P03" => Cause::Silent,
        _ => Cause::Other,
    }
}

fn of_sqlite(kind: u32) -> Cause {
    match kind {
        3 | 23 => Cause::Denied,
        5 | 6 => Cause::Locked,
        8 => Cause::ReadOnly,
        10 => Cause::Disk,
        11 | 26 => Cause::NotADatabase,
        13 => Cause::DiskFull,
        14 => Cause::CannotOpen,
        _ => Cause::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_are_told_apart() {
        for (code, cause) in [
            ("28P01", Cause::WrongPassword),
            ("28000", Cause::WrongPassword),
            ("3D000", Cause::NoSuchDatabase),
            ("53100", Cause::DiskFull),
            ("53300", Cause::Crowded),
            ("26", Cause::NotADatabase),
            ("11", Cause::NotADatabase),
            ("8", Cause::ReadOnly),
            ("1032", Cause::ReadOnly),
            ("13", Cause::DiskFull),
            ("14", Cause::CannotOpen),
            ("778", Cause::Disk),
            ("99999", Cause::Other),
        ] {
            assert_eq!(of_code(code), cause, "{code}");
        }
    }
}
