//! Whole plans: small ones by hand and the examples of `zones/`.

mod faults;
mod properties;
mod real_data;

use super::*;
use crate::name::place_name::{Siblings, label_of_words};
use crate::record::Record;
use crate::zone::{Zone, ZoneBuilder};

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
fn what_is_far_from_its_site_is_a_fault() {
    let faults = |site: &str, rest: &str| {
        let mut files = small(rest);
        files[0].text = files[0].text.replacen("position = [52.2, 0.12]", site, 1);
        read(&files).map_or_else(|faults| shown(&faults), |_| String::new())
    };
    let room = "[[place]]\nname = \"Hall\"\nkind = \"room\"\nrectangle = [0, 0, 4, 4]\n";
    let lamp = "[[device]]\nname = \"Lamp\"\nkind = \"light\"\n";
    let far_lamp = format!("{room}{lamp}position = [0.12, 52.2]\n");
    assert_eq!(faults("position = [52.2, 0.12]", room), "");
    // The site is to blame where nothing is near it, else the thing.
    let text = faults("position = [0.12, 52.2]", room);
    assert!(text.starts_with("plan.toml:1: [site]: position = [0.12, 52.2]: lies "), "{text}");
    assert!(text.contains("\"Hall\", which is in it, at [52.2"), "{text}");
    assert!(text.ends_with("latitude and longitude are swapped, in one of the two\n"), "{text}");
    let text = faults("position = [52.2, 0.12]", &far_lamp);
    assert!(text.contains("\"Lamp\": position = [0.12, 52.2]: lies "), "{text}");
    assert!(text.contains(" km from \"HQ\" at [52.2, 0.12]; expected at most 10 km"), "{text}");
    let text = faults("position = [53.2, 0.12]", room);
    assert!(text.contains("lies 111 km") && text.contains("the latitude comes first"), "{text}");
    let text = faults("position = [0.12, 52.2]\nradius = 5\n", lamp);
    assert_eq!(text, "");
    // One digit of one corner.
    let stretched = "[[place]]\nname = \"Hall\"\nkind = \"room\"\n\
         outline = [[52.2, 0.12], [52.2, 0.121], [52.21, 0.121], [53.2, 0.12]]\n";
    let text = faults("position = [52.2, 0.12]", stretched);
    assert!(
        text.starts_with("rest.toml:4: place \"Hall\": outline = [53.2, 0.12]: lies "),
        "{text}"
    );
    assert!(text.contains("expected at most 10 km") && text.contains("reach = 112000"), "{text}");
    assert_eq!(faults("position = [52.2, 0.12]\nreach = 112000\n", stretched), "");
    let text =
        faults("position = [52.2, 0.12]\nreach = 50", &format!("{room}{lamp}at = [60, 0]\n"));
    assert!(text.contains("\"Lamp\"") && text.contains("at most 0.05 km"), "{text}");
    // A register of cities has no such bound.
    let city = "[[place]]\nname = \"Oslo\"\nkind = \"city\"\nposition = [59.9, 10.7]\n";
    assert_eq!(faults("position = [52.2, 0.12]", city), "");
    // The site's own outline, too.
    let text =
        faults("position = [52.2, 0.12]\noutline = [[52, 0], [52, 1], [53, 1], [53, 0]]", room);
    assert!(text.starts_with("plan.toml:6: site: outline = "), "{text}");
}

#[test]
fn the_examples_are_without_fault_or_warning() {
    for files in [coworking(), civic()] {
        match read(&files) {
            Ok(plan) => {
                assert_eq!(shown(plan.warnings()), "", "{plan:?}");
                let zone = build(&plan.compile().unwrap_or_else(|f| panic!("{}", shown(&f))));
                assert_eq!(zone.apex(), *plan.apex());
            }
            Err(faults) => panic!("{}", shown(&faults)),
        }
    }
}

