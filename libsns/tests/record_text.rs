//! Data of every type from text to wire and back, and what is refused.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests read and write files"
)]
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod data_of_every_type;

use data_of_every_type::{TABLE, hex, octets};
use libsns::name::Name;
use libsns::record::{RdataError, RecordType, check_rdata, fold_names, names_in, write_rdata};
use libsns::zone::master_file::parse_rdata_text;
use proptest::prelude::*;

fn text_of(rtype: RecordType, rdata: &[u8]) -> String {
    let mut text = String::new();
    write_rdata(rtype, rdata, &mut text).unwrap();
    text
}

fn origin() -> Name {
    "example.".parse().unwrap()
}

#[test]
fn text_becomes_the_wire_that_dnspython_makes_of_it() {
    for (rtype, text, wire) in TABLE {
        let rtype: RecordType = rtype.parse().unwrap();
        let rdata = parse_rdata_text(rtype, text, &origin());
        let rdata = rdata.unwrap_or_else(|error| panic!("{rtype} {text}: {error}"));
        assert_eq!(hex(&rdata), *wire, "{rtype} {text}");
        assert_eq!(check_rdata(rtype, &rdata), Ok(()), "{rtype} {text}");
    }
}

#[test]
fn wire_becomes_text_that_reads_back() {
    for (rtype, _, wire) in TABLE {
        let rtype: RecordType = rtype.parse().unwrap();
        let text = text_of(rtype, &octets(wire));
        let again = parse_rdata_text(rtype, &text, &Name::root());
        assert_eq!(again.map(|rdata| hex(&rdata)), Ok((*wire).into()), "{rtype} {text}");
    }
}

#[test]
fn the_table_has_every_type_of_the_schema() {
    for number in 1..=u16::MAX {
        let rtype = RecordType(number);
        // Only a type with a schema refuses some data, or has names: see which refuse none.
        let refuses = check_rdata(rtype, &[]).is_err() || check_rdata(rtype, &[0xff; 3]).is_err();
        let in_table = TABLE.iter().any(|(word, ..)| word.parse() == Ok(rtype));
        assert!(in_table || !refuses || rtype.is_meta(), "{rtype} is not in the table");
    }
}

