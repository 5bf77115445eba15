//! Master files as their users write them: what each entry means, and where a bad one is reported.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests read and write files"
)]
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use libsns::name::Name;
use libsns::record::{RecordType, write_rdata};
use libsns::zone::master_file::{MasterFileError, RecordSink, read};

/// Keeps each record as a line of text.
#[derive(Default)]
struct Lines(Vec<String>);

impl RecordSink for Lines {
    fn record(
        &mut self,
        owner: &[u8],
        rtype: RecordType,
        ttl: u32,
        rdata: &[u8],
    ) -> Result<(), String> {
        let owner = Name::from_wire(owner).map_err(|error| error.to_string())?;
        let mut line = format!("{owner} {ttl} {rtype} ");
        write_rdata(rtype, rdata, &mut line).map_err(|error| error.to_string())?;
        if owner.to_string().starts_with("refused.") {
            return Err("the sink does not want it".into());
        }
        self.0.push(line);
        Ok(())
    }
}

/// The files that an `$INCLUDE` can name.
const FILES: &[(&str, &str)] = &[
    ("rooms.zone", "room1 A 192.0.2.11\n  A 192.0.2.12\n$ORIGIN deeper.example.\nx A 192.0.2.13\n"),
    ("blank.zone", "  TXT inherits\n"),
    ("bad.zone", "fine A 192.0.2.1\n\n  A 192.0.2.\n"),
    ("self.zone", "$INCLUDE self.zone\n"),
    ("ping.zone", "$INCLUDE pong.zone\n"),
    ("pong.zone", "a 1 A 192.0.2.1\n$INCLUDE ping.zone\n"),
    ("with blank.zone", "\u{feff}spaced A 192.0.2.1"),
    ("ttl.zone", "$TTL 7\n"),
];

fn include(name: &str) -> Result<Vec<u8>, String> {
    let chain = name
        .strip_prefix("depth")
        .map(|depth| format!("$INCLUDE depth{}", depth.parse::<usize>().unwrap() + 1).into_bytes());
    let file = FILES.iter().find(|(file, _)| *file == name).map(|(_, text)| text.as_bytes().into());
    chain.or(file).ok_or_else(|| "no such file".into())
}

fn read_all(text: &str) -> (Vec<String>, Vec<MasterFileError>) {
    let origin: Name = "example.".parse().unwrap();
    let mut lines = Lines::default();
    let outcome = read(text.as_bytes(), "zone", Some(&origin), &mut include, &mut lines);
    (lines.0, outcome.err().unwrap_or_default())
}

#[track_caller]
fn assert_records(text: &str, expected: &[&str]) {
    let (lines, errors) = read_all(text);
    assert_eq!(errors, [], "{text}");
    assert_eq!(lines, expected, "{text}");
}

/// Each error as `file:line:column`, and whether its message has the words.
#[track_caller]
fn assert_errors(text: &str, expected: &[(&str, &str)]) {
    let (_, errors) = read_all(text);
    let shown: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), expected.len(), "{text}\n{shown:#?}");
    for (error, (place, words)) in shown.iter().zip(expected) {
        assert!(error.starts_with(&format!("{place}: ")), "{text}\n{error} is not at {place}");
        assert!(error.contains(words), "{text}\n{error} does not say {words}");
    }
}

