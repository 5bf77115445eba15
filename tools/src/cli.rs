//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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

/// What all verbs take that ask a server.
#[derive(Args, Clone, Debug)]
pub(crate) struct LiveArguments {
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Which server and zone.
    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

/// Say what is wrong with plans and master files, and where.
///
/// A directory is read as a plan (plan.toml and the files beside it), anything else as a master
/// file. All faults are shown, each with file, line and key, the value found and what was expected.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  sns check zones/coworking
  sns check zones/coworking zones/plain/house.zone --json
  sns check db.example --origin example.")]
pub(crate) struct CheckArguments {
    /// Plan directories and master files
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Where relative names of a master file end, if the file does not say
    #[arg(long, value_name = "NAME")]
    pub(crate) origin: Option<String>,
    /// Write JSON
    #[arg(long)]
    pub(crate) json: bool,
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
    /// Of whom, and how the answer is written.
    #[command(flatten)]
    pub(crate) live: LiveArguments,
}

/// Ask a name server for a name, and show what the records mean.
///
/// Like dig, but PLACE, LOC and the bearers of SVCB are shown as words, and the reasons of a refusal
/// (RFC 8914) are told. Without TYPE it asks for all that makes a place or device: PLACE, LOC, SVCB,
/// AAAA, A, and PTR.
///
/// With --from the name is relative: it is looked for in that place, then in each place above it, up
/// to the zone's apex and no further. The first that exists is meant. People's words ("Meeting 1",
/// Café) are understood where no name is just so, also without --from: of a whole name, or with --zone
/// of a name in that zone.
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
    /// Of whom, and how the answer is written.
    #[command(flatten)]
    pub(crate) live: LiveArguments,
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
    /// Of whom, and how the answer is written.
    #[command(flatten)]
    pub(crate) live: LiveArguments,
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
    /// Of whom, and how the answer is written.
    #[command(flatten)]
    pub(crate) live: LiveArguments,
}

/// Reads a level's ordinal; the value itself is named by who reports the error.
fn level(text: &str) -> Result<i16, String> {
    text.parse().map_err(|_| format!("expected a whole number from {} to {}", i16::MIN, i16::MAX))
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
        assert!(locate.live.json && locate.level == Some(2));
        let line = ["sns", "near", "--box", "-1,-2,3,4", "--server", "192.0.2.1"];
        let Verb::Near(near) = Arguments::try_parse_from(line).unwrap().verb else { panic!() };
        assert_eq!(near.within.as_deref(), Some("-1,-2,3,4"));
        assert_eq!(near.live.server.server.as_deref(), Some("192.0.2.1"));
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
