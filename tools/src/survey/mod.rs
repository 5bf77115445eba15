//! A survey: what an importer found in somebody's data, before it has names in a zone.
//!
//! Every importer ends here, and the planner starts here. Things have the identity that the source
//! gives them, so that a second import knows them again. Positions are latitude and longitude in
//! degrees (WGS 84), lengths are metres.

pub mod attach;

use std::fmt;

use libsns::geometry::{Degrees, Levels};
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;

/// What was found in one source.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// The format it came in, for people: `IFC2X3`, `IMDF 1.0.0`.
    pub format: String,
    /// What the source calls the whole; empty where it does not.
    pub title: String,
    /// Places in any order; those without a parent hang directly below the site.
    pub places: Vec<SurveyPlace>,
    /// Devices in any order.
    pub devices: Vec<SurveyDevice>,
    /// Doors, stairs, lifts and openings.
    pub exits: Vec<SurveyExit>,
    /// What people call the levels.
    pub level_labels: Vec<(i16, String)>,
    /// What was guessed and what was left out.
    pub remarks: Vec<Remark>,
}

/// The identity of a thing in its source: `<scheme>:<id>`, such as `ifc:2O2Fr$t4X7Zf8NOew3FLOH` or
/// `osm:way/42`. The same thing has the same identity in every export that the source keeps it in.
pub type SourceId = String;

/// Rings of polygons: of each polygon the outer ring first, then its holes. The first corner is not
/// repeated at the end.
pub type Rings = Vec<Vec<Vec<Degrees>>>;

/// A place as surveyed.
#[derive(Clone, Debug)]
pub struct SurveyPlace {
    /// Its identity.
    pub source: SourceId,
    /// The identity of what holds it; none for what stands directly in the site.
    pub inside: Option<SourceId>,
    /// What people call it, the best words first; empty where the source has none (the planner then
    /// names it by its kind and a number).
    pub names: Vec<String>,
    /// The broad sort of it.
    pub class: PlaceClass,
    /// The finer word for what it is (a-z, 0-9, hyphens), such as `office`; empty for the class's word.
    pub kind: String,
    /// Its levels; none where what holds it says so.
    pub levels: Option<Levels>,
    /// What it covers; empty where the source gives no shape.
    pub shape: Rings,
    /// Its reference point, where the source gives one.
    pub position: Option<Degrees>,
    /// Altitude of its floor above the WGS 84 ellipsoid, in metres.
    pub altitude: Option<f64>,
    /// From floor to ceiling, in metres.
    pub height: Option<f64>,
    /// Elements of its address.
    pub civic: CivicAddress,
    /// Where in the source it stands, for messages: `rooms.csv:12`, `#4711`.
    pub spot: String,
}

/// A device as surveyed.
#[derive(Clone, Debug)]
pub struct SurveyDevice {
    /// Its identity.
    pub source: SourceId,
    /// The identity of the place that holds it; none for the site.
    pub inside: Option<SourceId>,
    /// What people call it, the best words first.
    pub names: Vec<String>,
    /// What it is (a-z, 0-9, hyphens): `light`, `temperature-sensor`.
    pub kind: String,
    /// Where it is; none for "somewhere in its place".
    pub position: Option<Degrees>,
    /// Height above the floor it stands on, in metres.
    pub above_floor: Option<f64>,
    /// Bearers as the plan writes them: (`ipv6`, `2001:db8::1`), (`bluetooth`, `00:1a:…`).
    pub bearers: Vec<(String, String)>,
    /// Free text to be published with it: `manufacturer=Acme`.
    pub text: Vec<String>,
    /// Where in the source it stands, for messages.
    pub spot: String,
}

/// A way between places as surveyed.
#[derive(Clone, Debug)]
pub struct SurveyExit {
    /// Its identity.
    pub source: SourceId,
    /// The identities of the places it joins; [`SITE`] is the outside. Fewer than two where the source does not say: the planner
    /// then looks for the places whose walls its position or shape touches.
    pub joins: Vec<SourceId>,
    /// `door`, `opening`, `stair`, `lift`, `escalator`, `ramp` …
    pub kind: String,
    /// Its middle.
    pub position: Option<Degrees>,
    /// Its extent on the ground, where the source gives one; a line has two corners.
    pub outline: Vec<Degrees>,
    /// The levels it stands on.
    pub levels: Option<Levels>,
    /// True where it leads from the earlier of its places to the later only.
    pub is_one_way: bool,
    /// Where in the source it stands, for messages.
    pub spot: String,
}

/// The identity that stands for the site itself, and for the outside where an exit joins it.
pub const SITE: &str = "@";

/// Something a person should know about an import.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Which sort it is.
    pub sort: RemarkSort,
    /// What it is about: the thing's identity or words, or where it stands in the source.
    pub about: String,
    /// What was guessed, or why it was left out; a sentence without its full stop.
    pub text: String,
}

/// The sorts of remarks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemarkSort {
    /// The source does not say; this was assumed.
    Guessed,
    /// This is in the source and not in the plan.
    LeftOut,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sort = match self.sort {
            RemarkSort::Guessed => "guessed",
            RemarkSort::LeftOut => "left out",
        };
        write!(f, "{sort}: {}: {}", self.about, self.text)
    }
}

impl Survey {
    /// Notes what the source does not say and was assumed.
    pub fn guess(&mut self, about: impl Into<String>, text: impl Into<String>) {
        self.remark(RemarkSort::Guessed, about, text);
    }

    /// Notes what is in the source and not taken.
    pub fn leave_out(&mut self, about: impl Into<String>, text: impl Into<String>) {
        self.remark(RemarkSort::LeftOut, about, text);
    }

    fn remark(&mut self, sort: RemarkSort, about: impl Into<String>, text: impl Into<String>) {
        self.remarks.push(Remark { sort, about: about.into(), text: text.into() });
    }
}
