//! Stairs, lifts and escalators: drawn on each level by themselves, one thing to those who use them.
//!
//! Two of one class on levels next to each other are the same shaft when they cover the same ground.
//! The shaft then is one place over its levels.

use libsns::geometry::Levels;
use libsns::record::PlaceClass;

use super::ground::Overlaps;
use super::level::{Item, Sort};

/// Two are the same shaft when they share this much of the smaller.
const SHARE: f64 = 0.5;

/// A stair, lift or escalator over its levels.
pub(super) struct Shaft {
    /// Its part on the lowest level; it has the names of all.
    pub(super) item: Item,
    pub(super) class: PlaceClass,
    pub(super) kind: &'static str,
    /// The levels (by index, from the lowest) and the part on each.
    pub(super) parts: Vec<(usize, Item)>,
}

impl Shaft {
    /// The ordinals of its levels.
    pub(super) fn levels(&self, ordinal: impl Fn(usize) -> i16) -> Levels {
        let lowest = ordinal(self.parts.first().map_or(0, |part| part.0));
        let highest = ordinal(self.parts.last().map_or(0, |part| part.0));
        Levels::new(lowest, highest).unwrap_or_else(|_| Levels::single(lowest))
    }
}

/// Takes the shafts out of the levels and joins their parts.
pub(super) fn join(levels: &mut [Vec<Item>], overlaps: &mut Overlaps) -> Vec<Shaft> {
    let mut shafts: Vec<Shaft> = Vec::new();
    for (level, items) in levels.iter_mut().enumerate() {
        let below = reaching(&shafts, level);
        let mut taken = vec![false; below.len()];
        for item in items.extract_if(.., |item| matches!(item.sort, Sort::Shaft(..))) {
            let Sort::Shaft(class, kind) = item.sort else { continue };
            let same = below
                .iter()
                .enumerate()
                .filter(|(at, shaft)| !taken[*at] && shafts[**shaft].class == class)
                .map(|(at, shaft)| (at, *shaft, share(&shafts[*shaft], &item, overlaps)))
                .filter(|(.., share)| *share >= SHARE)
                .max_by(|a, b| a.2.total_cmp(&b.2));
            match same {
                Some((at, shaft, _)) => {
                    taken[at] = true;
                    extend(&mut shafts[shaft], level, item);
                }
                None => {
                    let parts = vec![(level, item.clone())];
                    shafts.push(Shaft { item, class, kind, parts });
                }
            }
        }
    }
    shafts
}

/// The shafts whose highest part is on the level below.
fn reaching(shafts: &[Shaft], level: usize) -> Vec<usize> {
    let ends_below = |shaft: &Shaft| shaft.parts.last().is_some_and(|(top, _)| top + 1 == level);
    (0..shafts.len()).filter(|at| ends_below(&shafts[*at])).collect()
}

/// How much of the smaller both cover.
fn share(shaft: &Shaft, item: &Item, overlaps: &mut Overlaps) -> f64 {
    let Some((_, top)) = shaft.parts.last() else { return 0.0 };
    let smaller = top.ground.area().min(item.ground.area());
    if smaller > 0.0 { overlaps.of(&top.ground, &item.ground) / smaller } else { 0.0 }
}

fn extend(shaft: &mut Shaft, level: usize, item: Item) {
    for name in &item.names {
        if !shaft.item.names.contains(name) {
            shaft.item.names.push(name.clone());
        }
    }
    shaft.parts.push((level, item));
}
