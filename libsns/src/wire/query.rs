//! A question, written.

use crate::limits::UDP_REPLY_OCTETS_MAX;
use crate::name::Name;
use crate::record::{Class, RecordType};

/// RD in the flags of the header (RFC 1035 §4.1.1): askers set it, so that a resolver between them
/// and the zone does its work; an authoritative server passes it over.
const RD: u16 = 0x0100;

/// Writes one question of class IN with EDNS (RFC 6891 §6.1.1) that takes replies of 1232 octets over UDP.
#[must_use]
pub fn write_query(id: u16, name: &Name, rtype: RecordType) -> Vec<u8> {
    let mut query = Vec::with_capacity(name.as_wire().len() + 27);
    // ID, flags, and the counts: one question, no answer, no authority, one additional record.
    for word in [id, RD, 1, 0, 0, 1] {
        query.extend_from_slice(&word.to_be_bytes());
    }
    query.extend_from_slice(name.as_wire());
    query.extend_from_slice(&rtype.0.to_be_bytes());
    query.extend_from_slice(&Class::IN.0.to_be_bytes());
    // RFC 6891 §6.1.2: the root, OPT, the payload size as class; no flags, no options.
    query.push(0);
    query.extend_from_slice(&RecordType::OPT.0.to_be_bytes());
    query.extend_from_slice(&(UDP_REPLY_OCTETS_MAX as u16).to_be_bytes());
    query.extend_from_slice(&[0; 6]);
    query
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::FoldedName;
    use crate::wire::Request;

    #[test]
    fn what_is_written_is_a_request_that_our_server_reads() {
        let name: Name = "Lamp.hq.example.".parse().unwrap();
        let mut asked = FoldedName::new();
        let query = write_query(0xbeef, &name, RecordType::SVCB);
        let request = Request::read(&query, &mut asked).unwrap();
        assert_eq!(request.id, 0xbeef);
        assert_eq!((request.rtype, request.class), (RecordType::SVCB, Class::IN));
        assert!(request.recursion_desired);
        let edns = request.edns.unwrap();
        assert_eq!(edns.payload_octets, 1232);
        assert!(!edns.dnssec_ok);
        assert_eq!(&query[12..request.question_end - 4], name.as_wire());
    }
}
