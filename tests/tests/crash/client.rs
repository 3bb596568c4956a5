//! One person at a browser who asks any node, and asks the next when one does not answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::browser::{Annex, Answer, Browser, Lost};
use crate::ledger::Ledger;

/// How long is waited before another node is asked.
const PAUSE: Duration = Duration::from_millis(15);

/// What all clients of a world share.
#[derive(Clone)]
pub struct Surroundings {
    /// Where the nodes answer.
    pub nodes: Arc<Vec<String>>,
    /// What the clients were told.
    pub ledger: Arc<Ledger>,
    /// Set when the clients are to stop.
    pub stop: Arc<AtomicBool>,
}

/// The round is over before the answer came.
#[derive(Debug)]
pub struct Stopped;

/// A request, which can be repeated.
pub struct Asked<'a> {
    pub path: &'a str,
    pub body: Body<'a>,
}

/// What a request carries.
pub enum Body<'a> {
    None,
    Form(&'a [(String, String)]),
    Parts(&'a [(String, String)], Option<&'a Annex<'a>>),
}

/// Somebody's browser among nodes that come and go.
pub struct Client {
    browser: Browser,
    around: Surroundings,
    at: usize,
}

impl Client {
    /// A signed-in client that asks the nodes from the one at `at` on.
    pub fn new(browser: Browser, around: Surroundings, at: usize) -> Self {
        Self { browser, around, at }
    }

    /// What was told to the clients.
    pub fn ledger(&self) -> &Ledger {
        &self.around.ledger
    }

    /// Whether the round is over.
    pub fn is_over(&self) -> bool {
        self.around.stop.load(Ordering::Relaxed)
    }

    /// Asks until some node answers; the answer, and whether an earlier try may have been done too.
    pub async fn ask(&mut self, asked: &Asked<'_>) -> Result<(Answer, bool), Stopped> {
        let mut repeated = false;
        loop {
            if let Some(answer) = self.try_once(asked).await? {
                return Ok((answer, repeated));
            }
            repeated = true;
        }
    }

    /// Asks one node; nothing when it did not answer, whether it did what was asked or not.
    pub async fn try_once(&mut self, asked: &Asked<'_>) -> Result<Option<Answer>, Stopped> {
        match self.once(asked).await {
            Ok(answer) if answer.status < 500 => return Ok(Some(answer)),
            // Not now: nothing was done, or nobody can tell.
            Ok(answer) if answer.status == 503 => {}
            Ok(Answer { status, text, .. }) => {
                let words: Vec<_> = text.split_whitespace().collect();
                let said: String = words.join(" ").chars().take(400).collect();
                self.ledger().surprise(format!("{}: {status}: {said}", asked.path));
            }
            Err(Lost) => self.at += 1,
        }
        if self.is_over() {
            return Err(Stopped);
        }
        tokio::time::sleep(PAUSE).await;
        Ok(None)
    }

    async fn once(&mut self, asked: &Asked<'_>) -> Result<Answer, Lost> {
        let base = &self.around.nodes[self.at % self.around.nodes.len()];
        match &asked.body {
            Body::None => self.browser.get(base, asked.path).await,
            Body::Form(pairs) => self.browser.post(base, asked.path, pairs).await,
            Body::Parts(pairs, annex) => self.browser.post_parts(base, asked.path, pairs, *annex).await,
        }
    }
}

/// Pairs of a form.
pub fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// A page, from whichever node answers.
pub async fn get(client: &mut Client, path: &str) -> Result<Answer, Stopped> {
    let body = Body::None;
    Ok(client.ask(&Asked { path, body }).await?.0)
}
