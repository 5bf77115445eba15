//! The octets of a PLACE record.

use super::{Place, PlaceClass, PlaceError, check_kind};
use crate::geometry::{Levels, MultiPolygon, Polygon, Position, Shape};
use crate::limits::{PLACE_TEXT_OCTETS_MAX, PLACE_VERSION, RDATA_OCTETS_MAX, SHAPE_CORNERS_MAX};

const HAS_LEVELS: u8 = 1;
const HAS_BASE_ALTITUDE: u8 = 2;
const HAS_HEIGHT: u8 = 4;
const FLAGS: u8 = HAS_LEVELS | HAS_BASE_ALTITUDE | HAS_HEIGHT;

const NO_SHAPE: u8 = 0;
const POINT: u8 = 1;
const CIRCLE: u8 = 2;
const POLYGON: u8 = 3;
const POLYGONS: u8 = 4;

/// Nanodegrees in a turn.
const TURN: i64 = 360_000_000_000;

pub(super) fn encode(place: &Place) -> Result<Vec<u8>, PlaceError> {
    check_kind(&place.kind)?;
    let flag = |present: bool, flag: u8| if present { flag } else { 0 };
    let flags = flag(place.levels.is_some(), HAS_LEVELS)
        | flag(place.base_altitude_cm.is_some(), HAS_BASE_ALTITUDE)
        | flag(place.height_cm.is_some(), HAS_HEIGHT);
    let class = PlaceClass::ALL.iter().position(|class| *class == place.class).unwrap_or(0) as u8;
    let mut out =
        Writer { octets: vec![PLACE_VERSION, class, flags, shape_code(place)], last: [0; 2] };
    out.text("kind", &place.kind)?;
    out.text("display name", &place.display)?;
    out.text("level label", &place.level_label)?;
    if let Some(levels) = place.levels {
        let (lowest, highest) = (i64::from(levels.lowest()), i64::from(levels.highest()));
        out.signed(lowest);
        out.number((highest - lowest).unsigned_abs());
    }
    if let Some(altitude) = place.base_altitude_cm {
        out.signed(altitude.into());
    }
    if let Some(height) = place.height_cm {
        out.number(height.into());
    }
    if let Some(shape) = &place.shape {
        out.shape(shape);
    }
    if out.octets.len() > RDATA_OCTETS_MAX {
        return Err(PlaceError::TooLong(out.octets.len()));
    }
    Ok(out.octets)
}

fn shape_code(place: &Place) -> u8 {
    match place.shape {
        None => NO_SHAPE,
        Some(Shape::Point(_)) => POINT,
        Some(Shape::Circle(_)) => CIRCLE,
        Some(Shape::Polygon(_)) => POLYGON,
        Some(Shape::MultiPolygon(_)) => POLYGONS,
    }
}

struct Writer {
    octets: Vec<u8>,
    /// Latitude and longitude of the position written last.
    last: [i64; 2],
}

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.octets.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.octets.push(number as u8);
    }

    fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    fn text(&mut self, what: &'static str, text: &str) -> Result<(), PlaceError> {
        let length =
            u8::try_from(text.len()).map_err(|_| PlaceError::TextTooLong(what, text.len()))?;
        self.octets.push(length);
        self.octets.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Point(position) => self.position(*position),
            Shape::Circle(circle) => {
                self.position(circle.centre());
                self.number(circle.radius_centimetres().into());
            }
            Shape::Polygon(polygon) => self.polygon(polygon),
            Shape::MultiPolygon(parts) => {
                self.number(parts.parts().len() as u64);
                parts.parts().iter().for_each(|part| self.polygon(part));
            }
        }
    }

    fn polygon(&mut self, polygon: &Polygon) {
        self.number(1 + polygon.holes().len() as u64);
        for ring in std::iter::once(polygon.outer()).chain(polygon.holes()) {
            self.number(ring.len() as u64);
            ring.iter().for_each(|corner| self.position(*corner));
        }
    }

    fn position(&mut self, position: Position) {
        let next = [position.latitude_nanodegrees(), position.longitude_nanodegrees()];
        self.signed(next[0] - self.last[0]);
        self.signed(short_way(next[1] - self.last[1]));
        self.last = next;
    }
}

