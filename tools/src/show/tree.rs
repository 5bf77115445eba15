//! A place and what is below it, as a tree.

use libsns::name::Name;
use libsns::record::PlaceClass;
use serde_json::Value;

use super::text::plain;
use super::{place, thing};
use crate::paint::Paint;
use crate::walk::Branch;

/// The tree, a thing a line.
pub(crate) fn lines(tree: &Branch, paint: Paint) -> String {
    let mut text = String::new();
    write(tree, None, ["", ""], paint, &mut text);
    text
}

/// Writes a branch; `lead` is what stands before its own line and before those below it.
fn write(branch: &Branch, above: Option<&Name>, lead: [&str; 2], paint: Paint, text: &mut String) {
    *text += &format!("{}{}\n", paint.dim(lead[0]), line(branch, above, paint));
    let last = branch.below.len().saturating_sub(1);
    for (index, below) in branch.below.iter().enumerate() {
        let [own, rest] = if index == last { ["└─ ", "   "] } else { ["├─ ", "│  "] };
        let (own, rest) = (format!("{}{own}", lead[1]), format!("{}{rest}", lead[1]));
        write(below, Some(&branch.thing.name), [&own, &rest], paint, text);
    }
}

/// The label below what is above it, what people call it, its kind and level.
fn line(branch: &Branch, above: Option<&Name>, paint: Paint) -> String {
    let thing = &branch.thing;
    let name = label(&thing.name, above);
    let name = match thing.class() {
        PlaceClass::Device => paint.cyan(&name),
        _ => paint.bold(&name),
    };
    let mut parts = Vec::new();
    if !thing.display().is_empty() {
        parts.push(plain(thing.display()));
    }
    let mut details = vec![thing.kind().to_owned()];
    let label = thing.place.as_ref().map_or("", |place| &place.level_label);
    let is_level = thing.class() == PlaceClass::Level || above.is_none();
    details.extend(thing.levels().filter(|_| is_level).map(|levels| place::level(levels, label)));
    parts.push(paint.dim(&format!("({})", details.join(", "))));
    format!("{name}  {}", parts.join(" "))
}

/// The labels in front of what is above, or the whole name.
fn label(name: &Name, above: Option<&Name>) -> String {
    let labels =
        above.and_then(|above| name.relative_to(above)).filter(|labels| !labels.is_empty());
    let relative = labels.and_then(|labels| Name::from_labels(labels).ok());
    match relative {
        Some(relative) => relative.to_string().trim_end_matches('.').to_owned(),
        None => name.to_string(),
    }
}

/// The tree for programs.
pub(crate) fn json(branch: &Branch) -> Value {
    let mut value = thing::json(&branch.thing);
    if let Value::Object(fields) = &mut value {
        // A tree is seen from nowhere, and asks for no way to reach what is in it.
        for absent in ["distance_m", "addresses", "bearers"] {
            fields.remove(absent);
        }
    }
    value["below"] = branch.below.iter().map(json).collect();
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use libsns::client::Thing;
    use libsns::geometry::Levels;
    use libsns::record::{Place, Record, RecordType};

    fn branch(name: &str, class: PlaceClass, display: &str, below: Vec<Branch>) -> Branch {
        let owner: Name = name.parse().unwrap();
        let levels = Some(Levels::single(1));
        let place = Place { class, display: display.into(), levels, ..Place::default() };
        let rdata = place.encode().unwrap();
        let record = Record { owner: owner.clone(), rtype: RecordType::PLACE, ttl: 1, rdata };
        Branch { thing: Thing::from_records(owner, [record].iter()), below }
    }

    #[test]
    fn a_tree_has_branches() {
        let lamp = branch("lamp.a.f1.hq.", PlaceClass::Device, "", vec![]);
        let other = branch("else.", PlaceClass::Area, "", vec![]);
        let rooms = vec![branch("a.f1.hq.", PlaceClass::Room, "A", vec![lamp]), other];
        let tree = branch(
            "hq.",
            PlaceClass::Building,
            "HQ",
            vec![
                branch("f1.hq.", PlaceClass::Level, "First", rooms),
                branch("shed.hq.", PlaceClass::Building, "Shed", vec![]),
            ],
        );
        assert_eq!(
            lines(&tree, Paint::PLAIN),
            "hq.  HQ (building, level 1)\n\
             ├─ f1  First (level, level 1)\n\
             │  ├─ a  A (room)\n\
             │  │  └─ lamp  (device)\n\
             │  └─ else.  (area)\n\
             └─ shed  Shed (building)\n"
        );
        assert_eq!(json(&tree)["below"][0]["below"][0]["below"][0]["name"], "lamp.a.f1.hq.");
    }
}
