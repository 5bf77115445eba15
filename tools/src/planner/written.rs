//! Things as a plan writes them: keys and values, in TOML.

use libsns::geometry::Levels;
use libsns::name::place_name::label_of_words;
use libsns::plan::class_of_kind;
use libsns::record::PlaceClass;
use serde_json::{Map, Value, json};
use toml_edit::{Array, InlineTable, Item, Value as Toml};

use super::model::{Draft, Node, SITE_NODE, Way, shown_label};

/// Keys with their values, in the order in which they are written.
pub(super) type Keys = Vec<(&'static str, Value)>;

/// Numbers that differ by less are the same: what one writer rounds, another may not.
const DUST: f64 = 1e-9;

/// What an import writes of a place or device, all but what holds it and its shape.
pub(super) fn keys_of_node(draft: &Draft, at: usize) -> Keys {
    let node = &draft.nodes[at];
    let mut keys = keys_of_name(node, at == SITE_NODE);
    let mut set = |key, value: Option<Value>| keys.extend(value.map(|value| (key, value)));
    let is_default = node.kind == PlaceClass::Room.word() && !node.is_device();
    set("kind", (!is_default || at == SITE_NODE).then(|| json!(node.kind)));
    let meant = match class_of_kind(&node.kind) {
        // At the top of a plan, what is not known to be anything else is a site.
        PlaceClass::Room if at == SITE_NODE => PlaceClass::Site,
        class => class,
    };
    set("class", (meant != node.class && !node.is_device()).then(|| json!(node.class.word())));
    set("level", node.levels.map(level_value));
    set("position", node.position.map(|at| json!(at)));
    set("altitude", altitude_of(draft, at).map(rounded));
    let height = if node.is_device() { "above_floor" } else { "height" };
    // A site has no height of its own in a plan.
    set(height, node.height.filter(|_| at != SITE_NODE).map(rounded));
    if !node.bearers.is_empty() {
        set("bearers", Some(bearers_value(node)));
    }
    let text = node.text.iter().map(|text| json!(text)).collect::<Vec<_>>();
    set("text", (!text.is_empty()).then_some(Value::Array(text)));
    let civic =
        node.civic.elements().map(|(element, value)| (element.word().to_owned(), json!(value)));
    let civic: Map<String, Value> = civic.collect();
    set("civic", (!civic.is_empty()).then_some(Value::Object(civic)));
    set("source", node.source.as_ref().map(|source| json!(source)));
    keys
}

/// The name, with what goes with it.
pub(super) fn keys_of_name(node: &Node, is_site: bool) -> Keys {
    let mut keys = vec![("name", json!(node.name))];
    if is_site {
        return keys;
    }
    if label_of_words(&node.name).ok().as_deref() != Some(&node.label) {
        keys.push(("label", json!(shown_label(&node.label))));
    }
    if !node.aliases.is_empty() {
        keys.push(("aliases", json!(node.aliases)));
    }
    keys
}

/// What an import writes of a way, all but what it joins.
pub(super) fn keys_of_way(way: &Way) -> Keys {
    let mut keys = Keys::new();
    if way.kind != "door" {
        keys.push(("kind", json!(way.kind)));
    }
    keys.extend(way.position.map(|at| ("position", json!(at))));
    if way.is_one_way {
        keys.push(("one_way", json!(true)));
    }
    keys.extend(way.source.as_ref().map(|source| ("source", json!(source))));
    keys
}

/// A floor says its altitude where it is another than that of what holds it.
fn altitude_of(draft: &Draft, at: usize) -> Option<f64> {
    let own = draft.nodes[at].altitude?;
    let around = draft.ancestry(at);
    let around = around.iter().skip(1).find_map(|at| draft.nodes[*at].altitude);
    around.is_none_or(|around| at == SITE_NODE || (around - own).abs() >= 0.005).then_some(own)
}

fn level_value(levels: Levels) -> Value {
    match (levels.lowest(), levels.highest()) {
        (low, high) if low == high => json!(low),
        (low, high) => json!([low, high]),
    }
}

/// Metres to the centimetre, as a plan keeps them.
fn rounded(metres: f64) -> Value {
    json!((metres * 100.0).round() / 100.0 + 0.0)
}

/// Several addresses of a sort make a list; of the other bearers a device has one each.
fn bearers_value(node: &Node) -> Value {
    let mut bearers = Map::new();
    for (word, value) in &node.bearers {
        match bearers.get_mut(word) {
            None => drop(bearers.insert(word.clone(), json!(value))),
            Some(Value::Array(values)) if !values.contains(&json!(value)) => {
                values.push(json!(value))
            }
            Some(Value::Array(_)) => {}
            Some(first) if matches!(word.as_str(), "ipv4" | "ipv6") && *first != json!(value) => {
                *first = json!([first.clone(), value]);
            }
            Some(_) => {}
        }
    }
    Value::Object(bearers)
}

/// True where two values say the same.
pub(super) fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= DUST,
            _ => a == b,
        },
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let has =
                |(key, value): (&String, &Value)| b.get(key).is_some_and(|b| is_same(value, b));
            a.len() == b.len() && a.iter().all(has)
        }
        // One value stands for a list of one.
        (Value::Array(many), one) | (one, Value::Array(many)) => {
            many.len() == 1 && is_same(&many[0], one)
        }
        (a, b) => a == b,
    }
}

