//! Nobody inside a shape is missed, wherever on Earth it stands.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::geometry::publish;
use crate::geometry::testing::{Room, any_place, any_room};

/// What an asker finds: from its finest cell up to the first name that exists.
fn walk(published: &BTreeMap<Cell, Vec<u32>>, position: Position) -> Vec<u32> {
    let mut cell = Some(Cell::at(position, FINEST));
    while let Some(here) = cell {
        if let Some(things) = published.get(&here) {
            return things.clone();
        }
        cell = here.parent();
    }
    Vec::new()
}

fn names(covers: &[Vec<Cell>]) -> BTreeMap<Cell, Vec<u32>> {
    let numbered = covers.iter().zip(0..);
    let all: Vec<_> =
        numbered.flat_map(|(cells, thing)| cells.iter().map(move |cell| (*cell, thing))).collect();
    published(&all).into_iter().collect()
}

/// The cells to publish, in their order.
fn published(covers: &[(Cell, u32)]) -> Vec<(Cell, Vec<u32>)> {
    let mut published = Vec::new();
    publish(covers, &mut |cell, things| {
        published.push((cell, things.to_vec()));
        ControlFlow::Continue(())
    });
    published
}

/// The rule itself, without names: a thing covers a finest cell when its cover has an ancestor.
fn covering(covers: &[Vec<Cell>], position: Position) -> Vec<u32> {
    let finest = Cell::at(position, FINEST);
    let covers_it = |cells: &&Vec<Cell>| cells.iter().any(|cell| finest.is_within(*cell));
    (0..).zip(covers).filter(|(_, cells)| covers_it(cells)).map(|(thing, _)| thing).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// 300 pairs of rooms, some 200 positions in each: more than 100,000 together.
    #[test]
    fn nobody_inside_is_missed(
        (at, rooms) in any_place().prop_flat_map(|at| (Just(at), [any_room(at, 15.0), any_room(at, 15.0)])),
        finest in 11..=15_u8, seed in any::<u64>(),
    ) {
        let finest = Resolution::try_from(finest).unwrap();
        let covers: Vec<_> = rooms.iter().map(|room| cover(&room.shape, finest)).collect();
        let published = names(&covers);
        for (index, room) in rooms.iter().enumerate() {
            prop_assert!(covers[index].iter().all(|cell| cell.resolution() <= finest));
            for position in room.positions_inside(seed, 400) {
                let found = walk(&published, position);
                prop_assert!(found.contains(&(index as u32)), "{:?} misses {:?}", at, position);
                prop_assert_eq!(found, covering(&covers, position));
            }
        }
    }

    #[test]
    fn points_and_circles_are_found_from_within(at in any_place(), radius in 1..3_000_u32, seed in any::<u64>()) {
        let point = cover(&Shape::Point(at), FINEST);
        prop_assert!(point.len() <= 9 && names(&[point]).len() <= 16);
        prop_assert_eq!(walk(&names(&[cover(&Shape::Point(at), FINEST)]), at), [0]);
        let circle = Shape::circle(at, radius).unwrap();
        let published = names(&[cover(&circle, Resolution::Thirteen)]);
        for position in Room::of(circle).positions_inside(seed, 50) {
            prop_assert_eq!(walk(&published, position), [0], "{:?}", position);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Shapes too large for the finest resolution: buildings, towns, countries.
    #[test]
    fn large_shapes_miss_nobody_either(
        room in any_place().prop_flat_map(|at| (2.2..5.5_f64).prop_flat_map(move |size| any_room(at, 10f64.powf(size)))),
        seed in any::<u64>(),
    ) {
        let cells = cover(&room.shape, Resolution::Thirteen);
        let published = names(&[cells]);
        for position in room.positions_inside(seed, 1_000) {
            prop_assert_eq!(walk(&published, position), [0], "{:?}", position);
        }
    }
}

#[test]
fn covers_of_rooms_have_the_sizes_that_were_measured_elsewhere() {
    let square = |width: f64, depth: f64| {
        let at = Position::from_degrees(52.2108, 0.09).unwrap();
        Room::rectangle(at, width, depth, 0.0).shape
    };
    for (width, depth, measured) in [(4.0, 3.0, 18), (6.0, 5.0, 30), (10.0, 8.0, 53)] {
        let cells = cover(&square(width, depth), FINEST).len();
        assert!(cells * 3 < measured * 4 && cells * 4 > measured * 3, "{cells} for {measured}");
    }
    let coarse = cover(&square(80.0, 50.0), Resolution::Thirteen);
    let fine = cover(&square(80.0, 50.0), FINEST);
    assert!(coarse.len() * 3 < fine.len(), "{} {}", coarse.len(), fine.len());
}

#[test]
fn the_whole_family_becomes_its_parent() {
    let parent = Cell::at(Position::from_degrees(10.0, 20.0).unwrap(), Resolution::Nine);
    let finest: Vec<Cell> =
        cover(&Shape::circle(parent.centre(), 40_000).unwrap(), Resolution::Eleven);
    let below: Vec<Cell> = finest.iter().copied().filter(|cell| cell.is_within(parent)).collect();
    assert_eq!(compact(below.clone()), [parent]);
    let mut twice = below;
    twice.push(parent);
    assert_eq!(compact(twice), [parent]);
}

#[test]
fn a_cell_below_a_covered_one_inherits_and_so_do_the_names_between() {
    let fine = Cell::at(Position::from_degrees(10.0, 20.0).unwrap(), Resolution::Ten);
    let coarse = fine.ancestor(Resolution::Seven).unwrap();
    let published = published(&[(fine, 7), (coarse, 3), (coarse, 3)]);
    let list = published.into_iter().map(|(cell, things)| (u8::from(cell.resolution()), things));
    let expected = [(7, vec![3]), (8, vec![3]), (9, vec![3]), (10, vec![3, 7])];
    assert_eq!(list.collect::<Vec<_>>(), expected);
    let mut told = 0;
    publish(&[(fine, 7), (coarse, 3)], &mut |_, _| {
        told += 1;
        if told == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(told, 2, "it ends when it is told to");
}
