//! Data of every type as text and wire. The wire was made by dnspython, so that this table is not our
//! own opinion of itself.

use std::fmt::Write;

use libsns::name::Name;
use libsns::record::{RdataError, RecordType, check_rdata, names_in, write_rdata};
use libsns::zone::master_file::parse_rdata_text;

/// Type, text with the origin `example.`, wire in hexadecimal.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &str)] = &[
    ("A", r#"192.0.2.1"#, "c0000201"),
    ("NS", r#"ns1"#, "036e7331076578616d706c6500"),
    ("NS", r#"ns1.example.net."#, "036e7331076578616d706c65036e657400"),
    ("NS", r#"@"#, "076578616d706c6500"),
    ("NS", r#"."#, "00"),
    ("MD", r#"mail"#, "046d61696c076578616d706c6500"),
    ("MF", r#"mail"#, "046d61696c076578616d706c6500"),
    ("CNAME", r#"front\.door.a\032b"#, "0a66726f6e742e646f6f7203612062076578616d706c6500"),
    ("SOA", r#"ns1 hostmaster 2026010101 1h 15m 2w 300"#, "036e7331076578616d706c65000a686f73746d6173746572076578616d706c650078c275f500000e1000000384001275000000012c"),
    ("SOA", r#"ns1 hostmaster 4294967295 3600 900 1209600 4294967295"#, "036e7331076578616d706c65000a686f73746d6173746572076578616d706c6500ffffffff00000e100000038400127500ffffffff"),
    ("MB", r#"mail"#, "046d61696c076578616d706c6500"),
    ("MG", r#"group"#, "0567726f7570076578616d706c6500"),
    ("MR", r#"new"#, "036e6577076578616d706c6500"),
    ("WKS", r#"192.0.2.1 6 25 53 80"#, "c0000201060000004000000400000080"),
    ("WKS", r#"192.0.2.1 tcp smtp domain"#, "c00002010600000040000004"),
    ("PTR", r#"lamp.room1"#, "046c616d7005726f6f6d31076578616d706c6500"),
    ("HINFO", r#""Raspberry Pi" Linux"#, "0c526173706265727279205069054c696e7578"),
    ("MINFO", r#"owner errors"#, "056f776e6572076578616d706c6500066572726f7273076578616d706c6500"),
    ("MX", r#"10 mail"#, "000a046d61696c076578616d706c6500"),
    ("TXT", r#""a lamp" plain "" "quote \" back\\slash \255""#, "0661206c616d7005706c61696e001471756f74652022206261636b5c736c61736820ff"),
    ("TXT", r#""""#, "00"),
    ("RP", r#"me txt"#, "026d65076578616d706c650003747874076578616d706c6500"),
    ("AFSDB", r#"1 afs"#, "000103616673076578616d706c6500"),
    ("X25", r#""311061700956""#, "0c333131303631373030393536"),
    ("ISDN", r#""150862028003217" "004""#, "0f31353038363230323830303332313703303034"),
    ("ISDN", r#""150862028003217""#, "0f313530383632303238303033323137"),
    ("RT", r#"2 relay"#, "00020572656c6179076578616d706c6500"),
    ("NSAP", r#"0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00"#, "47000580005a0000000001e133ffffff00016100"),
    ("SIG", r#"A 13 3 3600 20100909100439 20100812100439 55648 example.net. qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw=="#, "00010d0300000e104c88b1374c63c737d960076578616d706c65036e657400ab1eb02d8aa687e97da0229337aa8873e6f0eb26be289f28333d183f5d3b7a95c0c869adfb748daee3c5286eed6682c12e5533186baced9c26c167a9ebae950b"),
    ("KEY", r#"256 3 5 AQPQ41chR9DEHt/aIzIFAqanbDlRflJo"#, "010003050103d0e3572147d0c41edfda23320502a6a76c39517e5268"),
    ("PX", r#"10 map822 mapx400"#, "000a066d6170383232076578616d706c6500076d617078343030076578616d706c6500"),
    ("GPOS", r#""-32.6882" "116.8652" "10.0""#, "082d33322e36383832083131362e383635320431302e30"),
    ("AAAA", r#"2001:db8::1"#, "20010db8000000000000000000000001"),
    ("AAAA", r#"::ffff:192.0.2.1"#, "00000000000000000000ffffc0000201"),
    ("LOC", r#"52 12 19.000 N 0 7 5.000 E 12.50m 20m 5m 2m"#, "002352228b33b8b880067c2800989b62"),
    ("SRV", r#"0 5 631 printer"#, "000000050277077072696e746572076578616d706c6500"),
    ("NAPTR", r#"100 50 "s" "http+I2L+I2C+I2R" "" _http._tcp"#, "00640032017310687474702b49324c2b4932432b49325200055f68747470045f746370076578616d706c6500"),
    ("NAPTR", r#"100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" ."#, "0064000a0175074532552b7369701b215e2e2a24217369703a696e666f406578616d706c652e636f6d2100"),
    ("KX", r#"2 rt1"#, "000203727431076578616d706c6500"),
    ("CERT", r#"PGP 0 0 AQIDBA=="#, "000300000001020304"),
    ("CERT", r#"1 12345 8 AQIDBA=="#, "000130390801020304"),
    ("DNAME", r#"frobozz.example.net."#, "0766726f626f7a7a076578616d706c65036e657400"),
    ("APL", r#"1:192.168.32.0/21 !1:192.168.38.0/28 2:ff00::/8 1:0.0.0.0/0"#, "00011503c0a82000011c83c0a82600020801ff00010000"),
    ("DS", r#"60485 5 1 2BB183AF5F22588179A53B0A 98631FAD1A292118"#, "ec4505012bb183af5f22588179a53b0a98631fad1a292118"),
    ("DS", r#"60485 ECDSAP256SHA256 1 2bb183af5f22588179a53b0a98631fad1a292118"#, "ec450d012bb183af5f22588179a53b0a98631fad1a292118"),
    ("SSHFP", r#"2 1 123456789abcdef67890123456789abcdef67890"#, "0201123456789abcdef67890123456789abcdef67890"),
    ("IPSECKEY", r#"10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="#, "0a0102c0000226010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801"),
    ("IPSECKEY", r#"10 0 2 . AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="#, "0a0002010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801"),
    ("IPSECKEY", r#"10 3 2 gw AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="#, "0a0302026777076578616d706c6500010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801"),
    ("IPSECKEY", r#"10 2 2 2001:db8:0:8002::2000:1 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="#, "0a020220010db8000080020000000020000001010351537986ed35533b6064478eeeb27b5bd74dae149b6e81ba3a0521af82ab7801"),
    ("RRSIG", r#"TYPE65300 15 3 3600 1440021600 1438207200 3613 example. oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg=="#, "ff140f0300000e1055d4fc6055b94ce00e1d076578616d706c6500a0bf64ac9ba7ef17c138859c1878bb99a839fe1759aca5b0d798cf1ab1e98d079102f4ddb3368f0fe40bb377f1f00e0cddedb799167d56b6e932783072ba8d02"),
    ("NSEC", r#"host A MX RRSIG NSEC TYPE1234"#, "04686f7374076578616d706c65000006400100000003041b000000000000000000000000000000000000000000000000000020"),
    ("NSEC", r#"\000.host A NS SOA TXT LOC SVCB HTTPS CAA TYPE65300"#, "010004686f7374076578616d706c650000096200800400000000c0010140ff03000008"),
    ("DNSKEY", r#"257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvT meexv7bR6edbkrSqQpF64cYbcB7wNcP+ e+MAnLr+Wi9xMWyQLc8NAA=="#, "0101030d1a88c88615d437fbb8bf9e1942a1929f28562706ae6c2bd399e7b1bfb6d1e9e75b92b4aa42917ae1c61b701ef035c3fe7be3009cbafe5a2f71316c902dcf0d00"),
    ("DHCID", r#"AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA="#, "000201636fc0b8271c82825bb1ac5c41cf5351aa69b4febd94e8f17cdb95000da48c40"),
    ("NSEC3", r#"1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG"#, "0101000c04aabbccdd1417f3df17b2b2adaef615257de4d2020b80ac6c7c0006400000000002"),
    ("NSEC3", r#"1 0 0 - 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S"#, "01000000001417f3df17b2b2adaef615257de4d2020b80ac6c7c"),
    ("NSEC3PARAM", r#"1 0 12 aabbccdd"#, "0100000c04aabbccdd"),
    ("NSEC3PARAM", r#"1 0 0 -"#, "0100000000"),
    ("TLSA", r#"3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971"#, "030101d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971"),
    ("SMIMEA", r#"3 0 0 d2abde24"#, "030000d2abde24"),
    ("HIP", r#"2 200100107b1a74df365639cc39f1d578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9+LrV4e1 rvs.example.net. rvs2"#, "10020024200100107b1a74df365639cc39f1d57803010001b771ca136e4aeb5ce44333c53b3d2c13c22243851fc708bcce29f7e2eb5787b503727673076578616d706c65036e6574000472767332076578616d706c6500"),
    ("CDS", r#"0 0 0 00"#, "0000000000"),
    ("CDNSKEY", r#"0 3 0 AA=="#, "0000030000"),
    ("OPENPGPKEY", r#"AQIDBAUG"#, "010203040506"),
    ("CSYNC", r#"66 3 A NS AAAA"#, "000000420003000460000008"),
    ("ZONEMD", r#"2018031900 1 1 c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c"#, "7848b91c0101c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c"),
    ("SVCB", r#"1 . alpn="h3,h2" port=8443"#, "000100000100060268330268320003000220fb"),
    ("SVCB", r#"0 pool"#, "000004706f6f6c076578616d706c6500"),
    ("SVCB", r#"16 foo port=53 mandatory=port,alpn alpn=h2 no-default-alpn ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1 ech="AAUAAQIDBA==" key667="hello\210qoo""#, "001003666f6f076578616d706c65000000000400010003000100030268320002000000030002003500040008c0000201c000020200050007000500010203040006001020010db8000000000000000000000001029b000968656c6c6fd2716f6f"),
    ("SVCB", r#"1 dns alpn=h2 key7=/dns-query{?dns} key8"#, "000103646e73076578616d706c650000010003026832000700102f646e732d71756572797b3f646e737d00080000"),
    ("SVCB", r#"1 . key65280="\000\017\034AB\255""#, "000100ff0000060011224142ff"),
    ("HTTPS", r#"1 . alpn=h2,h3"#, "00010000010006026832026833"),
    ("SPF", r#""v=spf1 -all""#, "0b763d73706631202d616c6c"),
    ("NID", r#"10 0014:4fff:ff20:ee64"#, "000a00144fffff20ee64"),
    ("L32", r#"10 10.1.2.0"#, "000a0a010200"),
    ("L64", r#"10 2001:0db8:1140:1000"#, "000a20010db811401000"),
    ("LP", r#"10 l64-subnet1"#, "000a0b6c36342d7375626e657431076578616d706c6500"),
    ("EUI48", r#"00-00-5e-00-53-2a"#, "00005e00532a"),
    ("EUI64", r#"00-00-5e-ef-10-00-00-2a"#, "00005eef1000002a"),
    ("URI", r#"10 1 "ftp://ftp1.example.com/public""#, "000a00016674703a2f2f667470312e6578616d706c652e636f6d2f7075626c6963"),
    ("CAA", r#"0 issue "ca1.example.net; account=230123""#, "000569737375656361312e6578616d706c652e6e65743b206163636f756e743d323330313233"),
    ("CAA", r#"128 iodef """#, "8005696f646566"),
    ("TYPE731", r#"\# 6 abcdef 012345"#, "abcdef012345"),
    ("TYPE731", r#"\# 0"#, ""),
    ("A", r#"\# 4 C0000201"#, "c0000201"),
    ("PLACE", r#"\# 3 010203"#, "010203"),
];

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        write!(text, "{octet:02x}").unwrap();
        text
    })
}

fn octets(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digit).collect()
}

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
    for number in 0..=u16::MAX {
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
        ("DS", "1 13 2 abc", 8),
        ("DS", "1 13 2 ab cx", 11),
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
        ("SVCB", "1 . key65535=x", 5),
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
    for word in ["OPT", "TSIG", "TKEY", "AXFR", "IXFR", "MAILA", "MAILB", "ANY", "TYPE128"] {
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
