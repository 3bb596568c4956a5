//! What surrounds every page: who serves it, who reads it, what time it legally is.

use jiff::civil::DateTime;

use super::{format, parts::Tone};

/// Everything the layouts need; the same for all pages of a request.
#[derive(Clone, Debug)]
pub struct Chrome {
    pub entity: Entity,
    pub now: LegalTime,
    pub account: Option<Account>,
    /// The token every form carries.
    pub csrf: String,
    pub flash: Option<Flash>,
    /// A bare demonstration: shows the outbox and who can sign in.
    pub demo: bool,
}

/// The public entity that serves the page.
#[derive(Clone, Debug)]
pub struct Entity {
    pub name: String,
    pub address: String,
    pub hours: String,
}

/// The server's time in Colombia, for machines and for people.
#[derive(Clone, Debug)]
pub struct LegalTime {
    pub machine: String,
    pub words: String,
}

/// The person who signed in.
#[derive(Clone, Debug)]
pub struct Account {
    pub name: String,
    /// Where an official may go; `None` for citizens.
    pub doors: Option<Doors>,
    /// When the session ends, ISO 8601: a script warns five minutes before.
    pub session_ends: String,
    /// Letter shortcuts, which an official can switch off.
    pub shortcuts: bool,
}

/// The sections of the application that a role opens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Doors {
    pub inbox: bool,
    pub expedientes: bool,
    pub policies: bool,
    pub committees: bool,
    pub operations: bool,
}

impl Doors {
    /// Where the work of who may open these begins.
    #[must_use]
    pub fn first(self) -> &'static str {
        let doors = [
            (self.inbox, "/bandeja"),
            (self.expedientes, "/expedientes"),
            (self.committees, "/comites"),
            (self.policies, "/gestion/politicas"),
            (self.operations, "/operacion"),
        ];
        doors.into_iter().find(|(open, _)| *open).map_or("/", |(_, path)| path)
    }
}

/// What happened, told once after a redirect.
#[derive(Clone, Debug)]
pub struct Flash {
    pub tone: Tone,
    pub text: String,
    /// The address to post to in order to undo it; only for what can be undone.
    pub undo: Option<String>,
}

impl LegalTime {
    /// `now` is Colombian wall-clock time (UTC−5 all year).
    pub fn new(now: DateTime) -> Self {
        Self {
            machine: now.strftime("%Y-%m-%dT%H:%M-05:00").to_string(),
            words: format!("{}, {}", format::full_date(now.date()), format::clock(now.time())),
        }
    }
}

impl Chrome {
    /// True when somebody signed in.
    pub fn signed_in(&self) -> bool {
        self.account.is_some()
    }

    /// The sections an official may open.
    pub fn doors(&self) -> Doors {
        self.account
            .as_ref()
            .and_then(|account| account.doors)
            .unwrap_or_default()
    }
}

#[cfg(test)]
impl Chrome {
    /// The reference day of the design: Thursday 19 November 2026, 10:14.
    pub fn sample() -> Self {
        Self {
            entity: Entity {
                name: "Gobernación del Putumayo".into(),
                address: "Calle 8 n.º 7-40, Mocoa".into(),
                hours: "Lunes a viernes, 8:00 a 12:00 y 14:00 a 18:00".into(),
            },
            now: LegalTime::new(jiff::civil::date(2026, 11, 19).at(10, 14, 0, 0)),
            account: None,
            csrf: "c5f0a1".into(),
            flash: None,
            demo: false,
        }
    }

    pub fn citizen() -> Self {
        Self {
            account: Some(Account::sample("Luz Dary Chindoy", None)),
            ..Self::sample()
        }
    }

    pub fn official() -> Self {
        let doors = Doors {
            inbox: true,
            expedientes: true,
            policies: true,
            committees: true,
            operations: true,
        };
        Self {
            account: Some(Account::sample("Yamile Rosero", Some(doors))),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
impl Account {
    fn sample(name: &str, doors: Option<Doors>) -> Self {
        Self {
            name: name.into(),
            doors,
            session_ends: "2026-11-19T10:44:00-05:00".into(),
            shortcuts: true,
        }
    }
}