#[test]
fn owner_ttl_and_class_may_be_left_out_and_swapped() {
    let a = "lamp.example. 60 A 192.0.2.1";
    for text in [
        "lamp 60 IN A 192.0.2.1",
        "lamp IN 60 A 192.0.2.1",
        "lamp 1m A 192.0.2.1",
        "LAMP.example. 60 CLASS1 TYPE1 \\# 4 c0000201",
        "lamp 60 in a 192.0.2.1 ; a comment",
        "lamp\t60\tIN\tA\t192.0.2.1\r\n",
        "lamp 60 ( IN ; one\n A\n ) 192.0.2.1\n",
        "lamp 60 IN A (192.0.2.1)",
        "lamp 60 IN (A(192.0.2.1))",
        "\n\n ; nothing\n\t\nlamp 60 A 192.0.2.1",
        "\u{feff}lamp 60 A 192.0.2.1",
        "$ORIGIN other.\n$origin example.\nlamp 60 A 192.0.2.1",
        "$ORIGIN room1\n$ORIGIN example.\nlamp 60 A 192.0.2.1",
        "\\108amp 60 A 192.0.2.1",
        "\\lamp 60 A 192.0.2.1",
    ] {
        let (lines, errors) = read_all(text);
        assert_eq!(errors, [], "{text}");
        assert_eq!(lines.len(), 1, "{text}");
        assert!(lines[0].eq_ignore_ascii_case(a), "{text}: {}", lines[0]);
    }
}

#[test]
fn a_blank_owner_is_the_last_stated_one() {
    assert_records(
        "$TTL 1\na A 192.0.2.1\n\tA 192.0.2.2\n  ( A 192.0.2.3 )\nb TXT x\n TXT y\na TXT z",
        &[
            "a.example. 1 A 192.0.2.1",
            "a.example. 1 A 192.0.2.2",
            "a.example. 1 A 192.0.2.3",
            "b.example. 1 TXT \"x\"",
            "b.example. 1 TXT \"y\"",
            "a.example. 1 TXT \"z\"",
        ],
    );
}

#[test]
fn the_same_owner_under_another_origin_is_another() {
    assert_records(
        "$TTL 1\na TXT x\n$ORIGIN b.example.\na TXT y\n@ TXT z\n$ORIGIN .\na TXT w\n@ TXT v",
        &[
            "a.example. 1 TXT \"x\"",
            "a.b.example. 1 TXT \"y\"",
            "b.example. 1 TXT \"z\"",
            "a. 1 TXT \"w\"",
            ". 1 TXT \"v\"",
        ],
    );
}

#[test]
fn a_missing_ttl_is_found() {
    // RFC 2308 §4: $TTL counts for what comes after it, and only where nothing is stated.
    assert_records(
        "a 5 TXT x\nb TXT y\n$TTL 1h\nc TXT z\nd 6 TXT v\ne TXT w",
        &[
            "a.example. 5 TXT \"x\"",
            "b.example. 5 TXT \"y\"",
            "c.example. 3600 TXT \"z\"",
            "d.example. 6 TXT \"v\"",
            "e.example. 3600 TXT \"w\"",
        ],
    );
    // RFC 1035 §3.3.13: MINIMUM is the lower bound of TTL, and the default before RFC 2308.
    assert_records(
        "@ SOA ns1 me 1 2 3 4 300\na TXT x\nb 7 TXT y\nc TXT z",
        &[
            "example. 300 SOA ns1.example. me.example. 1 2 3 4 300",
            "a.example. 300 TXT \"x\"",
            "b.example. 7 TXT \"y\"",
            "c.example. 7 TXT \"z\"",
        ],
    );
    assert_errors("a TXT x", &[("zone:1:3", "a TTL")]);
}

#[test]
fn parentheses_join_lines_and_comments_end_with_theirs() {
    assert_records(
        "@ 1 SOA ns1 me ( ; (not open\n 1 ; serial )\n\t1h 15m\n\n 2w 300 ) ; done\n\
         a 1 TXT ( \"(\" \";\" )\n",
        &[
            "example. 1 SOA ns1.example. me.example. 1 3600 900 1209600 300",
            "a.example. 1 TXT \"(\" \";\"",
        ],
    );
}

