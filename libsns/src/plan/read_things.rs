//! TOML to things: `[[place]]`, `[[device]]`, `[[exit]]` and `[[shapes]]`.

use super::bearers;
use super::fault::{PlanFault, quoted};
use super::fields::{Fields, Item};
use super::model::{
    Class, Declare, Degrees, Device, Drawn, Exit, Form, Inside, Key, Measure, Service, ShapesRule,
    ShapesTarget, Thing, Written, class_of_kind, class_of_word,
};
use super::values::{centimetres, character_string, degrees, hex, levels, reference, token};
use crate::geometry::{FRAME_METRES_MAX, Frame};
use crate::limits::PLAN_EXIT_PLACES_MAX;
use crate::name::civic::CivicAddress;
use crate::name::place_name::{instance_label, label_of_words};

/// Lowest and highest floor a plan may have, in metres above the ellipsoid: the Dead Sea's shore with
/// its mines, and the highest mountain with a tower on it.
const ALTITUDE_METRES: [f64; 2] = [-5000.0, 10_000.0];
/// Heights of rooms and of devices above their floor, in metres.
const HEIGHT_METRES: [f64; 2] = [0.0, 1000.0];

/// What items of one file take where they say nothing themselves.
#[derive(Clone)]
pub(crate) struct Defaults {
    pub(crate) inside: Inside,
    pub(crate) frame: Option<Frame>,
}

/// Reads the items of one file.
pub(crate) fn read_items(fields: &mut Fields<'_, '_>, defaults: &Defaults, into: &mut Written) {
    for (table, spot) in fields.tables("place") {
        read_place(fields.inside(table, spot), defaults, into);
    }
    for (table, spot) in fields.tables("device") {
        read_device(fields.inside(table, spot), defaults, into);
    }
    for (table, spot) in fields.tables("exit") {
        into.exits.extend(read_exit(fields.inside(table, spot), defaults.frame.as_ref()));
    }
    for (table, spot) in fields.tables("shapes") {
        into.shapes.extend(read_shapes(fields.inside(table, spot), defaults));
    }
}

/// A frame: `origin` and `bearing`.
pub(crate) fn read_frame(mut fields: Fields<'_, '_>) -> Option<Frame> {
    let origin = fields.need("origin", "[latitude, longitude] in degrees", |item| {
        // Metres to the east of a pole have no direction.
        degrees(item).and_then(|at| match at[0].abs() {
            0.0..=89.0 => Ok(at),
            _ => Err(item.fault("expected an origin of at most 89° north or south")),
        })
    });
    let bearing = fields.get("bearing", |item| item.number(-360.0..=360.0)).unwrap_or(0.0);
    fields.finish();
    origin.map(|origin| Frame::new(origin, bearing))
}

fn read_place(mut fields: Fields<'_, '_>, defaults: &Defaults, into: &mut Written) {
    let Some(mut thing) = read_thing(&mut fields, "place", defaults) else { return };
    let kind = fields.get("kind", |item| item.parse(token));
    let class = fields.get("class", |item| item.parse(class_of_word));
    thing.class = class.unwrap_or_else(|| kind.as_deref().map_or(Class::Room, class_of_kind));
    thing.kind = kind.unwrap_or_else(|| thing.class.word().to_owned());
    thing.height_cm = height(&mut fields, "height");
    thing.form = read_form(&mut fields, defaults.frame.as_ref());
    read_civic(&mut fields, &mut thing.civic);
    let index = into.things.len();
    into.things.push(thing);
    let within = Defaults { inside: Inside::Thing(index), ..defaults.clone() };
    for (table, spot) in fields.tables("device") {
        read_device(fields.inside(table, spot), &within, into);
    }
    fields.finish();
}

fn read_device(mut fields: Fields<'_, '_>, defaults: &Defaults, into: &mut Written) {
    let Some(mut thing) = read_thing(&mut fields, "device", defaults) else { return };
    thing.class = Class::Device;
    let expected = "one word for what it is, such as light";
    thing.kind =
        fields.need("kind", expected, |item| item.parse(token)).unwrap_or_else(|| "device".into());
    thing.height_cm = height(&mut fields, "above_floor");
    thing.device = read_device_parts(&mut fields);
    fields.finish();
    into.things.push(thing);
}

