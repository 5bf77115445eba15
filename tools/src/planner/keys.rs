//! The keys of one table, merged: the source's changes are written, a person's stay.

use std::collections::BTreeMap;

use serde_json::Value;
use toml_edit::{Item, Table};

use super::reconcile::{Word, whose_word};
use super::written::{is_same, json_of, toml_of};

/// What was found and done about one key.
pub(super) struct Told {
    pub(super) key: String,
    pub(super) word: Word,
    /// The value in the plan before, and that of the source; none where there is none.
    pub(super) plan: Option<Value>,
    pub(super) now: Option<Value>,
    /// True where the source's value was written.
    pub(super) is_written: bool,
}

/// Merges keys into a table. `then` is what the import before wrote; none where that is not known.
pub(super) fn merge_keys(
    table: &mut Table,
    then: Option<&BTreeMap<String, Value>>,
    now: &[(&str, Value)],
    takes_source: bool,
) -> Vec<Told> {
    let gone = then.into_iter().flat_map(BTreeMap::keys);
    let gone = gone.map(String::as_str).filter(|key| !now.iter().any(|(own, _)| own == key));
    let keys = now.iter().map(|(key, _)| *key).chain(gone);
    let mut told = Vec::new();
    for key in keys {
        let said = then.map(|then| then.get(key).cloned());
        let value = now.iter().find(|(own, _)| *own == key).map(|(_, value)| value.clone());
        let plan = value_in(table, key);
        let same = |a: &Option<Value>, b: &Option<Value>| match (a, b) {
            (Some(a), Some(b)) => is_same(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let word = whose_word(said.as_ref(), &plan, &value, same);
        let is_written = word == Word::Source || (word == Word::Conflict && takes_source);
        if is_written {
            write(table, key, value.as_ref());
        }
        if word != Word::Same {
            told.push(Told { key: key.to_owned(), word, plan, now: value, is_written });
        }
    }
    told
}

/// The value of a key; of a position also one that is written in metres.
fn value_in(table: &Table, key: &str) -> Option<Value> {
    let item = table.get(key).or_else(|| if key == "position" { table.get("at") } else { None });
    item.map(json_of)
}

/// Writes a value, or takes the key away; the spaces and comments around it stay.
pub(super) fn write(table: &mut Table, key: &str, value: Option<&Value>) {
    if key == "position" {
        table.remove("at");
    }
    let Some(value) = value else {
        table.remove(key);
        return;
    };
    match (table.get_mut(key), value) {
        (Some(Item::Table(old)), Value::Object(pairs)) => {
            old.retain(|key, _| pairs.contains_key(key));
            for (key, value) in pairs {
                write(old, key, Some(value));
            }
        }
        (Some(Item::Value(old)), value) => {
            let mut new = toml_of(value);
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        _ => drop(table.insert(key, Item::Value(toml_of(value)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merged(text: &str, then: Option<Value>, now: &[(&str, Value)]) -> (String, Vec<Word>) {
        let mut document: toml_edit::DocumentMut = text.parse().unwrap();
        let then = then.map(|then| serde_json::from_value(then).unwrap());
        let told = merge_keys(document.as_table_mut(), then.as_ref(), now, false);
        (document.to_string(), told.into_iter().map(|told| told.word).collect())
    }

    #[test]
    fn the_source_changes_what_nobody_touched_and_comments_stay() {
        let text = "# mine\nkind = \"office\" # sunny\nheight = 3.0\n";
        let now = [("kind", json!("lab")), ("level", json!(2))];
        let (text, words) = merged(text, Some(json!({"kind": "office", "height": 3})), &now);
        assert_eq!(text, "# mine\nkind = \"lab\" # sunny\nlevel = 2\n");
        assert_eq!(words, [Word::Source; 3]);
    }

    #[test]
    fn a_persons_word_stays() {
        let then = json!({"kind": "office", "position": [52.0, 0.5]});
        let text = "kind = \"den\"\nat = [1, 2]\n";
        let same = [("kind", json!("office")), ("position", json!([52.0, 0.5]))];
        assert_eq!(merged(text, Some(then.clone()), &same), (text.to_owned(), vec![Word::Hand; 2]));
        let other = [("kind", json!("lab")), ("position", json!([52.1, 0.5]))];
        assert_eq!(merged(text, Some(then), &other), (text.to_owned(), vec![Word::Conflict; 2]));
        // Nothing is known of what was said, so all that differs was changed by both.
        assert_eq!(merged(text, None, &other).1, [Word::Conflict; 2]);
    }
}
