//! A place or device as an app sees it: put together from its records.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::geometry::{Levels, Position, Shape, distance_metres};
use crate::name::Name;
use crate::record::service::{SvcKey, svc_params};
use crate::record::{Location, Place, PlaceClass, Record, RecordType, SvcParam};

/// A place or device.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Thing {
    /// Its name.
    pub name: Name,
    /// Its PLACE record, if it has one of a version that is known.
    pub place: Option<Place>,
    /// Its reference point: of its LOC record, else of its shape.
    pub position: Option<Position>,
    /// How far it is, in metres on the ellipsoid, to the nearest point of its shape; 0 within it.
    /// Nothing where nobody asked from a position.
    pub distance_metres: Option<f64>,
    /// Ways to reach it beyond IP, the best first.
    pub bearers: Vec<SvcParam>,
    /// Its addresses, IPv6 first.
    pub addresses: Vec<IpAddr>,
}

impl Thing {
    /// Puts a thing together from whatever records are at hand; those of other names are passed
    /// over.
    #[must_use]
    pub fn from_records<'a>(name: Name, records: impl Iterator<Item = &'a Record> + Clone) -> Self {
        let of_type = |rtype| {
            let name = name.clone();
            let own = move |record: &&Record| record.rtype == rtype && record.owner == name;
            records.clone().filter(own).map(|record| record.rdata.as_slice())
        };
        // [P-2] A PLACE of another version is treated as absent.
        let place = of_type(RecordType::PLACE).find_map(|rdata| Place::decode(rdata).ok());
        let located = of_type(RecordType::LOC).find_map(Location::from_wire);
        let shaped = || place.as_ref()?.shape.as_ref().map(Shape::reference_position);
        let mut services: Vec<&[u8]> = of_type(RecordType::SVCB).collect();
        // RFC 9460 §2.4.1: the smallest priority is the best. It is what the data begins with.
        services.sort_by_key(|rdata| rdata.get(..2));
        let mut addresses = Vec::new();
        addresses.extend(of_type(RecordType::AAAA).filter_map(ipv6));
        addresses.extend(of_type(RecordType::A).filter_map(ipv4));
        let mut thing = Self {
            position: located.as_ref().and_then(position_of).or_else(shaped),
            place,
            distance_metres: None,
            bearers: Vec::new(),
            addresses,
            name: name.clone(),
        };
        for rdata in services {
            thing.take_service(rdata);
        }
        thing
    }

    /// Takes the bearers and, where no address is known yet, the address hints of an SVCB record
    /// (RFC 9460 §7.3).
    fn take_service(&mut self, rdata: &[u8]) {
        let is_known = !self.addresses.is_empty();
        for (key, value) in svc_params(rdata) {
            match SvcParam::from_wire(key, value) {
                SvcParam::Ipv6Hint(hints) if !is_known => {
                    self.addresses.extend(hints.into_iter().map(IpAddr::V6));
                }
                SvcParam::Ipv4Hint(hints) if !is_known => {
                    self.addresses.extend(hints.into_iter().map(IpAddr::V4));
                }
                param if is_bearer(key) && !self.bearers.contains(&param) => {
                    self.bearers.push(param);
                }
                _ => {}
            }
        }
        self.addresses.sort_by_key(IpAddr::is_ipv4);
    }

    /// What sort of place it is; `Other` when nothing says.
    #[must_use]
    pub fn class(&self) -> PlaceClass {
        self.place.as_ref().map_or(PlaceClass::Other, |place| place.class)
    }

    /// Its kind: the owner's word, else that of its class.
    #[must_use]
    pub fn kind(&self) -> &str {
        let kind = self.place.as_ref().map_or("", |place| &place.kind);
        if kind.is_empty() { self.class().word() } else { kind }
    }

    /// The name people read; empty when nothing says.
    #[must_use]
    pub fn display(&self) -> &str {
        self.place.as_ref().map_or("", |place| &place.display)
    }

    /// The levels it stands on.
    #[must_use]
    pub fn levels(&self) -> Option<Levels> {
        self.place.as_ref()?.levels
    }

    /// The ground it covers.
    #[must_use]
    pub fn shape(&self) -> Option<&Shape> {
        self.place.as_ref()?.shape.as_ref()
    }

    /// True when it covers a position and, where one is given, a level. [F-5]: what has no level
    /// is on every one.
    #[must_use]
    pub fn covers(&self, position: Position, level: Option<i16>) -> bool {
        let on_level = match (level, self.levels()) {
            (Some(level), Some(levels)) => levels.contains(level),
            _ => true,
        };
        on_level && self.shape().is_some_and(|shape| shape.contains(position))
    }

    /// Measures how far it is from a position.
    pub(super) fn measure(&mut self, from: Position) {
        self.distance_metres = match self.shape() {
            Some(shape) => Some(shape.distance_metres(from)),
            None => self.position.map(|position| distance_metres(from, position)),
        };
    }
}

