//! Elements of OpenStreetMap: nodes, ways and relations with their tags.

use std::fmt;

/// The sorts of elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sort {
    Node,
    Way,
    Relation,
}

impl Sort {
    /// The word that stands in files and identities.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Way => "way",
            Self::Relation => "relation",
        }
    }

    /// The sort with this word, or with its first letter alone.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "node" | "n" => Some(Self::Node),
            "way" | "w" => Some(Self::Way),
            "relation" | "r" => Some(Self::Relation),
            _ => None,
        }
    }
}

/// The identity of an element: numbers are unique within a sort. Negative ones are of an editor that
/// has not yet stored them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id {
    pub(super) sort: Sort,
    pub(super) number: i64,
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.sort.word(), self.number)
    }
}

/// Latitude and longitude in ten-millionths of a degree, which is how OpenStreetMap stores them: a
/// step is 1.1 cm. Whole numbers, so that the same node is the same corner in every form of a file.
pub(super) type Point = [i32; 2];

/// Steps of a [`Point`] in a degree.
pub(super) const STEPS_PER_DEGREE: f64 = 1e7;

/// The point at a latitude and longitude in degrees; none outside of the Earth.
pub(super) fn point(latitude: f64, longitude: f64) -> Option<Point> {
    let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    // Within ±1.8e9, so the cast is exact.
    let steps = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() as i32;
    is_on_earth.then(|| [steps(latitude), steps(longitude)])
}

/// The tags of an element, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tags(Vec<(String, String)>);

impl Tags {
    /// The value of a key; none where it is not there or empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own == key)?;
        Some(found.1.trim()).filter(|value| !value.is_empty())
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// True when the key is there with one of these values.
    pub(super) fn is(&self, key: &str, values: &[&str]) -> bool {
        self.get(key).is_some_and(|value| values.contains(&value))
    }

    pub(super) fn push(&mut self, key: &str, value: &str) {
        self.0.push((key.to_owned(), value.to_owned()));
    }

    /// Replaces the value of a key, or adds it.
    pub(super) fn set(&mut self, key: &str, value: &str) {
        match self.0.iter_mut().find(|(own, _)| own == key) {
            Some((_, own)) => value.clone_into(own),
            None => self.push(key, value),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// A point of the map.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) number: i64,
    pub(super) at: Point,
    pub(super) tags: Tags,
}

/// A line or ring through nodes.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) number: i64,
    pub(super) nodes: Vec<i64>,
    pub(super) tags: Tags,
}

/// What belongs together.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) number: i64,
    pub(super) members: Vec<Member>,
    pub(super) tags: Tags,
}

/// A member of a relation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) id: Id,
    /// True in the role `inner`, the edge of a hole.
    pub(super) is_inner: bool,
}

/// What a file holds, one after another.
#[derive(Clone, Debug)]
pub(super) enum Element {
    Node(Node),
    Way(Way),
    Relation(Relation),
}
