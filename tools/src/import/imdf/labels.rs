//! Names in several languages (IMDF 1.0.0, Reference, LABELS): `{"en": "Books", "fr": "Livres"}`.

use serde_json::Value;

/// Longest name kept, in octets: what a PLACE record holds.
const NAME_OCTETS_MAX: usize = libsns::limits::PLACE_TEXT_OCTETS_MAX;
/// Most names kept of one thing.
const NAMES_MAX: usize = 8;

/// The languages in which names are wanted, the best first: that of the manifest (a tag of BCP 47,
/// such as `en-US`), the same without its region, English.
pub(super) fn languages(manifest: Option<&str>) -> Vec<String> {
    let own = manifest.unwrap_or_default().trim().to_lowercase();
    let plain = own.split('-').next().unwrap_or_default().to_owned();
    let mut languages = vec![own, plain, "en".to_owned()];
    languages.retain(|language| !language.is_empty());
    languages.dedup();
    languages
}

/// Adds the name in the best of these languages, and in English where that is another. A language
/// that nobody asked for is better than no name.
pub(super) fn add(names: &mut Vec<String>, labels: Option<&Value>, languages: &[String]) {
    match labels {
        // Against the standard, and plain nevertheless.
        Some(Value::String(name)) => push(names, name),
        Some(Value::Object(labels)) => {
            let of = |language: &String| {
                let exact = |(tag, _): &(&String, &Value)| tag.to_lowercase() == *language;
                let region = |(tag, _): &(&String, &Value)| {
                    let tag = tag.to_lowercase();
                    tag.split('-').next() == Some(language)
                };
                labels.iter().find(exact).or_else(|| labels.iter().find(region))
            };
            let wanted: Vec<&Value> =
                languages.iter().filter_map(of).map(|(_, name)| name).collect();
            let first = wanted.first().copied().or_else(|| labels.values().next());
            let english = languages.last().and_then(of).map(|(_, name)| name);
            for name in [first, english].into_iter().flatten().filter_map(Value::as_str) {
                push(names, name);
            }
        }
        _ => {}
    }
}

/// Adds a name that is not there yet.
pub(super) fn push(names: &mut Vec<String>, name: &str) {
    let name = name.trim();
    let fits = (1..=NAME_OCTETS_MAX).contains(&name.len()) && names.len() < NAMES_MAX;
    if fits && names.iter().all(|own| own != name) {
        names.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(labels: &Value, manifest: &str) -> Vec<String> {
        let mut names = Vec::new();
        add(&mut names, Some(labels), &languages(Some(manifest)));
        names
    }

    #[test]
    fn the_language_of_the_manifest_comes_first_and_english_next() {
        let books = json!({ "en": "Books", "fr": "Livres", "de-AT": "Bücher" });
        assert_eq!(names(&books, "en-US"), ["Books"]);
        assert_eq!(names(&books, "fr-CH"), ["Livres", "Books"]);
        assert_eq!(names(&books, "de"), ["Bücher", "Books"]);
        assert_eq!(names(&books, "ja"), ["Books"]);
        assert_eq!(names(&json!({ "fr": "Livres" }), "en"), ["Livres"]);
    }

    #[test]
    fn what_is_no_name_is_none() {
        for labels in [json!(null), json!({}), json!({ "en": 7 }), json!({ "en": " " }), json!([])]
        {
            assert!(names(&labels, "en").is_empty(), "{labels}");
        }
        assert_eq!(names(&json!("Books"), "en"), ["Books"]);
    }
}