/// A difference of longitudes, the short way round: −180° to just below 180°.
fn short_way(difference: i64) -> i64 {
    (difference + TURN / 2).rem_euclid(TURN) - TURN / 2
}

pub(super) fn decode(rdata: &[u8]) -> Result<Place, PlaceError> {
    let mut input = Reader { octets: rdata, at: 0, last: [0; 2] };
    let version = input.octet("version")?;
    if version != PLACE_VERSION {
        return Err(PlaceError::Value("version", 0, version.into()));
    }
    let class = input.octet("class")?;
    let unknown = PlaceError::Value("class", 1, class.into());
    let class = PlaceClass::ALL.get(usize::from(class)).copied().ok_or(unknown)?;
    let flags = input.octet("flags")?;
    if flags & !FLAGS != 0 {
        return Err(PlaceError::Value("flags", 2, flags.into()));
    }
    let code = input.octet("shape")?;
    let kind = input.text("kind")?;
    check_kind(&kind)?;
    let display = input.text("display name")?;
    let level_label = input.text("level label")?;
    let when = |flag: u8| (flags & flag != 0).then_some(());
    let levels = when(HAS_LEVELS).map(|()| input.levels()).transpose()?;
    let base_altitude_cm = when(HAS_BASE_ALTITUDE).map(|()| input.altitude()).transpose()?;
    let height_cm = when(HAS_HEIGHT).map(|()| input.count("height")).transpose()?;
    let shape = input.shape(code)?;
    if input.at < rdata.len() {
        return Err(PlaceError::Trailing(input.at));
    }
    Ok(Place { class, kind, display, levels, level_label, base_altitude_cm, height_cm, shape })
}

struct Reader<'a> {
    octets: &'a [u8],
    at: usize,
    last: [i64; 2],
}

