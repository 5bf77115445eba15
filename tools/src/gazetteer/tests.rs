//! Small tables in both forms, what zones they become, and what is broken.

use libsns::zone::{Zone, ZoneBuilder, master_file};

use super::*;
use crate::import::{ImportError, Input, InputFile};

const COUNTRIES: &str = "iso2,iso3,name,continent,capital,geonameid\n\
    GB,GBR,United Kingdom,EU,London,2635167\nAD,AND,Andorra,EU,Andorra la Vella,3041565\n";
const REGIONS: &str = "code,name\nGB.ENG,England\nGB.SCT,Scotland\nAD.07,Andorra la Vella\n";
const DISTRICTS: &str = "code,name\nGB.ENG.C3,Cambridge\nGB.ENG.C4,Kent\nGB.XXX.1,Nowhere\n";
const CITIES: &str = "geonameid,name,country,admin1,lat,lon,population,tz\n\
    2653941,Cambridge,GB,ENG,52.2,0.11667,145700,Europe/London\n\
    2643743,London,GB,ENG,51.50853,-0.12574,8961989,Europe/London\n\
    7,Newport,GB,ENG,50.7,-1.29,25000,Europe/London\n\
    8,Newport,GB,ENG,52.77,-2.38,11000,Europe/London\n\
    9,\"Zone, La\",AD,99,42.5,1.5,100,Europe/Andorra\n";

/// Every file of a small world.
const CSV: [(&str, &str); 4] = [
    ("geo/admin1.csv", REGIONS),
    ("geo/admin2.csv", DISTRICTS),
    ("geo/cities15000.csv", CITIES),
    ("geo/countries.csv", COUNTRIES),
];

fn tables(files: &[(&str, &str)]) -> Result<Tables, ImportError> {
    let files = files.iter().map(|(path, text)| InputFile::from_octets(*path, text.as_bytes()));
    Tables::read(&Input { name: "geo".into(), files: files.collect() }, &mut |_| ())
}

fn options() -> Options {
    Options {
        apex: "world.example.".parse().unwrap(),
        countries: Vec::new(),
        depth: Kind::City,
        is_one_zone: true,
        name_servers: vec![NameServer {
            name: "ns1.world.example.".parse().unwrap(),
            addresses: vec!["192.0.2.1".parse().unwrap()],
        }],
        contact: "hostmaster.world.example.".parse().unwrap(),
        cells: Resolution::Seven,
    }
}

fn zone(text: &str) -> Zone {
    let mut builder = ZoneBuilder::new();
    let mut include = |_: &str| Err("none".to_owned());
    master_file::read(text.as_bytes(), "test.zone", None, &mut include, &mut builder).unwrap();
    builder.build().unwrap()
}

fn names(zone: &Zone) -> Vec<String> {
    zone.nodes().map(|node| zone.owner(node).to_string()).collect()
}

/// The places of a zone by the places' `_parent`.
fn places(zone: &Zone) -> Vec<String> {
    let names = names(zone);
    let mut places: Vec<String> =
        names.iter().filter_map(|name| name.strip_prefix("_parent.")).map(str::to_owned).collect();
    places.sort();
    places
}

#[test]
fn one_zone_holds_all_from_country_to_city() {
    let gazetteer = build(&tables(&CSV).unwrap(), &options()).unwrap();
    let [only] = gazetteer.zones.as_slice() else { panic!("{}", gazetteer.zones.len()) };
    let zone = zone(&only.text(1, ""));
    assert_eq!(
        places(&zone),
        [
            "ad.world.example.",
            "andorra-la-vella.ad.world.example.",
            // Of Cambridge people mean the city.
            "cambridge-district.england.gb.world.example.",
            "cambridge.england.gb.world.example.",
            "england.gb.world.example.",
            "gb.world.example.",
            "kent.england.gb.world.example.",
            "london.england.gb.world.example.",
            "newport-2.england.gb.world.example.",
            "newport.england.gb.world.example.",
            "nowhere.gb.world.example.",
            "scotland.gb.world.example.",
            "zone-la.ad.world.example.",
        ]
    );
    assert!(names(&zone).contains(&"united-kingdom.world.example.".into()));
    assert_eq!(gazetteer.report.counts, [(2, 2), (3, 3), (3, 3), (5, 5)]);
    let remarks = gazetteer.report.remarks.join("\n");
    for part in
        ["Newport → newport-2", "Cambridge → cambridge-district", "city: 1 hang in their country"]
    {
        assert!(remarks.contains(part), "{part}: {remarks}");
    }
    let text = only.text(1, "");
    assert!(
        text.contains(
            "cambridge.england.gb\tLOC\t52 12 0.000 N 0 7 0.012 E 0.00m 7000.00m 1000.00m"
        ),
        "{text}"
    );
    assert!(text.contains(
        "_civic.cambridge.england.gb\tTXT\t\"country=GB\" \"A1=England\" \"A3=Cambridge\""
    ));
    // A country is where its capital is.
    assert!(text.contains("\ngb\tLOC\t51 30 30.708 N 0 7 32.664 W"), "{text}");
    assert!(!text.contains("\nkent.england.gb\tLOC"), "nobody says where Kent is");
}

