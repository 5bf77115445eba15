//! What an import changes in a plan that was there before.

use serde_json::{Value, json};

/// The changes, in the order of the plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// One for each thing and key.
    pub changes: Vec<Change>,
}

/// One change, or one thing that was not changed though the source would have it so.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What people call it.
    pub thing: String,
    /// Its labels up to the site.
    pub path: String,
    /// What happened.
    pub sort: ChangeSort,
}

/// The sorts of changes.
#[derive(Clone, Debug, PartialEq)]
pub enum ChangeSort {
    /// It is new in the source.
    Added,
    /// It is gone from the source, and nobody had a hand in it.
    Removed,
    /// The source names it otherwise.
    Renamed {
        /// The words before.
        from: String,
    },
    /// It lies elsewhere.
    Moved {
        /// By so many metres.
        metres: f64,
    },
    /// Its shape changed.
    Reshaped {
        /// Square metres before.
        from_square_metres: f64,
        /// Square metres now.
        to_square_metres: f64,
    },
    /// It is of another kind.
    Rekinded {
        /// The kind before.
        from: String,
        /// The kind now.
        to: String,
    },
    /// It stands in another place.
    Rehung {
        /// The path of what held it before.
        from: String,
        /// The path of what holds it now.
        to: String,
    },
    /// Another key has another value.
    Set {
        /// The key.
        key: String,
        /// The value before.
        from: String,
        /// The value now.
        to: String,
    },
    /// Its key was changed by hand and stays; the source says what it said.
    KeptByHand {
        /// The key.
        key: String,
        /// The value by hand.
        hand: String,
    },
    /// Both changed the key; the value by hand stays, unless the source was to be taken.
    Conflict {
        /// The key.
        key: String,
        /// The value by hand.
        hand: String,
        /// The value in the source.
        source: String,
        /// True where the source's value was taken.
        is_source_taken: bool,
    },
    /// It is gone from the source, but a person had a hand in it or hung something on it.
    KeptThoughGone,
    /// It is in the source, but a person took it out of the plan.
    LeftOutByHand,
}

impl ChangeSort {
    /// The word by which people and programs know the sort.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed { .. } => "renamed",
            Self::Moved { .. } => "moved",
            Self::Reshaped { .. } => "reshaped",
            Self::Rekinded { .. } => "re-kinded",
            Self::Rehung { .. } => "rehung",
            Self::Set { .. } => "changed",
            Self::KeptByHand { .. } => "kept by hand",
            Self::Conflict { .. } => "conflict",
            Self::KeptThoughGone => "kept though gone",
            Self::LeftOutByHand => "left out by hand",
        }
    }

    /// False where the plan stays as it was.
    #[must_use]
    pub fn is_change(&self) -> bool {
        match self {
            Self::Conflict { is_source_taken, .. } => *is_source_taken,
            Self::KeptByHand { .. } | Self::KeptThoughGone | Self::LeftOutByHand => false,
            _ => true,
        }
    }

    /// What there is to say beyond the word; empty where that says all.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Added | Self::Removed | Self::KeptThoughGone | Self::LeftOutByHand => {
                String::new()
            }
            Self::Renamed { from } => format!("was {from:?}"),
            Self::Moved { metres } => format!("by {metres:.2} m"),
            Self::Reshaped { from_square_metres, to_square_metres } => {
                format!("{from_square_metres:.1} m² to {to_square_metres:.1} m²")
            }
            Self::Rekinded { from, to } => format!("{from} to {to}"),
            Self::Rehung { from, to } => format!("from {from} to {to}"),
            Self::Set { key, from, to } => format!("{key}: {from} to {to}"),
            Self::KeptByHand { key, hand } => format!("{key}: {hand}"),
            Self::Conflict { key, hand, source, is_source_taken } => {
                let taken =
                    if *is_source_taken { "the source's is taken" } else { "by hand stays" };
                format!("{key}: {hand} by hand, {source} in the source; {taken}")
            }
        }
    }
}

impl Diff {
    /// True where the plan stays as it was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.changes.iter().any(|change| change.sort.is_change())
    }

    /// The changes for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let change = |change: &Change| {
            let mut value = json!({
                "change": change.sort.word(),
                "thing": change.thing,
                "path": change.path,
                "is_change": change.sort.is_change(),
            });
            if let (Some(members), Some(more)) =
                (value.as_object_mut(), details(&change.sort).as_object())
            {
                members.extend(more.clone());
            }
            value
        };
        self.changes.iter().map(change).collect()
    }
}

fn details(sort: &ChangeSort) -> Value {
    match sort {
        ChangeSort::Renamed { from } => json!({"from": from}),
        ChangeSort::Moved { metres } => json!({"metres": metres}),
        ChangeSort::Reshaped { from_square_metres, to_square_metres } => {
            json!({"from_square_metres": from_square_metres, "to_square_metres": to_square_metres})
        }
        ChangeSort::Rekinded { from, to } | ChangeSort::Rehung { from, to } => {
            json!({"from": from, "to": to})
        }
        ChangeSort::Set { key, from, to } => json!({"key": key, "from": from, "to": to}),
        ChangeSort::KeptByHand { key, hand } => json!({"key": key, "hand": hand}),
        ChangeSort::Conflict { key, hand, source, is_source_taken } => {
            json!({"key": key, "hand": hand, "source": source, "is_source_taken": is_source_taken})
        }
        _ => json!({}),
    }
}
