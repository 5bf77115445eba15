//! Boxes of latitude and longitude, and whether edges meet them. Exact: all in integers.

use super::position::{HALF_TURN, Position, TURN};

/// A box from a southern to a northern latitude and from a western meridian eastwards. It may cross
/// the antimeridian. Its walls belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    south_west: Position,
    north: i64,
    width: i64,
}

impl Bounds {
    /// The box between two corners. When the eastern one lies west of the western one, the box
    /// crosses the antimeridian; none when the northern one lies south of the southern one.
    #[must_use]
    pub fn new(south_west: Position, north_east: Position) -> Option<Self> {
        let width = (north_east.longitude_nanodegrees() - south_west.longitude_nanodegrees())
            .rem_euclid(TURN);
        let north = north_east.latitude_nanodegrees();
        (south_west.latitude_nanodegrees() <= north).then_some(Self { south_west, north, width })
    }

    /// All longitudes between two latitudes, in nanodegrees.
    pub(super) fn band(south: i64, north: i64) -> Self {
        Self { south_west: Position::wrapped(south, -HALF_TURN), north, width: TURN }
    }

    /// From the south-western corner to a latitude, over a width; in nanodegrees.
    pub(super) fn spanning(south_west: Position, north: i64, width: i64) -> Self {
        if width >= TURN {
            Self::band(south_west.latitude_nanodegrees(), north)
        } else {
            Self { south_west, north, width }
        }
    }

    /// The box of one position.
    pub(super) fn of_position(position: Position) -> Self {
        Self { south_west: position, north: position.latitude_nanodegrees(), width: 0 }
    }

    /// The southern latitude, in nanodegrees.
    #[must_use]
    pub fn south_nanodegrees(&self) -> i64 {
        self.south_west.latitude_nanodegrees()
    }

    /// The northern latitude, in nanodegrees.
    #[must_use]
    pub fn north_nanodegrees(&self) -> i64 {
        self.north
    }

    /// The western meridian, in nanodegrees.
    #[must_use]
    pub fn west_nanodegrees(&self) -> i64 {
        self.south_west.longitude_nanodegrees()
    }

    /// How far the box reaches east of its western meridian, in nanodegrees, at most a full turn.
    #[must_use]
    pub fn width_nanodegrees(&self) -> i64 {
        self.width
    }

    /// The corners and, between them, the middle of the box.
    #[must_use]
    pub fn centre(&self) -> Position {
        let south = self.south_nanodegrees();
        Position::wrapped(
            south + (self.north - south) / 2,
            self.west_nanodegrees() + self.width / 2,
        )
    }

    /// The box between the corners as [`Position::rounded`] gives them.
    #[must_use]
    pub fn rounded(&self, decimals: u32) -> Self {
        let [south_west, _, north_east, _] = self.corners().map(|corner| corner.rounded(decimals));
        let east = north_east.longitude_nanodegrees();
        let width = match (east - south_west.longitude_nanodegrees()).rem_euclid(TURN) {
            // The walls meet: behind the Earth rather than within the box.
            0 if self.width > HALF_TURN => TURN,
            width => width,
        };
        Self::spanning(south_west, north_east.latitude_nanodegrees(), width)
    }

    /// South-west, south-east, north-east, north-west.
    pub(crate) fn corners(&self) -> [Position; 4] {
        let (south, west) = (self.south_nanodegrees(), self.west_nanodegrees());
        let east = west + self.width;
        [(south, west), (south, east), (self.north, east), (self.north, west)]
            .map(|(latitude, longitude)| Position::wrapped(latitude, longitude))
    }

    /// True when the position lies in the box or on its wall.
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        (self.south_nanodegrees()..=self.north).contains(&position.latitude_nanodegrees())
            && self.eastward(position) <= self.width
    }

    /// How far east of the western meridian a position lies, in nanodegrees from 0 to a turn.
    fn eastward(&self, position: Position) -> i64 {
        let east = position.longitude_nanodegrees() - self.west_nanodegrees();
        if east < 0 { east + TURN } else { east }
    }

    /// True when the boxes share a position.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.south_nanodegrees() <= other.north
            && other.south_nanodegrees() <= self.north
            && (self.eastward(other.south_west) <= self.width
                || other.eastward(self.south_west) <= other.width)
    }

    /// True when an edge, straight in latitude and longitude, shares a position with the box.
    pub(super) fn meets_edge(&self, a: Position, b: Position) -> bool {
        let south = self.south_nanodegrees();
        let height = self.north - south;
        let [ay, by] = [a, b].map(|p| p.latitude_nanodegrees() - south);
        if ay.min(by) > height || ay.max(by) < 0 {
            return false;
        }
        let ax = self.eastward(a);
        let bx = ax + a.eastward_to(b);
        // The edge starts within a turn east of the box's west; it may reach the box going round.
        [-TURN, 0, TURN].into_iter().any(|turn| {
            let (ax, bx) = (ax + turn, bx + turn);
            ax.min(bx) <= self.width
                && ax.max(bx) >= 0
                && line_meets_box([ax, ay], [bx, by], [self.width, height])
        })
    }
}