/// A zone as master-file lines.
fn lines(records: &[Record]) -> Vec<String> {
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

/// The image of a zone, which refuses what cannot be served.
fn build<'r>(records: impl IntoIterator<Item = &'r Record>) -> Zone {
    let mut builder = ZoneBuilder::new();
    for Record { owner, rtype, ttl, rdata } in records {
        crate::record::check_rdata(*rtype, rdata)
            .unwrap_or_else(|error| panic!("{owner} {rtype}: {error}"));
        builder.add(owner.as_wire(), *rtype, *ttl, rdata).unwrap();
    }
    builder.build().unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn compiled(files: &[PlanFile]) -> Vec<String> {
    let plan = read(files).unwrap_or_else(|faults| panic!("{}", shown(&faults)));
    lines(&plan.compile().unwrap_or_else(|faults| panic!("{}", shown(&faults))))
}

/// The lines of an owner, without it, the time to live and the class.
fn records_of<'l>(lines: &'l [String], owner: &str) -> Vec<&'l str> {
    let prefix = format!("{owner}\t600\tIN\t");
    lines.iter().filter_map(|line| line.strip_prefix(&prefix)).collect()
}

#[test]
fn a_small_plan_is_this_zone() {
    let lines = compiled(&small(
        "[[place]]\nname = \"Lab\"\nrectangle = [0, 0, 4, 3]\n[[place.device]]\nname = \"Lamp\"\n\
         kind = \"light\"\nat = [2, 1]\nbearers = { ipv4 = \"192.0.2.9\" }\n\
         service = [{ type = \"_http._tcp\", port = 80, subtypes = [\"printer\"] }]\n\
         key = [{ port = 80, certificate_sha256 = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\" }]\n",
    ));
    let expected = "\
hq.example. SOA ns1.hq.example. me.hq.example. 1 3600 600 1209600 60
hq.example. NS ns1.hq.example.
ns1.hq.example. A 192.0.2.1
hq.example. LOC 52 12 0.000 N 0 7 12.000 E 0.00m 1.00m 1.00m 10.00m
hq.example. TYPE65300 \\# 23 01010001047369746502485100
_children.hq.example. PTR lab.hq.example.
lab.hq.example. LOC 52 12 0.049 N 0 7 12.105 E 0.00m 5.00m 1.00m 10.00m
_parent.lab.hq.example. PTR hq.example.
_devices.lab.hq.example. PTR lamp.lab.hq.example.
lamp.lab.hq.example. LOC 52 12 0.032 N 0 7 12.105 E 0.00m 1.00m 1.00m 10.00m
lamp.lab.hq.example. A 192.0.2.9
lamp.lab.hq.example. SVCB 1 . ipv4hint=192.0.2.9
_80._tcp.lamp.lab.hq.example. TLSA 3 0 1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
_parent.lamp.lab.hq.example. PTR lab.hq.example.
Lamp._http._tcp.lab.hq.example. SRV 0 0 80 lamp.lab.hq.example.
Lamp._http._tcp.lab.hq.example. TXT \"\"
_http._tcp.lab.hq.example. PTR Lamp._http._tcp.lab.hq.example.
_services._dns-sd._udp.lab.hq.example. PTR _http._tcp.lab.hq.example.
_printer._sub._http._tcp.lab.hq.example. PTR Lamp._http._tcp.lab.hq.example.
_http._tcp.hq.example. PTR Lamp._http._tcp.lab.hq.example.
_services._dns-sd._udp.hq.example. PTR _http._tcp.hq.example.
_printer._sub._http._tcp.hq.example. PTR Lamp._http._tcp.lab.hq.example.
b._dns-sd._udp.hq.example. PTR hq.example.
db._dns-sd._udp.hq.example. PTR hq.example.
lb._dns-sd._udp.hq.example. PTR hq.example.
b._dns-sd._udp.lab.hq.example. PTR lab.hq.example.
db._dns-sd._udp.lab.hq.example. PTR lab.hq.example.
lb._dns-sd._udp.lab.hq.example. PTR lab.hq.example.";
    let shown = |line: &String| line.replace("\t3600\tIN\t", " ").replace('\t', " ");
    let got: Vec<String> = lines
        .iter()
        .map(shown)
        .filter(|line| {
            !line.contains("._h3.") && (!line.contains("TYPE65300") || line.starts_with("hq"))
        })
        .map(|line| match line.split_once("02485100") {
            // Of the PLACE record the head is enough here; its own tests hold the rest.
            Some((head, _)) => format!("{head}02485100"),
            None => line,
        })
        .collect();
    assert_eq!(got.join("\n"), expected);
}

