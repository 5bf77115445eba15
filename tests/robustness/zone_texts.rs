//! Master files, well formed and broken, through the reader and the builder.

use std::panic::{AssertUnwindSafe, catch_unwind};

use sns_tests::generator::GeneratedZone;
use sns_tests::ours;
use sns_tests::random::Random;

use crate::{cases, random};

/// A zone whose text uses every turn of the language (RFC 1035 §5.1).
const ZONE: &str = r#"$ORIGIN e.test.
$TTL 1h
@ IN SOA ns1 host ( 1 ; serial
   3600 600
   86400 60 )
  NS ns1
ns1 60 IN A 127.0.0.1
    IN 60 AAAA ::1
$GENERATE 1-3 g$ A 192.0.2.$
*.wild TXT "a b" c\ d "\"\200"
a\.b\000 CNAME ns1
loc LOC 51 30 12.748 N 0 7 39.611 W 0.00m 1m 10000m 10m
u TYPE65300 \# 3 01 0203
svc SVCB 1 . alpn="h2,h3" port=8443 ipv4hint=192.0.2.1 key65280=abc mandatory=alpn
ds DS 1 13 2 0123456789abcdef 0123456789abcdef0123456789abcdef0123456789abcdef
n NSEC a A AAAA TYPE1234
h HTTPS 0 svc
naptr NAPTR 1 2 "u" "sip" "!^.*$!sip:x@y!" .
apl APL 1:192.0.2.0/24 !2:2001:db8::/32
caa CAA 0 issue "ca.example"
tlsa TLSA 3 1 1 00
k DNSKEY 257 3 13 AAAA
sig RRSIG A 13 3 60 20300101000000 20200101000000 1 e.test. AAAA
"#;

/// Words that lead readers astray.
const WORDS: [&str; 20] = [
    "\"",
    "\\",
    "(",
    ")",
    ";",
    "\n",
    "$TTL",
    "$ORIGIN",
    "$INCLUDE x",
    "$GENERATE 0-9/0",
    "IN",
    "CH",
    "@",
    "*",
    ".",
    "..",
    "99999999999",
    "-1",
    "TYPE0",
    "\\# 4 00",
];

fn mutated(texts: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut text = random.pick(texts).clone();
    for _ in 0..random.between(1, 3) {
        let place = random.below(text.len() + 1);
        let end = (place + random.between(0, 20)).min(text.len());
        match random.below(6) {
            0 if place < text.len() => text[place] = random.octet(),
            1 => drop(text.splice(place..place, random.pick(&WORDS).bytes())),
            2 => drop(text.drain(place..end)),
            3 => text.truncate(place),
            4 => {
                let piece = text[place..end].to_vec();
                let to = random.below(text.len() + 1);
                text.splice(to..to, piece);
            }
            _ => {
                let octets = random.between(1, 300);
                let piece = vec![*random.pick(b"a.0 (\"\\"); octets];
                text.splice(place..place, piece);
            }
        }
    }
    text
}

/// True if each line of a refusal begins with a place, `zone:line:column: `, or is a fault of the
/// zone as a whole, which has none.
fn names_its_place(refusal: &str) -> bool {
    let number = |part: Option<&str>| part.is_some_and(|p| p.parse().is_ok_and(|n: usize| n > 0));
    let placed = |line: &str| {
        let mut parts = line.split(':');
        parts.next() != Some("zone") || number(parts.next()) && number(parts.next())
    };
    !refusal.is_empty() && refusal.lines().all(placed)
}

#[test]
fn the_texts_themselves_load() {
    let loaded = ours::zone(ZONE.as_bytes());
    assert!(loaded.is_ok(), "{}", loaded.unwrap_err());
}

/// Moments that do not exist (RFC 4034 §3.2) are no overflow but a refusal.
#[test]
fn moments_that_do_not_exist_are_refused() {
    for moment in ["20300100000000", "20300001000000", "20300230000000", "20301301000000"] {
        let sig = format!("s RRSIG A 13 3 60 {moment} 20200101000000 1 e.test. AAAA\n");
        assert!(ours::zone((ZONE.to_owned() + &sig).as_bytes()).is_err(), "{moment}");
    }
}

#[test]
fn broken_texts_are_refused_with_their_place_or_load() {
    let mut random = random();
    let mut texts: Vec<Vec<u8>> =
        (0..20).map(|number| GeneratedZone::new(9, number, 0).text().into()).collect();
    texts.extend(vec![ZONE.as_bytes().to_vec(); 20]);
    let mut loaded = 0;
    let count = cases(20_000);
    for _ in 0..count {
        let text = mutated(&texts, &mut random);
        let shown = || String::from_utf8_lossy(&text).into_owned();
        match catch_unwind(AssertUnwindSafe(|| ours::zone(&text))) {
            Ok(Ok(_)) => loaded += 1,
            Ok(Err(refusal)) => {
                assert!(names_its_place(&refusal), "refusal {refusal:?} of\n{}", shown());
            }
            Err(_) => panic!("the reader panics at\n{}", shown()),
        }
    }
    println!("{loaded} of {count} loaded");
    assert!(loaded > 0 && loaded < count, "some load and some do not");
}
