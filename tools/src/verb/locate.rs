//! `sns locate`: which places a position is in, asked by cells and by a near name.

use std::collections::BTreeSet;

use libsns::client::{Client, ClientError, Thing, smallest_first};
use libsns::limits::NEAR_COUNT_MAX;
use libsns::name::Name;
use libsns::record::PlaceClass;
use libsns::wire::Rcode;
use serde_json::{Value, json};

use crate::cli::LocateArguments;
use crate::paint::Paint;
use crate::position::{Typed, typed};
use crate::report::{Report, Trouble};
use crate::server;
use crate::show::thing;

/// Asks both ways and compares.
pub(crate) fn run(arguments: &LocateArguments, paint: Paint) -> Result<Report, Trouble> {
    let client = server::client_of_zone(&arguments.live.server)?;
    let typed = typed(&arguments.position, arguments.longitude.as_deref());
    let located = Located::ask(&client, typed.map_err(Trouble::Usage)?, arguments.level)?;
    if arguments.live.json {
        return Ok(Report::json(&located.json(), located.is_success()));
    }
    let is_success = located.is_success();
    Ok(Report::new(located.text(paint), is_success))
}

/// What each way found.
struct Located {
    cell_name: Name,
    by_cell: Vec<Thing>,
    near_name: Name,
    /// None where the server knows no near names.
    by_near: Option<Vec<Thing>>,
}

impl Located {
    fn ask(client: &Client, typed: Typed, level: Option<i16>) -> Result<Self, Trouble> {
        let Typed { position, digits } = typed;
        let mut near =
            client.near(position)?.digits(digits).radius_metres(0.0).count(NEAR_COUNT_MAX);
        if let Some(level) = level {
            near = near.level(level);
        }
        let by_near = match near.find() {
            Ok(nearby) => {
                let places = nearby.into_iter().filter(|t| t.class() != PlaceClass::Device);
                let mut places: Vec<Thing> = places.collect();
                // All are at no distance, so the server's order says nothing.
                places.sort_by(smallest_first);
                Some(places)
            }
            // A secondary server carries the cells but lacks `_near`.
            Err(ClientError::Refused { rcode, .. }) if rcode == Rcode::NxDomain as u16 => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Self {
            cell_name: client.cell_name(position)?,
            by_cell: client.locate(position, level)?,
            near_name: near.name()?,
            by_near,
        })
    }

    /// Whether both ways found the same; none where there is but one.
    fn agrees(&self) -> Option<bool> {
        let names = |things: &[Thing]| -> BTreeSet<Name> {
            things.iter().map(|thing| thing.name.clone()).collect()
        };
        self.by_near.as_ref().map(|by_near| names(by_near) == names(&self.by_cell))
    }

    fn is_success(&self) -> bool {
        !self.by_cell.is_empty() && self.agrees() != Some(false)
    }

    fn text(&self, paint: Paint) -> String {
        let section = |title: &str, name: &Name, things: Option<&[Thing]>| {
            let lines = match things {
                None => "the server knows no near names\n".to_owned(),
                Some([]) => "no place\n".to_owned(),
                Some(things) => thing::lines(things, paint),
            };
            format!("{}\n{lines}", paint.dim(&format!("; by {title}: {name} PTR")))
        };
        let verdict = match self.agrees() {
            Some(true) => paint.green("; both agree"),
            Some(false) => paint.red("; they do not agree"),
            None => String::new(),
        };
        let end = if verdict.is_empty() { "" } else { "\n" };
        section("cell", &self.cell_name, Some(&self.by_cell))
            + &section("near", &self.near_name, self.by_near.as_deref())
            + &verdict
            + end
    }

    fn json(&self) -> Value {
        let all = |things: &[Thing]| -> Value { things.iter().map(thing::json).collect() };
        json!({
            "cell": {"question": self.cell_name.to_string(), "places": all(&self.by_cell)},
            "near": {
                "question": self.near_name.to_string(),
                "places": self.by_near.as_deref().map(all),
            },
            "agree": self.agrees(),
        })
    }
}
