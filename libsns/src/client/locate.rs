//! Where a position is, by cells: one question that any server of the zone can answer.

use std::cmp::Ordering;

use super::{Client, ClientError, Thing, pointed_at};
use crate::geometry::{Cell, Position, PositionError, Resolution};
use crate::name::{Name, NameBuffer};
use crate::record::{PlaceClass, RecordType};

impl Client {
    /// The name of the finest cell at a position, where the zone says what may be there. [C-3]
    ///
    /// # Errors
    /// When the zone's name leaves no room for the labels of a cell.
    pub fn cell_name(&self, position: Position) -> Result<Name, ClientError> {
        let mut name = NameBuffer::new();
        for label in Cell::at(position, Resolution::Fifteen).labels() {
            name.push_label(label.as_ref())?;
        }
        name.push_label(b"_h3")?;
        name.push_name(self.zone())?;
        Ok(name.finish()?)
    }

    /// The places that a position is in, on a level where one is given: the smallest first, so the
    /// room, then its level, building and site. The cell of the position says which may be, their
    /// shapes and levels decide. [C-4]
    ///
    /// # Errors
    /// When no reply comes, or the server refuses.
    pub fn locate<P>(&self, position: P, level: Option<i16>) -> Result<Vec<Thing>, ClientError>
    where
        P: TryInto<Position>,
        PositionError: From<P::Error>,
    {
        let position = position.try_into().map_err(PositionError::from)?;
        let name = self.cell_name(position)?;
        let reply = self.ask_if_exists(&name, RecordType::PTR)?;
        let mut places = Vec::new();
        for target in reply.iter().flat_map(pointed_at) {
            let mut place = self.place_at(target)?;
            if place.class() != PlaceClass::Device && place.covers(position, level) {
                place.measure(position);
                places.push(place);
            }
        }
        places.sort_by(smallest_first);
        Ok(places)
    }

    /// A place with its PLACE record.
    fn place_at(&self, name: Name) -> Result<Thing, ClientError> {
        let reply = self.ask_if_exists(&name, RecordType::PLACE)?;
        Ok(Thing::from_records(name, reply.iter().flat_map(|reply| &reply.answer)))
    }
}

/// The order of places from the room outwards to the site: by the ground they cover.
#[must_use]
pub fn smallest_first(a: &Thing, b: &Thing) -> Ordering {
    // A building of one storey is no larger than its level: then the longer name is inside.
    let labels = |place: &Thing| place.name.label_count();
    area(a)
        .total_cmp(&area(b))
        .then_with(|| labels(b).cmp(&labels(a)))
        .then_with(|| a.name.cmp(&b.name))
}

/// The ground it covers, in square metres.
fn area(thing: &Thing) -> f64 {
    thing.shape().map_or(0.0, |shape| shape.area_square_metres())
}