/// A value of a plan as JSON.
pub(super) fn json_of(item: &Item) -> Value {
    if let Some(table) = item.as_table_like() {
        let pairs = table.iter().map(|(key, item)| (key.to_owned(), json_of(item)));
        return Value::Object(pairs.collect());
    }
    match item.as_value() {
        Some(value) => json_of_value(value),
        None => Value::Null,
    }
}

/// A list of tables as JSON.
pub(super) fn json_of_tables(item: &Item) -> Value {
    let tables = item.as_array_of_tables().into_iter().flatten();
    tables.map(|table| json_of(&Item::Table(table.clone()))).collect()
}

fn json_of_value(value: &Toml) -> Value {
    match value {
        Toml::String(text) => json!(text.value()),
        Toml::Integer(number) => json!(number.value()),
        Toml::Float(number) => json!(number.value()),
        Toml::Boolean(truth) => json!(truth.value()),
        Toml::Datetime(time) => json!(time.value().to_string()),
        Toml::Array(values) => values.iter().map(json_of_value).collect(),
        Toml::InlineTable(table) => {
            let pairs = table.iter().map(|(key, value)| (key.to_owned(), json_of_value(value)));
            Value::Object(pairs.collect())
        }
    }
}

/// A value as a plan writes it.
pub(super) fn toml_of(value: &Value) -> Toml {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Bool(truth) => (*truth).into(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => number.into(),
            None => number.as_f64().unwrap_or_default().into(),
        },
        Value::Array(values) => Toml::Array(values.iter().map(toml_of).collect::<Array>()),
        Value::Object(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| (key.as_str(), toml_of(value)));
            Toml::InlineTable(pairs.collect::<InlineTable>())
        }
        Value::Null => "".into(),
    }
}

/// A value as messages show it: short, and without quotes around words.
pub(super) fn shown(value: Option<&Value>) -> String {
    /// Characters of a value that a message shows.
    const SHOWN_MAX: usize = 60;
    let text = match value {
        None => return "nothing".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    };
    if text.chars().count() <= SHOWN_MAX {
        return text;
    }
    text.chars().take(SHOWN_MAX).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_there_and_back() {
        let value = json!({"a": [1, 2.5, "x"], "b": true, "c": {"d": -3}});
        let item = Item::Value(toml_of(&value));
        assert!(is_same(&json_of(&item), &value));
        assert_eq!(toml_of(&json!([52.2, 0.1218])).to_string(), "[52.2, 0.1218]");
    }

    #[test]
    fn what_is_written_otherwise_is_the_same() {
        assert!(is_same(&json!(2), &json!(2.0)));
        assert!(is_same(&json!(["x"]), &json!("x")));
        assert!(is_same(&json!([52.1, 0.3]), &json!([52.1 + 1e-15, 0.3])));
        assert!(!is_same(&json!([1, 2]), &json!([2, 1])));
        assert!(!is_same(&json!({"a": 1}), &json!({"a": 1, "b": 2})));
        assert!(!is_same(&json!("1"), &json!(1)));
    }

    #[test]
    fn values_are_shown_short() {
        assert_eq!(shown(None), "nothing");
        assert_eq!(shown(Some(&json!("Hall"))), "Hall");
        assert!(shown(Some(&json!("x".repeat(100)))).chars().count() == 61);
    }
}