/// True for the keys of our bearers.
fn is_bearer(key: SvcKey) -> bool {
    (SvcKey::BDADDR..=SvcKey::LIGHT).contains(&key)
}

/// The position of a LOC record.
pub(super) fn position_of(location: &Location) -> Option<Position> {
    // A thousandth of an arc second is 10^9 / 3,600,000 nanodegrees.
    let nanodegrees = |mas: i32| (i64::from(mas) * 2_500 + 4 * i64::from(mas.signum())) / 9;
    let (latitude, longitude) = (location.latitude_mas, location.longitude_mas);
    Position::from_nanodegrees(nanodegrees(latitude), nanodegrees(longitude)).ok()
}

fn ipv6(rdata: &[u8]) -> Option<IpAddr> {
    <[u8; 16]>::try_from(rdata).ok().map(|octets| Ipv6Addr::from(octets).into())
}

fn ipv4(rdata: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(rdata).ok().map(|octets| Ipv4Addr::from(octets).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::rdata;

    fn record(owner: &str, rtype: RecordType, rdata: Vec<u8>) -> Record {
        Record { owner: owner.parse().unwrap(), rtype, ttl: 60, rdata }
    }

    fn room() -> Place {
        let corner = |lat, lon| Position::from_degrees(lat, lon).unwrap();
        let outer = vec![corner(1.0, 1.0), corner(1.0, 1.001), corner(1.001, 1.0)];
        Place {
            class: PlaceClass::Room,
            display: "Café".into(),
            levels: Some(Levels::new(1, 2).unwrap()),
            shape: Some(Shape::Polygon(crate::geometry::Polygon::new(outer, vec![]).unwrap())),
            ..Place::default()
        }
    }

    #[test]
    fn records_make_a_thing_and_those_of_others_do_not() {
        let name: Name = "lamp.hq.example.".parse().unwrap();
        let bearers = [SvcParam::Ipv4Hint(vec![[192, 0, 2, 9].into()]), SvcParam::Bdaddr([7; 6])];
        let better = [SvcParam::Dtmf("31#".into())];
        let records = [
            record("lamp.hq.example.", RecordType::PLACE, room().encode().unwrap()),
            record("lamp.hq.example.", RecordType::SVCB, rdata::svcb(2, &name, &bearers).unwrap()),
            record("LAMP.hq.example.", RecordType::SVCB, rdata::svcb(1, &name, &better).unwrap()),
            record("other.hq.example.", RecordType::A, rdata::a([192, 0, 2, 1].into())),
        ];
        let thing = Thing::from_records(name.clone(), records.iter());
        assert_eq!((thing.kind(), thing.display()), ("room", "Café"));
        assert_eq!(thing.bearers, [better[0].clone(), bearers[1].clone()]);
        assert_eq!(thing.addresses, [IpAddr::from([192, 0, 2, 9])]);
        assert!(thing.position.is_some());
        let hint_is_not_needed = record("lamp.hq.example.", RecordType::A, vec![192, 0, 2, 1]);
        let records: Vec<_> = records.iter().chain([&hint_is_not_needed]).cloned().collect();
        let thing = Thing::from_records(name, records.iter());
        assert_eq!(thing.addresses, [IpAddr::from([192, 0, 2, 1])]);
    }

    #[test]
    fn a_place_covers_its_ground_on_its_levels() {
        let records = [record("r.", RecordType::PLACE, room().encode().unwrap())];
        let thing = Thing::from_records("r.".parse().unwrap(), records.iter());
        let inside = Position::from_degrees(1.0002, 1.0002).unwrap();
        let outside = Position::from_degrees(1.001, 1.001).unwrap();
        assert!(thing.covers(inside, None) && thing.covers(inside, Some(2)));
        assert!(!thing.covers(inside, Some(3)) && !thing.covers(outside, None));
    }

    #[test]
    fn a_strange_place_is_absent() {
        let mut rdata = room().encode().unwrap();
        rdata[0] = 9;
        let records = [record("r.", RecordType::PLACE, rdata)];
        assert_eq!(Thing::from_records("r.".parse().unwrap(), records.iter()).place, None);
    }

    #[test]
    fn arc_seconds_become_the_nearest_nanodegree() {
        for (mas, nanodegrees) in [(0, 0), (1, 278), (-1, -278), (3_600_000, 1_000_000_000)] {
            let location = Location::new(mas, 0, 0).unwrap();
            assert_eq!(position_of(&location).unwrap().latitude_nanodegrees(), nanodegrees);
        }
    }
}
