//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sns_tools::import::detect::Format;
use sns_tools::lint::{self, Rule};

/// Names for rooms and the devices in them: check, compile, ask and find.
#[derive(Debug, Parser)]
#[command(name = "sns", version, max_term_width = 100, after_help = STATUS)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

const STATUS: &str = "\
Status: 0 found or without fault; 1 nothing found, or faults; 2 the command line is not understood; \
3 no answer from the server.
Environment: SNS_SERVER and SNS_ZONE stand for --server and --zone; NO_COLOR keeps colours away.";

/// The verbs. Each one's help is the documentation of its arguments.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Check(CheckArguments),
    Compile(CompileArguments),
    Tree(TreeArguments),
    Ask(AskArguments),
    Near(NearArguments),
    Locate(LocateArguments),
    Import(ImportArguments),
    Gazetteer(GazetteerArguments),
    Join(JoinArguments),
    Delegate(DelegateArguments),
    Route(RouteArguments),
    Map(MapArguments),
}

/// Which server and zone.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Server")]
pub(crate) struct ServerArguments {
    /// The name server [default: $SNS_SERVER, else 127.0.0.1:5354]; without a port it is 53
    #[arg(long, value_name = "ADDRESS[:PORT]")]
    pub(crate) server: Option<String>,
    /// The zone that holds the places [default: $SNS_ZONE]
    #[arg(long, value_name = "NAME")]
    pub(crate) zone: Option<String>,
    /// How long each of three tries waits
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0)]
    pub(crate) timeout: f64,
}

/// Say what is wrong with plans and master files, where, why it matters and how to mend it.
///
/// A directory is read as a plan (plan.toml and the files beside it), anything else as a master
/// file. All faults are shown, each with file, line and key, the value found and what was expected.
/// A plan that can be served is looked at by rules besides: rooms that overlap, doors that lead
/// nowhere, names that are taken for each other and so on (--rules lists them). Errors are faults;
/// warnings are likely mistakes; notes could be better.
///
/// With --fix what a program can mend is shown as a diff, and nothing is written unless you say yes
/// (asked on a terminal, or --yes). Files are replaced whole, comments and all else as they were.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns check zones/coworking
  sns check zones/coworking zones/plain/house.zone --json
  sns check db.example --origin example.
  sns check zones/coworking --draw /tmp/faults        # a picture of each fault
  sns check zones/coworking --fix                     # show what can be mended, ask
  sns check zones/coworking --deny warnings --allow gap --allow mute-device
  sns check zones/coworking --sarif > check.sarif     # for editors and code hosts
  sns check --explain overlap")]
pub(crate) struct CheckArguments {
    /// Plan directories and master files
    #[arg(required_unless_present_any = ["rules", "explain"], value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Where relative names of a master file end, if the file does not say
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: Option<String>,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Write SARIF 2.1.0
    #[arg(long, conflicts_with_all = ["json", "fix"])]
    pub(crate) sarif: bool,
    /// Show all findings of a rule, however many
    #[arg(long)]
    pub(crate) all: bool,
    /// What the rules look for, and how far they go.
    #[command(flatten)]
    pub(crate) rules: RuleArguments,
    /// Draw each finding that has a place as an SVG into this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) draw: Option<PathBuf>,
    /// Mend what can be mended: shown as a diff, written when you say yes
    #[arg(long)]
    pub(crate) fix: bool,
    /// Write what --fix mends without asking
    #[arg(long, requires = "fix")]
    pub(crate) yes: bool,
}

/// What the rules of `sns check` look for.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Rules")]
pub(crate) struct RuleArguments {
    /// List the rules
    #[arg(long)]
    pub(crate) rules: bool,
    /// Say what a rule finds, why it matters and how to mend it
    #[arg(long, value_name = "RULE", value_parser = rule)]
    pub(crate) explain: Option<&'static Rule>,
    /// Look for this only; may be repeated
    #[arg(long, value_name = "RULE", value_parser = rule)]
    pub(crate) rule: Vec<&'static Rule>,
    /// Pass over this; may be repeated
    #[arg(long, value_name = "RULE", value_parser = rule)]
    pub(crate) allow: Vec<&'static Rule>,
    /// Take these for faults, too
    #[arg(long, value_name = "WHAT", value_enum)]
    pub(crate) deny: Option<Deny>,
    /// How far shapes may overlap or reach outside before that is told
    #[arg(long, value_name = "METRES", default_value = "0.05", value_parser = tolerance)]
    pub(crate) tolerance: f64,
    /// How far --fix may move a wall or a device
    #[arg(long, value_name = "METRES", default_value = "0.3", value_parser = tolerance)]
    pub(crate) reach: f64,
}

