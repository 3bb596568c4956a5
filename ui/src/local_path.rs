//! Where to go after signing in: only ever a page of ours.

use std::fmt;

/// A path of this site with its query, safe to redirect to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPath(String);

/// Longest path remembered.
const LONGEST: usize = 1024;

impl LocalPath {
    /// The path, when it cannot lead to another site: it starts with one slash, and browsers
    /// would not read a host into it (no backslash, no control character).
    pub fn parse(text: &str) -> Option<Self> {
        let local = text.starts_with('/') && !text.starts_with("//");
        let harmless = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        (local && harmless && text.len() <= LONGEST).then(|| Self(text.to_owned()))
    }

    /// The front page.
    pub fn home() -> Self {
        Self("/".to_owned())
    }

    /// The path as a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_ours_are_kept_with_their_query() {
        for text in ["/", "/tramites/SVT-135/radicar?paso=3", "/casos/E-2026-000001#reloj"] {
            assert_eq!(LocalPath::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn nothing_that_a_browser_could_read_as_another_site_is_kept() {
        let hostile = [
            "//malo.co",
            "/\\malo.co",
            "https://malo.co",
            "malo",
            "",
            "/\t/malo.co",
            "/a\nb",
            "/á",
        ];
        for text in hostile {
            assert_eq!(LocalPath::parse(text), None, "{text}");
        }
        assert_eq!(LocalPath::parse(&format!("/{}", "a".repeat(LONGEST))), None);
    }
}
