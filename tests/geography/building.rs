//! Random buildings: levels cut into rooms that share their walls, some of them concave or with a
//! courtyard; stairs over several levels, a garden on none, round tables, devices. All turned.

use std::f64::consts::TAU;
use std::fmt::Write as _;

use libsns::plan::PlanFile;
use libsns::record::Record;
use sns_tests::plans;
use sns_tests::random::Random;

/// Degrees around the Earth, in nanodegrees.
const TURN: i64 = 360_000_000_000;

/// A position in nanodegrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) latitude: i64,
    pub(crate) longitude: i64,
}

impl Spot {
    /// A position whose longitude may be beyond the antimeridian.
    pub(crate) fn new(latitude: i64, longitude: i64) -> Self {
        Self { latitude, longitude: (longitude + TURN / 2).rem_euclid(TURN) - TURN / 2 }
    }

    /// How far north and east another position is, in nanodegrees, the short way round.
    pub(crate) fn to(self, other: Self) -> (i64, i64) {
        let east = (other.longitude - self.longitude + TURN / 2).rem_euclid(TURN) - TURN / 2;
        (other.latitude - self.latitude, east)
    }
}

/// Nanodegrees as a decimal number of degrees, exactly.
fn degrees(nano: i64) -> String {
    let sign = if nano < 0 { "-" } else { "" };
    format!(
        "{sign}{}.{:09}",
        nano.unsigned_abs() / 1_000_000_000,
        nano.unsigned_abs() % 1_000_000_000
    )
}

/// A corner of a building.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site {
    pub(crate) name: &'static str,
    pub(crate) latitude: i64,
    pub(crate) longitude: i64,
}

/// The shape of a thing.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    Point(Spot),
    /// The centre, and the radius in centimetres.
    Circle(Spot, u32),
    /// The outer ring and the holes.
    Rings(Vec<Vec<Spot>>),
}

/// A thing as the test knows it.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    pub(crate) label: String,
    pub(crate) levels: Option<[i16; 2]>,
    pub(crate) kind: &'static str,
    pub(crate) class: &'static str,
    pub(crate) form: Form,
}

/// A building.
pub(crate) struct Building {
    pub(crate) site: Site,
    pub(crate) seed: u64,
    pub(crate) things: Vec<Thing>,
    /// Metres east and north of the corner to positions: metres in a nanodegree, and the turn.
    scale: [f64; 2],
    turn: [f64; 2],
    /// Width and depth, in metres.
    pub(crate) size: [f64; 2],
    cells: u8,
}

const ROOMS: [(&str, &str); 5] = [
    ("office", "room"),
    ("cafe", "room"),
    ("hall", "corridor"),
    ("desk", "area"),
    ("shop", "room"),
];
const DEVICES: [&str; 3] = ["light", "display", "printer"];

/// A number between two, to the centimetre.
pub(crate) fn between(random: &mut Random, least: f64, most: f64) -> f64 {
    let steps = ((most - least) * 100.0).max(0.0) as usize;
    least + random.between(0, steps) as f64 / 100.0
}

impl Building {
    pub(crate) fn new(site: Site, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let latitude = (site.latitude as f64 / 1e9).to_radians();
        // About so; what counts are the nanodegrees that come out.
        let metre = 1e9 / 111_200.0;
        let turn = between(&mut random, 0.0, TAU);
        let size = [between(&mut random, 15.0, 110.0), between(&mut random, 12.0, 70.0)];
        let mut building = Self {
            site,
            seed,
            things: Vec::new(),
            scale: [metre / latitude.cos(), metre],
            turn: [turn.sin(), turn.cos()],
            size,
            cells: *random.pick(&[12, 13, 13, 14, 15]),
        };
        let levels = random.between(1, 4) as i16;
        let lowest = -(random.between(0, 1) as i16);
        for level in lowest..lowest + levels {
            building.add_level(level, &mut random);
        }
        let whole = [[0.0, 0.0], [size[0], 0.0], size, [0.0, size[1]]];
        let all = Some([lowest, lowest + levels - 1]);
        building.add(all, ("block", "building"), &[whole.to_vec()]);
        let stair = [[1.0, 1.0], [4.0, 1.0], [4.0, 7.0], [1.0, 7.0]];
        building.add(all, ("stairs", "stair"), &[stair.to_vec()]);
        building.add_garden(&mut random);
        building.add_devices(lowest, levels, &mut random);
        building
    }