/// What is taken for a fault besides errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings
    Warnings,
    /// Warnings and notes
    Notes,
}

/// Write a zone as a master file that any DNS server loads.
///
/// The SOA comes first, then names in canonical order. Types and parameters that only we know are
/// written by number (RFC 3597, RFC 9460), so Knot, NSD and BIND load the file as it is. What is odd
/// but can be served is said on standard error.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns compile zones/coworking > coworking.example.zone
  sns compile zones/coworking -o /var/lib/knot/coworking.example.zone
  sns compile db.example --origin example. --json      # counts and memory, no master file")]
pub(crate) struct CompileArguments {
    /// A plan directory or a master file
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,
    /// Write the master file here, whole or not at all, instead of to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Where relative names of a master file end, if the file does not say
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: Option<String>,
    /// Write counts and memory as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show places, levels and devices as a tree.
///
/// Of a plan directory or master file, or live: with --server or --zone (or SNS_ZONE, unless a PATH
/// is given), a name server is asked for `_children` and `_devices` of each place in turn.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns tree zones/coworking
  sns tree zones/coworking first.coworking.example --depth 1
  sns tree --server 127.0.0.1:5354 --zone coworking.example meeting-1.ground")]
pub(crate) struct TreeArguments {
    /// A plan directory or master file, and a place in it; live, only a place. A place may be
    /// relative to the zone; the whole zone if left out
    #[arg(value_name = "PATH|PLACE", num_args = 0..=2)]
    pub(crate) what: Vec<String>,
    /// Show so many steps down
    #[arg(long, value_name = "N", default_value_t = crate::walk::DEPTH_MAX, hide_default_value = true)]
    pub(crate) depth: usize,
    /// Where relative names of a master file end, if the file does not say
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: Option<String>,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Which server and zone.
    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

/// Ask a name server for a name, and show what the records mean.
///
/// Like dig, but PLACE, LOC and the bearers of SVCB are shown as words, and the reasons of a refusal
/// (RFC 8914) are told. Without TYPE it asks for all that makes a place or device: PLACE, LOC, SVCB,
/// AAAA, A, and PTR.
///
/// With --from the name is relative: it is looked for in that place, then in each place above it, up
/// to the zone's apex and no further. The first that exists is meant, and people's words ("Meeting 1",
/// Café) are understood; without --from the name is asked for as it stands.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns ask display.meeting-1.ground.coworking.example
  sns ask _children.coworking.example PTR --server 192.0.2.53
  sns ask lift --from meeting-1.ground.coworking.example
  sns ask Café --from ground.coworking.example")]
pub(crate) struct AskArguments {
    /// The name; the last dot may be left out
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Types of records, such as AAAA, PLACE or TYPE65300
    #[arg(value_name = "TYPE")]
    pub(crate) types: Vec<String>,
    /// Look for a relative name from this place upwards
    #[arg(long, value_name = "PLACE")]
    pub(crate) from: Option<String>,
    /// Ask over TCP from the start
    #[arg(long)]
    pub(crate) tcp: bool,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Which server and zone.
    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

/// Find what is near a position, in a box, or along a ray.
///
/// The name that was asked for is shown first, so that `dig` can ask the same. The server is told as
/// many digits of the position as are typed: four are 11 metres, five 1 metre.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns near 52.20320,0.12001 --level 0 --kind light --radius 25 --zone coworking.example
  sns near -33.8688,151.2093 --count 3 --zone hq.example       # the three nearest
  sns near 52.20320,0.12001 --ray 270 --zone coworking.example # what is pointed at, to the west
  sns near --box 52.203,0.119,52.204,0.121 --kind room --zone coworking.example")]
pub(crate) struct NearArguments {
    /// Latitude and longitude in degrees (WGS 84), with a comma or a space between
    #[arg(value_name = "LAT,LON", allow_hyphen_values = true, required_unless_present = "within")]
    pub(crate) position: Option<String>,
    /// The longitude, when it stands apart
    #[arg(value_name = "LON", allow_hyphen_values = true, hide = true)]
    pub(crate) longitude: Option<String>,
    /// Only what is on this level, by its ordinal, or on none
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = level)]
    pub(crate) level: Option<i16>,
    /// Only what is of this kind (light, display, cafe ...) or class (room, device ...)
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// How far away things may be, in metres; 0 asks what contains the position. For a ray, its
    /// length [default: 10; 30 for a ray; 100 km with --count]
    #[arg(long, value_name = "METRES")]
    pub(crate) radius: Option<f64>,
    /// At most so many things, 1 to 64
    #[arg(long, value_name = "N")]
    pub(crate) count: Option<u8>,
    /// Find what meets this box, nearest to its centre first
    #[arg(
        long = "box",
        value_name = "SOUTH,WEST,NORTH,EAST",
        allow_hyphen_values = true,
        conflicts_with_all = ["position", "ray", "radius"]
    )]
    pub(crate) within: Option<String>,
    /// Find what this bearing points at, in degrees clockwise from true north
    #[arg(long, value_name = "BEARING", allow_hyphen_values = true)]
    pub(crate) ray: Option<f64>,
    /// How far from the ray things may be, in metres [default: 0.5]
    #[arg(long, value_name = "METRES", requires = "ray")]
    pub(crate) width: Option<f64>,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Which server and zone.
    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