#[test]
fn strings_keep_every_octet() {
    assert_records(
        "a 1 TXT \"a;b(c)d\" x\\;y\\\"z \"\" \"\\\\\\\"\" \\000\\255 \"a\"\"b\" caf\u{e9}",
        &["a.example. 1 TXT \"a;b(c)d\" \
             \"x;y\\\"z\" \"\" \"\\\\\\\"\" \"\\000\\255\" \"a\" \"b\" \"caf\\195\\169\""],
    );
    assert_records(
        "a 1 SVCB 1 . alpn=\"h2,h3\" key667=\"a b;(\"",
        &["a.example. 1 SVCB 1 . alpn=\"h2,h3\" key667=\"a b;(\""],
    );
}

#[test]
fn words_that_are_also_types_may_be_owners() {
    assert_records(
        "A 1 A 192.0.2.1\nIN 1 A 192.0.2.2\n60 1 A 192.0.2.3\n\\$ttl 1 A 192.0.2.4",
        &[
            "A.example. 1 A 192.0.2.1",
            "IN.example. 1 A 192.0.2.2",
            "60.example. 1 A 192.0.2.3",
            "\\$ttl.example. 1 A 192.0.2.4",
        ],
    );
}

#[test]
fn an_included_file_changes_neither_origin_nor_owner() {
    assert_records(
        "$TTL 1\ntop TXT x\n$INCLUDE rooms.zone f1.example. ; first floor\n TXT y\nz TXT z\n",
        &[
            "top.example. 1 TXT \"x\"",
            "room1.f1.example. 1 A 192.0.2.11",
            "room1.f1.example. 1 A 192.0.2.12",
            "x.deeper.example. 1 A 192.0.2.13",
            "top.example. 1 TXT \"y\"",
            "z.example. 1 TXT \"z\"",
        ],
    );
    assert_records(
        "$TTL 1\na TXT x\n$INCLUDE blank.zone\n$include \"with blank.zone\" f2",
        &[
            "a.example. 1 TXT \"x\"",
            "a.example. 1 TXT \"inherits\"",
            "spaced.f2.example. 1 A 192.0.2.1",
        ],
    );
    assert_records("$INCLUDE ttl.zone\na TXT x", &["a.example. 7 TXT \"x\""]);
}

#[test]
fn an_include_that_fails_says_where() {
    assert_errors(
        "$TTL 1\n$INCLUDE bad.zone\n$INCLUDE none.zone",
        &[("bad.zone:3:5", "an IPv4 address"), ("zone:3:10", "no such file")],
    );
    assert_errors("$INCLUDE self.zone", &[("self.zone:1:10", "without a cycle")]);
    assert_errors(
        "$INCLUDE ping.zone",
        &[(
            "pong.zone:2:10",
            "\"zone\" includes \"ping.zone\" includes \"pong.zone\" includes \"ping.zone\"",
        )],
    );
    assert_errors("$INCLUDE depth1", &[("depth9:1:10", "at most 10 files")]);
    assert_errors("$INCLUDE", &[("zone:1:9", "a file's name")]);
    assert_errors("$INCLUDE rooms.zone a..b", &[("zone:1:21", "not a name")]);
    assert_errors("$INCLUDE rooms.zone a b", &[("zone:1:23", "end of the line")]);
}

#[test]
fn generate_makes_the_records_that_bind_makes() {
    assert_records(
        "$TTL 1\n$GENERATE 1-3 host$ A 10.0.0.$\n",
        &[
            "host1.example. 1 A 10.0.0.1",
            "host2.example. 1 A 10.0.0.2",
            "host3.example. 1 A 10.0.0.3",
        ],
    );
    assert_records(
        "$GENERATE 0-8/4 a${0,3}.${16,2,x} 60 IN TXT \"$ $$ \\$ \\\\ ${-0,2,o}\" x$\n TXT y",
        &[
            "a000.10.example. 60 TXT \"0 $ $ \\\\ 00\" \"x0\"",
            "a004.14.example. 60 TXT \"4 $ $ \\\\ 04\" \"x4\"",
            "a008.18.example. 60 TXT \"8 $ $ \\\\ 10\" \"x8\"",
            "a008.18.example. 60 TXT \"y\"",
        ],
    );
    assert_records(
        "$generate 171-171 ${0,7,n}.${0,0,N}.${5,0,X} 1 PTR ( a$ )",
        &["b.a.0.0.B.A.B0.example. 1 PTR a171.example."],
    );
}

