//! Replies.

use std::net::SocketAddr;
use std::time::Duration;

use libsns::name::Name;
use libsns::record::{Record, RecordType};
use libsns::wire::{Message, rcode_word};
use serde_json::{Value, json};

use super::data;
use super::table::{Style, table};
use super::text::plain;
use crate::paint::Paint;

/// A question, its reply, and how it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The name asked for.
    pub(crate) name: Name,
    /// The type asked for.
    pub(crate) rtype: RecordType,
    /// What came back.
    pub(crate) reply: Message,
    /// Who sent it.
    pub(crate) server: SocketAddr,
    /// How long it took, all tries together.
    pub(crate) took: Duration,
}

impl Asked {
    /// The response code as a word.
    pub(crate) fn rcode(&self) -> String {
        let rcode = self.reply.rcode;
        rcode_word(rcode).map_or_else(|| format!("RCODE {rcode}"), str::to_owned)
    }
}

/// What was asked, how it went and what came, for people. Comments begin with `;`.
pub(crate) fn lines(asked: &Asked, paint: Paint) -> String {
    let reply = &asked.reply;
    let rcode =
        if reply.rcode == 0 { paint.green(&asked.rcode()) } else { paint.red(&asked.rcode()) };
    let (name, rtype) = (&asked.name, data::type_word(asked.rtype));
    let mut flags = String::new();
    for (is_set, word) in [
        (reply.flags.is_authoritative(), ", authoritative"),
        (reply.flags.is_truncated(), ", truncated"),
        (reply.flags.is_authentic(), ", authentic"),
    ] {
        flags += if is_set { word } else { "" };
    }
    let way = format!(" from {} in {:.1} ms", asked.server, asked.took.as_secs_f64() * 1000.0);
    let mut text = format!("; {name} {rtype}: {rcode}{flags}{}\n", paint.dim(&way));
    for (code, reason) in reply.extended_errors() {
        let reason = format!("; because: {} (extended error {code})\n", plain(&reason));
        text += &paint.yellow(&reason);
    }
    for (title, records) in [
        ("", &reply.answer),
        ("; authority\n", &reply.authority),
        ("; additional\n", &reply.additional),
    ] {
        if !records.is_empty() {
            text += &paint.dim(title);
            text += &records_table(records, paint);
        }
    }
    text
}

fn records_table(records: &[Record], paint: Paint) -> String {
    let row = |record: &Record| {
        let (name, ttl) = (record.owner.to_string(), record.ttl.to_string());
        vec![name, ttl, data::type_word(record.rtype), plain(&data::words(record))]
    };
    let rows: Vec<_> = records.iter().map(row).collect();
    let styles: [Style; 3] = [Paint::bold, Paint::dim, Paint::cyan];
    table(&rows, &styles, paint)
}

/// The same for programs.
pub(crate) fn json(asked: &Asked) -> Value {
    let reply = &asked.reply;
    let records = |records: &[Record]| -> Value { records.iter().map(data::json).collect() };
    let reasons = reply.extended_errors().map(|(code, text)| json!({"code": code, "text": text}));
    json!({
        "name": asked.name.to_string(),
        "type": data::type_word(asked.rtype),
        "server": asked.server.to_string(),
        "took_ms": asked.took.as_secs_f64() * 1000.0,
        "rcode": asked.rcode(),
        "authoritative": reply.flags.is_authoritative(),
        "truncated": reply.flags.is_truncated(),
        "errors": reasons.collect::<Vec<_>>(),
        "answer": records(&reply.answer),
        "authority": records(&reply.authority),
        "additional": records(&reply.additional),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use libsns::record::rdata;
    use libsns::wire::{Flags, Opt};

    #[test]
    fn a_denial_tells_its_reason() {
        let name: Name = "zz._near.hq.example.".parse().unwrap();
        let target: Name = "hq.example.".parse().unwrap();
        let ns = Record {
            owner: target.clone(),
            rtype: RecordType::NS,
            ttl: 60,
            rdata: rdata::name(&target),
        };
        let options = vec![(15, b"\0\0expected \x1b a point".to_vec())];
        let reply = Message {
            id: 0,
            flags: Flags(0x8400),
            rcode: 3,
            question: None,
            answer: Vec::new(),
            authority: vec![ns],
            additional: Vec::new(),
            edns: Some(Opt { payload_octets: 1232, version: 0, dnssec_ok: false, options }),
        };
        let asked = Asked {
            name,
            rtype: RecordType::PTR,
            reply,
            server: "192.0.2.1:53".parse().unwrap(),
            took: Duration::from_micros(1500),
        };
        assert_eq!(
            lines(&asked, Paint::PLAIN),
            "; zz._near.hq.example. PTR: NXDOMAIN, authoritative from 192.0.2.1:53 in 1.5 ms\n\
             ; because: expected \u{fffd} a point (extended error 0)\n\
             ; authority\n\
             hq.example.  60  NS  hq.example.\n"
        );
        assert_eq!(json(&asked)["errors"][0]["code"], 0);
        assert_eq!(json(&asked)["authority"][0]["data"], "hq.example.");
    }
}
