//! What we print, Knot, NSD and BIND load; and what BIND makes of a text is what we make of it. A
//! program that is not installed is passed over with a message.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests read and write files"
)]
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod data_of_every_type;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use data_of_every_type::{TABLE, hex, octets};
use libsns::name::Name;
use libsns::record::{Record, RecordType};
use libsns::zone::master_file::{read, write_record};

const HEAD: &str = "example. 60 IN SOA ns1.example. me.example. 1 3600 900 86400 60\n\
                    example. 60 IN NS ns1.example.\n\
                    example. 60 IN A 192.0.2.1\nns1.example. 60 IN A 192.0.2.53\n";

/// A record by owner, type, TTL and data, in order.
type Records = BTreeSet<(String, RecordType, u32, String)>;

fn records_of(text: &[u8]) -> Records {
    let mut records: Vec<Record> = Vec::new();
    let outcome = read(text, "peer", None, &mut |_| Err("no files".into()), &mut records);
    assert_eq!(outcome, Ok(()));
    let line = |record: Record| {
        let owner = record.owner.to_lowercase().to_string();
        (owner, record.rtype, record.ttl, hex(&record.rdata))
    };
    records.into_iter().map(line).collect()
}

/// Both texts hold the same records; a failure shows only those that differ.
#[track_caller]
fn assert_same(theirs: &[u8], ours: &[u8]) {
    let (theirs, ours) = (records_of(theirs), records_of(ours));
    let only_theirs: Vec<_> = theirs.difference(&ours).collect();
    let only_ours: Vec<_> = ours.difference(&theirs).collect();
    assert!(theirs == ours, "theirs: {only_theirs:#?}\nours: {only_ours:#?}");
}

/// Where a zone stands while a program looks at it.
struct ZoneFile(PathBuf);

impl ZoneFile {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("sns-{}-{name}.zone", std::process::id()));
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        Self(path)
    }
}

impl Drop for ZoneFile {
    fn drop(&mut self) {
        // A file left behind in the temporary directory harms nobody.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Runs a program on a zone; its output when it accepts it, none when it is not installed.
fn run(program: &str, arguments: &[&str], zone: &ZoneFile) -> Option<Vec<u8>> {
    let output = match Command::new(program).args(arguments).arg(&zone.0).output() {
        Ok(output) => output,
        Err(error) => {
            println!("skipped: {program}: {error}");
            return None;
        }
    };
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{program} refuses the zone:\n{said}");
    Some(output.stdout)
}

/// The entries of the table, each at a name of its own. But an SOA stands at the apex only, and
/// BIND refuses MD and MF, which are obsolete since RFC 973, in any form.
fn table() -> impl Iterator<Item = (String, RecordType, &'static str, Vec<u8>)> {
    let entries = TABLE.iter().filter(|(word, ..)| !["SOA", "MD", "MF"].contains(word));
    entries.enumerate().map(|(number, (word, text, wire))| {
        (format!("t{number}.example."), word.parse().unwrap(), *text, octets(wire))
    })
}

fn printed() -> String {
    let mut text = HEAD.to_owned();
    for (owner, rtype, _, rdata) in table() {
        let owner: Name = owner.parse().unwrap();
        write_record(&owner, 60, rtype, &rdata, &mut text).unwrap();
    }
    text
}

#[test]
fn knot_loads_what_we_print() {
    let zone = ZoneFile::new("knot", &printed());
    run("kzonecheck", &["--dnssec", "off", "-o", "example"], &zone);
}

#[test]
fn nsd_loads_what_we_print() {
    let zone = ZoneFile::new("nsd", &printed());
    if let Some(output) = run("nsd-checkzone", &["-p", "example"], &zone) {
        assert_same(&output, printed().as_bytes());
    }
}

#[test]
fn bind_loads_what_we_print() {
    let zone = ZoneFile::new("bind", &printed());
    let arguments = ["-i", "none", "-k", "ignore", "-o", "-", "example"];
    if let Some(output) = run("named-compilezone", &arguments, &zone) {
        assert_same(&output, printed().as_bytes());
    }
}

/// The texts of the table, as BIND reads them and as we do.
#[test]
fn bind_reads_the_same_from_the_same_text() {
    let mut text = format!("{HEAD}$ORIGIN example.\n$TTL 60\n");
    for (owner, rtype, data, _) in table() {
        text.push_str(&format!("{owner} {rtype} {data}\n"));
    }
    let zone = ZoneFile::new("text", &text);
    let arguments = ["-i", "none", "-k", "ignore", "-o", "-", "example"];
    if let Some(output) = run("named-compilezone", &arguments, &zone) {
        assert_same(&output, text.as_bytes());
    }
}

/// Strings stand without quotes here: BIND forgets that a template was quoted and makes several
/// strings of one with blanks.
#[test]
fn bind_generates_the_same() {
    let text = format!(
        "{HEAD}$ORIGIN example.\n$TTL 60\n\
         $GENERATE 1-20 host$ A 10.0.0.$\n\
         $GENERATE 0-100/7 a${{0,3}}-${{16,4,x}}-${{16,4,X}}-${{3,0,o}} \
         TXT $-\\$-${{1}}-${{-0,5,d}}\n\
         $GENERATE 0-300/9 ${{0,9,n}}.low PTR h$\n\
         $GENERATE 0-300/9 ${{0,3,N}}.short 30 IN PTR h$\n\
         $GENERATE 4090-4100 ${{0,0,n}}.none CNAME h$.@\n"
    );
    let zone = ZoneFile::new("generate", &text);
    let arguments = ["-i", "none", "-k", "ignore", "-o", "-", "example"];
    if let Some(output) = run("named-compilezone", &arguments, &zone) {
        assert_same(&output, text.as_bytes());
    }
}
