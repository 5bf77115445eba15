//! `sns check`, `sns compile` and `sns tree` of files.

mod support;

use std::env;
use std::fs;
use std::process::Command;

use support::{Folder, sns};

#[test]
fn the_example_zones_have_no_faults() {
    let said = sns(&["check", "zones/coworking", "zones/civic", "zones/plain/house.zone"]);
    let out = said.with_status(0);
    assert_eq!(out.matches("0 faults").count(), 3, "{out}");
    assert!(out.contains("zones/coworking: coworking.example. with "), "{out}");
    let json = sns(&["check", "--json", "zones/coworking"]).json(0);
    assert_eq!(json[0]["zone"]["apex"], "coworking.example.");
    assert_eq!(json[0]["faults"], serde_json::json!([]));
}

#[test]
fn all_faults_of_a_plan_are_told_with_file_and_line() {
    let folder = Folder::new();
    let site = "[site]\nname = \"HQ\"\napex = \"hq.example\"\nlevle = 3\n\
                contact = \"me@hq.example\"\nposition = [52.2, 0.1]\n";
    folder.write("plan.toml", site);
    folder.write("rooms.toml", "[[place]]\nname = \"A\"\nlevel = \"two\"\n");
    let path = folder.path("");
    let out = sns(&["check", &path]).with_status(1);
    assert!(out.contains("plan.toml:4") && out.contains("levle"), "{out}");
    assert!(out.contains("rooms.toml:3") && out.contains("two"), "{out}");
    assert!(!out.contains('\x1b'), "colour where no terminal is: {out}");
    let json = sns(&["check", "--json", &path]).json(1);
    let faults = json[0]["faults"].as_array().unwrap();
    let two =
        faults.iter().find(|fault| fault["value"].as_str().is_some_and(|v| v.contains("two")));
    assert_eq!(two.unwrap()["line"], 3, "{json}");
    assert_eq!(json[0]["zone"], serde_json::Value::Null);
    // The other verbs tell the same and give nothing.
    let said = sns(&["compile", &path]);
    assert!(said.err.contains("rooms.toml:3") && said.out.is_empty());
    said.with_status(1);
}

#[test]
fn faults_of_a_master_file_have_line_and_column() {
    let folder = Folder::new();
    let text = "@ 60 IN SOA ns1 me 1 2 3 4 5\n@ 60 IN A 192.0.2.256\n@ 60 IN LOC north\n";
    let path = folder.write("bad.zone", text);
    let out = sns(&["check", &path, "--origin", "example"]).with_status(1);
    assert!(out.contains("bad.zone:2:") && out.contains("192.0.2.256"), "{out}");
    assert!(out.contains("bad.zone:3:") && out.contains("2 faults"), "{out}");
    let gone = sns(&["check", &folder.path("gone.zone")]).with_status(1);
    assert!(gone.contains("gone.zone"), "{gone}");
}

#[test]
fn what_is_compiled_compiles_to_itself() {
    let folder = Folder::new();
    let path = folder.path("out.zone");
    let first = sns(&["compile", "zones/coworking"]).with_status(0);
    assert!(first.lines().next().unwrap().contains("\tSOA\t"), "the SOA comes first");
    assert_eq!(sns(&["compile", "zones/coworking", "-o", &path]).with_status(0), "");
    assert_eq!(fs::read_to_string(&path).unwrap(), first);
    assert_eq!(sns(&["compile", &path]).with_status(0), first);
    let counts = sns(&["compile", &path, "--json"]).json(0);
    assert_eq!(counts["records"], first.lines().count());
    assert_eq!(counts["master_file_octets"], first.len());
    assert!(counts["memory_octets"].as_u64().unwrap() > 0);
    assert_eq!(counts["types"]["SOA"], 1);
}

/// A program of somebody else's that checks a zone, and what to put before its path.
fn peer_loads(program: &str, arguments: &[&str]) {
    let folder = Folder::new();
    for (zone, apex) in [("zones/coworking", "coworking.example"), ("zones/civic", "example")] {
        let path = folder.path("peer.zone");
        sns(&["compile", zone, "-o", &path]).with_status(0);
        let arguments = arguments.iter().map(|word| if *word == "APEX" { apex } else { *word });
        let output = match Command::new(program).args(arguments).arg(&path).output() {
            Ok(output) => output,
            Err(error) => {
                let is_required = env::var("SNS_REQUIRE_PEERS").is_ok_and(|value| value == "1");
                assert!(!is_required, "{program}: {error}");
                println!("SKIPPED: {program} is not installed");
                return;
            }
        };
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.success(), "{program} refuses {zone}:\n{said}");
    }
}

#[test]
fn knot_loads_what_we_compile() {
    peer_loads("kzonecheck", &["--dnssec", "off", "-o", "APEX"]);
}

#[test]
fn nsd_loads_what_we_compile() {
    peer_loads("nsd-checkzone", &["APEX"]);
}

#[test]
fn bind_loads_what_we_compile() {
    // "-i local" looks for no names of other zones in the network.
    peer_loads("named-checkzone", &["-i", "local", "APEX"]);
}

#[test]
fn a_plan_and_its_master_file_are_one_tree() {
    let folder = Folder::new();
    let path = folder.path("out.zone");
    sns(&["compile", "zones/coworking", "-o", &path]).with_status(0);
    let plan = sns(&["tree", "zones/coworking"]).with_status(0);
    assert_eq!(sns(&["tree", &path]).with_status(0), plan);
    assert!(plan.starts_with("coworking.example.  The Osmose Rooms (building, levels 0 to 1)\n"));
    assert!(plan.contains("\n│  ├─ meeting-1  Meeting 1 (meeting-room)\n"), "{plan}");
    let one = sns(&["tree", "zones/coworking", "first", "--depth", "1"]).with_status(0);
    assert!(one.contains("quiet-room") && !one.contains("light"), "{one}");
    let json = sns(&["tree", "zones/coworking", "meeting-1.ground", "--json"]).json(0);
    assert_eq!(json["name"], "meeting-1.ground.coworking.example.");
    assert!(json["below"].as_array().unwrap().iter().any(|device| device["kind"] == "display"));
    sns(&["tree", "zones/coworking", "nowhere"]).with_status(1);
}

#[test]
fn misuse_is_told_from_faults() {
    sns(&["compile"]).with_status(2);
    sns(&["check", "zones/coworking", "--origin", "a..b"]).with_status(2);
    let said = sns(&["locate", "52.2,0.1", "--level", "ground"]);
    let expected = "'ground' for '--level <N>': expected a whole number from -32768 to 32767";
    assert!(said.err.contains(expected), "{}", said.err);
    said.with_status(2);
    let said = sns(&["tree"]);
    assert!(said.err.contains("--zone"), "{}", said.err);
    said.with_status(2);
}
