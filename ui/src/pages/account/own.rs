//! What the account says of the person, how notices reach them, and the way out.

use askama::Template;

use crate::pages::chrome::Chrome;

/// The account of the person who reads it.
#[derive(Clone, Debug, Template)]
#[template(path = "account/own.html")]
pub struct AccountPage {
    pub chrome: Chrome,
    /// Name, document, e-mail, roles and offices, as the issuer sent them.
    pub facts: Vec<(String, String)>,
    pub notices: Notices,
}

/// Electronic notification is accepted and revoked by the person (Ley 1437 de 2011, art. 56).
#[derive(Clone, Debug)]
pub enum Notices {
    /// Accepted on this date.
    Accepted(String),
    NotAccepted,
    /// Officials receive none.
    NotApplicable,
}

impl AccountPage {
    fn is_official(&self) -> bool {
        self.chrome
            .account
            .as_ref()
            .is_some_and(|account| account.doors.is_some())
    }

    fn has_shortcuts(&self) -> bool {
        self.chrome.account.as_ref().is_some_and(|account| account.shortcuts)
    }
}

#[cfg(test)]
impl AccountPage {
    pub fn sample() -> Self {
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Self {
            chrome: Chrome::citizen(),
            facts: vec![
                fact("Nombre", "Luz Dary Chindoy Jacanamijoy"),
                fact("Documento", "CC 41.122.482"),
                fact("Correo", "luzdary@correo.co"),
            ],
            notices: Notices::Accepted("20 de octubre de 2026".into()),
        }
    }

    pub fn sample_official() -> Self {
        Self {
            chrome: Chrome::official(),
            notices: Notices::NotApplicable,
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page;

    #[test]
    fn a_citizen_revokes_notices_and_an_official_switches_shortcuts() {
        let citizen = AccountPage::sample().html().unwrap();
        assert!(citizen.contains("Dejar de recibirlas") && !citizen.contains("Atajos"));
        let official = AccountPage::sample_official().html().unwrap();
        assert!(official.contains("Apagar los atajos") && !official.contains("Dejar de recibirlas"));
    }
}
