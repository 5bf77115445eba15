//! `sns near`: what is near a position, in a box, or along a ray.

use libsns::client::{Client, ClientError, Near, Nearby, Validity};
use libsns::wire::Rcode;
use serde_json::{Value, json};

use crate::cli::NearArguments;
use crate::paint::Paint;
use crate::position::{Typed, typed, typed_box};
use crate::report::{Report, Trouble};
use crate::server;
use crate::show::text::metres;
use crate::show::thing;

/// Asks and shows.
pub(crate) fn run(arguments: &NearArguments, paint: Paint) -> Result<Report, Trouble> {
    let client = server::client_of_zone(&arguments.live.server)?;
    let nearby = question(arguments, &client)?.find().map_err(explained)?;
    let is_success = !nearby.things.is_empty();
    if arguments.live.json {
        return Ok(Report::json(&to_json(&nearby), is_success));
    }
    Ok(Report::new(to_text(&nearby, paint), is_success))
}

/// A name that follows the grammar exists [G-2], so a server that denies it without saying why
/// knows no near names.
fn explained(error: ClientError) -> Trouble {
    match error {
        ClientError::Refused { server, name, rcode, mut reasons }
            if rcode == Rcode::NxDomain as u16 && reasons.is_empty() =>
        {
            reasons.push("it knows no near names there; `sns locate` can ask for cells".into());
            ClientError::Refused { server, name, rcode, reasons }.into()
        }
        other => other.into(),
    }
}

/// The question that was typed.
fn question<'a>(arguments: &NearArguments, client: &'a Client) -> Result<Near<'a>, Trouble> {
    let mut near = match (&arguments.within, &arguments.position) {
        (Some(corners), _) => {
            let [south_west, north_east] = typed_box(corners).map_err(Trouble::Usage)?;
            let digits = south_west.digits.max(north_east.digits);
            client.within(south_west.position, north_east.position)?.digits(digits)
        }
        (None, Some(first)) => {
            let second = arguments.longitude.as_deref();
            let Typed { position, digits } = typed(first, second).map_err(Trouble::Usage)?;
            client.near(position)?.digits(digits)
        }
        (None, None) => return Err(Trouble::Usage("where? expected LAT,LON or --box".into())),
    };
    if let Some(level) = arguments.level {
        near = near.level(level);
    }
    if let Some(kind) = &arguments.kind {
        near = near.kind(kind);
    }
    if let Some(count) = arguments.count {
        near = near.count(count);
    }
    if let Some(bearing) = arguments.ray {
        near = near.towards(bearing);
    }
    if let Some(radius) = arguments.radius {
        near = near.radius_metres(radius);
    }
    if let Some(width) = arguments.width {
        near = near.half_width_metres(width);
    }
    Ok(near)
}

fn to_text(nearby: &Nearby, paint: Paint) -> String {
    let mut text = paint.dim(&format!("; {} PTR", nearby.name)) + "\n";
    if nearby.things.is_empty() {
        text += "nothing found\n";
    }
    text += &thing::lines(&nearby.things, paint);
    if let Some(Validity { radius_metres, ttl, .. }) = nearby.validity {
        let holds = format!("; the same within {} for {ttl} s", metres(radius_metres));
        text += &(paint.dim(&holds) + "\n");
    }
    text
}

fn to_json(nearby: &Nearby) -> Value {
    let validity = nearby.validity.map(|validity| {
        json!({
            "latitude": validity.centre.latitude_degrees(),
            "longitude": validity.centre.longitude_degrees(),
            "radius_m": validity.radius_metres,
            "ttl_s": validity.ttl,
        })
    });
    json!({
        "question": nearby.name.to_string(),
        "things": nearby.things.iter().map(thing::json).collect::<Vec<_>>(),
        "validity": validity,
    })
}