/// What places and devices have in common. None when there is no name to speak of it by.
fn read_thing(fields: &mut Fields<'_, '_>, what: &str, defaults: &Defaults) -> Option<Thing> {
    let words = fields.need("name", "what people call it", |item| {
        item.text().map(|words| words.trim().to_owned())
    })?;
    fields.entitle(&format!("{what} {}", quoted(&words)));
    let from_words = |item: &Item<'_>| item.parse(label_of_words);
    let label = match fields.get("label", from_words) {
        Some(label) => Some(label),
        None => fields.need("name", "", from_words),
    };
    let spot = fields.spot().clone();
    let inside = fields.get("in", reference).map(Inside::Named);
    let aliases = fields
        .many("aliases", |item| item.parse(label_of_words).map(|label| (label, item.spot.clone())));
    Some(Thing {
        spot,
        words,
        label: label?,
        inside: inside.unwrap_or_else(|| defaults.inside.clone()),
        class: Class::Room,
        kind: String::new(),
        levels: fields.get("level", levels),
        position: read_position(fields, defaults.frame.as_ref()),
        form: None,
        form_from_features: false,
        outline_bad_shape: false,
        altitude_cm: altitude(fields),
        height_cm: None,
        source: source(fields),
        aliases,
        text: fields.many("text", |item| item.parse(character_string)),
        civic: CivicAddress::new(),
        device: Device::default(),
    })
}

/// What the item is called where the plan was made from.
pub(crate) fn source(fields: &mut Fields<'_, '_>) -> Option<String> {
    let expected = "expected what it is called in the source, at most 255 octets";
    fields.get("source", |item| match item.text()? {
        text if (1..=255).contains(&text.len()) => Ok(text.to_owned()),
        _ => Err(item.fault(expected)),
    })
}

pub(crate) fn altitude(fields: &mut Fields<'_, '_>) -> Option<i32> {
    fields.get("altitude", |item| centimetres(item, ALTITUDE_METRES))
}

fn height(fields: &mut Fields<'_, '_>, key: &'static str) -> Option<u32> {
    fields.get(key, |item| centimetres(item, HEIGHT_METRES)).map(i32::unsigned_abs)
}

/// `position` in degrees, or `at` in metres of the frame.
pub(crate) fn read_position(fields: &mut Fields<'_, '_>, frame: Option<&Frame>) -> Option<Degrees> {
    let position = fields.get("position", degrees);
    let at = fields.get("at", |item| {
        let frame = frame.ok_or_else(|| no_frame(item))?;
        metres::<2>(item, "[x, y] in metres").map(|at| frame.position(at))
    });
    position.or(at)
}

fn no_frame(item: &Item<'_>) -> PlanFault {
    item.fault("metres need a [frame] with an origin, in this file or in plan.toml")
}

fn metres<const N: usize>(item: &Item<'_>, what: &str) -> Result<[f64; N], PlanFault> {
    item.numbers(-FRAME_METRES_MAX..=FRAME_METRES_MAX, what)
}

