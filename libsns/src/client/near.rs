//! What is near a position.

use super::near_name::{Aim, Wanted};
use super::thing::position_of;
use super::{Client, ClientError, Thing};
use crate::geometry::{Bounds, Position, PositionError};
use crate::name::Name;
use crate::record::{Location, RecordType};
use crate::wire::Message;

/// Digits behind the point that a position is asked with unless the asker says otherwise: a metre.
const DIGITS: usize = 5;

/// A near question being put together; [`Near::find`] asks it.
#[derive(Clone, Debug)]
#[must_use = "nothing is asked before `find`"]
pub struct Near<'a> {
    client: &'a Client,
    wanted: Wanted,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Nearby {
    /// The name that was asked for.
    pub name: Name,
    /// The things, in the server's order: nearest first, or along the ray.
    pub things: Vec<Thing>,
    /// Where and how long the same question has the same things as its answer.
    pub validity: Option<Validity>,
}

/// The area in which an answer holds.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Validity {
    /// The middle of it: the position that was asked about.
    pub centre: Position,
    /// How far it reaches, in metres.
    pub radius_metres: f64,
    /// How long it holds, in seconds.
    pub ttl: u32,
}

impl IntoIterator for Nearby {
    type Item = Thing;
    type IntoIter = std::vec::IntoIter<Thing>;

    fn into_iter(self) -> Self::IntoIter {
        self.things.into_iter()
    }
}

impl Client {
    /// Asks what is near a position: a [`Position`], or degrees of latitude and longitude.
    ///
    /// # Errors
    /// When the degrees are no position.
    pub fn near<P>(&self, position: P) -> Result<Near<'_>, ClientError>
    where
        P: TryInto<Position>,
        PositionError: From<P::Error>,
    {
        let position = position.try_into().map_err(PositionError::from)?;
        Ok(Near { client: self, wanted: Wanted::at(Aim::Point(position), DIGITS) })
    }

    /// Asks what is in a box, nearest to its centre first. A west greater than the east makes it
    /// cross the antimeridian.
    ///
    /// # Errors
    /// When its south is north of its north.
    pub fn within(
        &self,
        south_west: Position,
        north_east: Position,
    ) -> Result<Near<'_>, ClientError> {
        let bounds = Bounds::new(south_west, north_east).ok_or_else(|| {
            let [south, north] = [south_west, north_east].map(Position::latitude_degrees);
            let what =
                format!("a box from latitude {south} to {north}; expected south before north");
            ClientError::Question(what)
        })?;
        Ok(Near { client: self, wanted: Wanted::at(Aim::Box(bounds), DIGITS) })
    }
}

