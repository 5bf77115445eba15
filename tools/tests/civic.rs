//! The civic tree: `sns gazetteer`, `sns join` and `sns delegate`, and the real gazetteer served.

mod support;

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use sns_server::Server;
use sns_server::config::{Config, Listen};
use support::{Folder, sns};

const TABLES: [(&str, &str); 4] = [
    (
        "countries.csv",
        "iso2,name,capital,geonameid\nGB,United Kingdom,London,1\nFR,France,Paris,2\n",
    ),
    ("admin1.csv", "code,name\nGB.ENG,England\nFR.11,Île-de-France\n"),
    ("admin2.csv", "code,name\nGB.ENG.C3,Cambridgeshire\n"),
    (
        "cities.csv",
        "geonameid,name,country,admin1,lat,lon,population\n3,Cambridge,GB,ENG,52.2,0.11667,145700\n\
         4,Paris,FR,11,48.85341,2.3488,2138551\n5,London,GB,ENG,51.50853,-0.12574,8961989\n",
    ),
];

/// A folder with small tables, and a building of its own.
fn world() -> Folder {
    let folder = Folder::new();
    for (file, text) in TABLES {
        folder.write(&format!("geo/{file}"), text);
    }
    let plan = "# Ours.\n[site]\nname = \"HQ\"\napex = \"hq.example\"\ncontact = \"host@hq.example\"\n\
                position = [52.2053, 0.1218]\n\n[[nameserver]]\nname = \"ns1\"\naddresses = [\"127.0.0.1\"]\n\n\
                [[place]]\nname = \"Meeting 1\"\n";
    folder.write("hq/plan.toml", plan);
    let said = sns(&[
        "gazetteer",
        &folder.path("geo"),
        "--apex",
        "world.example",
        "-o",
        &folder.path("world"),
    ]);
    let out = said.with_status(0);
    assert!(
        out.contains("city           3 of      3 rows\n") && out.contains("3 zones, 3 changed"),
        "{out}"
    );
    folder
}

/// A server of these configuration's zones.
fn serve(config: &str) -> (Server, String) {
    let mut config = Config::read(Path::new(config)).unwrap();
    config.listen = vec![Listen { address: "127.0.0.1:0".parse().unwrap(), is_required: true }];
    config.threads = 1;
    let server = Server::start(&config).unwrap();
    let address = server.addresses()[0].to_string();
    (server, address)
}

