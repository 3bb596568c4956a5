//! Templates of messages: `{{name}}` stands for data.

use std::collections::BTreeMap;

/// Fills a template, passing each value through `escape`. A name without a value leaves nothing.
pub fn fill(template: &str, values: &BTreeMap<String, String>, escape: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((name, next)) = after.split_once("}}") else {
            filled.push_str("{{");
            rest = after;
            continue;
        };
        filled.push_str(&values.get(name.trim()).map(|value| escape(value)).unwrap_or_default());
        rest = next;
    }
    filled.push_str(rest);
    filled
}

/// Text made safe inside HTML, attributes included.
pub fn escape_html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> BTreeMap<String, String> {
        BTreeMap::from([("solicitante".to_owned(), "Ana <b>& Cía</b>".to_owned())])
    }

    #[test]
    fn data_in_html_is_escaped() {
        assert_eq!(
            fill("<p>{{ solicitante }}</p>", &values(), escape_html),
            "<p>Ana &lt;b&gt;&amp; Cía&lt;/b&gt;</p>"
        );
    }

    #[test]
    fn a_value_that_looks_like_a_template_is_not_filled_again() {
        let values = BTreeMap::from([("a".to_owned(), "{{b}}".to_owned()), ("b".to_owned(), "no".to_owned())]);
        assert_eq!(fill("{{a}}", &values, str::to_owned), "{{b}}");
    }

    #[test]
    fn braces_that_never_close_stay_as_they_are() {
        assert_eq!(fill("uno {{dos", &values(), str::to_owned), "uno {{dos");
    }
}
