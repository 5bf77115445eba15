//! Whole plans: small ones by hand, the examples of `zones/`, and what must never happen.

use super::*;
use crate::record::Record;

fn file(path: &str, text: &str) -> PlanFile {
    PlanFile { path: path.into(), text: text.into() }
}

/// A plan around `rest`.
fn small(rest: &str) -> Vec<PlanFile> {
    let head = "[site]\nname = \"HQ\"\napex = \"hq.example\"\ncontact = \"me@hq.example\"\n\
        position = [52.2, 0.12]\n[frame]\norigin = [52.2, 0.12]\n[[nameserver]]\nname = \"ns1\"\n\
        addresses = [\"192.0.2.1\"]\n";
    vec![file("plan.toml", head), file("rest.toml", rest)]
}

fn faults(rest: &str) -> Vec<String> {
    read(&small(rest)).expect_err("a fault").iter().map(ToString::to_string).collect()
}

macro_rules! example {
    ($($path:literal),*) => {
        vec![$(file($path, include_str!(concat!("../../../zones/", $path)))),*]
    };
}

/// The files of an example with the paths they have inside their directory.
fn in_directory(files: Vec<PlanFile>) -> Vec<PlanFile> {
    let inner = |path: &str| path.split_once('/').map_or(path, |(_, inner)| inner).to_owned();
    files.into_iter().map(|f| PlanFile { path: inner(&f.path), ..f }).collect()
}

fn coworking() -> Vec<PlanFile> {
    in_directory(example!(
        "coworking/plan.toml",
        "coworking/ground.toml",
        "coworking/first.toml",
        "coworking/shapes.geojson",
        "coworking/mail.zone"
    ))
}

fn civic() -> Vec<PlanFile> {
    in_directory(example!("civic/plan.toml", "civic/buildings.zone"))
}

fn shown(faults: &[PlanFault]) -> String {
    faults.iter().map(|fault| format!("{fault}\n")).collect()
}

#[test]
fn the_examples_are_without_fault_or_warning() {
    for files in [coworking(), civic()] {
        match read(&files) {
            Ok(plan) => assert_eq!(shown(plan.warnings()), "", "{plan:?}"),
            Err(faults) => panic!("{}", shown(&faults)),
        }
    }
}

#[test]
fn faults_of_the_tree_name_the_item_the_value_and_the_way_out() {
    assert_eq!(
        faults("[[place]]\nname = \"Meeting\"\n[[place]]\nname = \"MEETING\"\n"),
        ["rest.toml:3: place \"MEETING\" = \"meeting\": the label is taken by place \"Meeting\" \
          (rest.toml:1); set label = \"meeting-2\", for example"]
    );
    assert_eq!(
        faults("[[place]]\nname = \"A\"\nin = \"gruond\"\n[[place]]\nname = \"Ground\"\n"),
        [
            "rest.toml:3: place \"A\": in = \"gruond\": no place has this name; did you mean \"ground\"?"
        ]
    );
    assert_eq!(
        faults("[[place]]\nname = \"A\"\nin = \"b\"\n[[place]]\nname = \"B\"\nin = \"a\"\n"),
        [
            "rest.toml:1: place \"A\": in: the places around it form a circle",
            "rest.toml:4: place \"B\": in: the places around it form a circle"
        ]
    );
}

/// A zone as master-file lines.
fn lines(records: &[crate::record::Record]) -> Vec<String> {
    records
        .iter()
        .map(|record| {
            let mut line = String::new();
            let Record { owner, rtype, ttl, rdata } = record;
            crate::zone::master_file::write_record(owner, *ttl, *rtype, rdata, &mut line).unwrap();
            line.trim_end().to_owned()
        })
        .collect()
}

fn compiled(files: &[PlanFile]) -> Vec<String> {
    let plan = read(files).unwrap_or_else(|faults| panic!("{}", shown(&faults)));
    lines(&plan.compile().unwrap_or_else(|faults| panic!("{}", shown(&faults))))
}

#[test]
fn dump() {
    std::fs::write("/tmp/h3-coworking.zone", compiled(&coworking()).join("\n")).unwrap();
    std::fs::write("/tmp/h3-civic.zone", compiled(&civic()).join("\n")).unwrap();
}
