//! Whatever the octets or the text are, nothing panics and nothing is lost.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests read and write files"
)]
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use libsns::name::Name;
use libsns::record::{
    RdataError, Record, RecordType, check_rdata, names_in, write_generic_rdata, write_rdata,
};
use libsns::zone::master_file::{RecordSink, parse_rdata_text, read, write_record};
use proptest::prelude::*;

struct Nothing;

impl RecordSink for Nothing {
    fn record(
        &mut self,
        owner: &[u8],
        rtype: RecordType,
        _: u32,
        data: &[u8],
    ) -> Result<(), String> {
        // What reaches a sink is well formed.
        Name::from_wire(owner).map_err(|error| error.to_string())?;
        check_rdata(rtype, data).map_err(|error| error.to_string())
    }
}

/// Types with a schema, and some without.
fn rtype() -> impl Strategy<Value = RecordType> {
    prop_oneof![4 => 1..=110u16, 1 => 250..=260u16, 1 => any::<u16>(), 1 => Just(65300)]
        .prop_map(RecordType)
        .prop_filter("in a zone", |rtype| !rtype.is_meta() && rtype.0 > 0)
}

/// Octets that fit a schema now and then: small numbers make lengths and labels.
fn octets() -> impl Strategy<Value = Vec<u8>> {
    let octet = prop_oneof![3 => 0..6u8, 1 => any::<u8>(), 1 => Just(0), 1 => b'a'..=b'f'];
    prop::collection::vec(octet, 0..48)
}

/// Text of the octets that mean something in a master file.
fn garbage() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        prop::sample::select(vec![
            "a",
            "IN",
            "A",
            "TXT",
            "SVCB",
            "LOC",
            "SOA",
            "NSEC3",
            "APL",
            "1h",
            "60",
            "@",
            ".",
            "\\#",
            "$TTL",
            "$ORIGIN",
            "$INCLUDE",
            "$GENERATE",
            "1-3",
            "${0,2,n}",
            "\"",
            "(",
            ")",
            ";",
            "\\",
            "\n",
            "\r\n",
            "\n ",
            "\t",
            "192.0.2.1",
            "alpn=",
            "key1=\"",
            "\\255",
            "\\",
            "TYPE7",
            "52",
            "N",
            "E",
            "1:1.2.3.4/8",
            "mandatory=alpn",
            "x.y.",
            "..",
        ])
        .prop_map(|word| word.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..4),
    ];
    let blank = prop_oneof![4 => Just(" "), 1 => Just("")];
    prop::collection::vec((word, blank), 0..60)
        .prop_map(|words| words.into_iter().flat_map(|(w, b)| [w, b.into()].concat()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn octets_become_text_and_the_same_octets_again(rtype in rtype(), rdata in octets()) {
        let mut text = String::new();
        write_rdata(rtype, &rdata, &mut text).unwrap();
        let again = parse_rdata_text(rtype, &text, &Name::root());
        match check_rdata(rtype, &rdata) {
            Ok(()) => prop_assert_eq!(again, Ok(rdata), "{} {}", rtype, text),
            Err(error) => {
                // What does not fit its type is shown whole, and refused when read for it.
                let mut generic = String::new();
                write_generic_rdata(&rdata, &mut generic).unwrap();
                prop_assert_eq!(&text, &generic);
                prop_assert_eq!(again.unwrap_err().message, error.to_string());
                let unknown = parse_rdata_text(RecordType(65399), &text, &Name::root());
                prop_assert_eq!(unknown, Ok(rdata));
            }
        }
    }

    #[test]
    fn names_found_are_names(rtype in rtype(), rdata in octets()) {
        for (range, _) in names_in(rtype, &rdata) {
            prop_assert!(Name::from_wire(&rdata[range]).is_ok());
        }
    }

    #[test]
    fn a_printed_record_reads_back(rtype in rtype(), rdata in octets(), ttl in 0..=0x7fff_ffffu32) {
        if check_rdata(rtype, &rdata).is_err() {
            return Ok(());
        }
        let owner = Name::from_labels([&b"\x00 ;@$.\\\""[..], b"x"]).unwrap();
        let (mut text, mut read_back) = (String::new(), Vec::<Record>::new());
        write_record(&owner, ttl, rtype, &rdata, &mut text).unwrap();
        let outcome = read(text.as_bytes(), "", None, &mut |_| Err(String::new()), &mut read_back);
        prop_assert_eq!(outcome, Ok(()));
        prop_assert_eq!(read_back, [Record { owner, rtype, ttl, rdata }]);
    }

    #[test]
    fn garbage_never_panics_nor_reaches_the_sink_ill_formed(text in garbage()) {
        let origin: Name = "example.".parse().unwrap();
        let mut include = |_: &str| Ok(b"b 1 A 192.0.2.1\n  ( \"\n".to_vec());
        if let Err(errors) = read(&text, "garbage", Some(&origin), &mut include, &mut Nothing) {
            for error in errors {
                let says_why = ["expected", "not a name", "cannot be in a zone"];
                let says_why = says_why.iter().any(|words| error.message.contains(words));
                prop_assert!(says_why, "{}", error);
            }
        }
    }
}

#[test]
fn a_known_type_in_generic_form_must_fit() {
    let error = parse_rdata_text(RecordType::A, "\\# 3 010203", &Name::root()).unwrap_err();
    let wire = RdataError::Wire { offset: 0, expected: "an address of four octets" };
    assert_eq!(error.message, wire.to_string());
}
