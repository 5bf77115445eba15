//! Rings of a multipolygon from pieces of ways, in any order and direction
//! (<https://wiki.openstreetmap.org/wiki/Relation:multipolygon/Algorithm>).

use std::collections::{BTreeMap, BTreeSet};

use super::ground::{self, Polygon, Ring, Side};

/// What the pieces made.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Assembled {
    /// Rings of nodes; the first node is not repeated at the end.
    pub(super) rings: Vec<Vec<i64>>,
    /// The ends of chains that do not close, one node of each.
    pub(super) loose: Vec<i64>,
}

/// Joins pieces at the nodes where they end. A piece that is given twice counts once.
pub(super) fn assemble(pieces: &[&[i64]]) -> Assembled {
    let mut made = Assembled::default();
    let mut open: Vec<&[i64]> = Vec::new();
    let mut seen = BTreeSet::new();
    for piece in pieces {
        match (piece.first(), piece.last()) {
            (Some(first), Some(last)) if seen.insert(unturned(piece)) => match piece.len() {
                1 => made.loose.push(*first),
                _ if first == last => made.rings.push(piece[1..].to_vec()),
                _ => open.push(piece),
            },
            _ => {}
        }
    }
    chain(&open, &mut made);
    made
}

/// The piece in the direction that comes first, so that it equals itself turned around.
fn unturned(piece: &[i64]) -> Vec<i64> {
    let turned: Vec<i64> = piece.iter().rev().copied().collect();
    turned.min(piece.to_vec())
}

/// Follows open pieces from end to end.
fn chain(pieces: &[&[i64]], made: &mut Assembled) {
    let mut at_node: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (index, piece) in pieces.iter().enumerate() {
        for end in [piece.first(), piece.last()].into_iter().flatten() {
            at_node.entry(*end).or_default().push(index);
        }
    }
    let mut is_used = vec![false; pieces.len()];
    for start in 0..pieces.len() {
        if std::mem::replace(&mut is_used[start], true) {
            continue;
        }
        let mut ring: Vec<i64> = pieces[start].to_vec();
        while ring.first() != ring.last() {
            let Some(end) = ring.last().copied() else { break };
            let Some(next) = take_unused(at_node.get_mut(&end), &is_used) else { break };
            is_used[next] = true;
            let piece = pieces[next];
            if piece.first() == Some(&end) {
                ring.extend(&piece[1..]);
            } else {
                ring.extend(piece.iter().rev().skip(1));
            }
        }
        if ring.first() == ring.last() {
            ring.pop();
            made.rings.push(ring);
        } else {
            made.loose.extend(ring.last());
        }
    }
}

/// The next piece that is not used; those that are used are dropped, so that each is looked at once.
fn take_unused(ending_here: Option<&mut Vec<usize>>, is_used: &[bool]) -> Option<usize> {
    let ending_here = ending_here?;
    while let Some(index) = ending_here.pop() {
        if !is_used[index] {
            return Some(index);
        }
    }
    None
}

/// Polygons from outer rings and holes; holes that are in no outer ring are counted.
pub(super) fn nest(outers: Vec<Ring>, holes: Vec<Ring>) -> (Vec<Polygon>, usize) {
    let mut polygons: Vec<Polygon> =
        outers.into_iter().map(|outer| Polygon { outer, holes: Vec::new() }).collect();
    let mut astray = 0;
    for hole in holes {
        let around = polygons.iter_mut().filter(|polygon| is_within(&hole, &polygon.outer));
        match around.min_by(|a, b| ground::area(&a.outer).total_cmp(&ground::area(&b.outer))) {
            Some(polygon) => polygon.holes.push(hole),
            None => astray += 1,
        }
    }
    (polygons, astray)
}

/// Judged by the first corner that is not on the edge.
fn is_within(hole: &[super::element::Point], outer: &[super::element::Point]) -> bool {
    let mut sides = hole.iter().map(|corner| ground::side(outer, *corner));
    sides.find(|side| *side != Side::Edge) == Some(Side::Within)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rings(pieces: &[&[i64]]) -> Vec<Vec<i64>> {
        let made = assemble(pieces);
        assert!(made.loose.is_empty(), "{made:?}");
        made.rings
    }

    #[test]
    fn pieces_join_in_any_order_and_direction() {
        assert_eq!(rings(&[&[1, 2, 3, 1]]), [[2, 3, 1]]);
        assert_eq!(rings(&[&[1, 2], &[2, 3], &[3, 1]]), [[1, 2, 3]]);
        assert_eq!(rings(&[&[1, 2], &[1, 3], &[3, 2]]), [[1, 2, 3]]);
        assert_eq!(rings(&[&[2, 1], &[3, 4, 1], &[2, 3]]), [[2, 1, 4, 3]]);
    }

    #[test]
    fn a_piece_given_twice_counts_once() {
        assert_eq!(rings(&[&[1, 2], &[2, 1], &[2, 3, 1], &[1, 2]]), [[1, 2, 3]]);
        assert_eq!(rings(&[&[1, 2, 3, 1], &[1, 2, 3, 1]]), [[2, 3, 1]]);
    }

    #[test]
    fn two_rings_that_meet_in_a_node_are_two() {
        let made = rings(&[&[1, 2, 3], &[3, 4, 1], &[1, 5], &[5, 6, 1]]);
        assert_eq!(made.len(), 2);
    }

    #[test]
    fn what_does_not_close_is_told() {
        let made = assemble(&[&[1, 2], &[2, 3], &[7, 8, 9, 7], &[5]]);
        assert_eq!(made.rings, [[8, 9, 7]]);
        assert_eq!(made.loose.len(), 2);
        assert_eq!(assemble(&[&[]]), Assembled::default());
    }

    #[test]
    fn holes_go_to_the_smallest_ring_around_them() {
        let square = |at: i32, side: i32| -> Ring {
            vec![[at, at], [at, at + side], [at + side, at + side], [at + side, at]]
        };
        let outers = vec![square(0, 100), square(10, 50), square(200, 10)];
        let holes = vec![square(20, 5), square(80, 5), square(202, 2), square(500, 1)];
        let (polygons, astray) = nest(outers, holes);
        let counts: Vec<_> = polygons.iter().map(|polygon| polygon.holes.len()).collect();
        assert_eq!((counts, astray), (vec![1, 1, 1], 1));
    }
}