impl Reader<'_> {
    fn octet(&mut self, what: &'static str) -> Result<u8, PlaceError> {
        let octet = *self.octets.get(self.at).ok_or(PlaceError::Ends(what, self.at))?;
        self.at += 1;
        Ok(octet)
    }

    fn number(&mut self, what: &'static str) -> Result<u64, PlaceError> {
        let start = self.at;
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let octet = self.octet(what)?;
            let bits = u64::from(octet & 0x7f);
            if (bits << shift) >> shift != bits {
                break;
            }
            number |= bits << shift;
            if octet & 0x80 == 0 {
                // A last octet of 0 would be a second way to write the same number.
                let shortest = octet != 0 || self.at == start + 1;
                return if shortest { Ok(number) } else { Err(PlaceError::Value(what, start, 0)) };
            }
        }
        Err(PlaceError::Value(what, start, u64::MAX))
    }

    fn signed(&mut self, what: &'static str) -> Result<i64, PlaceError> {
        let number = self.number(what)?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn count(&mut self, what: &'static str) -> Result<u32, PlaceError> {
        let start = self.at;
        let number = self.number(what)?;
        u32::try_from(number).map_err(|_| PlaceError::Value(what, start, number))
    }

    fn text(&mut self, what: &'static str) -> Result<String, PlaceError> {
        let length = usize::from(self.octet(what)?);
        debug_assert!(length <= PLACE_TEXT_OCTETS_MAX);
        let octets = self.octets.get(self.at..self.at + length);
        let octets = octets.ok_or(PlaceError::Ends(what, self.octets.len()))?;
        let text = std::str::from_utf8(octets).map_err(|_| PlaceError::NotUtf8(what, self.at))?;
        self.at += length;
        Ok(text.into())
    }

    fn levels(&mut self) -> Result<Levels, PlaceError> {
        let start = self.at;
        let lowest = self.signed("lowest level")?;
        let more = self.number("levels above the lowest")?;
        let wrong = || PlaceError::Value("levels", start, more);
        let highest = i64::try_from(more).ok().and_then(|more| lowest.checked_add(more));
        let lowest = i16::try_from(lowest).map_err(|_| wrong())?;
        let highest = highest.and_then(|h| i16::try_from(h).ok()).ok_or_else(wrong)?;
        Levels::new(lowest, highest).map_err(|_| wrong())
    }

    fn altitude(&mut self) -> Result<i32, PlaceError> {
        let start = self.at;
        let altitude = self.signed("base altitude")?;
        let wrong = |_| PlaceError::Value("base altitude", start, altitude.unsigned_abs());
        i32::try_from(altitude).map_err(wrong)
    }

    fn shape(&mut self, code: u8) -> Result<Option<Shape>, PlaceError> {
        Ok(Some(match code {
            NO_SHAPE => return Ok(None),
            POINT => Shape::Point(self.position()?),
            CIRCLE => Shape::circle(self.position()?, self.count("radius")?)?,
            POLYGON => Shape::Polygon(self.polygon()?),
            POLYGONS => {
                let count = self.bounded("polygons", 3 * 2 + 2)?;
                let parts: Result<Vec<_>, _> = (0..count).map(|_| self.polygon()).collect();
                Shape::MultiPolygon(MultiPolygon::new(parts?)?)
            }
            other => return Err(PlaceError::Value("shape", 3, other.into())),
        }))
    }

    fn polygon(&mut self) -> Result<Polygon, PlaceError> {
        let start = self.at;
        let rings = self.bounded("rings", 3 * 2 + 1)?;
        let mut rings = (0..rings).map(|_| self.ring()).collect::<Result<Vec<_>, _>>()?;
        if rings.is_empty() {
            return Err(PlaceError::Value("rings", start, 0));
        }
        let given: usize = rings.iter().map(Vec::len).sum();
        let outer = rings.remove(0);
        let polygon = Polygon::new(outer, rings)?;
        // A corner repeated in a row or at the end would be a second way to write the same ring.
        if polygon.corner_count() != given {
            return Err(PlaceError::Value("repeated corners in a polygon", start, given as u64));
        }
        Ok(polygon)
    }

    fn ring(&mut self) -> Result<Vec<Position>, PlaceError> {
        let count = self.bounded("corners", 2)?;
        (0..count).map(|_| self.position()).collect()
    }

    /// A count of things that take at least so many octets each: refused when fewer are left, so
    /// that memory is never taken for things that are not there.
    fn bounded(&mut self, what: &'static str, octets_each: usize) -> Result<usize, PlaceError> {
        let start = self.at;
        let number = self.number(what)?;
        let most = ((self.octets.len() - self.at) / octets_each).min(SHAPE_CORNERS_MAX);
        let count = usize::try_from(number).ok().filter(|count| *count <= most);
        count.ok_or(PlaceError::Value(what, start, number))
    }

    fn position(&mut self) -> Result<Position, PlaceError> {
        let start = self.at;
        let by = [self.signed("latitude")?, self.signed("longitude")?];
        let wrong = |what, value: i64| PlaceError::Value(what, start, value.unsigned_abs());
        if short_way(by[1].clamp(-TURN, TURN)) != by[1] {
            return Err(wrong("difference of longitude", by[1]));
        }
        let latitude = self.last[0].checked_add(by[0]);
        let latitude = latitude.ok_or_else(|| wrong("difference of latitude", by[0]))?;
        let longitude = short_way(self.last[1] + by[1]);
        let position = Position::from_nanodegrees(latitude, longitude)
            .map_err(|error| PlaceError::Position(error, self.at))?;
        self.last = [latitude, longitude];
        Ok(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::from_degrees(latitude, longitude).unwrap()
    }

    fn room() -> Place {
        let corners =
            [(52.2053, 0.1218), (52.2053, 0.12186), (52.20534, 0.12186), (52.20534, 0.1218)];
        let outer = corners.iter().map(|(lat, lon)| at(*lat, *lon)).collect();
        Place {
            class: PlaceClass::Room,
            kind: "cafe".into(),
            display: "Café".into(),
            levels: Some(Levels::single(2)),
            level_label: "2".into(),
            base_altitude_cm: Some(-150),
            height_cm: Some(280),
            shape: Some(Shape::Polygon(Polygon::new(outer, vec![]).unwrap())),
        }
    }

    #[test]
    fn the_octets_of_a_point_are_these() {
        let place = Place {
            class: PlaceClass::Device,
            kind: "light".into(),
            levels: Some(Levels::new(-1, 1).unwrap()),
            shape: Some(Shape::Point(Position::from_nanodegrees(-1, 64).unwrap())),
            ..Place::default()
        };
        let octets = b"\x01\x09\x01\x01\x05light\x00\x00\x01\x02\x01\x80\x01";
        assert_eq!(place.encode().unwrap(), octets);
        assert_eq!(Place::decode(octets), Ok(place));
    }

    #[test]
    fn a_room_takes_few_octets_and_comes_back_exact() {
        let octets = room().encode().unwrap();
        assert!(octets.len() <= 50, "{}", octets.len());
        assert_eq!(Place::decode(&octets), Ok(room()));
    }

    #[test]
    fn every_truncation_and_extension_is_refused() {
        let mut octets = room().encode().unwrap();
        for length in 0..octets.len() {
            assert!(Place::decode(&octets[..length]).is_err(), "{length}");
        }
        let length = octets.len();
        octets.push(0);
        assert_eq!(Place::decode(&octets), Err(PlaceError::Trailing(length)));
    }

    #[test]
    fn counts_beyond_the_octets_take_no_memory() {
        let hostile = |shape: u8, rest: &[u8]| {
            let mut octets = vec![1, 4, 0, shape, 0, 0, 0];
            octets.extend_from_slice(rest);
            Place::decode(&octets)
        };
        let most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert!(matches!(hostile(3, &most), Err(PlaceError::Value("rings", 7, u64::MAX))));
        assert!(matches!(hostile(4, &most), Err(PlaceError::Value("polygons", 7, u64::MAX))));
        assert!(matches!(hostile(3, &[1, 0x80, 0x80, 0x01]), Err(PlaceError::Value("rings", ..))));
        assert!(matches!(hostile(1, &most), Err(PlaceError::Ends(..))));
        assert!(matches!(hostile(5, &[]), Err(PlaceError::Value("shape", 3, 5))));
        assert!(matches!(hostile(1, &[0x80, 0x00, 0]), Err(PlaceError::Value("latitude", 7, 0))));
    }

    #[test]
    fn what_no_record_can_hold_is_refused() {
        let long = Place { display: "x".repeat(256), ..room() };
        assert_eq!(long.encode(), Err(PlaceError::TextTooLong("display name", 256)));
        for kind in ["Room", "a.b", "ü", &"x".repeat(63)] {
            let place = Place { kind: kind.into(), ..room() };
            assert_eq!(place.encode(), Err(PlaceError::Kind(kind.into())));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_decodes_encodes_to_the_same_octets(
            mut octets in prop::collection::vec(any::<u8>(), 0..80), flips in prop::collection::vec((0..60_usize, any::<u8>()), 0..3),
            from_room in any::<bool>(),
        ) {
            if from_room {
                octets = room().encode().unwrap();
                for (at, to) in flips {
                    let at = at % octets.len();
                    octets[at] = to;
                }
            }
            if let Ok(place) = Place::decode(&octets) {
                prop_assert_eq!(place.encode().unwrap(), octets);
            }
        }

        #[test]
        fn positions_come_back_exact(
            corners in prop::collection::vec((-90_000_000_000..=90_000_000_000_i64, -180_000_000_000..180_000_000_000_i64), 3),
            radius in 1..=1_000_000_000_u32,
        ) {
            let corners: Vec<_> = corners.iter().map(|(lat, lon)| Position::from_nanodegrees(*lat, *lon).unwrap()).collect();
            let circle = Shape::circle(corners[0], radius).unwrap();
            let triangle = Polygon::new(corners, vec![]).ok().map(Shape::Polygon);
            for shape in [Some(circle), triangle] {
                let place = Place { shape, ..Place::default() };
                prop_assert_eq!(Place::decode(&place.encode().unwrap()), Ok(place));
            }
        }
    }
}