/// Say which places a position is in.
///
/// Asked in two ways: by the cell of the position, which any server of the zone can answer, and by a
/// near name, which sns-server answers from the shapes. Both are shown, and whether they agree.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns locate 52.20320 0.12001 --level 0 --zone coworking.example
  sns locate -33.8688,151.2093 --zone hq.example --json")]
pub(crate) struct LocateArguments {
    /// Latitude and longitude in degrees (WGS 84), with a space or a comma between
    #[arg(value_name = "LAT", allow_hyphen_values = true)]
    pub(crate) position: String,
    /// The longitude, when it stands apart
    #[arg(value_name = "LON", allow_hyphen_values = true)]
    pub(crate) longitude: Option<String>,
    /// Only places on this level, by its ordinal, or on none
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = level)]
    pub(crate) level: Option<i16>,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Which server and zone.
    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

/// Make a plan of what there is: a floor plan, a map, a table, a list of devices.
///
/// Sources are IFC, IMDF (folder or zip), OpenStreetMap with indoor tags (GeoJSON, .osm, .osm.pbf), WRLD
/// indoor maps, GeoJSON with or without a mapping, CSV, Brick (Turtle), and the registries of Home
/// Assistant; each as it is, gzipped, in a folder or in a zip archive. The first gives the rooms; the
/// devices of the others are laid on them. Brick and Home Assistant go into a plan that is there, too.
///
/// Into a plan that is there, only what the source changed is brought: things are known again by their
/// identities, and what people changed by hand stays. What changes is shown; --dry-run only shows it.
/// What was guessed and what was left out is told on standard error.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns import office.ifc --zone hq.example -o hq
  sns import office.ifc -o hq --dry-run              # after the architect sent the next one
  sns import mall.geojson --mapping zones/mappings/shopping-centre.toml --zone mall.example -o mall
  sns import rooms.csv --origin 52.2053,0.1218 --rotation 17 --zone hq.example -o hq
  sns import ~/homeassistant/.storage -o hq          # devices for the rooms that are there")]
