//! `sns check` of plans: what the rules find, pictures, SARIF, mending.

mod support;

use std::fs;

use serde_json::Value;
use support::{Folder, sns};

/// A plan of two rooms that overlap by 10 cm, a third in the way of nothing, and a device that is mute.
fn plan() -> Folder {
    let folder = Folder::new();
    folder.write(
        "plan.toml",
        "[site]\nname = \"HQ\"\napex = \"hq.example\"\ncontact = \"me@hq.example\"\n\
         position = [52.20312, 0.11984]\n[frame]\norigin = [52.20312, 0.11984]\n\
         [[nameserver]]\nname = \"ns1\"\naddresses = [\"192.0.2.53\"]\n",
    );
    folder.write(
        "rooms.toml",
        "# Ground floor.\n[[place]]\nname = \"A\"\nrectangle = [0, 0, 6, 4]   # metres\n\
         \n[[place]]\nname = \"B\"\nrectangle = [5.9, 0, 4, 4]\n\
         \n  [[place.device]]\n  name = \"Lamp\"\n  kind = \"light\"\n",
    );
    folder
}

#[test]
fn findings_say_where_what_why_and_how() {
    let folder = plan();
    let path = folder.path("");
    let out = sns(&["check", &path]).with_status(0);
    let line = "rooms.toml:2: place \"A\" (a.hq.example.): shares 0.40 m² with \"B\", 0.10 m deep [overlap]";
    assert!(out.contains("warning: ") && out.contains(line), "{out}");
    assert!(out.contains("why: Whoever stands there") && out.contains("--fix may do it."), "{out}");
    assert!(
        out.contains("[mute-device]") && out.contains("0 faults, 1 warning, 1 note\n"),
        "{out}"
    );
    let json = sns(&["check", "--json", &path]).json(0);
    let warning = &json[0]["warnings"][0];
    assert_eq!(warning["rule"], "overlap");
    assert_eq!(warning["line"], 2);
    assert_eq!(warning["things"], serde_json::json!(["a.hq.example.", "b.hq.example."]));
    assert_eq!(warning["fixable"], true);
    assert!(warning["mend"].as_str().unwrap().contains("Move the wall"));
    assert_eq!(json[0]["notes"][0]["rule"], "mute-device");
    assert_eq!(json[0]["faults"], serde_json::json!([]));
}

#[test]
fn rules_are_chosen_denied_and_explained() {
    let folder = plan();
    let path = folder.path("");
    let out = sns(&["check", &path, "--deny", "warnings"]).with_status(1);
    assert!(out.contains("error: ") && out.contains("1 fault, 0 warnings, 1 note"), "{out}");
    sns(&["check", &path, "--deny", "warnings", "--allow", "overlap"]).with_status(0);
    sns(&["check", &path, "--deny", "notes", "--allow", "overlap"]).with_status(1);
    sns(&["check", &path, "--deny", "warnings", "--tolerance", "0.2"]).with_status(0);
    let out = sns(&["check", &path, "--rule", "mute-device"]).with_status(0);
    assert!(!out.contains("overlap"), "{out}");
    let said = sns(&["check", &path, "--rule", "overlaps"]);
    assert!(said.err.contains("sns check --rules lists them"), "{}", said.err);
    said.with_status(2);
    let rules = sns(&["check", "--rules"]).with_status(0);
    assert!(rules.lines().count() > 30 && rules.contains("confusable-name"), "{rules}");
    let one = sns(&["check", "--explain", "gap"]).with_status(0);
    assert!(one.starts_with("gap (note)\n") && one.contains("\nmend: "), "{one}");
    sns(&["check"]).with_status(2);
}

#[test]
fn mending_is_shown_and_written_only_when_agreed() {
    let folder = plan();
    let path = folder.path("");
    let before = fs::read_to_string(folder.path("rooms.toml")).unwrap();
    let said = sns(&["check", &path, "--fix"]);
    assert!(said.err.contains("would mend 1 of 2 findings; --fix --yes writes it"), "{}", said.err);
    let diff = said.with_status(0);
    assert!(
        diff.starts_with("--- a/") && diff.contains("\n-rectangle = [0, 0, 6, 4]   # metres\n")
    );
    assert!(diff.contains("\n+rectangle = [0, 0, 5.9, 4]   # metres\n"), "{diff}");
    assert_eq!(fs::read_to_string(folder.path("rooms.toml")).unwrap(), before);
    let said = sns(&["check", &path, "--fix", "--yes"]);
    assert!(said.err.contains("mended 1 of 2 findings"), "{}", said.err);
    said.with_status(0);
    let after = fs::read_to_string(folder.path("rooms.toml")).unwrap();
    assert_eq!(after, before.replace("[0, 0, 6, 4]", "[0, 0, 5.9, 4]"));
    // Nothing is left beside the files, and nothing more is to do.
    assert_eq!(fs::read_dir(&path).unwrap().count(), 2);
    let json = sns(&["check", &path, "--fix", "--json"]).json(0);
    assert_eq!(json[0]["diff"], "");
    assert_eq!((&json[0]["before"], &json[0]["written"]), (&1.into(), &false.into()));
}

#[test]
fn pictures_and_logs_are_for_others_to_read() {
    let folder = plan();
    let path = folder.path("");
    let pictures = folder.path("pictures");
    let out = sns(&["check", &path, "--draw", &pictures]).with_status(0);
    let svg = fs::read_to_string(folder.path("pictures/001-overlap-a.svg")).unwrap();
    assert!(out.contains("001-overlap-a.svg"), "{out}");
    assert!(svg.contains("prefers-color-scheme:dark") && svg.contains("class=\"bad\""), "{svg}");
    let log = sns(&["check", &path, "zones/plain/house.zone", "--sarif"]).json(0);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let overlap = results.iter().find(|result| result["ruleId"] == "overlap").unwrap();
    assert_eq!(overlap["level"], "warning");
    let place = &overlap["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 2);
    assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("/rooms.toml"));
    // What keeps a plan from being served is a result, too.
    folder.write("rooms.toml", "[[place]]\nname = 4\n");
    let log = sns(&["check", &path, "--sarif"]).json(1);
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "fault");
    assert_eq!(log["runs"][0]["results"][0]["level"], Value::from("error"));
}