#[test]
fn a_bad_generate_is_one_error() {
    for (text, place, words) in [
        ("$GENERATE", "zone:1:10", "a range"),
        ("$GENERATE 1-2 a", "zone:1:16", "an owner, a type"),
        ("$GENERATE 2-1 a$ 1 A 10.0.0.$", "zone:1:11", "a range"),
        ("$GENERATE 1-2/0 a$ 1 A 10.0.0.$", "zone:1:11", "a range"),
        ("$GENERATE 0-65536 a$ 1 A 10.0.0.$", "zone:1:11", "at most 65536"),
        ("$GENERATE 1-2147483648 a$ 1 A 10.0.0.$", "zone:1:11", "a range"),
        ("$GENERATE 1-2 a${0 1 A 10.0.0.$", "zone:1:15", "${offset"),
        ("$GENERATE 1-2 a${0,1,q} 1 A 10.0.0.$", "zone:1:15", "${offset"),
        ("$GENERATE 1-2 a${0,256} 1 A 10.0.0.$", "zone:1:15", "${offset"),
        ("$GENERATE 1-2 a${-2} 1 A 10.0.0.$", "zone:1:11", "below 0"),
        ("$GENERATE 1-900 a$ 1 A 10.0.0.$", "zone:1:1", "a256 1 A 10.0.0.256"),
    ] {
        assert_errors(text, &[(place, words)]);
    }
}

/// Counts records, and keeps none.
#[derive(Default)]
struct Count(usize);

impl RecordSink for Count {
    fn record(&mut self, _: &[u8], _: RecordType, _: u32, _: &[u8]) -> Result<(), String> {
        self.0 += 1;
        Ok(())
    }
}

/// The errors of a zone whose included files all hold this, and how many records it gave.
fn multiplied(text: &str, included: &[u8]) -> (Vec<String>, usize) {
    let mut include = |name: &str| match name {
        "tree" => Ok(b"$INCLUDE leaf\n".repeat(200)),
        _ => Ok(included.to_vec()),
    };
    let mut count = Count::default();
    let origin = "example.".parse().unwrap();
    let read = read(text.as_bytes(), "zone", Some(&origin), &mut include, &mut count);
    let errors = read.err().unwrap_or_default();
    (errors.iter().map(ToString::to_string).collect(), count.0)
}

#[test]
fn a_few_lines_do_not_become_a_huge_zone() {
    // 49 trees and their leaves are 9,849 files; the next tree goes over the bound.
    let (errors, records) = multiplied(&"$INCLUDE tree\n".repeat(60), b"a 1 A 192.0.2.1\n");
    assert_eq!(errors, ["tree:151:10: with \"leaf\" the zone includes more than 10000 files"]);
    assert_eq!(records, 10_000 - 50);
    let large = [&[b';'; 1023][..], b"\n"].concat().repeat(1 << 16);
    let (errors, _) = multiplied(&"$INCLUDE large\n".repeat(17), &large);
    assert_eq!(
        errors,
        ["zone:17:10: with \"large\" the zone includes more than 1073741824 octets of files"]
    );
    let (errors, records) = multiplied(&"$GENERATE 0-65535 a$ 1 A 192.0.2.1\n".repeat(18), b"");
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].starts_with("zone:17:11: with this the zone generates 1114112 entries"),
        "{errors:?}"
    );
    assert_eq!(records, 1 << 20);
    let long =
        format!("$GENERATE 0-65535 a$ 1 TXT{}\n", format!(" {}", "x".repeat(250)).repeat(20));
    let (errors, records) = multiplied(&long, b"");
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0].starts_with("zone:1:11: with this the zone generates more than 268435456"),
        "{errors:?}"
    );
    assert!(records < 60_000);
}