pub(crate) struct ImportArguments {
    /// Files, folders, archives
    #[arg(required = true, value_name = "SOURCE")]
    pub(crate) sources: Vec<PathBuf>,
    /// The plan directory: a new one, or a plan that is there
    #[arg(short, long, value_name = "PLAN", required_unless_present = "dry_run")]
    pub(crate) output: Option<PathBuf>,
    /// The format of all sources, where it is not to be told by looking: ifc, imdf, osm, wrld, geojson,
    /// csv, brick or home-assistant
    #[arg(long, value_name = "FORMAT", value_parser = Format::from_word)]
    pub(crate) format: Option<Format>,
    /// The zone's name [default: of a new plan, the building's name below home.arpa]
    #[arg(long, value_name = "NAME")]
    pub(crate) zone: Option<String>,
    /// What people call the site [default: what the source says]
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,
    /// Mail address of the hostmaster
    #[arg(long, value_name = "MAIL")]
    pub(crate) contact: Option<String>,
    /// A name server, with its addresses if its name is in the zone. May be repeated; the first is the
    /// primary
    #[arg(long = "nameserver", value_name = "NAME[=ADDRESS,...]")]
    pub(crate) name_servers: Vec<String>,
    /// Where the source's point (0, 0) lies, in degrees; needed where the source does not say
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    pub(crate) origin: Option<String>,
    /// The direction of the source's y axis, in degrees clockwise from true north
    #[arg(long, value_name = "DEGREES", allow_hyphen_values = true)]
    pub(crate) rotation: Option<f64>,
    /// A file that says what the properties of GeoJSON features mean (see zones/README.md)
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// Only the building of this name or identity, where the source has several
    #[arg(long, value_name = "NAME")]
    pub(crate) building: Option<String>,
    /// How devices find their rooms: by-name, or in-order, one room after the other, to try devices of one
    /// building in another
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    pub(crate) lay: Lay,
    /// Where a person and the source both changed a thing, take the source's word
    #[arg(long)]
    pub(crate) take_source: bool,
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// How devices find their rooms.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lay {
    /// By what the rooms are called
    #[default]
    ByName,
    /// One room after the other
    InOrder,
}

/// Build the zones of the civic tree: country, region, district, city.
///
/// From tables of GeoNames: the dumps countryInfo.txt, admin1CodesASCII.txt, admin2Codes.txt and
/// cities*.txt, or the same as CSV (countries, admin1, admin2, cities), gzipped or not. Each country is
/// a zone of its own, which the root zone delegates; --one-zone makes one of all. Every place has its
/// name, PLACE, LOC with its size, its civic address, and the cells it covers. Zones are master files
/// that any name server reads; beside them stands a configuration for sns-server. Written again, files
/// whose content changed get the next serial, and the buildings that `sns delegate` hung in them stay.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns gazetteer geonames/ --apex world.example -o world
  sns-server --config world/sns-server.toml
  sns gazetteer geonames/ --apex places.example --country GB,IE --one-zone -o places
  sns gazetteer geonames/ --apex world.example --depth region --dry-run --json")]
pub(crate) struct GazetteerArguments {
    /// The tables, or folders with them
    #[arg(required = true, value_name = "PATH")]
    pub(crate) tables: Vec<PathBuf>,
    /// The name of the whole; countries are directly below it
    #[arg(long, value_name = "NAME")]
    pub(crate) apex: String,
    /// The folder to write the zones to; it is made if it is not there
    #[arg(short, long, value_name = "FOLDER", required_unless_present = "dry_run")]
    pub(crate) output: Option<PathBuf>,
    /// Only these countries, by their codes
    #[arg(long = "country", value_name = "CODE", value_delimiter = ',')]
    pub(crate) countries: Vec<String>,
    /// The smallest kind of place to take
    #[arg(long, value_enum, default_value_t = Depth::City)]
    pub(crate) depth: Depth,
    /// Make one zone of all instead of one a country
    #[arg(long)]
    pub(crate) one_zone: bool,
    /// A name server of the zones, with its addresses if its name is below the apex [default: ns1
    /// below the apex, 127.0.0.1]. May be repeated; the first is the primary
    #[arg(long = "nameserver", value_name = "NAME[=ADDRESS,...]")]
    pub(crate) name_servers: Vec<String>,
    /// Mail address of the hostmaster [default: hostmaster at the apex]
    #[arg(long, value_name = "MAIL")]
    pub(crate) contact: Option<String>,
    /// Resolution of the H3 cells that cities cover, 0 to 15: 7 has edges of 1.4 km, 9 of 200 m
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u8).range(0..=15))]
    pub(crate) cells: u8,
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// The kinds of places of the civic tree.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Countries only
    Country,
    /// States, regions, provinces
    Region,
    /// Counties, districts
    District,
    /// Cities, towns
    City,
}

