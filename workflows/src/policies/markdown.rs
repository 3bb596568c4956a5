//! Markdown of governed documents as HTML that is safe to show.

use pulldown_cmark::{Options, Parser, html};

/// Renders Markdown and removes everything that could run or load from elsewhere.
#[must_use]
pub fn to_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut unsafe_html = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut unsafe_html, Parser::new_ext(markdown, options));
    ammonia::Builder::default()
        .rm_tags(["img"])
        .link_rel(Some("noopener noreferrer"))
        .clean(&unsafe_html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_removed() {
        let html = to_html("Hola <script>alert(1)</script> [mundo](javascript:alert(1)) <b onclick=x>!</b>");
        assert!(!html.contains("script") && !html.contains("onclick"), "{html}");
    }

    #[test]
    fn tables_and_titles_stay() {
        let html = to_html("# Uno\n\n| a | b |\n| - | - |\n| 1 | 2 |\n");
        assert!(html.contains("<h1>") && html.contains("<table>"), "{html}");
    }
}