/// `rectangle`, `corners` (metres), `outline` (degrees) or `radius`; at most one of them.
pub(crate) fn read_form(fields: &mut Fields<'_, '_>, frame: Option<&Frame>) -> Option<Drawn> {
    let frame_of = |item: &Item<'_>| frame.copied().ok_or_else(|| no_frame(item));
    let ring = |item: &Item<'_>, ring: Vec<Degrees>, measure: Measure| Drawn {
        form: Form::Polygons(vec![vec![ring]]),
        spot: item.spot.clone(),
        measure,
    };
    let forms = [
        fields.get("rectangle", |item| {
            let sides = metres::<4>(item, "[x, y, width, depth] in metres")?;
            if sides[2] <= 0.0 || sides[3] <= 0.0 {
                return Err(item.fault("expected [x, y, width, depth] with sides above zero"));
            }
            let frame = frame_of(item)?;
            Ok(ring(item, frame.rectangle(sides), Measure::Metres(frame)))
        }),
        fields.get("corners", |item| {
            let frame = frame_of(item)?;
            let corners = item.list()?.into_iter().map(|corner| {
                metres::<2>(&corner, "[x, y] in metres").map(|at| frame.position(at))
            });
            Ok(ring(item, corners.collect::<Result<_, _>>()?, Measure::Metres(frame)))
        }),
        fields.get("outline", |item| {
            let corners: Result<Vec<_>, _> = item.list()?.iter().map(degrees).collect();
            Ok(ring(item, corners?, Measure::Degrees))
        }),
        fields.get("radius", |item| {
            let radius_cm = centimetres(item, [0.01, FRAME_METRES_MAX])?.unsigned_abs();
            Ok(Drawn {
                form: Form::Circle { radius_cm },
                spot: item.spot.clone(),
                measure: Measure::Degrees,
            })
        }),
    ];
    let mut forms = forms.into_iter().flatten();
    let form = forms.next();
    if forms.next().is_some() {
        let spot = fields.spot().clone();
        let expected =
            "has more than one shape; expected one of rectangle, corners, outline, radius";
        fields.faults.push(spot.fault("", expected));
    }
    form
}

/// The `civic` table: words of RFC 5139 §3.
pub(crate) fn read_civic(fields: &mut Fields<'_, '_>, into: &mut CivicAddress) {
    let Some(civic) = fields.table("civic") else { return };
    for (word, item) in civic.entries() {
        let read =
            item.text().and_then(|text| into.set(&word, text).map_err(|error| item.fault(error)));
        if let Err(fault) = read {
            civic.faults.push(fault);
        }
    }
}

fn read_device_parts(fields: &mut Fields<'_, '_>) -> Device {
    let bearers = fields.table("bearers").map(bearers::read).unwrap_or_default();
    let mut services = Vec::new();
    for (table, spot) in fields.tables("service") {
        services.extend(read_service(fields.inside(table, spot)));
    }
    let mut keys = Vec::new();
    for (table, spot) in fields.tables("key") {
        keys.extend(read_key(fields.inside(table, spot)));
    }
    Device { services, bearers, keys }
}

fn read_service(mut fields: Fields<'_, '_>) -> Option<Service> {
    let labels =
        fields.need("type", "a service type such as _http._tcp", |item| item.parse(service_type));
    let port = fields.need("port", "a port number", |item| port(item));
    let number = |item: &Item<'_>| {
        item.integer(0..=65535).map(|number| u16::try_from(number).unwrap_or(u16::MAX))
    };
    let service = Service {
        spot: fields.spot().clone(),
        labels: labels.clone().unwrap_or_default(),
        instance: fields.get("name", |item| {
            item.parse(|text| instance_label(text).map(|_| text.trim().to_owned()))
        }),
        port: port.unwrap_or_default(),
        priority: fields.get("priority", number).unwrap_or_default(),
        weight: fields.get("weight", number).unwrap_or_default(),
        subtypes: fields.many("subtypes", |item| item.parse(subtype)),
        text: read_service_text(&mut fields),
    };
    fields.finish();
    (labels.is_some() && port.is_some()).then_some(service)
}

fn port(item: &Item<'_>) -> Result<u16, PlanFault> {
    item.integer(1..=65535).map(|port| u16::try_from(port).unwrap_or(u16::MAX))
}

/// `_name._tcp` or `_name._udp`, the name of 1 to 15 characters (RFC 6335 §5.1, RFC 6763 §7).
fn service_type(text: &str) -> Result<[String; 2], String> {
    let expected = "expected a service type such as _http._tcp or _coap._udp";
    let (name, protocol) = text.split_once('.').ok_or(expected)?;
    let word = name.strip_prefix('_').ok_or(expected)?;
    let fits = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
    if !matches!(protocol, "_tcp" | "_udp") || word.is_empty() || !word.bytes().all(fits) {
        return Err(expected.to_owned());
    }
    if word.len() > 15 {
        return Err(format!("the name has {} characters; expected at most 15", word.len()));
    }
    Ok([name.to_ascii_lowercase(), protocol.to_owned()])
}