#[test]
fn each_country_is_a_zone_that_the_root_delegates() {
    let options = Options { is_one_zone: false, countries: vec!["GB".into()], ..options() };
    let gazetteer = build(&tables(&CSV).unwrap(), &options).unwrap();
    let files: Vec<_> = gazetteer.zones.iter().map(ZoneText::file_name).collect();
    assert_eq!(files, ["world.example.zone", "gb.world.example.zone"]);
    let root = zone(&gazetteer.zones[0].text(1, ""));
    let cut = root.nodes().find(|node| root.is_cut(*node)).unwrap();
    assert_eq!(root.owner(cut).to_string(), "gb.world.example.");
    let country = zone(&gazetteer.zones[1].text(1, ""));
    assert_eq!(country.apex().to_string(), "gb.world.example.");
    assert_eq!(places(&country).len(), 10);
    assert!(gazetteer.server_config().contains("path = \"gb.world.example.zone\""));
    let unknown = Options { countries: vec!["XX".into()], ..options };
    assert!(build(&tables(&CSV).unwrap(), &unknown).unwrap_err().contains("XX is in no table"));
}

#[test]
fn depth_is_kept_to() {
    let count = |depth| {
        let options = Options { depth, ..options() };
        places(&zone(&build(&tables(&CSV).unwrap(), &options).unwrap().zones[0].text(1, ""))).len()
    };
    assert_eq!([Kind::Country, Kind::Region, Kind::District, Kind::City].map(count), [2, 5, 8, 13]);
}

#[test]
fn dumps_are_read_as_geonames_gives_them() {
    let country = [
        "GB",
        "GBR",
        "826",
        "UK",
        "United Kingdom",
        "London",
        "244820",
        "66488991",
        "EU",
        ".uk",
        "",
        "",
        "",
        "",
        "",
        "",
        "2635167",
        "IE",
        "",
    ];
    let countries = format!("# ISO\tISO3\n{}\n", country.join("\t"));
    let city = |id: &str, name: &str, class: &str, district: &str| {
        let columns = [
            id,
            name,
            name,
            "",
            "52.2",
            "0.1",
            class,
            "PPL",
            "GB",
            "",
            "ENG",
            district,
            "",
            "",
            "145700",
            "",
            "12",
            "Europe/London",
            "2024-01-01",
        ];
        columns.join("\t") + "\n"
    };
    let cities = city("1", "Cambridge", "P", "C3")
        + &city("2", "A \"hill\"", "T", "")
        + &city("3", "The \"Ely\"", "P", "");
    let files = [
        ("countryInfo.txt", countries.as_str()),
        ("admin1CodesASCII.txt", "GB.ENG\tEngland\tEngland\t6269131\n"),
        ("admin2Codes.txt", "GB.ENG.C3\tCambridgeshire\tCambridgeshire\t2653940\n"),
        ("cities500.txt", cities.as_str()),
        ("readme.txt", "not a table"),
    ];
    let gazetteer = build(&tables(&files).unwrap(), &options()).unwrap();
    assert_eq!(
        places(&zone(&gazetteer.zones[0].text(1, ""))),
        [
            "cambridge.cambridgeshire.england.gb.world.example.",
            "cambridgeshire.england.gb.world.example.",
            "england.gb.world.example.",
            "gb.world.example.",
            "the-ely.england.gb.world.example.",
        ]
    );
}

