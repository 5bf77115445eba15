//! The examples of the draft are answers of the example zone, record by record.

use libsns::name::Name;
use libsns::zone::master_file;

use super::*;

/// Lines of one block of the draft's examples: the question, the answer, and of what comes along.
#[derive(Default)]
struct Example {
    question: String,
    answer: String,
    additional: String,
}

/// The blocks of the section, which is the last one.
fn examples() -> Vec<Example> {
    let text = std::fs::read_to_string(plans::root().join("RFC-DRAFT.md")).expect("a draft");
    let (_, section) = text.split_once("# Examples\n").expect("there are examples");
    let mut found: Vec<Example> = Vec::new();
    let mut is_additional = false;
    for line in section.lines().filter_map(|line| line.strip_prefix("    ")) {
        assert!(line.len() <= 68, "too wide for a page: {line}");
        match line.strip_prefix("; ") {
            Some("additional") => is_additional = true,
            Some(question) => {
                is_additional = false;
                found.push(Example { question: question.into(), ..Example::default() });
            }
            None => {
                let example = found.last_mut().expect("a question first");
                let part =
                    if is_additional { &mut example.additional } else { &mut example.answer };
                *part += line;
                part.push('\n');
            }
        }
    }
    found
}

/// A record as the tests compare them: owner and data in wire form.
type Line = (Vec<u8>, u16, u32, Vec<u8>);

fn apex() -> Name {
    APEX.parse().expect("a name")
}

fn read(text: &str) -> Vec<Line> {
    let mut records: Vec<Record> = Vec::new();
    let mut no_files = |_: &str| Err(String::new());
    master_file::read(text.as_bytes(), "draft", Some(&apex()), &mut no_files, &mut records)
        .unwrap_or_else(|errors| panic!("{}\n{text}", errors[0]));
    let line = |record: Record| {
        (record.owner.as_wire().to_ascii_lowercase(), record.rtype.0, record.ttl, record.rdata)
    };
    records.into_iter().map(line).collect()
}

fn of(records: &[sns_tests::message::Rr]) -> Vec<Line> {
    let line = |rr: &sns_tests::message::Rr| {
        (labels::wire(&labels::lowercase(&rr.owner)), rr.rtype, rr.ttl, rr.rdata.clone())
    };
    records.iter().map(line).collect()
}

#[test]
fn examples_are_answers() {
    let mut world = coworking();
    let examples = examples();
    assert!(examples.len() > 10);
    for Example { question, answer, additional } in examples {
        let words: Vec<&str> = question.split(' ').collect();
        let rtype: RecordType = words[1].parse().expect("a type");
        let name = format!("{}.{APEX}", words[0]);
        let reply = world.ask_whole(&name, rtype.0);
        let rcode = if words.get(2) == Some(&"NXDOMAIN") { 3 } else { 0 };
        assert_eq!(reply.raw.rcode(), rcode, "{question}");
        // Near answers have an order; other sets are compared without.
        let (mut said, mut given) = (read(&answer), of(&reply.raw.answer));
        if !name.contains("._near.") {
            said.sort();
            given.sort();
        }
        assert_eq!(said, given, "{question}:\n{:#?}", reply.answer());
        let given = of(&reply.raw.additional);
        for line in read(&additional) {
            assert!(given.contains(&line), "{question}: {line:?} in {:#?}", reply.additional());
        }
    }
}