/// True when a box from the origin has corners on both sides of a line, or one on it.
fn line_meets_box(a: [i64; 2], b: [i64; 2], size: [i64; 2]) -> bool {
    let side = |x: i64, y: i64| cross([b[0] - a[0], b[1] - a[1]], [x - a[0], y - a[1]]).signum();
    let sides = [side(0, 0), side(size[0], 0), side(size[0], size[1]), side(0, size[1])];
    sides.iter().any(|s| *s <= 0) && sides.iter().any(|s| *s >= 0)
}

/// Twice the area of the triangle that two vectors span: positive when the second turns left.
/// Differences of positions have up to 40 bits, so their products need more than 64.
pub(super) fn cross(a: [i64; 2], b: [i64; 2]) -> i128 {
    i128::from(a[0]) * i128::from(b[1]) - i128::from(a[1]) * i128::from(b[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::from_degrees(latitude, longitude).unwrap()
    }

    #[test]
    fn a_rounded_box_keeps_its_side_of_the_earth() {
        let small = Bounds::new(at(52.0001, 0.1001), at(52.0002, 0.1002)).unwrap();
        assert_eq!(small.rounded(3).width_nanodegrees(), 0);
        let nearly_all = Bounds::new(at(-90.0, -180.0), at(90.0, 179.999_99)).unwrap();
        assert_eq!(nearly_all.rounded(4).width_nanodegrees(), TURN);
        let across = Bounds::new(at(-1.0, 179.04), at(2.0, -179.04)).unwrap();
        assert_eq!(across.rounded(1), Bounds::new(at(-1.0, 179.0), at(2.0, -179.0)).unwrap());
    }

    #[test]
    fn a_box_may_cross_the_antimeridian() {
        let fiji = Bounds::new(at(-21.0, 176.0), at(-12.0, -178.0)).unwrap();
        assert!(fiji.contains(at(-17.0, 180.0)) && fiji.contains(at(-12.0, -178.0)));
        assert!(!fiji.contains(at(-17.0, 0.0)) && !fiji.contains(at(-17.0, -177.9)));
        assert_eq!(fiji.centre(), at(-16.5, 179.0));
        let suva = Bounds::new(at(-19.0, 178.0), at(-18.0, 179.0)).unwrap();
        let samoa = Bounds::new(at(-15.0, -173.0), at(-13.0, -171.0)).unwrap();
        assert!(fiji.intersects(&suva) && suva.intersects(&fiji) && !samoa.intersects(&fiji));
        assert_eq!(Bounds::new(at(1.0, 0.0), at(0.0, 1.0)), None);
    }

    #[test]
    fn edges_meet_boxes_also_when_no_end_is_inside() {
        let unit = Bounds::new(at(0.0, 0.0), at(1.0, 1.0)).unwrap();
        assert!(unit.meets_edge(at(-1.0, 0.5), at(2.0, 0.5)));
        assert!(unit.meets_edge(at(0.0, 2.0), at(2.0, 0.0)), "touches the corner");
        assert!(!unit.meets_edge(at(0.0, 2.000_000_001), at(2.000_000_001, 0.0)));
        let across = Bounds::new(at(0.0, 179.5), at(1.0, -179.5)).unwrap();
        assert!(across.meets_edge(at(0.5, 179.0), at(0.5, -179.0)));
        assert!(across.meets_edge(at(0.5, -179.0), at(0.5, 179.0)));
        assert!(!across.meets_edge(at(0.5, -179.0), at(0.5, -178.0)));
        let wide = Bounds::new(at(0.0, 10.0), at(1.0, 0.0)).unwrap();
        assert!(wide.meets_edge(at(0.5, 20.0), at(0.5, -15.0)));
    }
}