#[test]
fn written_again_serials_grow_only_with_changes_and_delegations_stay() {
    let first = build(&tables(&CSV).unwrap(), &options()).unwrap().zones.remove(0);
    let text = first.after("");
    assert!(text.contains("hostmaster.world.example. 1 3600"));
    assert_eq!(first.after(&text), text);
    let hung = delegation::Delegation {
        child: "hq.london.england.gb.world.example.".parse().unwrap(),
        place: "london.england.gb.world.example.".parse().unwrap(),
        name_servers: vec![("ns.elsewhere.".parse().unwrap(), Vec::new())],
    };
    let hung = hung.put_into(&text);
    assert_eq!(first.after(&hung), hung, "nothing of ours changed");
    let fewer = Options { depth: Kind::District, ..options() };
    let second = build(&tables(&CSV).unwrap(), &fewer).unwrap().zones.remove(0).after(&hung);
    assert!(second.contains("hostmaster.world.example. 2 3600"), "{second}");
    assert!(second.contains("hq.london.england.gb.world.example.\tNS\tns.elsewhere."));
}

#[test]
fn a_line_end_in_a_table_is_no_line_end_of_a_zone() {
    let cities = CITIES.replace("2653941,Cambridge", "\"1\n@ NS x.\",\"Cam\nbridge\"");
    let files: Vec<_> = CSV
        .iter()
        .map(|(p, t)| if p.contains("cities") { (*p, cities.as_str()) } else { (*p, *t) })
        .collect();
    let text = build(&tables(&files).unwrap(), &options()).unwrap().zones[0].text(1, "");
    assert!(!text.contains("\n@ NS x."), "{text}");
    assert!(places(&zone(&text)).contains(&"cam-bridge.england.gb.world.example.".into()));
}

#[test]
fn faults_have_their_line() {
    let with = |path: &str, text: &str| {
        let files: Vec<_> =
            CSV.iter().map(|(p, t)| if *p == path { (*p, text) } else { (*p, *t) }).collect();
        tables(&files).unwrap_err().to_string()
    };
    let wrong = |from: &str, to: &str| with("geo/cities15000.csv", &CITIES.replace(from, to));
    assert_eq!(
        wrong("50.7", "95"),
        "geo/cities15000.csv: line 4: latitude is \"95\"; expected degrees from -90 to 90"
    );
    assert!(wrong("8961989", "many").contains("line 3: population is \"many\""));
    assert!(wrong("lat,", "latitude,").contains("line 1: there is no column \"lat\""));
    assert!(
        with("geo/admin1.csv", "code,name\nGB,x\n")
            .contains("line 2: code is \"GB\"; expected one such as GB.ENG")
    );
    assert!(tables(&CSV[..3]).unwrap_err().text.contains("has no countries"));
}

#[test]
fn mutated_tables_never_panic() {
    let mut state = 3_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap()
    };
    let mut built = 0;
    for _ in 0..600 {
        let victim = next() % CSV.len();
        let mut octets = CSV[victim].1.as_bytes().to_vec();
        for _ in 0..=next() % 3 {
            let at = next() % octets.len();
            match next() % 3 {
                0 => octets[at] = u8::try_from(next() % 256).unwrap(),
                1 => octets.truncate(at.max(1)),
                _ => drop(octets.drain(at..(at + next() % 20).min(octets.len()))),
            }
            if octets.is_empty() {
                break;
            }
        }
        let files = CSV.iter().enumerate().map(|(at, (path, text))| {
            InputFile::from_octets(*path, if at == victim { &octets } else { text.as_bytes() })
        });
        let input = Input { name: "geo".into(), files: files.collect() };
        let Ok(tables) = Tables::read(&input, &mut |_| ()) else { continue };
        if let Ok(gazetteer) = build(&tables, &options()) {
            built += 1;
            // Whatever the tables say, what is written can be read.
            zone(&gazetteer.zones[0].text(1, ""));
        }
    }
    assert!(built > 100, "some mutations must leave tables: {built}");
}