impl Near<'_> {
    /// Only what is on this level, or on none.
    pub fn level(mut self, ordinal: i16) -> Self {
        self.wanted.level = Some(ordinal);
        self
    }

    /// Only what is of this kind, such as `light`, or of this class, such as `room`.
    pub fn kind(mut self, kind: &str) -> Self {
        self.wanted.kind = Some(kind.to_owned());
        self
    }

    /// At most so many things, 1 to 64.
    pub fn count(mut self, count: u8) -> Self {
        self.wanted.count = Some(count);
        self
    }

    /// How far away things may be, in metres; 0 asks for what is right here. For a ray, its length.
    pub fn radius_metres(mut self, metres: f64) -> Self {
        self.wanted.radius_metres = Some(metres);
        self
    }

    /// Asks along a ray instead: what is pointed at, in degrees clockwise from true north.
    pub fn towards(mut self, bearing_degrees: f64) -> Self {
        if let Aim::Point(position) | Aim::Ray(position, _) = self.wanted.aim {
            self.wanted.aim = Aim::Ray(position, bearing_degrees);
        }
        self
    }

    /// How far from the ray things may be, in metres.
    pub fn half_width_metres(mut self, metres: f64) -> Self {
        self.wanted.half_width_metres = Some(metres);
        self
    }

    /// How many digits behind the point of a degree the server is told: 5, a metre, unless said
    /// otherwise. The fewer, the less it learns, and the more askers share answers in caches.
    pub fn digits(mut self, digits: usize) -> Self {
        self.wanted.digits = digits;
        self
    }

    /// The name that is asked for.
    ///
    /// # Errors
    /// When a part is outside of what the grammar can say.
    pub fn name(&self) -> Result<Name, ClientError> {
        self.wanted.name(self.client.zone())
    }

    /// Asks.
    ///
    /// # Errors
    /// When no name can be made of the question, no reply comes, or the server refuses.
    pub fn find(&self) -> Result<Nearby, ClientError> {
        let name = self.name()?;
        let reply = self.client.ask_for(&name, RecordType::PTR)?;
        let nearby = self.read(&name, &reply);
        // What did not fit is left out of the reply; over TCP all fits.
        if nearby.things.iter().any(|thing| thing.place.is_none()) {
            let reply = self.client.ask_over_tcp(&name, RecordType::PTR)?;
            return Ok(self.read(&name, &self.client.accepted(&name, reply)?));
        }
        Ok(nearby)
    }

    fn read(&self, name: &Name, reply: &Message) -> Nearby {
        let from = match self.wanted.aim {
            Aim::Point(position) | Aim::Ray(position, _) => position,
            Aim::Box(bounds) => bounds.centre(),
        };
        let mut nearby = read_nearby(name, reply);
        nearby.things.iter_mut().for_each(|thing| thing.measure(from));
        nearby
    }
}

/// Reads a reply to a near question.
fn read_nearby(name: &Name, reply: &Message) -> Nearby {
    let things = super::pointed_at(reply)
        .map(|target| Thing::from_records(target, reply.records()))
        .collect();
    // The LOC record at the near name is the validity area; its size is a diameter.
    let validity = reply.records().find_map(|record| {
        let here = record.rtype == RecordType::LOC && record.owner == *name;
        let location = Location::from_wire(&record.rdata).filter(|_| here)?;
        let radius_metres = location.size.cm() as f64 / 200.0;
        Some(Validity { centre: position_of(&location)?, radius_metres, ttl: record.ttl })
    });
    Nearby { name: name.clone(), things, validity }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Record, rdata};

    #[test]
    fn a_reply_becomes_things_in_its_order_and_an_area() {
        let name: Name = "52n-0e._near.hq.example.".parse().unwrap();
        let [near, far]: [Name; 2] =
            ["b.hq.example.", "a.hq.example."].map(|text| text.parse().unwrap());
        let record =
            |owner: &Name, rtype, rdata| Record { owner: owner.clone(), rtype, ttl: 9, rdata };
        let mut area = Location::new(187_200_000, 0, 0).unwrap();
        area.size = crate::record::location::Extent::from_cm(700).unwrap();
        let reply = Message {
            id: 0,
            flags: crate::wire::Flags(0x8400),
            rcode: 0,
            question: None,
            answer: [&near, &far]
                .map(|target| record(&name, RecordType::PTR, rdata::name(target)))
                .to_vec(),
            authority: Vec::new(),
            additional: vec![
                record(&name, RecordType::LOC, area.to_wire().to_vec()),
                record(&far, RecordType::A, rdata::a([192, 0, 2, 1].into())),
            ],
            edns: None,
        };
        let nearby = read_nearby(&name, &reply);
        assert_eq!(nearby.things.iter().map(|t| &t.name).collect::<Vec<_>>(), [&near, &far]);
        assert_eq!(nearby.things[1].addresses, [std::net::IpAddr::from([192, 0, 2, 1])]);
        let validity = nearby.validity.unwrap();
        assert_eq!(validity.centre, Position::from_degrees(52.0, 0.0).unwrap());
        assert_eq!((validity.radius_metres, validity.ttl), (3.5, 9));
    }
}
