//! What a TXT record at `_exits.<place>` says of one way out: `to=… kind=… at=…`, as strings of a
//! key and a value (RFC 6763 §6.3).

use super::{RdataError, rdata};
use crate::geometry::Position;
use crate::name::Name;

/// A way out of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitText {
    /// The place behind it.
    pub to: Name,
    /// What it is, such as `door`; empty where nothing says.
    pub kind: String,
    /// Where it is.
    pub position: Option<Position>,
}

impl ExitText {
    /// The data of the record.
    ///
    /// # Errors
    /// When the name, written out, does not fit a string of 255 octets.
    pub fn encode(&self) -> Result<Vec<u8>, RdataError> {
        let mut strings = vec![format!("to={}", self.to), format!("kind={}", self.kind)];
        strings.extend(self.position.map(|position| format!("at={position}")));
        rdata::txt(&strings.iter().map(String::as_bytes).collect::<Vec<_>>())
    }

    /// Reads the data of a record; nothing where it names no place. Strings with other keys are
    /// passed over, and of several with one key the first counts (RFC 6763 §6.4).
    #[must_use]
    pub fn decode(mut rdata: &[u8]) -> Option<Self> {
        let (mut to, mut kind, mut position) = (None, None, None);
        while let Some((&length, behind)) = rdata.split_first() {
            let (text, rest) = behind.split_at_checked(usize::from(length))?;
            rdata = rest;
            let Some((key, value)) = std::str::from_utf8(text).ok().and_then(|t| t.split_once('='))
            else {
                continue;
            };
            // RFC 6763 §6.4: "Case is ignored when interpreting a key".
            match key.to_ascii_lowercase().as_str() {
                "to" => to = to.or_else(|| value.parse().ok()),
                "kind" => kind = kind.or_else(|| Some(value.to_owned())),
                "at" => position = position.or_else(|| read_position(value)),
                _ => {}
            }
        }
        Some(Self { to: to?, kind: kind.unwrap_or_default(), position })
    }
}

fn read_position(text: &str) -> Option<Position> {
    let (latitude, longitude) = text.split_once(',')?;
    Position::from_degrees(latitude.parse().ok()?, longitude.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn strings_are_read_as_they_are_written() {
        let to: Name = "hall.hq.example.".parse().unwrap();
        let position = Position::from_degrees(52.203_120_1, -0.119_84).ok();
        let exit = ExitText { to: to.clone(), kind: "door".into(), position };
        let rdata = exit.encode().unwrap();
        assert_eq!(rdata, b"\x13to=hall.hq.example.\x09kind=door\x16at=52.2031201,-0.11984");
        assert_eq!(ExitText::decode(&rdata), Some(exit));
        let strange = b"\x01x\x04\xff\xff=\xff\x06width=\x0aTO=hq. .";
        assert_eq!(ExitText::decode(strange), None);
        let bare = ExitText { to, kind: String::new(), position: None };
        let more = b"\x13TO=hall.hq.example.\x05kind=\x0aat=91,0.12\x03w=9\x04to=x";
        assert_eq!(ExitText::decode(more), Some(bare));
    }

    proptest! {
        #[test]
        fn any_octets_are_read_or_not(octets in proptest::collection::vec(any::<u8>(), 0..80)) {
            if let Some(exit) = ExitText::decode(&octets)
                && let Ok(rdata) = exit.encode()
            {
                prop_assert_eq!(ExitText::decode(&rdata), Some(exit));
            }
        }
    }
}