/// A subtype as a label: `printer` and `_printer` are the same (RFC 6763 §7.1).
fn subtype(text: &str) -> Result<String, String> {
    token(text.strip_prefix('_').unwrap_or(text)).map(|word| format!("_{word}"))
}

/// `txt`: a table of keys and values, or a list of strings (RFC 6763 §6).
fn read_service_text(fields: &mut Fields<'_, '_>) -> Vec<String> {
    match fields.item("txt") {
        Some(item) if item.value.is_table() => {}
        Some(_) => return fields.many("txt", |item| item.parse(character_string)),
        None => return Vec::new(),
    }
    let Some(table) = fields.table("txt") else { return Vec::new() };
    let mut strings = Vec::new();
    for (key, item) in table.entries() {
        match txt_pair(&key, &item) {
            Ok(string) => strings.push(string),
            Err(fault) => table.faults.push(fault),
        }
    }
    // RFC 6763 §6.7: "it SHOULD be the first key/value pair in the TXT record".
    strings.sort_by_key(|string| !string.starts_with("txtvers="));
    strings
}

fn txt_pair(key: &str, item: &Item<'_>) -> Result<String, PlanFault> {
    // RFC 6763 §6.4: printable ASCII without "=".
    if key.is_empty() || !key.bytes().all(|c| matches!(c, b' '..=b'~') && c != b'=') {
        return Err(item.fault("the key must be printable ASCII without an equals sign"));
    }
    let string = match item.value {
        toml::de::DeValue::Boolean(true) => key.to_owned(),
        toml::de::DeValue::Integer(_) => format!("{key}={}", item.integer(i64::MIN..=i64::MAX)?),
        _ => format!(
            "{key}={}",
            item.text().map_err(|_| {
                item.fault("expected text, a whole number, or true for a key without a value")
            })?
        ),
    };
    character_string(&string).map_err(|error| item.fault(error))
}

fn read_key(mut fields: Fields<'_, '_>) -> Option<Key> {
    let port = fields.need("port", "the port of the service", |item| port(item));
    let protocol = fields.get("protocol", |item| {
        item.parse(|text| match text {
            "tcp" | "udp" => Ok(format!("_{text}")),
            _ => Err("expected tcp or udp"),
        })
    });
    let sha256 = |item: &Item<'_>| {
        item.parse(|text| {
            hex(text).filter(|octets| octets.len() == 32).ok_or("expected 32 octets in hexadecimal")
        })
    };
    let spki = fields.get("spki_sha256", sha256);
    let certificate = fields.get("certificate_sha256", sha256);
    let spot = fields.spot().clone();
    let (selector, digest) = match (spki, certificate) {
        (Some(digest), None) => (1, Some(digest)),
        (None, Some(digest)) => (0, Some(digest)),
        _ => (0, None),
    };
    if digest.is_none() {
        fields.faults.push(spot.fault("", "expected either spki_sha256 or certificate_sha256"));
    }
    fields.finish();
    let protocol = protocol.unwrap_or_else(|| "_tcp".to_owned());
    Some(Key { port: port?, protocol, selector, sha256: digest? })
}

