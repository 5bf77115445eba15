//! Whether a reply is right: what every reply must keep, and what other servers say.
//!
//! Replies are compared in a normal form. The *core* is RCODE, flags, answer, and the authority
//! section where it says something (a denial, a referral); it must equal that of all peers where
//! they agree, and else that of NSD or Knot. *Additional* records may be left out, so they must hold
//! what all peers give and nothing that none gives.

use std::collections::BTreeSet;
use std::fmt;

use crate::message::{Message, Rr, rtype};
use crate::names::{self, Labels};
use crate::peers::Peer;
use crate::question::Question;

/// What is compared exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Core {
    /// The RCODE.
    pub rcode: u16,
    /// AA, TC, RD, RA, AD and CD, as they stand in the header.
    pub flags: u16,
    /// The answer; its order is judged elsewhere.
    pub answer: BTreeSet<Rr>,
    /// The authority section without the apex's NS beside an answer.
    pub authority: BTreeSet<Rr>,
}

/// A reply in normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Normal {
    /// What is compared exactly.
    pub core: Core,
    /// The additional section without OPT and what belongs to the apex's NS alone.
    pub additional: BTreeSet<Rr>,
}

impl Normal {
    /// The normal form of a reply about a zone.
    #[must_use]
    pub fn of(message: &Message, apex: &[Vec<u8>]) -> Self {
        let fold = |records: &[Rr]| records.iter().map(Rr::folded).collect::<BTreeSet<_>>();
        let (answer, mut authority) = (fold(&message.answer), fold(&message.authority));
        let mut additional = fold(&message.additional);
        // NSD and BIND put the apex's NS beside answers, Knot and PowerDNS do not.
        let apex_ns = |rr: &Rr| rr.rtype == rtype::NS && rr.owner == apex;
        if message.is_authoritative() && authority.iter().any(apex_ns) {
            let targets = |set: &BTreeSet<Rr>| set.iter().flat_map(Rr::names).collect::<Vec<_>>();
            let of_apex = targets(&authority);
            let wanted = targets(&answer);
            authority.retain(|rr| !apex_ns(rr));
            additional.retain(|rr| wanted.contains(&rr.owner) || !of_apex.contains(&rr.owner));
        }
        let flags = message.flags & 0x07b0;
        Self { core: Core { rcode: message.rcode(), flags, answer, authority }, additional }
    }
}

/// What the judge makes of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All peers say the same, and so do we.
    Undisputed,
    /// Peers disagree; we say what these say.
    Like(Vec<Peer>),
    /// Peers disagree, and ours is one of the ways that a rule of the judge allows.
    Allowed(&'static str),
    /// Wrong, and why.
    Wrong(&'static str),
}

impl Verdict {
    /// True unless the reply is wrong.
    #[must_use]
    pub fn is_right(&self) -> bool {
        !matches!(self, Self::Wrong(_))
    }
}

/// Judges our reply by those of the peers; a peer that stayed silent is not in the list.
#[must_use]
pub fn judge(
    question: &Question,
    apex: &[Vec<u8>],
    ours: &Message,
    peers: &[(Peer, Message)],
) -> Verdict {
    let apex = names::lowercase(apex);
    let mine = Normal::of(ours, &apex);
    let theirs: Vec<_> = peers.iter().map(|(p, m)| (*p, Normal::of(m, &apex))).collect();
    if question.rtype == rtype::ANY && question.class == 1 {
        if let Some(verdict) = judge_any(&mine, &theirs) {
            return verdict;
        }
    }
    let like: Vec<_> =
        theirs.iter().filter(|(_, n)| n.core == mine.core).map(|(peer, _)| *peer).collect();
    let trusted = theirs.iter().any(|(peer, _)| is_trusted(*peer));
    let verdict = if theirs.is_empty() {
        Verdict::Allowed("no peer answers")
    } else if !trusted && theirs.iter().any(|(_, normal)| normal.core != theirs[0].1.core) {
        Verdict::Allowed("NSD and Knot do not serve the zone, the others disagree")
    } else if !trusted && theirs.len() == 1 {
        Verdict::Allowed("only one peer serves the zone")
    } else if like.len() == theirs.len() {
        Verdict::Undisputed
    } else if like.iter().any(|peer| is_trusted(*peer)) {
        Verdict::Like(like)
    } else {
        return Verdict::Wrong(what_differs(&mine, &theirs));
    };
    judge_additional(&mine, &theirs).map_or(verdict, Verdict::Wrong)
}

fn is_trusted(peer: Peer) -> bool {
    matches!(peer, Peer::Nsd | Peer::Knot)
}

/// The first part in which our reply differs from that of the first peer.
fn what_differs(mine: &Normal, theirs: &[(Peer, Normal)]) -> &'static str {
    let (mine, theirs) = (&mine.core, &theirs[0].1.core);
    match () {
        () if mine.rcode != theirs.rcode => "RCODE",
        () if mine.flags != theirs.flags => "flags",
        () if mine.answer != theirs.answer => "answer",
        () => "authority",
    }
}

