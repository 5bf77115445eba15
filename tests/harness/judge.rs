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

/// The bit that says that something did not fit.
const TC: u16 = 0x0200;
/// AA in the flags: the answer is authoritative.
const AA: u16 = 0x0400;

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
    let any = question.rtype == rtype::ANY && question.class == 1;
    if any && let Some(verdict) = judge_any(&mine, &theirs) {
        return verdict;
    }
    let trusted = theirs.iter().any(|(peer, _)| is_trusted(*peer));
    let both = theirs.iter().filter(|(peer, _)| is_trusted(*peer)).count() == 2;
    let agree = theirs.windows(2).all(|pair| pair[0].1.core == pair[1].1.core);
    if !trusted && (theirs.len() < 2 || !agree) {
        return Verdict::Allowed("neither NSD nor Knot serves the zone, the others disagree");
    }
    let cut_by_all = theirs.iter().all(|(_, n)| {
        n.core.flags & TC != 0
            && n.core.rcode == mine.core.rcode
            && (n.core.flags ^ mine.core.flags) & !TC == 0
    });
    if !trusted && cut_by_all {
        return Verdict::Allowed(
            "what the others cut off fits, or keeps its head, as with NSD and Knot",
        );
    }
    if question.rtype == rtype::ANY && question.class == 255 && is_one_set(&mine, &theirs) {
        return Verdict::Allowed("ANY of class ANY: one RRset of the name, no authority claimed");
    }
    let like: Vec<_> =
        theirs.iter().filter(|(_, n)| n.core == mine.core).map(|(peer, _)| *peer).collect();
    let verdict = if like.len() == theirs.len() {
        Verdict::Undisputed
    } else if like.iter().any(|peer| is_trusted(*peer)) || !like.is_empty() && !both {
        Verdict::Like(like)
    } else if is_cut_chain(&mine.core, &theirs) {
        Verdict::Allowed("an endless chain, cut later than by NSD or Knot and not by both")
    } else if fits_here(&mine.core, &theirs) {
        return Verdict::Allowed("what NSD and Knot cut off fits, as it is compressed better");
    } else if has_lost_glue(&mine, &theirs) {
        return Verdict::Allowed("TC as glue was left out (RFC 9471 §3)");
    } else {
        return Verdict::Wrong(what_differs(&mine, &theirs));
    };
    let wrong = judge_additional(&mine, &theirs).filter(|_| trusted);
    wrong.map_or(verdict, Verdict::Wrong)
}

fn is_trusted(peer: Peer) -> bool {
    matches!(peer, Peer::Nsd | Peer::Knot)
}

/// A chain without end may be cut anywhere: ours begins like the longest of NSD and Knot, and is not
/// shorter than the other's.
fn is_cut_chain(mine: &Core, theirs: &[(Peer, Normal)]) -> bool {
    let trusted: Vec<_> = theirs
        .iter()
        .filter(|(peer, _)| is_trusted(*peer))
        .map(|(_, normal)| &normal.core)
        .collect();
    let [a, b] = trusted[..] else { return false };
    let between = |short: &Core, long: &Core| {
        short.answer.is_subset(&mine.answer) && mine.answer.is_subset(&long.answer)
    };
    mine.authority.is_empty()
        && (mine.rcode, mine.flags & !TC) == (a.rcode, a.flags & !TC)
        && a.answer != b.answer
        && (between(a, b) || between(b, a))
}

/// True if the trusted peers set TC, we do not, and we say all that they say.
fn fits_here(mine: &Core, theirs: &[(Peer, Normal)]) -> bool {
    let trusted = theirs.iter().filter(|(peer, _)| is_trusted(*peer)).map(|(_, n)| &n.core);
    let mut trusted = trusted.peekable();
    trusted.peek().is_some()
        && mine.flags & TC == 0
        && trusted.all(|core| {
            core.flags == mine.flags | TC
                && core.rcode == mine.rcode
                && core.answer.is_subset(&mine.answer)
        })
}

/// True if TC is all that sets us apart from a trusted peer, and glue that it gives did not fit.
fn has_lost_glue(mine: &Normal, theirs: &[(Peer, Normal)]) -> bool {
    let whole = Core { flags: mine.core.flags & !TC, ..mine.core.clone() };
    let referral = whole.authority.iter().any(|rr| rr.rtype == rtype::NS);
    referral
        && mine.core.flags & TC != 0
        && theirs.iter().any(|(peer, normal)| {
            is_trusted(*peer)
                && normal.core == whole
                && mine.additional.iter().all(is_address)
                && mine.additional.len() < hosts(&whole.authority).len() * 2
        })
}

fn is_address(rr: &Rr) -> bool {
    matches!(rr.rtype, rtype::A | rtype::AAAA)
}