/// Hang a building below a place, on the building's side: its plan gets the name.
///
/// The apex in plan.toml becomes LABEL below the place, everything that ended in the old apex with it,
/// and the plan takes the elements of its address that it lacks from the place, where --parent says
/// which zone keeps that. Comments stay, and doing it twice changes nothing. The keeper of the place does
/// the other half with `sns delegate`.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns join hq --under cambridge.england.gb.world.example
  sns join hq --under cambridge.cam.gb.example --as mill-lane-12 --parent zones/civic --dry-run")]
pub(crate) struct JoinArguments {
    /// The plan directory of the building
    #[arg(value_name = "PLAN")]
    pub(crate) plan: PathBuf,
    /// The full name of the place that it joins
    #[arg(long, value_name = "NAME")]
    pub(crate) under: String,
    /// Its label there [default: the first label of its apex]
    #[arg(long = "as", value_name = "LABEL")]
    pub(crate) label: Option<String>,
    /// The plan directory or master file that holds the place, to take the address from
    #[arg(long, value_name = "PATH")]
    pub(crate) parent: Option<PathBuf>,
    /// Show what plan.toml would be, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Hang a building below a place, on the place's side: its zone delegates the name.
///
/// The parent's zone gets the NS records of the child, the addresses of name servers inside it (glue),
/// and the child among the children of the place. They are read from the child's own plan or master
/// file, or given with --name and --nameserver. In a plan they are kept in delegations.zone, in a master
/// file at its end; the serial is raised. Doing it twice changes nothing; doing it again after the child
/// has moved its servers replaces what was there.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns delegate world/gb.world.example.zone hq
  sns delegate zones/civic --name hq.cambridge.cam.gb.example --nameserver ns.hosting.example
  sns delegate world/gb.world.example.zone hq --remove")]
pub(crate) struct DelegateArguments {
    /// The plan directory or master file that holds the place
    #[arg(value_name = "PARENT")]
    pub(crate) parent: PathBuf,
    /// The plan directory or master file of the building
    #[arg(value_name = "CHILD", required_unless_present = "name", conflicts_with = "name")]
    pub(crate) child: Option<PathBuf>,
    /// The apex of the building, where its files are elsewhere
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A name server of the building, with its addresses if its name is below the building's. May be
    /// repeated
    #[arg(long = "nameserver", value_name = "NAME[=ADDRESS,...]", requires = "name")]
    pub(crate) name_servers: Vec<String>,
    /// Take the delegation away
    #[arg(long)]
    pub(crate) remove: bool,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show the way from one place to another: through which doors, up which stairs, how far.
///
/// The quickest way on foot, along the walls and around the corners that the plan draws. Places are
/// named as in plans: by their words or labels, with more of the path where that could be several
/// ("Meeting 1", cafe, desk-1.commons, @ for the site itself). A device is where it stands.
///
/// Live, with --server or --zone, the published places, shapes and exits (`_exits`) are walked.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns route zones/coworking \"Meeting 1\" cafe
  sns route zones/coworking @ \"Quiet Room\" --step-free
  sns route meeting-1 printer.commons --zone coworking.example --json")]
pub(crate) struct RouteArguments {
    /// A plan directory or master file, and the two places; live, only the places
    #[arg(value_name = "PATH|PLACE", num_args = 2..=3, required = true)]
    pub(crate) what: Vec<String>,
    /// Take no stairs and no escalators
    #[arg(long)]
    pub(crate) step_free: bool,
    /// Where relative names of a master file end, if the file does not say
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: Option<String>,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Which server and zone.
    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

/// Draw the levels of a plan as SVG.
///
/// Rooms in the colours of their kinds, names where they have room, doors, stairs, lifts and devices,
/// with a scale bar, north and a legend. A map needs no scripts, fonts or images from elsewhere, and
/// shows all names to a pointer and to screen readers.
///
/// With -o a directory is filled with a file for each level, and an index.html that shows them all.
/// Without, one level is written to standard output.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns map zones/coworking -o maps                   # level-0.svg, level-1.svg, index.html
  sns map zones/coworking --level 1 > first.svg
  sns map zones/coworking -o maps --route \"Meeting 1\" \"Quiet Room\" --theme dark
  sns map zones/coworking --level 0 --cells 12 > cells.svg")]
pub(crate) struct MapArguments {
    /// A plan directory
    #[arg(value_name = "PLAN")]
    pub(crate) path: PathBuf,
    /// Write a file for each level into this directory, and an index.html
    #[arg(short, long, value_name = "DIRECTORY")]
    pub(crate) output: Option<PathBuf>,
    /// Only this level, by its ordinal
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = level)]
    pub(crate) level: Option<i16>,
    /// Colours: light, dark, or as the reader prefers
    #[arg(long, value_enum, value_name = "THEME", default_value_t)]
    pub(crate) theme: ThemeArgument,
    /// Draw the H3 cells that cover each level, none finer than this [default: 13]
    #[arg(long, value_name = "RESOLUTION", num_args = 0..=1, default_missing_value = "13",
          value_parser = clap::value_parser!(u8).range(0..=15))]
    pub(crate) cells: Option<u8>,
    /// Draw the way from one place to another, as `sns route` finds it
    #[arg(long, value_names = ["FROM", "TO"], num_args = 2)]
    pub(crate) route: Vec<String>,
    /// For --route: take no stairs and no escalators
    #[arg(long, requires = "route")]
    pub(crate) step_free: bool,
    /// Write what was drawn as JSON
    #[arg(long, requires = "output")]
    pub(crate) json: bool,
}