/// RFC 8482 §4.1: one RRset of those at the name is enough, and which is our choice.
fn judge_any(mine: &Normal, theirs: &[(Peer, Normal)]) -> Option<Verdict> {
    let (_, all) = theirs.iter().find(|(peer, _)| *peer == Peer::Bind)?;
    let first = mine.core.answer.first()?;
    let is_rrset = |rr: &&Rr| rr.rtype == first.rtype && rr.owner == first.owner;
    let rrset: BTreeSet<_> = all.core.answer.iter().filter(is_rrset).cloned().collect();
    let right = mine.core.answer == rrset
        && (mine.core.rcode, mine.core.flags) == (all.core.rcode, all.core.flags)
        && mine.core.authority.is_empty();
    right.then_some(Verdict::Allowed("ANY: one RRset of the name"))
}

/// What is wrong in our additional section.
fn judge_additional(mine: &Normal, theirs: &[(Peer, Normal)]) -> Option<&'static str> {
    let sections = || theirs.iter().map(|(_, normal)| &normal.additional);
    if mine.additional.iter().any(|rr| !sections().any(|section| section.contains(rr))) {
        return Some("additional record that no peer gives");
    }
    let cut = theirs.iter().any(|(_, normal)| normal.core.flags & 0x0200 != 0);
    let first = sections().next()?;
    let missing = first.iter().any(|rr| {
        sections().all(|section| section.contains(rr)) && !mine.additional.contains(rr)
    });
    (missing && !cut).then_some("additional record that all peers give is missing")
}

/// What every reply of ours must keep, whatever it says.
///
/// # Errors
/// The rule that is broken.
pub fn check(question: &Question, octets: usize, reply: &Message) -> Result<(), &'static str> {
    let rules = [
        (reply.is_reply() && reply.opcode() == 0, "QR set, opcode as asked (RFC 1035 §4.1.1)"),
        (reply.questions == [asked(question)], "the question as it came (RFC 1035 §4.1.2)"),
        ((reply.flags & 0x0100 != 0) == question.recursion_desired, "RD copied"),
        (reply.flags & 0x00e0 == 0, "RA, Z and AD clear"),
        (octets <= question.reply_octets_max(), "no larger than allowed"),
        (reply.opt.is_some() == question.edns.is_some(), "OPT for OPT (RFC 6891 §7)"),
        (!has_duplicates(reply), "no record twice in a section (RFC 2181 §5)"),
        (is_chain(&question.name, &reply.answer), "aliases in the order in which they are followed"),
        (has_whole_rrsets(reply), "one TTL in an RRset (RFC 2181 §5.2)"),
    ];
    rules.iter().find(|(kept, _)| !kept).map_or(Ok(()), |(_, rule)| Err(rule))
}

fn asked(question: &Question) -> (Labels, u16, u16) {
    (question.name.clone(), question.rtype, question.class)
}

fn has_duplicates(reply: &Message) -> bool {
    [&reply.answer, &reply.authority, &reply.additional].iter().any(|section| {
        let mut seen = BTreeSet::new();
        !section.iter().all(|rr| seen.insert(rr.folded()))
    })
}

fn has_whole_rrsets(reply: &Message) -> bool {
    reply.records().all(|a| {
        let alike = |b: &&Rr| a.rtype == b.rtype && a.folded().owner == b.folded().owner;
        reply.records().filter(alike).all(|b| a.ttl == b.ttl)
    })
}

/// True if each record of the answer stands at the name that those before it led to, where a DNAME
/// comes before the CNAME made of it (RFC 6672 §3.1).
#[must_use]
pub fn is_chain(asked: &[Vec<u8>], answer: &[Rr]) -> bool {
    let mut name = names::lowercase(asked);
    let mut records = answer.iter().map(Rr::folded).peekable();
    while let Some(rr) = records.next() {
        let redirects = rr.rtype == rtype::DNAME && rr.owner != name;
        if redirects && names::within(&name, &rr.owner) {
            continue;
        }
        if rr.owner != name {
            return false;
        }
        let last = records.peek().is_none();
        if rr.rtype == rtype::CNAME && !last {
            name = names::of_wire(&rr.rdata);
        }
    }
    true
}

/// A reply for people.
#[derive(Debug)]
pub struct Shown<'a>(pub &'a Message);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.0;
        write!(f, "rcode {}", message.rcode())?;
        for (bit, word) in [(0x400, "aa"), (0x200, "tc"), (0x100, "rd"), (0x80, "ra"), (0x10, "cd")]
        {
            f.write_str(if message.flags & bit != 0 { " " } else { "" })?;
            f.write_str(if message.flags & bit != 0 { word } else { "" })?;
        }
        for (word, section) in [
            ("answer", &message.answer),
            ("authority", &message.authority),
            ("additional", &message.additional),
        ] {
            for rr in section.iter().take(20) {
                write!(f, "\n    {word:<10} {rr}")?;
            }
            if section.len() > 20 {
                write!(f, "\n    {word:<10} … {} records", section.len())?;
            }
        }
        Ok(())
    }
}
