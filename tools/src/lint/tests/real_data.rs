//! Real buildings, where the data lies beside the workspace.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;

/// The folder with the data; none, with a message, where it is not there.
fn data() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    if path.is_dir() {
        return Some(path);
    }
    println!("SKIPPED: there is no data at {}", path.display());
    None
}

/// How often each rule found something.
fn counts(findings: &[Finding]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    findings.iter().for_each(|finding| *counts.entry(finding.rule.id).or_default() += 1);
    counts
}

fn head_at(position: &str) -> PlanFile {
    file(
        "plan.toml",
        head("").replace("position = [52.20312, 0.11984]", &format!("position = {position}")),
    )
}

#[test]
fn a_shopping_centre_is_looked_at_and_mended() {
    let Some(data) = data() else { return };
    let mut rest = String::new();
    let mut files = vec![head_at("[30.3010, 120.0631]")];
    for (floor, level) in [("B1", -1), ("F1", 0), ("F2", 1), ("F3", 2), ("F4", 3)] {
        let path = data.join("indoor-location-20/site1").join(floor).join("geojson_map.json");
        files.push(file(&format!("{floor}.json"), std::fs::read_to_string(path).unwrap()));
        rest += &format!(
            "[[place]]\nname = \"{floor}\"\nkind = \"level\"\nlevel = {level}\n\
             [[shapes]]\nfile = \"{floor}.json\"\nonly = {{ category = \"floor\" }}\nplace = \"{floor}\"\n\
             [[shapes]]\nfile = \"{floor}.json\"\nexcept = {{ category = \"floor\" }}\nin = \"{floor}\"\n\
             kind = \"shop\"\nname = \"name\"\non_collision = \"number\"\non_bad_shape = \"outline\"\n"
        );
    }
    files.push(file("rest.toml", rest));
    let findings = lint_of(&files);
    let counts = counts(&findings);
    println!("{} findings: {counts:?}", findings.len());
    // The eatery that lies on three others, drawn over them by metres.
    let eatery = findings
        .iter()
        .filter(|finding| finding.rule.id == "overlap" && finding.key.contains("youjuanshaobing"));
    assert!(eatery.count() >= 3);
    // Names that were numbered are the same words on one level, and not taken for each other.
    assert!(counts["repeated-name"] > 20 && !counts.contains_key("confusable-name"));
    assert!(!findings.iter().any(|finding| finding.rule.severity == Severity::Error));
    let fixed = fix(&files, Options::default(), rules());
    println!("{} of {} mended", fixed.before - fixed.after, fixed.before);
    assert!(fixed.after * 3 < fixed.before * 2, "a third of all is mended without a person");
    let again = fix(&fixed.files, Options::default(), rules());
    assert_eq!(fixed.files, again.files);
}

/// The doors of Westport House lie in its walls, as shapes of their own, so that they are drawn across
/// each other's and the outlines' edges: material for every geometric rule, if not a plan of rooms.
#[test]
fn a_house_of_seven_floors_is_looked_at() {
    let Some(data) = data() else { return };
    let mut rest = String::new();
    let mut files = vec![head_at("[56.4601, -2.9780]")];
    for (level, floor) in ["gf", "1", "2", "3", "4", "5", "6"].iter().enumerate() {
        let folder = data.join("westport-house-wrld/examples/westport-house");
        let path = folder.join(format!("westport-house-floor-{floor}.geojson"));
        let text = std::fs::read_to_string(path).unwrap();
        rest += &format!(
            "[[place]]\nname = \"Floor {floor}\"\nkind = \"level\"\nlevel = {level}\n\
             [[shapes]]\nfile = \"{floor}.geojson\"\nin = \"floor-{floor}\"\nkind = \"part\"\n\
             name = \"type\"\non_collision = \"number\"\non_bad_shape = \"outline\"\n"
        );
        files.push(file(&format!("{floor}.geojson"), text));
    }
    files.push(file("rest.toml", rest));
    let findings = lint_of(&files);
    println!("{} findings: {:?}", findings.len(), counts(&findings));
    let plan = plan::read(&files).unwrap();
    let scene = Scene::new(&plan, &files, Options::default());
    let drawn = findings.iter().filter_map(|finding| draw(&scene, finding)).count();
    assert!(plan.things().len() > 700 && drawn > 100, "{drawn}");
    let fixed = fix(&files, Options::default(), rules());
    assert!(fixed.after <= fixed.before && plan::read(&fixed.files).is_ok());
}