/// Colours of a map.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub(crate) enum ThemeArgument {
    /// As the reader prefers.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Reads a level's ordinal; the value itself is named by who reports the error.
fn level(text: &str) -> Result<i16, String> {
    text.parse().map_err(|_| format!("expected a whole number from {} to {}", i16::MIN, i16::MAX))
}

/// Reads the name of a rule.
fn rule(text: &str) -> Result<&'static Rule, String> {
    lint::rule(text).ok_or_else(|| "there is no such rule; sns check --rules lists them".to_owned())
}

/// Reads a length of at most 10 m: what is wider is no wall.
fn tolerance(text: &str) -> Result<f64, String> {
    let metres = text.parse::<f64>().ok().filter(|metres| (0.0..=10.0).contains(metres));
    metres.ok_or_else(|| "expected metres from 0 to 10".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn negative_coordinates_and_options_do_not_meet() {
        let line = ["sns", "near", "-33.8688,151.2093", "--level", "-1", "--kind", "light"];
        let Verb::Near(near) = Arguments::try_parse_from(line).unwrap().verb else { panic!() };
        assert_eq!(near.position.as_deref(), Some("-33.8688,151.2093"));
        assert_eq!((near.level, near.kind.as_deref()), (Some(-1), Some("light")));
        let line = ["sns", "locate", "-33.8688", "-151.2093", "--json", "--level", "2"];
        let Verb::Locate(locate) = Arguments::try_parse_from(line).unwrap().verb else { panic!() };
        assert_eq!(locate.longitude.as_deref(), Some("-151.2093"));
        assert!(locate.json && locate.level == Some(2));
        let line = ["sns", "near", "--box", "-1,-2,3,4", "--server", "192.0.2.1"];
        let Verb::Near(near) = Arguments::try_parse_from(line).unwrap().verb else { panic!() };
        assert_eq!(near.within.as_deref(), Some("-1,-2,3,4"));
        assert_eq!(near.server.server.as_deref(), Some("192.0.2.1"));
    }

    #[test]
    fn each_verb_has_help_worth_reading_and_examples() {
        for verb in Arguments::command().get_subcommands() {
            let help = verb.get_after_long_help().unwrap().to_string();
            let shown = help.lines().filter(|line| line.starts_with("  sns ")).count();
            assert!(shown >= 2, "{}: {help}", verb.get_name());
            let [about, long] = [verb.get_about(), verb.get_long_about()]
                .map(|text| text.map(ToString::to_string).unwrap_or_default());
            assert!(long.len() > about.len() + 40, "{about}: {long}");
        }
    }
}