#[test]
fn a_room_of_the_example_has_what_it_should() {
    let lines = compiled(&coworking());
    let room = "meeting-1.ground.coworking.example.";
    assert_eq!(
        records_of(&lines, &format!("_neighbours.{room}")),
        [
            "PTR\tentrance.ground.coworking.example.",
            "PTR\thall.ground.coworking.example.",
            "PTR\tmeeting-2.ground.coworking.example."
        ]
    );
    assert_eq!(
        records_of(&lines, &format!("_exits.{room}")),
        [
            "PTR\thall.ground.coworking.example.",
            "TXT\t\"to=hall.ground.coworking.example.\" \"kind=door\" \"at=52.203151783,0.120021005\""
        ]
    );
    assert_eq!(
        records_of(&lines, "elevator.coworking.example."),
        ["CNAME\tlift.coworking.example."]
    );
    // The fire exit lets out, not in.
    let out = records_of(&lines, "_exits.commons.ground.coworking.example.");
    assert!(out.contains(&"PTR\tcoworking.example."));
    let into = records_of(&lines, "_exits.coworking.example.");
    assert_eq!(into.len(), 2, "{into:?}");
    assert_eq!(into[0], "PTR\tentrance.ground.coworking.example.");
    assert!(into[1].starts_with("TXT\t\"to=entrance.ground.coworking.example.\" \"kind=door\""));
    // The terrace's slanted wall, given in degrees, meets the workshop's, given in metres.
    let terrace = records_of(&lines, "_neighbours.roof-terrace.first.coworking.example.");
    assert!(terrace.contains(&"PTR\tworkshop.first.coworking.example."), "{terrace:?}");
    // A master file's records join, with the plan's time to live.
    assert_eq!(
        records_of(&lines, "www.coworking.example."),
        ["CNAME\tserver.comms-room.ground.coworking.example."]
    );
    // Displays of the whole building, found by their subtype at its top.
    let displays = records_of(&lines, "_display._sub._http._tcp.coworking.example.");
    assert_eq!(displays.len(), 4);
    let here = records_of(&lines, "_http._tcp.meeting-1.ground.coworking.example.");
    let name = r"Meeting\0321\032Display._http._tcp.meeting-1.ground.coworking.example.";
    assert_eq!(here, [format!("PTR\t{name}")]);
}

#[test]
fn all_six_bearers_are_in_the_example() {
    let lines = compiled(&coworking());
    for key in 65280..=65285 {
        assert!(lines.iter().any(|line| line.contains(&format!("key{key}="))), "key{key}");
    }
}