#[test]
fn typed_text_is_written_where_there_is_one() {
    for (rtype, text, expected) in [
        ("A", r"\# 4 C0000201", "192.0.2.1"),
        ("SOA", "ns1 me 1 1h 15m 2w 300", "ns1.example. me.example. 1 3600 900 1209600 300"),
        ("TXT", r#"a "b c" \255"#, r#""a" "b c" "\255""#),
        ("NSEC", "a MX A TYPE65300", "a.example. A MX TYPE65300"),
        (
            "NSEC3",
            "1 0 0 - 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S",
            "1 0 0 - 2vptu5timamqttgl4luu9kg21e0aor3s",
        ),
        ("SVCB", "1 . port=1 alpn=h2", r#"1 . alpn="h2" port=1"#),
        ("SVCB", "1 . dtmf=12#", r#"1 . key65284="12#""#),
        ("SVCB", r"1 . alpn=f\\\092oo\092,bar", r#"1 . alpn="f\\\\oo\\,bar""#),
        ("CERT", "PGP 0 0 AQ==", "3 0 0 AQ=="),
        ("WKS", "192.0.2.1 tcp smtp", "192.0.2.1 6 25"),
        (
            "RRSIG",
            "A 13 1 1 1281607479 0 1 . AQ==",
            "A 13 1 1 20100812100439 19700101000000 1 . AQ==",
        ),
        ("PLACE", r"\# 1 ff", r"\# 1 ff"),
    ] {
        let rtype: RecordType = rtype.parse().unwrap();
        let rdata = parse_rdata_text(rtype, text, &origin());
        let rdata = rdata.unwrap_or_else(|error| panic!("{rtype} {text}: {error}"));
        assert_eq!(text_of(rtype, &rdata), expected, "{rtype} {text}");
    }
}

#[test]
fn data_without_exact_text_is_written_as_octets() {
    for (rtype, wire) in [
        ("LOC", "0112161380000000800000000098968000"), // version 1
        ("LOC", "00a2161380000000800000000098968 0"),  // a base of ten
        ("NSEC", "0000020000"),                        // zeros at the end of a bitmap
        ("APL", "000318010a"),                         // an unknown family
        ("APL", "00011801 00"),                        // a zero at the end of an address
        ("IPSECKEY", "0a0902ff"),                      // an unknown gateway
        ("WKS", "c000020106 00"),
        ("CAA", "00012d61"),
        ("NULL", "0102"),
    ] {
        let (rtype, wire) = (rtype.parse().unwrap(), octets(&wire.replace(' ', "")));
        assert_eq!(check_rdata(rtype, &wire), Ok(()), "{rtype} {wire:02x?}");
        let text = text_of(rtype, &wire);
        assert!(text.starts_with("\\# "), "{rtype} {text}");
        assert_eq!(parse_rdata_text(rtype, &text, &origin()), Ok(wire));
    }
}

#[test]
fn bad_text_is_refused_at_its_column() {
    for (rtype, text, column) in [
        ("A", "", 1),
        ("A", "192.0.2", 1),
        ("A", "192.0.2.1 192.0.2.2", 11),
        ("A", "\"192.0.2.1\"", 1),
        ("A", r"\# 3 c00002", 1),
        ("A", r"\# 4 c00002", 4),
        ("A", r"\# 4 c000020g", 6),
        ("A", r"\#", 3),
        ("AAAA", "2001:db8:::1", 1),
        ("MX", "mail 10", 1),
        ("MX", "10", 3),
        ("MX", "10 a..b", 4),
        ("MX", "10 mail more", 9),
        ("MX", "65536 mail", 1),
        ("NS", "\"ns1\"", 1),
        ("TXT", "", 1),
        ("TXT", "a \"b", 3),
        ("TXT", r"a \256", 3),
        ("TXT", "a foo=\"bar\"", 3),
        ("SOA", "ns1 me 1 2 3 4", 15),
        ("SOA", "ns1 me 1 2 3 1h30 5", 14),
        ("LOC", "52 N 181 E 0m", 6),
        ("DS", "1 13 2", 7),
        ("DS", "1 13 2 ab cd", 8),
        ("DS", "1 13 9 abc", 8),
        ("DS", "1 13 9 ab cx", 11),
        ("DNSKEY", "256 3 13 AQID=", 10),
        ("DNSKEY", "256 3 SHA1 AQID", 7),
        ("RRSIG", "A 13 1 1 20100231000000 0 1 . AQ==", 10),
        ("NSEC", "a A FOO", 5),
        ("NSEC3", "1 0 0 abc 2vptu5timamqttgl4luu9kg21e0aor3s", 7),
        ("APL", "1:192.0.2.0/33", 1),
        ("EUI48", "00:00:5e:00:53:2a", 1),
        ("CAA", "0 is-sue x", 3),
        ("URI", "1 1 \"\"", 5),
        ("HIP", "2 2001 AQID rvs..", 13),
        ("IPSECKEY", "10 4 2 . AQ==", 4),
        ("ZONEMD", "1 1 1 00", 7),
        ("NULL", "abc", 1),
        ("TYPE731", "abc", 1),
        ("SVCB", "1 . port=a", 5),
        ("SVCB", "1 . port=1 port=2", 12),
        ("SVCB", "1 . alpn=", 5),
        ("SVCB", "1 . key65536=x", 5),
        ("SVCB", "1 . key03=x", 5),
        ("SVCB", "1 . Alpn=h2", 5),
        ("SVCB", "1 . bdaddr=00:11", 5),
        ("SVCB", "1 . dtmf=x", 5),
        ("SVCB", "1 . ech=AQID", 5),
        ("SVCB", "1 . key7=/x", 5),
    ] {
        let rtype: RecordType = rtype.parse().unwrap();
        let error = parse_rdata_text(rtype, text, &origin()).unwrap_err();
        assert_eq!((error.line, error.column), (1, column), "{rtype} {text}: {error}");
    }
}

#[test]
fn meta_types_are_in_no_zone() {
    for word in ["OPT", "TSIG", "TKEY", "AXFR", "IXFR", "MAILA", "MAILB", "ANY", "TYPE128", "TYPE0"]
    {
        let rtype: RecordType = word.parse().unwrap();
        assert_eq!(check_rdata(rtype, &[]), Err(RdataError::Meta(rtype)));
        assert!(parse_rdata_text(rtype, "\\# 0", &origin()).is_err());
    }
}

#[test]
fn names_inside_are_found_with_what_may_be_compressed() {
    let found = |word: &str, text: &str| -> Vec<(String, bool)> {
        let rtype: RecordType = word.parse().unwrap();
        let rdata = parse_rdata_text(rtype, text, &origin()).unwrap();
        names_in(rtype, &rdata)
            .map(|(range, compress)| {
                (Name::from_wire(&rdata[range]).unwrap().to_string(), compress)
            })
            .collect()
    };
    let name = |text: &str, compress| (text.to_owned(), compress);
    assert_eq!(found("MX", "1 a"), [name("a.example.", true)]);
    assert_eq!(found("SOA", "a b 1 2 3 4 5"), [name("a.example.", true), name("b.example.", true)]);
    assert_eq!(found("SRV", "0 0 1 a"), [name("a.example.", false)]);
    assert_eq!(found("RP", "a b"), [name("a.example.", false), name("b.example.", false)]);
    assert_eq!(found("HIP", "2 2001 AQID a b."), [name("a.example.", false), name("b.", false)]);
    assert_eq!(found("IPSECKEY", "1 3 2 a AQID"), [name("a.example.", false)]);
    assert_eq!(found("IPSECKEY", "1 0 2 . AQID"), []);
    assert_eq!(found("TXT", "a"), []);
    assert_eq!(found("TYPE731", r"\# 2 0000"), []);
    assert_eq!(names_in(RecordType::MX, &[0, 1, 5]).count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// Data that is nearly right is where a fault would hide.
    #[test]
    fn a_changed_octet_is_refused_or_kept(
        entry in prop::sample::select(TABLE),
        at in any::<prop::sample::Index>(),
        octet in prop_oneof![any::<u8>(), 0..4u8],
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let rtype: RecordType = entry.0.parse().unwrap();
        let mut rdata = octets(entry.2);
        if let Some(place) = rdata.len().checked_sub(1).map(|last| at.index(last + 1)) {
            rdata[place] = octet;
        }
        if let Some(cut) = cut {
            rdata.truncate(cut.index(rdata.len() + 1));
        }
        let text = text_of(rtype, &rdata);
        let again = parse_rdata_text(rtype, &text, &Name::root());
        match check_rdata(rtype, &rdata) {
            Ok(()) => prop_assert_eq!(again, Ok(rdata), "{} {}", rtype, text),
            Err(error) => prop_assert_eq!(again.unwrap_err().message, error.to_string()),
        }
    }
}

/// The private keys of bearers: words in, numbers out, in the octets that were meant.
#[test]
fn bearers_have_words() {
    for (text, wire) in [
        ("bdaddr=\"00:11:22:33:44:55\"", "ff000006001122334455"),
        ("bdaddr=00-11-22-33-44-55", "ff000006001122334455"),
        ("zigbee=00:11:22:33:44:55:66:77", "ff0100080011223344556677"),
        ("lora=26011bda", "ff02000426011bda"),
        ("lora=70b3d57ed0000001", "ff02000870b3d57ed0000001"),
        (r#"wifi="00:11:22:33:44:55/Guest \"1\"""#, "ff03000f001122334455477565737420223122"),
        ("dtmf=\"12#\"", "ff040003313223"),
        ("light=c0ffee", "ff050003c0ffee"),
        ("key65280=anything", "ff000008616e797468696e67"),
    ] {
        let rdata = parse_rdata_text(RecordType::SVCB, &format!("1 . {text}"), &origin());
        let rdata = rdata.unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(hex(&rdata[3..]), wire, "{text}");
        let printed = text_of(RecordType::SVCB, &rdata);
        assert!(printed.starts_with("1 . key6528"), "{printed}");
        assert_eq!(parse_rdata_text(RecordType::SVCB, &printed, &origin()), Ok(rdata));
    }
    for text in [
        "zigbee=00:11",
        "lora=123456",
        "wifi=00:11:22:33:44:55",
        "wifi=00:11:22:33:44:55/123456789012345678901234567890123",
        "dtmf=E",
        "dtmf=",
        "light=abc",
        "light=",
    ] {
        assert!(parse_rdata_text(RecordType::SVCB, &format!("1 . {text}"), &origin()).is_err());
    }
}

#[test]
fn names_are_folded_only_where_they_count_in_lower_case() {
    let folded = |word: &str, text: &str| {
        let rtype: RecordType = word.parse().unwrap();
        let mut rdata = parse_rdata_text(rtype, text, &origin()).unwrap();
        fold_names(rtype, &mut rdata);
        text_of(rtype, &rdata)
    };
    assert_eq!(folded("NAPTR", "1 1 A B C D"), "1 1 \"A\" \"B\" \"C\" d.example.");
    assert_eq!(folded("NSEC", "A A"), "A.example. A");
    assert_eq!(folded("SVCB", "1 A"), "1 A.example.");
}

/// The vectors that all parts of the project share, where they are present.
mod shared_vectors {
    use super::*;

    const PATH: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/conformance/vectors.json");

    fn vectors(kind: &str) -> Vec<serde_json::Value> {
        let Ok(text) = std::fs::read_to_string(PATH) else {
            println!("skipped: no {PATH}");
            return Vec::new();
        };
        let all: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        let mine: Vec<_> = all.into_iter().filter(|vector| vector["kind"] == kind).collect();
        assert!(!mine.is_empty(), "no vectors of {kind}");
        mine
    }

    #[test]
    fn locations() {
        for vector in vectors("loc") {
            let [text, canonical, wire] =
                ["text", "canonical", "wire"].map(|key| vector[key].as_str().unwrap());
            let rdata = parse_rdata_text(RecordType::LOC, text, &origin()).unwrap();
            assert_eq!(hex(&rdata), wire, "{text}");
            // The wire has no sign for zero: the equator is written as its north side, as in the
            // program of RFC 1876 appendix A.
            let canonical = canonical.replace("0 0 0.000 S", "0 0 0.000 N");
            assert_eq!(text_of(RecordType::LOC, &octets(wire)), canonical);
            assert_eq!(
                hex(&parse_rdata_text(RecordType::LOC, &canonical, &origin()).unwrap()),
                wire
            );
        }
    }

    #[test]
    fn service_parameters() {
        for vector in vectors("svcb_ok") {
            let [text, wire] = ["text", "wire"].map(|key| vector[key].as_str().unwrap());
            let rdata = parse_rdata_text(RecordType::SVCB, text, &origin()).unwrap();
            assert_eq!(hex(&rdata), wire, "{text}");
            let again = text_of(RecordType::SVCB, &rdata);
            assert_eq!(parse_rdata_text(RecordType::SVCB, &again, &origin()), Ok(rdata), "{again}");
        }
        for vector in vectors("svcb_bad") {
            let text = vector["text"].as_str().unwrap();
            assert!(parse_rdata_text(RecordType::SVCB, text, &origin()).is_err(), "{text}");
        }
    }
}

/// RFC 9460 appendix D: its examples, by value.
#[test]
fn the_examples_of_rfc_9460_appendix_d() {
    for (text, wire) in RFC_9460_GOOD {
        let rdata = parse_rdata_text(RecordType::SVCB, text, &origin()).unwrap();
        assert_eq!(hex(&rdata), *wire, "{text}");
    }
    for text in RFC_9460_BAD {
        assert!(parse_rdata_text(RecordType::SVCB, text, &origin()).is_err(), "{text}");
    }
}

#[rustfmt::skip]
const RFC_9460_GOOD: &[(&str, &str)] = &[
    (r#"0 foo.example.com."#, "000003666f6f076578616d706c6503636f6d00"),
    (r#"1 ."#, "000100"),
    (r#"16 foo.example.com. port=53"#, "001003666f6f076578616d706c6503636f6d00000300020035"),
    (r#"1 foo.example.com. key667=hello"#, "000103666f6f076578616d706c6503636f6d00029b000568656c6c6f"),
    (r#"1 foo.example.com. key667="hello\210qoo""#, "000103666f6f076578616d706c6503636f6d00029b000968656c6c6fd2716f6f"),
    (r#"1 foo.example.com. ipv6hint="2001:db8::1,2001:db8::53:1""#, "000103666f6f076578616d706c6503636f6d000006002020010db800000000000000000000000120010db8000000000000000000530001"),
    (r#"1 example.com. ipv6hint="2001:db8:ffff:ffff:ffff:ffff:198.51.100.100""#, "0001076578616d706c6503636f6d000006001020010db8ffffffffffffffffc6336464"),
    (r#"16 foo.example.org. alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1"#, "001003666f6f076578616d706c65036f7267000000000400010004000100090268320568332d313900040004c0000201"),
    (r#"16 foo.example.org. alpn="f\\\\oo\\,bar,h2""#, "001003666f6f076578616d706c65036f7267000001000c08665c6f6f2c626172026832"),
    (r#"16 foo.example.org. alpn=f\\\092oo\092,bar,h2"#, "001003666f6f076578616d706c65036f7267000001000c08665c6f6f2c626172026832"),
];

#[rustfmt::skip]
const RFC_9460_BAD: &[&str] = &[
    "1 foo.example.com. key123=abc key123=def",
    "1 foo.example.com. mandatory",
    "1 foo.example.com. alpn",
    "1 foo.example.com. port",
    "1 foo.example.com. ipv4hint",
    "1 foo.example.com. ipv6hint",
    "1 foo.example.com. no-default-alpn=abc",
    "1 foo.example.com. mandatory=key123",
    "1 foo.example.com. mandatory=mandatory",
    "1 foo.example.com. mandatory=key123,key123 key123=abc",
];