    /// The position so many metres along the building's width and depth.
    pub(crate) fn spot(&self, [x, y]: [f64; 2]) -> Spot {
        let [sin, cos] = self.turn;
        let (east, north) = (x * cos + y * sin, y * cos - x * sin);
        let latitude = self.site.latitude + (north * self.scale[1]).round() as i64;
        Spot::new(latitude, self.site.longitude + (east * self.scale[0]).round() as i64)
    }

    fn add(
        &mut self,
        levels: Option<[i16; 2]>,
        (kind, class): (&'static str, &'static str),
        rings: &[Vec<[f64; 2]>],
    ) {
        let ring = |ring: &Vec<[f64; 2]>| ring.iter().map(|at| self.spot(*at)).collect();
        let form = Form::Rings(rings.iter().map(ring).collect());
        let label = format!("t{}", self.things.len());
        self.things.push(Thing { label, levels, kind, class, form });
    }

    /// Cuts a level into rooms along a few lines both ways, and makes something of each.
    fn add_level(&mut self, level: i16, random: &mut Random) {
        let cut = |length: f64, random: &mut Random| {
            let parts = random.between(1, 5);
            let mut lines: Vec<f64> = (1..parts)
                .map(|n| {
                    let middle = length * n as f64 / parts as f64;
                    middle + between(random, -0.3, 0.3) * length / parts as f64
                })
                .collect();
            lines.insert(0, 0.0);
            lines.push(length);
            lines
        };
        let (xs, ys) = (cut(self.size[0], random), cut(self.size[1], random));
        for x in xs.windows(2) {
            for y in ys.windows(2) {
                let rings = room([x[0], x[1]], [y[0], y[1]], random);
                self.add(Some([level, level]), *random.pick(&ROOMS), &rings);
            }
        }
    }

    /// A garden on no level, all around and therefore with the building as its hole, and a tree.
    fn add_garden(&mut self, random: &mut Random) {
        let [w, d] = self.size;
        let far = between(random, 2.0, 30.0);
        let outer = vec![
            [-far, -far],
            [w / 2.0, -far - 5.0],
            [w + far, -far],
            [w + far, d + far],
            [w / 2.0, d + far / 2.0 + 1.0],
            [-far, d + far],
        ];
        let hole = vec![[-1.0, -1.0], [-1.0, d + 1.0], [w + 1.0, d + 1.0], [w + 1.0, -1.0]];
        self.add(None, ("garden", "area"), &[outer, hole]);
        for _ in 0..random.between(1, 4) {
            let at = [between(random, -20.0, w + 20.0), between(random, -20.0, d + 20.0)];
            let form = Form::Circle(self.spot(at), random.between(20, 900) as u32);
            let label = format!("t{}", self.things.len());
            self.things.push(Thing { label, levels: None, kind: "tree", class: "area", form });
        }
    }

    fn add_devices(&mut self, lowest: i16, levels: i16, random: &mut Random) {
        for number in 0..random.between(5, 25) {
            let at = [between(random, 0.0, self.size[0]), between(random, 0.0, self.size[1])];
            let level = lowest + random.below(levels as usize) as i16;
            let kind = *random.pick(&DEVICES);
            self.things.push(Thing {
                label: format!("d{number}"),
                levels: Some([level, level]),
                kind,
                class: "device",
                form: Form::Point(self.spot(at)),
            });
        }
    }