#[test]
fn errors_are_short_whatever_they_quote() {
    let long = "x".repeat(100_000);
    for text in [
        format!("$GENERATE 1-2 {long}$ 1 A 192.0.2.1"),
        format!("$INCLUDE {long}"),
        format!("$INCLUDE {}", &long[..4000]),
        format!("{long} 1 A 192.0.2.1"),
        format!("a 1 {long} 192.0.2.1"),
        format!("a 1 A {long}"),
        format!("${long}"),
    ] {
        let (_, errors) = read_all(&text);
        assert!(errors[0].message.len() < 300, "{}", errors[0].message);
    }
}

#[test]
fn each_bad_line_is_an_error_at_its_column() {
    for (text, place, words) in [
        (" A 192.0.2.1", "zone:1:2", "an owner"),
        ("a", "zone:1:2", "a TTL, the class IN, or a type"),
        ("a 1", "zone:1:4", "a type"),
        ("a 1 IN", "zone:1:7", "a type"),
        ("a 1 IN IN A 192.0.2.1", "zone:1:8", "a type"),
        ("a 1 2 A 192.0.2.1", "zone:1:5", "a type"),
        ("a 1x A 192.0.2.1", "zone:1:3", "1h30m"),
        ("a 2147483648 A 192.0.2.1", "zone:1:3", "2147483647"),
        ("a 1 CH TXT x", "zone:1:5", "the class IN"),
        ("a 1 CLASS3 TXT x", "zone:1:5", "the class IN"),
        ("a 1 FOO x", "zone:1:5", "TYPE731"),
        ("a 1 \"A\" 192.0.2.1", "zone:1:5", "a type"),
        ("a 1 TYPE65536 \\# 0", "zone:1:5", "a type"),
        ("a 1 ANY \\# 0", "zone:1:5", "cannot be in a zone"),
        ("a 1 OPT \\# 0", "zone:1:5", "cannot be in a zone"),
        ("a 1 A", "zone:1:6", "an IPv4 address"),
        ("a 1 A (\n\n ; x\n 192.0.2.256 )", "zone:4:2", "an IPv4 address"),
        ("a 1 TXT \"abc\n", "zone:1:9", "closing quote"),
        ("a 1 TXT \"abc\"def", "zone:1:14", "a blank behind"),
        ("a 1 TXT abc\"def\"", "zone:1:12", "a blank before"),
        ("a 1 TXT abc\\\n", "zone:1:12", "backslash"),
        ("a 1 TXT abc\\", "zone:1:12", "backslash"),
        ("a 1 TXT ( abc\n", "zone:1:9", "expected \")\""),
        ("a 1 TXT abc )\n", "zone:1:13", "expected \"(\""),
        ("a 1 TXT a\rb", "zone:1:10", "carriage return"),
        ("a..b 1 TXT x", "zone:1:1", "label is empty"),
        ("\"a\" 1 TXT x", "zone:1:1", "without quotes"),
        ("a\\256 1 TXT x", "zone:1:1", "000 to 255"),
        ("$TTL", "zone:1:5", "a TTL"),
        ("$TTL x", "zone:1:6", "a TTL"),
        ("$TTL 1 2", "zone:1:8", "end of the line"),
        ("$ORIGIN", "zone:1:8", "the new origin"),
        ("$ORIGIN \"a\"", "zone:1:9", "without quotes"),
        ("$FOO bar", "zone:1:1", "$GENERATE"),
        ("a 1 TXT x\n $TTL 3", "zone:2:2", "a type"),
        ("a 1 TXT \u{e9}\u{e9} \"", "zone:1:12", "closing quote"),
        ("refused 1 TXT x", "zone:1:1", "does not want it"),
    ] {
        assert_errors(text, &[(place, words)]);
    }
}

