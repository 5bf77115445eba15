//! Which record a fault of a whole zone is about. The image keeps no lines: they would cost every
//! sound zone memory. So when a zone is found unfit its records are read once more, past this.

use super::fault::ZoneFault;
use super::master_file::RecordSink;
use crate::record::RecordType;

/// Looks for the records that faults are about, among the records of a zone in their order.
#[derive(Debug)]
pub struct Blame<'f> {
    suspects: Vec<Suspect<'f>>,
}

/// A fault whose record has not been met yet.
#[derive(Debug)]
struct Suspect<'f> {
    fault: &'f ZoneFault,
    /// The owner in wire form; empty where no record is to blame.
    owner: &'f [u8],
    /// The types whose records clash.
    types: [RecordType; 2],
    /// The type and data met first, of which the record to blame is another.
    first: Option<(RecordType, Vec<u8>)>,
}

impl<'f> Blame<'f> {
    /// Nothing met yet.
    #[must_use]
    pub fn new(faults: &'f [ZoneFault]) -> Self {
        Self { suspects: faults.iter().map(Suspect::of).collect() }
    }

    /// What this record is to blame for, if anything: of records that cannot stand together it is
    /// the one that comes second. Each fault is told once.
    pub fn of(&mut self, owner: &[u8], rtype: RecordType, rdata: &[u8]) -> Option<String> {
        let is_met = |suspect: &mut Suspect<'f>| suspect.meets(owner, rtype, rdata);
        let met = self.suspects.extract_if(.., is_met).map(|suspect| suspect.fault.to_string());
        Some(met.collect::<Vec<_>>().join("; ")).filter(|text| !text.is_empty())
    }

    /// The faults for which no record was to blame.
    pub fn rest(self) -> impl Iterator<Item = &'f ZoneFault> {
        self.suspects.into_iter().map(|suspect| suspect.fault)
    }
}

impl<'f> Suspect<'f> {
    fn of(fault: &'f ZoneFault) -> Self {
        let (owner, types) = match fault {
            ZoneFault::NoSoa | ZoneFault::More(_) => (&[][..], [RecordType::SOA; 2]),
            ZoneFault::SeveralApexes(_, name) | ZoneFault::SeveralSoas(name) => {
                (name.as_wire(), [RecordType::SOA; 2])
            }
            ZoneFault::OutsideZone(name, rtype) | ZoneFault::SetTooLarge(name, rtype, _) => {
                (name.as_wire(), [*rtype; 2])
            }
            ZoneFault::CnameAndOther(name, other) => (name.as_wire(), [RecordType::CNAME, *other]),
            ZoneFault::SeveralCnames(name) => (name.as_wire(), [RecordType::CNAME; 2]),
            ZoneFault::SeveralDnames(name) => (name.as_wire(), [RecordType::DNAME; 2]),
            ZoneFault::SeveralPlaces(name) => (name.as_wire(), [RecordType::PLACE; 2]),
        };
        Self { fault, owner, types, first: None }
    }

    fn meets(&mut self, owner: &[u8], rtype: RecordType, rdata: &[u8]) -> bool {
        // A length octet is never a letter, so whole names may be compared as they are.
        if !self.types.contains(&rtype) || !self.owner.eq_ignore_ascii_case(owner) {
            return false;
        }
        match self.fault {
            ZoneFault::SeveralApexes(..)
            | ZoneFault::OutsideZone(..)
            | ZoneFault::SetTooLarge(..) => true,
            ZoneFault::CnameAndOther(..) => match &self.first {
                Some((first, _)) => *first != rtype,
                None => self.remember(rtype, &[]),
            },
            _ => match &self.first {
                Some((_, first)) => !first.eq_ignore_ascii_case(rdata),
                None => self.remember(rtype, rdata),
            },
        }
    }

    /// Keeps the first record of those that clash; it is not to blame.
    fn remember(&mut self, rtype: RecordType, rdata: &[u8]) -> bool {
        self.first = Some((rtype, rdata.to_vec()));
        false
    }
}

/// A record to blame is refused with what is wrong, so that a reader reports it with its line.
impl RecordSink for Blame<'_> {
    fn record(
        &mut self,
        owner: &[u8],
        rtype: RecordType,
        _: u32,
        rdata: &[u8],
    ) -> Result<(), String> {
        self.of(owner, rtype, rdata).map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone::{ZoneBuilder, master_file};

    const SOUND: &str = "$ORIGIN hq.\n$TTL 60\n@ SOA ns1 me 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\n";

    /// The faults of a zone with these lines more: the sixth of the file is their first.
    fn faults(lines: &str) -> Vec<String> {
        let text = format!("{SOUND}{lines}");
        let mut include = |_: &str| Ok(b"x A 192.0.2.9\n\nx CNAME ns1\n".to_vec());
        let mut builder = ZoneBuilder::new();
        let read = master_file::read(text.as_bytes(), "hq", None, &mut include, &mut builder);
        read.unwrap();
        let faults = builder.build().unwrap_err();
        let mut blame = Blame::new(&faults);
        let again = master_file::read(text.as_bytes(), "hq", None, &mut include, &mut blame);
        let errors = again.err().unwrap_or_default();
        let rest: Vec<String> = blame.rest().map(ToString::to_string).collect();
        errors.iter().map(ToString::to_string).chain(rest).collect()
    }

    #[test]
    fn the_record_that_comes_second_is_to_blame() {
        let cname = "a.hq. has a CNAME and A; a CNAME must stand alone";
        assert_eq!(faults("a CNAME ns1\n\na A 192.0.2.2\n"), [format!("hq:8:1: {cname}")]);
        assert_eq!(faults("a A 192.0.2.2\n  CNAME ns1\n"), [format!("hq:7:3: {cname}")]);
        let text = "a.hq. has a CNAME and TXT; a CNAME must stand alone";
        assert_eq!(
            faults("a A 192.0.2.2\nA TXT x\na CNAME ns1\n"),
            [format!("hq:8:1: {cname}; {text}").replace("a.hq", "A.hq")]
        );
        assert_eq!(
            faults("a CNAME ns1\na CNAME NS1\na CNAME ns2\n"),
            ["hq:8:1: a.hq. has several CNAMEs; expected one"]
        );
        assert_eq!(
            faults("@ SOA ns1 me 2 2 3 4 5\n"),
            ["hq:6:1: hq. has several SOA records; expected one"]
        );
        assert_eq!(
            faults("b SOA ns1 me 1 2 3 4 5\n"),
            ["hq:6:1: SOA records at hq. and at b.hq.; expected exactly one, at the apex"]
        );
        assert_eq!(
            faults("\nx. A 192.0.2.2\n"),
            ["hq:7:1: x. A lies outside the zone; expected a name at or below the apex"]
        );
    }

    #[test]
    fn lines_of_included_files_are_their_own() {
        assert_eq!(
            faults("$INCLUDE sub/x\n"),
            ["sub/x:3:1: x.hq. has a CNAME and A; a CNAME must stand alone"]
        );
    }

    #[test]
    fn more_faults_than_a_screen_are_counted() {
        let many: String =
            (0..1234).map(|i| format!("h{i} A 192.0.2.2\nh{i} CNAME ns1\n")).collect();
        let faults = faults(&many);
        assert_eq!(faults.len(), 21);
        assert_eq!(faults[20], "and 1214 more faults");
        assert!(faults[0].starts_with("hq:7:1: "), "{}", faults[0]);
    }
}