#[test]
fn a_building_is_hung_with_one_command_on_each_side() {
    let folder = world();
    let (hq, zone) = (folder.path("hq"), folder.path("world/gb.world.example.zone"));
    let place = "cambridge.england.gb.world.example";
    // Before the building has its name there, the other side cannot delegate it.
    let said = sns(&["delegate", &zone, &hq]);
    assert!(said.err.contains("sns join"), "{}", said.err);
    said.with_status(1);

    let join = ["join", &hq, "--under", place, "--parent", &zone];
    let out = sns(&join).with_status(0);
    assert!(out.contains("hq.example. is hq.cambridge.england.gb.world.example. now"), "{out}");
    let plan = fs::read_to_string(folder.path("hq/plan.toml")).unwrap();
    assert!(plan.starts_with("# Ours.\n") && plan.contains("A3 = \"Cambridge\""), "{plan}");
    assert!(sns(&join).with_status(0).contains("nothing changed"));
    assert_eq!(fs::read_to_string(folder.path("hq/plan.toml")).unwrap(), plan);

    let delegate = ["delegate", &zone, &hq];
    let out = sns(&delegate).with_status(0);
    assert!(out.contains("hangs below cambridge.england.gb.world.example."), "{out}");
    let hung = fs::read_to_string(&zone).unwrap();
    assert!(hung.contains("hostmaster.world.example. 2 "), "the serial grew: {hung}");
    assert!(sns(&delegate).with_status(0).contains("nothing changed"));
    assert_eq!(fs::read_to_string(&zone).unwrap(), hung);

    // Written again from the tables, the zone keeps its building.
    let again = sns(&[
        "gazetteer",
        &folder.path("geo"),
        "--apex",
        "world.example",
        "-o",
        &folder.path("world"),
    ]);
    assert!(again.with_status(0).contains("3 zones, 0 changed"));
    sns(&["check", &zone, &hq]).with_status(0);

    let config = folder.path("world/sns-server.toml");
    let mut text = fs::read_to_string(&config).unwrap();
    text += "\n[[zone]]\npath = \"../hq\"\n";
    fs::write(&config, text).unwrap();
    let (server, address) = serve(&config);
    let ask =
        |arguments: &[&str]| sns(&[arguments, &["--server", &address]].concat()).with_status(0);
    let children = ask(&["ask", &format!("_children.{place}"), "PTR"]);
    assert!(children.contains("hq.cambridge.england.gb.world.example."), "{children}");
    let room = ask(&["ask", &format!("meeting-1.hq.{place}"), "PLACE"]);
    assert!(room.contains("Meeting 1"), "{room}");
    let civic = ask(&["ask", &format!("_civic.hq.{place}"), "TXT"]);
    assert!(civic.contains("A1=England") && civic.contains("country=GB"), "{civic}");
    let _totals = server.stop();

    let out = sns(&["delegate", &zone, &hq, "--remove"]).with_status(0);
    assert!(out.contains("no longer below"), "{out}");
    assert!(!fs::read_to_string(&zone).unwrap().contains("hq.cambridge"));
    assert!(sns(&["delegate", &zone, &hq, "--remove"]).with_status(0).contains("nothing changed"));
}

#[test]
fn plans_delegate_too_and_nothing_is_hidden() {
    let folder = world();
    for file in ["plan.toml", "buildings.zone"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../zones/civic").join(file);
        folder.write(&format!("civic/{file}"), &fs::read_to_string(from).unwrap());
    }
    let civic = folder.path("civic");
    let name = "tower.cambridge.cam.gb.example";
    let server = format!("ns1.{name}=192.0.2.7,2001:db8::7");
    let delegate = ["delegate", &civic, "--name", name, "--nameserver", &server];
    let json = sns(&[&delegate[..], &["--json"]].concat()).json(0);
    assert_eq!(json["place"], "cambridge.cam.gb.example.");
    assert_eq!(json["changed"].as_array().unwrap().len(), 2, "{json}");
    let text = fs::read_to_string(folder.path("civic/delegations.zone")).unwrap();
    assert!(text.contains("ns1.tower.cambridge.cam.gb.example.\tAAAA\t2001:db8::7\n"), "{text}");
    let plan = fs::read_to_string(folder.path("civic/plan.toml")).unwrap();
    assert!(plan.contains("serial   = 2026112102"), "{plan}");
    sns(&["check", &civic]).with_status(0);
    assert_eq!(
        sns(&[&delegate[..], &["--json"]].concat()).json(0)["changed"],
        serde_json::json!([])
    );

    let refused = |name: &str, server: &str, part: &str, status: i32| {
        let said = sns(&["delegate", &civic, "--name", name, "--nameserver", server]);
        assert!(said.err.contains(part), "{name}: {}", said.err);
        said.with_status(status);
    };
    let elsewhere = "ns.hosting.example.net";
    refused("mill-lane.cambridge.cam.gb.example", elsewhere, "would hide it", 1);
    refused("a.coworking.example", elsewhere, "coworking.example. is delegated already", 1);
    refused("hq.example.org", elsewhere, "not below example.", 1);
    refused("x.cambridge.cam.gb.example", "ns.x.cambridge.cam.gb.example", "needs addresses", 2);
    refused("x.cambridge.cam.gb.example", "ns.elsewhere.net=192.0.2.1", "its own zone", 2);
    let said =
        sns(&["join", &folder.path("hq"), "--under", "oxford.cam.gb.example", "--parent", &civic]);
    assert!(said.err.contains("oxford.cam.gb.example. has no civic address"), "{}", said.err);
    said.with_status(1);
}