fn read_exit(mut fields: Fields<'_, '_>, frame: Option<&Frame>) -> Option<Exit> {
    let joins = fields.many("joins", reference);
    let one_way = fields.get("one_way", Item::boolean).unwrap_or(false);
    let kind = fields.get("kind", |item| item.parse(token)).unwrap_or_else(|| "door".to_owned());
    let position = read_position(&mut fields, frame);
    let source = source(&mut fields);
    let spot = fields.spot().clone();
    let is_fit = (2..=PLAN_EXIT_PLACES_MAX).contains(&joins.len());
    if joins.len() < 2 {
        let expected = "expected joins = [\"one place\", \"another\"], @ for the site itself";
        fields.faults.push(spot.fault("", expected));
    } else if !is_fit {
        let expected = format!(
            "joins {} places, each with each; expected at most {PLAN_EXIT_PLACES_MAX}: a hall or lift \
             that is a place of its own, which each exit joins with one other",
            joins.len()
        );
        fields.faults.push(spot.part("joins").fault("", expected));
    }
    fields.finish();
    is_fit.then_some(Exit { spot, joins, one_way, kind, position, source })
}

fn read_shapes(mut fields: Fields<'_, '_>, defaults: &Defaults) -> Option<ShapesRule> {
    let file =
        fields.need("file", "a GeoJSON file of the plan", |item| item.text().map(str::to_owned));
    if let Some(file) = &file {
        fields.entitle(&format!("shapes {}", quoted(file)));
    }
    let only = read_matches(&mut fields, "only");
    let except = read_matches(&mut fields, "except");
    let outline_bad_shapes = fields.get("on_bad_shape", |item| {
        item.parse(|text| match text {
            "refuse" => Ok(false),
            "outline" => Ok(true),
            _ => Err("expected refuse or outline"),
        })
    });
    let place = fields.get("place", reference);
    let property = fields.text("property");
    let declared = read_declare(&mut fields, defaults);
    let spot = fields.spot().clone();
    let target = match (place, property, declared) {
        (Some(place), None, None) => Some(ShapesTarget::Place(place)),
        (None, None, Some(declare)) => Some(ShapesTarget::Declare(declare)),
        (None, property, None) => {
            Some(ShapesTarget::ByProperty(property.unwrap_or_else(|| "place".to_owned())))
        }
        _ => None,
    };
    if target.is_none() {
        let expected = "expected one of place, property and name: \
                        features shape one place, or places they name, or declare places";
        fields.faults.push(spot.fault("", expected));
    }
    fields.finish();
    let outline_bad_shapes = outline_bad_shapes.unwrap_or(false);
    Some(ShapesRule { spot, file: file?, only, except, target: target?, outline_bad_shapes })
}

/// The keys by which features declare places; none without `name`.
fn read_declare(fields: &mut Fields<'_, '_>, defaults: &Defaults) -> Option<Declare> {
    let inside = fields.get("in", reference).map(Inside::Named);
    let kind = fields.get("kind", |item| item.parse(token));
    let class = fields.get("class", |item| item.parse(class_of_word));
    let levels = fields.get("level", levels);
    let number_collisions = fields.get("on_collision", |item| {
        item.parse(|text| match text {
            "refuse" => Ok(false),
            "number" => Ok(true),
            _ => Err("expected refuse or number"),
        })
    });
    let name = fields.text("name")?;
    let class = class.unwrap_or_else(|| kind.as_deref().map_or(Class::Room, class_of_kind));
    Some(Declare {
        inside: inside.unwrap_or_else(|| defaults.inside.clone()),
        name,
        kind: kind.unwrap_or_else(|| class.word().to_owned()),
        class,
        levels,
        number_collisions: number_collisions.unwrap_or(false),
    })
}

/// A table of properties with their values, which are compared as text.
fn read_matches(fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<(String, String)> {
    let Some(table) = fields.table(key) else { return Vec::new() };
    let mut matches = Vec::new();
    for (property, item) in table.entries() {
        let value = match item.value.is_str() {
            true => item.text().map(str::to_owned),
            false => item.integer(i64::MIN..=i64::MAX).map(|number| number.to_string()),
        };
        match value {
            Ok(value) => matches.push((property, value)),
            Err(_) => table.faults.push(item.fault("expected text or a whole number")),
        }
    }
    matches
}

/// The default parent of a file's items: its `in` at the top.
pub(crate) fn default_inside(fields: &mut Fields<'_, '_>) -> Inside {
    fields.get("in", reference).map_or(Inside::Site, Inside::Named)
}
