//! The journal, for who administers the system.

use askama::Template;
use radica_storage::journal::Recorded;
use radica_workflows::diary::{Page, Search};
use radica_workflows::time::in_zone;
use serde_json::Value;

use super::diary_words::{KINDS, kind_words, subject_words};
use crate::pages::chrome::Chrome;
use crate::pages::console::words::query;
use crate::pages::format;
use crate::pages::icons::Icon;
use crate::pages::parts::Choice;

const HERE: &str = "/operacion/diario";

/// What was looked for, and the entries.
#[derive(Clone, Debug, Template)]
#[template(path = "operations/diary.html")]
pub struct DiaryPage {
    pub chrome: Chrome,
    /// `2026-11-19`
    pub day: String,
    pub subject: String,
    pub actor: String,
    pub kinds: Vec<Choice>,
    /// Whether something was looked for.
    pub filtered: bool,
    pub rows: Vec<EntryRow>,
    /// Where older ones are.
    pub more: Option<String>,
}

/// An entry in the list.
#[derive(Clone, Debug)]
pub struct EntryRow {
    pub position: i64,
    pub href: String,
    pub at: String,
    pub actor: String,
    pub by_actor: String,
    pub what: String,
    pub subject: String,
    pub by_subject: String,
}

/// An entry with all that it says.
#[derive(Clone, Debug, Template)]
#[template(path = "operations/diary_entry.html")]
pub struct DiaryEntryPage {
    pub chrome: Chrome,
    pub row: EntryRow,
    pub kind: String,
    pub subject_id: String,
    pub version: i64,
    pub changes: Vec<ChangeRow>,
    /// Its data, in lines.
    pub data: String,
}

/// A value that was replaced.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    pub name: String,
    pub old: String,
    pub new: String,
}

impl DiaryPage {
    /// A page of what was found.
    pub fn of(chrome: Chrome, asked: &Search, page: &Page) -> Self {
        let word = |word: &Option<String>| word.clone().unwrap_or_default();
        let (subject, actor, kind) = (word(&asked.subject), word(&asked.actor), word(&asked.kind));
        let day = asked.day.map_or_else(String::new, |day| day.to_string());
        let more = page.next.map(|next| {
            let next = next.to_string();
            let pairs = [
                ("dia", day.as_str()),
                ("asunto", &subject),
                ("hecho", &kind),
                ("quien", &actor),
                ("antes", &next),
            ];
            format!("{HERE}?{}", query(&pairs))
        });
        let known = KINDS
            .iter()
            .map(|(word, label)| Choice::new(word, label, *word == kind));
        let unknown =
            (!kind.is_empty() && !KINDS.iter().any(|(word, _)| *word == kind)).then(|| Choice::new(&kind, &kind, true));
        let all = Choice::new("", "Todo", kind.is_empty());
        Self {
            filtered: [&day, &subject, &actor, &kind].iter().any(|word| !word.is_empty()),
            kinds: std::iter::once(all).chain(known).chain(unknown).collect(),
            rows: page.entries.iter().map(|entry| EntryRow::of(entry, page)).collect(),
            day,
            subject,
            actor,
            more,
            chrome,
        }
    }
}

impl DiaryEntryPage {
    /// The one entry of a page.
    pub fn of(chrome: Chrome, page: &Page) -> Option<Self> {
        let entry = page.entries.first()?;
        let data: Value = entry.data.read().unwrap_or_default();
        Some(Self {
            row: EntryRow::of(entry, page),
            kind: entry.kind.clone(),
            subject_id: entry.subject_id.clone(),
            version: entry.version,
            changes: changes(&data),
            data: serde_json::to_string_pretty(&data).unwrap_or_default(),
            chrome,
        })
    }
}

impl EntryRow {
    fn of(entry: &Recorded, page: &Page) -> Self {
        let name = page.names.get(&entry.actor).cloned();
        let own = || match entry.actor.strip_prefix("system:") {
            Some(part) => format!("El sistema ({part})"),
            None if entry.actor == "anonymous" => "Alguien sin identificar".to_owned(),
            None => entry.actor.clone(),
        };
        Self {
            position: entry.position,
            href: format!("{HERE}/{}", entry.position),
            at: format::exact_moment(in_zone(entry.at).datetime()),
            actor: name.unwrap_or_else(own),
            by_actor: format!("{HERE}?{}", query(&[("quien", entry.actor.as_str())])),
            what: kind_words(&entry.kind).to_owned(),
            subject: subject_words(&entry.subject_kind).to_owned(),
            // What has no id is found by what happened.
            by_subject: match entry.subject_id.as_str() {
                "" => format!("{HERE}?{}", query(&[("hecho", entry.kind.as_str())])),
                id => format!("{HERE}?{}", query(&[("asunto", id)])),
            },
        }
    }
}

/// The values of `old` and `new`, one row for each name.
fn changes(data: &Value) -> Vec<ChangeRow> {
    let (old, Some(new)) = (&data["old"], data["new"].as_object()) else {
        return Vec::new();
    };
    let row = |(name, new): (&String, &Value)| ChangeRow {
        name: name.clone(),
        old: words(&old[name.as_str()]),
        new: words(new),
    };
    new.iter().map(row).collect()
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
impl DiaryPage {
    pub fn sample() -> Self {
        Self::of(Chrome::official(), &Search::default(), &samples())
    }

    pub fn sample_empty() -> Self {
        let nothing = Page {
            entries: Vec::new(),
            next: None,
            ..samples()
        };
        let asked = Search {
            subject: Some("01JD0".into()),
            kind: Some("de-otra-version".into()),
            ..Search::default()
        };
        Self::of(Chrome::official(), &asked, &nothing)
    }
}

#[cfg(test)]
impl DiaryEntryPage {
    pub fn sample() -> Self {
        Self::of(Chrome::official(), &samples()).unwrap()
    }
}

#[cfg(test)]
fn samples() -> Page {
    let entry = |position, actor: &str, subject: &str, kind: &str| {
        Recorded {
        position,
        at: "2026-11-19T15:14:05Z".parse().unwrap(),
        actor: actor.into(),
        subject_kind: subject.into(),
        subject_id: "01JD0CASE".into(),
        version: 2,
        kind: kind.into(),
        data: serde_json::json!({ "old": { "stage": "Revisión", "due_on": null }, "new": { "stage": "Decisión", "due_on": "2026-12-03" } })
            .into(),
    }
    };
    Page {
        entries: vec![
            entry(3, "person:01JD0JAIRO", "case", "changed"),
            entry(2, "anonymous", "session", "sign-in-refused"),
            entry(1, "system:jobs", "job", "died"),
        ],
        names: [("person:01JD0JAIRO".to_owned(), "Jairo Burbano".to_owned())].into(),
        next: Some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::Page as _;

    #[test]
    fn an_entry_shows_who_did_what_with_old_and_new_values() {
        let html = DiaryEntryPage::sample().html().unwrap();
        for said in ["Jairo Burbano", "Revisión", "Decisión", "2026-12-03", "Antes"] {
            assert!(html.contains(said), "{said}");
        }
    }

    #[test]
    fn what_an_entry_holds_is_shown_as_text() {
        let mut page = samples();
        page.entries[0].data = serde_json::json!({ "new": { "name": "<b>x</b>" }, "old": {} }).into();
        let html = DiaryEntryPage::of(Chrome::official(), &page).unwrap().html().unwrap();
        assert!(!html.contains("<b>x</b>"));
    }
}
