//! Shapes against independent geometry: the plane of the `geo` crate, and Karney's areas.

use geo::{Contains as _, GeodesicArea as _, Intersects as _};
use proptest::prelude::*;

use super::testing::{any_place, any_room, away, number};
use super::{Bounds, Polygon, Position, Shape};

fn at(latitude: f64, longitude: f64) -> Position {
    Position::from_degrees(latitude, longitude).unwrap()
}

fn nano(latitude: i64, longitude: i64) -> Position {
    Position::wrapped(latitude, longitude)
}

fn ring(corners: &[(f64, f64)]) -> Vec<Position> {
    corners.iter().map(|(lat, lon)| at(*lat, *lon)).collect()
}

/// A ring of small whole coordinates, for which the judge's arithmetic is exact too.
fn any_ring() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0..20_i64, 0..20_i64), 3..10)
}

fn judge(corners: &[(i64, i64)]) -> geo::Polygon<f64> {
    let line = corners.iter().map(|(y, x)| (*x as f64, *y as f64)).collect::<Vec<_>>();
    geo::Polygon::new(line.into(), vec![])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn inside_and_on_the_wall_as_the_plane_says(
        corners in any_ring(), probe in (-1..21_i64, -1..21_i64), other in (-1..21_i64, -1..21_i64),
        base in prop_oneof![Just(0), Just(180_000_000_000_i64 - 10), Just(-77_000_000_000)],
    ) {
        let place = |(y, x): (i64, i64)| nano(y, base + x);
        if let Ok(polygon) = Polygon::new(corners.iter().copied().map(place).collect(), vec![]) {
            let judge = judge(&corners);
            let point = geo::Point::new(probe.1 as f64, probe.0 as f64);
            prop_assert_eq!(polygon.contains(place(probe)), judge.intersects(&point));
            let (low, high) = ((probe.0.min(other.0), probe.1.min(other.1)), (probe.0.max(other.0), probe.1.max(other.1)));
            let bounds = Bounds::new(place(low), place(high)).unwrap();
            let rect = geo::Rect::new((low.1 as f64, low.0 as f64), (high.1 as f64, high.0 as f64));
            // Of a box without extent the judge has no opinion.
            if low.0 < high.0 && low.1 < high.1 {
                prop_assert_eq!(polygon.intersects(&bounds), judge.intersects(&rect.to_polygon()));
            }
            prop_assert!(polygon.contains(polygon.position_inside()));
        }
    }

    #[test]
    fn what_the_judge_finds_inside_is_not_in_the_hole(outer in any_ring(), hole in any_ring()) {
        let place = |(y, x): &(i64, i64)| nano(*y, *x);
        let ring = |corners: &[(i64, i64)]| corners.iter().map(place).collect::<Vec<_>>();
        if let Ok(polygon) = Polygon::new(ring(&outer), vec![ring(&hole)]) {
            let (outer, hole) = (judge(&outer), judge(&hole));
            for (y, x) in (0..20).flat_map(|y| (0..20).map(move |x| (y, x))) {
                let point = geo::Point::new(f64::from(x), f64::from(y));
                let expected = outer.intersects(&point) && !hole.contains(&point);
                prop_assert_eq!(polygon.contains(nano(y.into(), x.into())), expected);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn areas_are_those_of_karney(
        room in (-85.0..85.0_f64, -180.0..180.0_f64).prop_flat_map(|(lat, lon)| any_room(at(lat, lon), 50.0)),
    ) {
        let polygon = &room.shape.polygons()[0];
        let line = |corners: &[Position]| -> geo::LineString<f64> {
            let first = corners[0].longitude_nanodegrees();
            let corner = |p: &Position| {
                let east = corners[0].eastward_to(*p);
                ((first + east) as f64 / 1e9, p.latitude_degrees())
            };
            corners.iter().map(corner).collect::<Vec<_>>().into()
        };
        let area_of = |ring| geo::Polygon::new(ring, vec![]).geodesic_area_signed().abs();
        let holes: f64 = polygon.holes().map(line).map(area_of).sum();
        let (ours, area) = (polygon.area_square_metres(), area_of(line(polygon.outer())) - holes);
        prop_assert!((ours - area).abs() < 0.01 * area, "{} {}", ours, area);
    }

    #[test]
    fn bounds_are_around_all(place in any_place(), radius in 1.0..9.0_f64, seed in any::<u64>()) {
        let radius = 10f64.powf(radius) as u32;
        let circle = Shape::circle(place, radius).unwrap();
        let bounds = circle.bounds();
        for step in 0..40 {
            let reach = f64::from(radius) / 100.0 * 0.999_98 - 0.001;
            let inside = away(place, number(seed, step) * std::f64::consts::TAU, reach);
            prop_assert!(circle.contains(inside));
            prop_assert!(bounds.contains(inside), "{:?} {:?}", bounds, inside);
            let point = Bounds::new(inside, inside).unwrap();
            prop_assert!(circle.intersects(&point));
        }
    }
}

#[test]
fn a_square_across_the_antimeridian_is_one_square() {
    let fiji = ring(&[(-18.0, 179.0), (-18.0, -179.0), (-16.0, -179.0), (-16.0, 179.0)]);
    let polygon =
        Polygon::new(fiji, vec![ring(&[(-17.5, 179.5), (-17.5, -179.5), (-16.5, 180.0)])]).unwrap();
    for inside in
        [at(-17.9, 180.0), at(-16.1, 179.2), at(-16.1, -179.2), at(-18.0, 179.0), at(-17.5, -179.5)]
    {
        assert!(polygon.contains(inside), "{inside}");
    }
    for outside in
        [at(-17.4, 180.0), at(-17.0, 0.0), at(-17.0, 178.9), at(-17.0, -178.9), at(-18.1, 180.0)]
    {
        assert!(!polygon.contains(outside), "{outside}");
    }
    assert_eq!(polygon.bounds(), Bounds::new(at(-18.0, 179.0), at(-16.0, -179.0)).unwrap());
    let shape = Shape::Polygon(polygon);
    assert_eq!(shape.distance_metres(at(-18.0, 180.0)), 0.0);
    assert!((shape.distance_metres(at(-15.0, 180.0)) - 110_650.0).abs() < 100.0);
}

#[test]
fn a_ring_around_a_pole_holds_the_pole() {
    for sign in [1.0, -1.0] {
        let corner =
            |i: i32| (sign * if i % 2 == 0 { 70.0 } else { 75.0 }, f64::from(i) * 20.0 - 180.0);
        let corners: Vec<_> = (0..18).map(corner).collect();
        let reversed: Vec<_> = corners.iter().copied().rev().collect();
        for corners in [corners, reversed] {
            let cap = Polygon::new(ring(&corners), vec![]).unwrap();
            for longitude in [-180.0, -1.0, 0.0, 10.0, 179.9] {
                assert!(cap.contains(at(sign * 90.0, longitude)));
                assert!(cap.contains(at(sign * 75.0, longitude)));
                assert!(!cap.contains(at(sign * 69.9, longitude)));
                assert!(!cap.contains(at(-sign * 90.0, longitude)));
            }
            assert!(cap.contains(at(sign * 70.0, -180.0)), "a corner");
            let area = cap.area_square_metres();
            assert!((9e12..15e12).contains(&area), "{area}");
            assert!(cap.contains(cap.position_inside()));
            // Half a degree off the wall, seen from the pole's side of it.
            let depth = Shape::Polygon(cap).distance_metres(at(sign * 69.0, -180.0));
            assert!((depth - 111_500.0).abs() < 500.0, "{depth}");
        }
    }
}

#[test]
fn rooms_that_share_a_wall_both_hold_it() {
    let left =
        Polygon::new(ring(&[(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)]), vec![]).unwrap();
    let right =
        Polygon::new(ring(&[(0.0, 1.0), (0.0, 2.0), (1.0, 2.0), (1.0, 1.0)]), vec![]).unwrap();
    let (wall, beside) = (at(0.3, 1.0), nano(300_000_000, 1_000_000_001));
    assert!(left.contains(wall) && right.contains(wall));
    assert!(!left.contains(beside) && right.contains(beside));
}

#[test]
fn what_is_no_shape_is_refused_by_name() {
    let refused =
        |corners: &[(f64, f64)]| Polygon::new(ring(corners), vec![]).unwrap_err().to_string();
    assert_eq!(
        refused(&[(1.0, 1.0), (2.0, 2.0), (1.0, 1.0)]),
        "the outer ring has 2 different corners; expected 3 or more"
    );
    assert_eq!(
        refused(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]),
        "all corners of the outer ring, from 1,1, lie on a line; expected corners around an area"
    );
    assert!(refused(&[(0.0, 0.0), (10.0, 180.0), (20.0, 90.0)]).contains("exactly half way round"));
    // The corner is named as it was given, also behind one that was given twice.
    let bow = [(0.0, 0.0), (0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.1)];
    let text = refused(&bow);
    assert!(
        text.starts_with("edges 1 and 4 of the outer ring, from 0,0 and from 1,0, cross"),
        "{text}"
    );
    // Its loops are of one size, so that their areas cancel out.
    let text = refused(&[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)]);
    assert!(
        text.starts_with("edges 1 and 3 of the outer ring, from 0,0 and from 1,0, cross"),
        "{text}"
    );
    let many = vec![at(0.0, 0.0); 16_385];
    assert_eq!(
        Polygon::new(many, vec![]).unwrap_err().to_string(),
        "16385 corners; expected at most 16384"
    );
    assert!(Shape::circle(at(0.0, 0.0), 0).is_err());
    assert!(Shape::circle(at(0.0, 0.0), 1_000_000_001).is_err());
}
