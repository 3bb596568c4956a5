//! What must be right before Radica serves: `radica serve` refuses to start when one of these is wrong, `radica doctor`
//! tells them all. Each says what is wrong, why, and what to do; none destroys or repairs anything.

pub mod clock;
pub mod database;
pub mod folders;
pub mod keys;
pub mod serving;

use std::fmt;

use jiff::Timestamp;

use crate::config::Config;

/// What was found of one part.
#[derive(Debug)]
pub enum Finding {
    /// It is right.
    Good(String),
    /// It works without, in a lesser way.
    Lesser(String),
    /// Radica cannot serve like this.
    Bad(Refusal),
}

/// Why Radica does not start, in Spanish, for an operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {why} Qué hacer: {remedy}")]
pub struct Refusal {
    /// Which part.
    pub part: &'static str,
    /// What is wrong; whole sentences, without secrets.
    pub why: String,
    /// What the operator can do.
    pub remedy: String,
    /// How the program ends.
    pub exit: Exit,
}

/// How the program ends when a part is not right (the numbers of sysexits.h).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Something must be changed by hand: starting again is useless.
    Settings,
    /// What it depends on does not answer: starting again may help.
    Unavailable,
    /// A disk is full or fails.
    Disk,
    /// This account may not do what is needed.
    Denied,
}

impl Exit {
    /// The number that the system sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Unavailable => 69,
            Self::Disk => 74,
            Self::Denied => 77,
            Self::Settings => 78,
        }
    }
}

impl Refusal {
    /// A part that is not right, why, and what to do.
    pub fn new(part: &'static str, exit: Exit, why: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            part,
            why: why.into(),
            remedy: remedy.into(),
            exit,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Good(text) => write!(f, "bien     {text}"),
            Self::Lesser(text) => write!(f, "atención {text}"),
            Self::Bad(refusal) => write!(f, "falta    {refusal}"),
        }
    }
}

impl From<Result<String, Refusal>> for Finding {
    fn from(found: Result<String, Refusal>) -> Self {
        found.map_or_else(Self::Bad, Self::Good)
    }
}

/// Looks at everything that must be right before the server starts.
pub async fn all(config: &Config, now: Timestamp) -> Vec<Finding> {
    let mut findings: Vec<Finding> = folders::all(config).into_iter().map(Finding::from).collect();
    findings.extend(keys::private(config).map(Finding::Bad));
    match database::open(&config.database_url()).await {
        Err(refusal) => findings.push(Finding::Bad(refusal)),
        Ok(db) => {
            findings.push(database::writable(&db).await.into());
            findings.push(clock::compared(&db, now, config.accept_clock).await.into());
            findings.extend(keys::shared(&db, config).await.map(Finding::Bad));
            db.close().await;
        }
    }
    findings
}

/// The first finding that keeps the server from starting.
pub fn first_bad(findings: &[Finding]) -> Option<&Refusal> {
    findings.iter().find_map(|finding| match finding {
        Finding::Bad(refusal) => Some(refusal),
        Finding::Good(_) | Finding::Lesser(_) => None,
    })
}