#[test]
fn tables_that_are_broken_leave_what_is_there() {
    let folder = world();
    let before = fs::read_to_string(folder.path("world/gb.world.example.zone")).unwrap();
    folder.write("geo/cities.csv", "geonameid,name,country,lat,lon\n3,Cambridge,GB,north,0\n");
    let arguments =
        ["gazetteer", &folder.path("geo"), "--apex", "world.example", "-o", &folder.path("world")];
    let said = sns(&arguments);
    assert!(said.err.contains("cities.csv: line 2: latitude is \"north\""), "{}", said.err);
    said.with_status(1);
    assert_eq!(fs::read_to_string(folder.path("world/gb.world.example.zone")).unwrap(), before);
    let files = fs::read_dir(folder.path("world")).unwrap().count();
    assert_eq!(files, 4, "three zones and the configuration; nothing half written");
}

/// Whether a program of somebody else's takes a zone.
fn knot_loads(path: &str, apex: &str) {
    match Command::new("kzonecheck").args(["--dnssec", "off", "-o", apex, path]).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "kzonecheck refuses {path}: {said}");
        }
        Err(error) => {
            let is_required = env::var("SNS_REQUIRE_PEERS").is_ok_and(|value| value == "1");
            assert!(!is_required, "kzonecheck: {error}");
            println!("SKIPPED: kzonecheck is not installed");
        }
    }
}

/// All 85,766 rows of the real tables: as zones a country, asked by name and by place; and as one zone,
/// which Knot loads.
#[test]
fn the_whole_gazetteer_is_served() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/geo");
    if !data.exists() {
        println!("SKIPPED: there are no tables beside the repository");
        return;
    }
    let folder = Folder::new();
    let (data, world) = (data.to_str().unwrap(), folder.path("world"));
    let json = sns(&["gazetteer", data, "--apex", "world.example", "-o", &world, "--json"]).json(0);
    for (kind, rows) in
        [("country", 252), ("region", 3_865), ("district", 47_643), ("city", 34_006)]
    {
        assert_eq!(
            json["counts"][kind],
            serde_json::json!({"rows": rows, "places": rows}),
            "{kind}"
        );
    }
    let (server, address) = serve(&folder.path("world/sns-server.toml"));
    let ask =
        |arguments: &[&str]| sns(&[arguments, &["--server", &address]].concat()).with_status(0);
    let by_name = ask(&["ask", "cambridge.england.gb.world.example"]);
    assert!(by_name.contains("Cambridge") && by_name.contains("city"), "{by_name}");
    let alias = ask(&["ask", "united-kingdom.world.example", "CNAME"]);
    assert!(alias.contains("gb.world.example."), "{alias}");
    // Inside the disc of Cambridge, by the cell and by the shape alike.
    let located = ask(&["locate", "52.2053,0.1218", "--zone", "gb.world.example"]);
    assert!(located.contains("cambridge.england.gb.world.example."), "{located}");
    let near = ask(&[
        "near",
        "48.8566,2.3522",
        "--count",
        "1",
        "--kind",
        "city",
        "--zone",
        "fr.world.example",
    ]);
    assert!(near.contains("fr.world.example.") && near.contains("Paris"), "{near}");
    let _totals = server.stop();

    let one = folder.path("one");
    sns(&["gazetteer", data, "--apex", "world.example", "-o", &one, "--one-zone"]).with_status(0);
    knot_loads(&folder.path("one/world.example.zone"), "world.example");
    knot_loads(&folder.path("world/us.world.example.zone"), "us.world.example");
    let counts = sns(&[
        "compile",
        &folder.path("one/world.example.zone"),
        "--json",
        "-o",
        &folder.path("out"),
    ])
    .json(0);
    assert!(counts["names"].as_u64().unwrap() > 3 * 85_766, "{counts}");
}