    /// The building as its owner would write it, compiled.
    pub(crate) fn records(&self) -> Vec<Record> {
        let [latitude, longitude] =
            [self.site.latitude, self.site.longitude].map(|n| n as f64 / 1e9);
        let mut text = plans::head(latitude, longitude);
        writeln!(text, "[cells]\nresolution = {}", self.cells).expect("a string");
        let mut features = Vec::new();
        for thing in &self.things {
            text += &table(thing);
            if let Form::Rings(rings) = &thing.form
                && rings.len() > 1
            {
                features.push(feature(&thing.label, rings));
            }
        }
        let shapes =
            format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","));
        let file = |path: &str, text| PlanFile { path: path.into(), text };
        let files = [file("plan.toml", text), file("shapes.geojson", shapes)];
        plans::compile(&files).unwrap_or_else(|faults| {
            panic!("{} {}: {faults}\n{}", self.site.name, self.seed, files[0].text)
        })
    }
}

/// A room in a rectangle: all of it, or a part that is concave, or one with a courtyard.
fn room(x: [f64; 2], y: [f64; 2], random: &mut Random) -> Vec<Vec<[f64; 2]>> {
    let part = |[from, to]: [f64; 2], t: f64| from + (to - from) * t;
    let at = |u: f64, v: f64| [part(x, u), part(y, v)];
    let whole = vec![at(0.0, 0.0), at(1.0, 0.0), at(1.0, 1.0), at(0.0, 1.0)];
    match random.below(6) {
        0 => {
            let (u, v) = (between(random, 0.2, 0.8), between(random, 0.2, 0.8));
            vec![vec![at(0.0, 0.0), at(1.0, 0.0), at(1.0, v), at(u, v), at(u, 1.0), at(0.0, 1.0)]]
        }
        1 => {
            let hole = vec![at(0.3, 0.3), at(0.3, 0.7), at(0.6, 0.8), at(0.7, 0.3)];
            vec![whole, hole]
        }
        2 => {
            // A star within the rectangle.
            let tips = random.between(4, 9);
            let corner = |step: usize| {
                let turn = step as f64 / (2 * tips) as f64 * TAU;
                let reach = if step.is_multiple_of(2) { 0.5 } else { 0.2 };
                at(0.5 + reach * turn.cos(), 0.5 + reach * turn.sin())
            };
            vec![(0..2 * tips).map(corner).collect()]
        }
        _ => vec![whole],
    }
}

/// The table of a thing in the plan; polygons with holes are in the GeoJSON file.
fn table(thing: &Thing) -> String {
    let head = if thing.class == "device" { "device" } else { "place" };
    let mut text = format!("[[{head}]]\nname = \"{}\"\nkind = \"{}\"\n", thing.label, thing.kind);
    if head == "place" {
        writeln!(text, "class = \"{}\"", thing.class).expect("a string");
    }
    if let Some(levels) = thing.levels {
        writeln!(text, "level = {levels:?}").expect("a string");
    }
    let pair = |spot: &Spot| format!("[{}, {}]", degrees(spot.latitude), degrees(spot.longitude));
    match &thing.form {
        Form::Point(spot) => writeln!(text, "position = {}", pair(spot)),
        Form::Circle(spot, cm) => {
            writeln!(text, "position = {}\nradius = {}.{:02}", pair(spot), cm / 100, cm % 100)
        }
        Form::Rings(rings) if rings.len() == 1 => {
            let corners: Vec<_> = rings[0].iter().map(pair).collect();
            writeln!(text, "outline = [{}]", corners.join(", "))
        }
        Form::Rings(_) => Ok(()),
    }
    .expect("a string");
    text
}

/// A polygon of GeoJSON: longitude first, the first corner again at the end (RFC 7946 §3.1.6).
fn feature(label: &str, rings: &[Vec<Spot>]) -> String {
    let pair = |spot: &Spot| format!("[{},{}]", degrees(spot.longitude), degrees(spot.latitude));
    let ring = |ring: &Vec<Spot>| {
        let corners: Vec<_> = ring.iter().chain(&ring[..1]).map(pair).collect();
        format!("[{}]", corners.join(","))
    };
    let rings: Vec<_> = rings.iter().map(ring).collect();
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"place\":\"{label}\"}},\
         \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{}]}}}}",
        rings.join(",")
    )
}
