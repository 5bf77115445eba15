//! `sns ask`: a question and what its records mean.

use std::time::Instant;

use libsns::client::Client;
use libsns::name::{Name, place_name};
use libsns::record::RecordType;
use libsns::wire::Rcode;

use super::tree::place_in;
use crate::cli::AskArguments;
use crate::paint::Paint;
use crate::report::{Report, Trouble};
use crate::server;
use crate::show::reply::{self, Asked};
use crate::show::text::plain;

/// Asks for each type.
pub(crate) fn run(arguments: &AskArguments, paint: Paint) -> Result<Report, Trouble> {
    let client = server::client(&arguments.live.server)?;
    let types = types(arguments)?;
    let names = names(arguments, &client)?;
    let asker = Asker { client: &client, is_tcp: arguments.tcp };
    let (mut asked, mut tried) = (Vec::new(), Vec::new());
    for name in names {
        // The first name that exists is meant; of others only the last is worth showing. One
        // that the server has no zone for may be short for one that it has.
        asked = asker.ask_all(&name, &types)?;
        tried.push(name);
        let is_absent = [Rcode::NxDomain as u16, Rcode::Refused as u16];
        if asked.iter().all(|asked| !is_absent.contains(&asked.reply.rcode)) {
            break;
        }
    }
    let is_success = asked.iter().any(|asked| !asked.reply.answer.is_empty());
    let mut report = if arguments.live.json {
        Report::json(&asked.iter().map(reply::json).collect(), is_success)
    } else {
        let text = asked.iter().filter(|asked| is_worth_showing(asked, arguments, is_success));
        Report::new(text.map(|asked| reply::lines(asked, paint)).collect(), is_success)
    };
    report.is_refused = asked.iter().any(is_refusal);
    if !is_success && tried.len() > 1 {
        let tried: Vec<String> = tried.iter().map(Name::to_string).collect();
        report.remarks.push(format!("nothing found; tried {}", plain(&tried.join(", "))));
    }
    Ok(report)
}

/// Where many types are asked for at once, those that are not there say nothing.
fn is_worth_showing(asked: &Asked, arguments: &AskArguments, is_any_found: bool) -> bool {
    !arguments.types.is_empty()
        || !is_any_found
        || !asked.reply.answer.is_empty()
        || is_refusal(asked)
}

/// Neither an answer nor a denial.
fn is_refusal(asked: &Asked) -> bool {
    ![Rcode::NoError as u16, Rcode::NxDomain as u16].contains(&asked.reply.rcode)
}

fn types(arguments: &AskArguments) -> Result<Vec<RecordType>, Trouble> {
    if arguments.types.is_empty() {
        return Ok(Client::THING_TYPES.into_iter().chain([RecordType::PTR]).collect());
    }
    let mut types = Vec::with_capacity(arguments.types.len());
    for word in &arguments.types {
        let rtype: RecordType = word.parse().map_err(|error| Trouble::Usage(format!("{error}")))?;
        if matches!(rtype, RecordType::AXFR | RecordType::IXFR) {
            let text =
                format!("{rtype} is a transfer of many messages; expected a type of records");
            return Err(Trouble::Usage(text));
        }
        types.push(rtype);
    }
    Ok(types)
}

/// The name, or those that a relative name may stand for.
fn names(arguments: &AskArguments, client: &Client) -> Result<Vec<Name>, Trouble> {
    let zone = client.zone();
    let Some(from) = &arguments.from else { return as_it_stands(&arguments.name, zone) };
    let place = place_in(Some(from), zone)?;
    let apex = if zone.is_root() { apex_of(&place, client)? } else { zone.clone() };
    let relative = place_name::relative_name(&arguments.name)
        .map_err(|error| Trouble::Usage(format!("{:?}: {error}", arguments.name)))?;
    let names: Vec<Name> = place_name::candidates(&relative, &place, &apex).collect();
    if names.is_empty() {
        let text = format!("{place} is not in {apex}; expected a place of the zone");
        return Err(Trouble::Usage(text));
    }
    Ok(names)
}

/// The name as it was typed, or else what people's words may mean: a whole name, or one of the zone.
fn as_it_stands(typed: &str, zone: &Name) -> Result<Vec<Name>, Trouble> {
    let whole = server::name(typed);
    let words = place_name::relative_name(typed.strip_suffix('.').unwrap_or(typed)).ok();
    // Only words that are no label themselves need a second look.
    let words = words.filter(|words| whole.as_ref().map_or(true, |whole| whole != words));
    let Some(words) = words else { return Ok(vec![whole?]) };
    let in_zone = place_name::candidates(&words, zone, zone).filter(|name| *name != words);
    Ok(whole.into_iter().chain([words.clone()]).chain(in_zone).collect())
}

/// The apex of the zone a place is in: its SOA is in the answer or, with a denial, beside it
/// (RFC 2308 §3).
fn apex_of(place: &Name, client: &Client) -> Result<Name, Trouble> {
    let reply = client.ask(place, RecordType::SOA)?;
    let soa = reply.records().find(|record| record.rtype == RecordType::SOA);
    soa.map(|record| record.owner.clone()).ok_or_else(|| {
        Trouble::Usage(format!("{} knows no zone of {place}; expected --zone", client.server()))
    })
}

/// How questions are put.
struct Asker<'a> {
    client: &'a Client,
    is_tcp: bool,
}

impl Asker<'_> {
    /// Asks for each type, until the name turns out not to exist.
    fn ask_all(&self, name: &Name, types: &[RecordType]) -> Result<Vec<Asked>, Trouble> {
        let mut all = Vec::with_capacity(types.len());
        for rtype in types {
            let asked = self.ask(name, *rtype)?;
            let is_absent = asked.reply.rcode == Rcode::NxDomain as u16;
            all.push(asked);
            if is_absent {
                break;
            }
        }
        Ok(all)
    }

    fn ask(&self, name: &Name, rtype: RecordType) -> Result<Asked, Trouble> {
        let start = Instant::now();
        let reply = if self.is_tcp {
            self.client.ask_over_tcp(name, rtype)
        } else {
            self.client.ask(name, rtype)
        }?;
        let (server, took) = (self.client.server(), start.elapsed());
        Ok(Asked { name: name.clone(), rtype, reply, server, took })
    }
}