/// What the cells of a zone answer: the closest name that exists, or its wildcard.
fn things_at(lines: &[String], position: crate::geometry::Position) -> Vec<&str> {
    let cell = crate::geometry::Cell::at(position, crate::geometry::FINEST);
    let labels: Vec<String> =
        cell.labels().map(|label| String::from_utf8_lossy(label.as_ref()).into_owned()).collect();
    for skip in 0..labels.len() {
        let name = format!("{}._h3.coworking.example.", labels[skip..].join("."));
        let owner = if skip == 0 { name } else { format!("*.{name}") };
        let found = records_of(lines, &owner);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

#[test]
fn every_position_in_a_place_finds_it_by_its_cell() {
    let plan = read(&coworking()).unwrap();
    let lines = lines(&plan.compile().unwrap());
    let frame = crate::geometry::Frame::new([52.203_120, 0.119_840], 17.0);
    let mut checked = 0;
    for step in 0..2000_u32 {
        let (x, y) = (f64::from(step % 50) * 0.6 + 0.05, f64::from(step / 50) * 0.45 + 0.05);
        let [latitude, longitude] = frame.position([x, y]);
        let position = crate::geometry::Position::from_degrees(latitude, longitude).unwrap();
        let found = things_at(&lines, position);
        for (node, ground) in plan.tree.nodes.iter().zip(&plan.grounds) {
            if ground.shape.as_ref().is_some_and(|shape| shape.contains(position)) {
                let target = format!("PTR\t{}", node.name);
                assert!(found.contains(&target.as_str()), "{target} at {x} {y}: {found:?}");
                checked += 1;
            }
        }
    }
    assert!(checked > 5000, "{checked}");
}

#[test]
fn compiling_twice_gives_the_same_zone_whatever_the_order_of_files() {
    let mut files = coworking();
    let one = compiled(&files);
    files.reverse();
    assert_eq!(one, compiled(&files));
}

#[test]
fn the_civic_tree_delegates_to_the_building() {
    let lines = compiled(&civic());
    let of = |owner: &str| -> Vec<&str> {
        let prefix = format!("{owner}\t86400\tIN\t");
        lines.iter().filter_map(|line| line.strip_prefix(&prefix)).collect()
    };
    assert_eq!(of("coworking.example.").len(), 2);
    assert_eq!(of("ns2.coworking.example."), ["A\t198.51.100.53"]);
    assert_eq!(
        of("coworking.12.mill-lane.cambridge.cam.gb.example."),
        ["DNAME\tcoworking.example."]
    );
    let address = of("_civic.12.mill-lane.cambridge.cam.gb.example.");
    assert!(address[0].ends_with("\"RD=Mill Lane\" \"HNO=12\""), "{address:?}");
}

/// Takes records and keeps them.
#[derive(Default)]
struct Kept(Vec<Record>);

impl crate::zone::master_file::RecordSink for Kept {
    fn record(
        &mut self,
        owner: &[u8],
        rtype: crate::record::RecordType,
        ttl: u32,
        rdata: &[u8],
    ) -> Result<(), String> {
        let owner = Name::from_wire(owner).map_err(|error| error.to_string())?;
        let record = Record { owner, rtype, ttl, rdata: rdata.to_vec() };
        self.0.push(record);
        Ok(())
    }
}

fn load(text: &str) -> Vec<Record> {
    let mut sink = Kept::default();
    crate::zone::master_file::read(
        text.as_bytes(),
        "zone",
        None,
        &mut |path| Err(format!("no file {path}")),
        &mut sink,
    )
    .unwrap_or_else(|errors| panic!("{errors:?}"));
    sink.0
}

#[test]
fn a_plan_printed_as_a_master_file_is_the_same_zone() {
    let lines = compiled(&coworking());
    assert_eq!(self::lines(&load(&(lines.join("\n") + "\n"))), lines);
}

#[test]
fn the_plain_zone_is_read() {
    let records = load(include_str!("../../../zones/plain/house.zone"));
    assert_eq!(build(&records).apex().to_string(), "house.example.");
    let lines = lines(&records);
    assert!(lines.iter().any(|line| line.contains("\tLOC\t52 12 19.080 N 0 7 18.480 E")));
    assert!(
        lines.contains(
            &"old-wing.house.example.\t3600\tIN\tDNAME\tliving-room.house.example.".into()
        )
    );
    assert_eq!(lines.len(), 22);
}

#[test]
fn only_what_is_included_is_read() {
    let mut files = small("[[place]]\nname = \"Lab\"\n");
    files.push(file("draft.toml", "not TOML at all"));
    files.push(file("notes.txt", "not read"));
    assert_eq!(read(&files).unwrap_err()[0].file, "draft.toml");
    files[0].text.insert_str(0, "include = [\"rest.toml\"]\n");
    assert_eq!(read(&files).unwrap().tree.nodes.len(), 2);
    files[0].text = files[0].text.replace("rest.toml", "rset.toml");
    let faults = read(&files).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "plan.toml:1: include[1] = \"rset.toml\": there is no such file in the plan"
    );
}

#[test]
fn a_serial_may_be_given_from_outside() {
    let plan = read(&small("")).unwrap();
    let serial = |records: &[Record]| {
        crate::record::rdata::Soa::from_wire(&records[0].rdata).unwrap().serial
    };
    assert_eq!(serial(&plan.compile().unwrap()), 1);
    assert_eq!(serial(&plan.compile_as(77).unwrap()), 77);
}

#[test]
fn a_plan_can_go_to_another_thread() {
    fn movable<T: Send + Sync>() {}
    movable::<Plan>();
    movable::<PlanFault>();
}