fn hosts(records: &BTreeSet<Rr>) -> BTreeSet<Labels> {
    records.iter().flat_map(Rr::names).collect()
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

/// True when our answer is the very set that NSD or Knot picked, nothing stands beside it, and at the
/// most AA is missing (RFC 1035 §6.2).
fn is_one_set(mine: &Normal, theirs: &[(Peer, Normal)]) -> bool {
    theirs.iter().filter(|(peer, _)| is_trusted(*peer)).any(|(_, n)| {
        n.core.rcode == mine.core.rcode
            && n.core.answer == mine.core.answer
            && mine.core.authority.is_empty()
            && (n.core.flags ^ mine.core.flags) & !AA == 0
    })
}

/// What is wrong in our additional section.
fn judge_additional(mine: &Normal, theirs: &[(Peer, Normal)]) -> Option<&'static str> {
    let sections = || theirs.iter().map(|(_, normal)| &normal.additional);
    let all = || theirs.iter().map(|(_, normal)| normal).chain([mine]);
    let cut = all().any(|normal| normal.core.flags & TC != 0);
    // RFC 9460 §4.1 asks for the addresses of the target, which peers give in part.
    let service = |rr: &&Rr| matches!(rr.rtype, rtype::SVCB | rtype::HTTPS);
    let of_service: BTreeSet<_> = mine
        .core
        .answer
        .iter()
        .filter(service)
        .flat_map(|rr| [rr.names(), vec![rr.owner.clone()]].concat())
        .collect();
    // Where a referral's glue is cut off, one message holds an address more than another.
    let of_cut = if cut { hosts(&mine.core.authority) } else { BTreeSet::new() };
    let lawful =
        |rr: &Rr| is_address(rr) && (of_service.contains(&rr.owner) || of_cut.contains(&rr.owner));
    let unheard = |rr: &&Rr| !sections().any(|section| section.contains(rr));
    if mine.additional.iter().filter(unheard).any(|rr| !lawful(rr)) {
        return Some("additional record that no peer gives");
    }
    let first = sections().next()?;
    let missing = first
        .iter()
        .any(|rr| sections().all(|section| section.contains(rr)) && !mine.additional.contains(rr));
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
        (
            is_chain(&question.name, &reply.answer),
            "aliases in the order in which they are followed",
        ),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rr(owner: &str, rtype: u16, rdata: &[u8]) -> Rr {
        Rr { owner: names::labels(owner), rtype, class: 1, ttl: 60, rdata: rdata.to_vec() }
    }

    fn reply(answer: &[Rr], additional: &[Rr]) -> Message {
        Message {
            id: 1,
            flags: 0x8400,
            questions: vec![asked(&question())],
            answer: answer.to_vec(),
            authority: Vec::new(),
            additional: additional.to_vec(),
            opt: None,
        }
    }

    fn question() -> Question {
        Question::new(names::labels("m.z"), rtype::MX)
    }

    fn judged(ours: &Message, peers: &[(Peer, Message)]) -> Verdict {
        judge(&question(), &names::labels("z"), ours, peers)
    }

    const MX: &[u8] = b"\0\x01\x01h\x01z\0";

    #[test]
    fn unanimous_peers_must_be_matched() {
        let right = reply(&[rr("m.z", rtype::MX, MX)], &[]);
        let empty = reply(&[], &[]);
        let peers = [(Peer::Nsd, right.clone()), (Peer::Knot, right.clone())];
        assert_eq!(judged(&right, &peers), Verdict::Undisputed);
        assert_eq!(judged(&empty, &peers), Verdict::Wrong("answer"));
    }

    #[test]
    fn where_peers_disagree_nsd_or_knot_must_be_matched() {
        let (one, other) = (reply(&[rr("m.z", rtype::MX, MX)], &[]), reply(&[], &[]));
        let peers = [
            (Peer::Nsd, one.clone()),
            (Peer::Knot, one.clone()),
            (Peer::Bind, other.clone()),
            (Peer::PowerDns, other.clone()),
        ];
        assert_eq!(judged(&one, &peers), Verdict::Like(vec![Peer::Nsd, Peer::Knot]));
        assert!(!judged(&other, &peers).is_right());
    }

    #[test]
    fn additional_records_lie_between_what_all_and_what_any_give() {
        let answer = [rr("m.z", rtype::MX, MX)];
        let (a, other) = (rr("h.z", rtype::A, &[1, 2, 3, 4]), rr("h.z", rtype::A, &[9, 9, 9, 9]));
        let with = |additional: &[Rr]| reply(&answer, additional);
        let peers = [(Peer::Nsd, with(std::slice::from_ref(&a))), (Peer::Knot, with(&[]))];
        assert!(judged(&with(std::slice::from_ref(&a)), &peers).is_right());
        assert!(judged(&with(&[]), &peers).is_right());
        assert!(!judged(&with(&[other]), &peers).is_right());
        let peers = [(Peer::Nsd, with(std::slice::from_ref(&a))), (Peer::Knot, with(&[a]))];
        assert!(!judged(&with(&[]), &peers).is_right());
    }

    #[test]
    fn servers_of_the_apex_beside_an_answer_do_not_count() {
        let answer = [rr("m.z", rtype::MX, MX)];
        let mut full = reply(&answer, &[rr("ns.z", rtype::A, &[1, 1, 1, 1])]);
        full.authority = vec![rr("z", rtype::NS, b"\x02ns\x01z\0")];
        let peers = [(Peer::Nsd, full), (Peer::Knot, reply(&answer, &[]))];
        assert_eq!(judged(&reply(&answer, &[]), &peers), Verdict::Undisputed);
    }

    #[test]
    fn aliases_come_in_order() {
        let cname = rr("a.z", rtype::CNAME, b"\x01b\x01z\0");
        let a = rr("b.z", rtype::A, &[1, 2, 3, 4]);
        let asked = names::labels("a.z");
        assert!(is_chain(&asked, &[cname.clone(), a.clone()]));
        assert!(!is_chain(&asked, &[a, cname]));
    }

    #[test]
    fn lawless_replies_are_caught() {
        let good = reply(&[rr("m.z", rtype::MX, MX)], &[]);
        assert_eq!(check(&question(), 100, &good), Ok(()));
        assert!(check(&question(), 600, &good).is_err(), "larger than 512 octets");
        let twice = rr("m.z", rtype::MX, MX);
        assert!(check(&question(), 100, &reply(&[twice.clone(), twice], &[])).is_err());
        let mut other = good.clone();
        other.flags |= 0x0080;
        assert!(check(&question(), 100, &other).is_err(), "RA set");
    }
}