#[test]
fn reading_goes_on_with_the_next_entry() {
    let text = "a 1 A 192.0.2\nb 1 A 192.0.2.1\na..b 1 TXT x\n TXT belongs-to-it\n\
                c 1 TXT \"\nd 1 A 192.0.2.2\n\
                e 1 TXT ( \"x\n y )\nf 1 A 192.0.2.3\ng 1 TXT ( x\nh 1 A 192.0.2.4\n";
    let (lines, errors) = read_all(text);
    let places: Vec<_> = errors.iter().map(|error| (error.line, error.column)).collect();
    assert_eq!(places, [(1, 7), (3, 1), (5, 9), (7, 11), (10, 9)]);
    let owners: Vec<_> = lines.iter().map(|line| &line[..1]).collect();
    assert_eq!(owners, ["b", "d", "f", "h"]);
}

#[test]
fn twenty_errors_are_enough() {
    let (_, errors) = read_all(&"a 1 A x\n".repeat(30));
    assert_eq!(errors.len(), 20);
    assert_eq!(errors[19].line, 20);
}

#[test]
fn without_an_origin_names_must_be_absolute() {
    let read_plain = |text: &str| {
        let mut lines = Lines::default();
        let outcome = read(text.as_bytes(), "zone", None, &mut include, &mut lines);
        outcome.map(|()| lines.0).map_err(|errors| errors[0].to_string())
    };
    assert_eq!(read_plain("a. 1 NS b."), Ok(vec!["a. 1 NS b.".into()]));
    assert_eq!(read_plain("$ORIGIN a.\n@ 1 NS b"), Ok(vec!["a. 1 NS b.a.".into()]));
    for (text, place) in [
        ("a 1 NS b.", "zone:1:1: "),
        ("a. 1 NS b", "zone:1:9: "),
        ("a. 1 NS @", "zone:1:9: "),
        ("a. 1 NS b\\.", "zone:1:9: "),
        ("$ORIGIN a", "zone:1:9: "),
    ] {
        let error = read_plain(text).unwrap_err();
        assert!(error.starts_with(place) && error.contains("origin"), "{text}: {error}");
    }
}

#[test]
fn names_at_the_limits() {
    let label = "a".repeat(63);
    let most = format!("{label}.{label}.{label}.{}.", "a".repeat(61));
    assert_records(&format!("{most} 1 TXT x"), &[&format!("{most} 1 TXT \"x\"")]);
    assert_errors(&format!("a{most} 1 TXT x"), &[("zone:1:1", "64 octets")]);
    assert_errors(&format!("b.{most} 1 TXT x"), &[("zone:1:1", "257 octets")]);
    // Relative: the origin counts too.
    let relative = most.strip_suffix('.').unwrap();
    assert_errors(&format!("{relative} 1 TXT x"), &[("zone:1:1", "263 octets")]);
}

#[test]
fn an_entry_may_fill_a_record_and_no_more() {
    let strings = |count: usize| format!("a 1 TXT {}", "\"\" ".repeat(count));
    let (lines, errors) = read_all(&strings(65_535));
    assert_eq!((lines.len(), errors.len()), (1, 0));
    let error = |text: &str| read_all(text).1.remove(0).to_string();
    assert!(error(&strings(65_536)).starts_with("zone:1:9: the data has 65536 octets"));
    assert!(error(&strings(65_537)).contains("expected at most 65539 words"));
    let long = format!("a 1 TXT {}", format!("{} ", "x".repeat(255)).repeat(256));
    assert!(error(&long).starts_with("zone:1:9: the data has 65536 octets"));
    // A parenthesis that is never closed is named, not the place where patience ended.
    assert!(
        error(&format!("a 1 TXT ( {}", "x\n".repeat(70_000))).starts_with("zone:1:9: found \"(\"")
    );
}
