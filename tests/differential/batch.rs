//! Many zones at once: ours and the peers' answers to all their questions, judged.

use std::fmt;
use std::thread;

use libsns::authority::Transport;
use sns_tests::asking;
use sns_tests::generator::GeneratedZone;
use sns_tests::judge::{self, Shown, Verdict};
use sns_tests::message::{Message, rtype};
use sns_tests::names;
use sns_tests::ours::{self, Ours};
use sns_tests::peers::{self, Peer, Server};
use sns_tests::question::Question;

/// One question to all.
#[derive(Debug)]
pub(crate) struct Case {
    /// The zone's place in the batch.
    pub(crate) zone: usize,
    /// What was asked.
    pub(crate) question: Question,
    /// Our reply, or why there is none to judge.
    pub(crate) ours: Result<Message, String>,
    /// The replies of the peers that loaded the zone.
    pub(crate) peers: Vec<(Peer, Message)>,
    /// What the judge says.
    pub(crate) verdict: Verdict,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {:?}: {}", self.verdict, self.question)?;
        match &self.ours {
            Ok(message) => writeln!(f, "  ours: {}", Shown(message))?,
            Err(error) => writeln!(f, "  ours: {error}")?,
        }
        self.peers.iter().try_for_each(|(peer, m)| writeln!(f, "  {peer}: {}", Shown(m)))
    }
}

/// Asks all questions of the zones; the peers are started for this and stopped again.
pub(crate) fn run(peers: &[Peer], zones: &[GeneratedZone]) -> Vec<Case> {
    let servers = peers::start_all(peers, zones);
    let questions: Vec<_> = zones
        .iter()
        .enumerate()
        .flat_map(|(n, z)| z.questions.iter().map(move |q| (n, q)))
        .collect();
    let requests: Vec<_> = questions.iter().map(|(_, q)| q.to_wire(0)).collect();
    let ask = |server: &Server| asking::ask_all(server.address, &requests).unwrap_or_default();
    let replies: Vec<_> = thread::scope(|scope| {
        let asking: Vec<_> = servers.iter().map(|s| scope.spawn(|| ask(s))).collect();
        asking.into_iter().map(|a| a.join().expect("asking does not panic")).collect()
    });
    let (mut ours, refusals) = load(zones);
    let case = |(index, (zone, question)): (usize, &(usize, &Question))| {
        let read = |(server, replies): (&Server, &Vec<Option<Vec<u8>>>)| {
            let octets = replies[index].as_ref().filter(|_| server.loaded[*zone])?;
            Message::read(octets).ok().map(|message| (server.peer, message))
        };
        let peers: Vec<_> = servers.iter().zip(&replies).filter_map(read).collect();
        let reply = match &refusals[*zone] {
            Some(refusal) => Err(refusal.clone()),
            None => ask_ours(&mut ours, question),
        };
        let verdict = verdict(question, &zones[*zone], &reply, &peers);
        Case { zone: *zone, question: (*question).clone(), ours: reply, peers, verdict }
    };
    questions.iter().enumerate().map(case).collect()
}

/// Our authority for the zones, and why each that is not in it was refused.
fn load(zones: &[GeneratedZone]) -> (Ours, Vec<Option<String>>) {
    let (mut loaded, mut refusals) = (Vec::new(), Vec::new());
    for zone in zones {
        match ours::zone(zone.text().as_bytes()) {
            Ok(zone) => {
                loaded.push(zone);
                refusals.push(None);
            }
            Err(refusal) => refusals.push(Some(refusal)),
        }
    }
    (Ours::new(loaded), refusals)
}

/// Our reply, if it keeps what every reply must keep.
fn ask_ours(ours: &mut Ours, question: &Question) -> Result<Message, String> {
    let octets = ours.ask_octets(Transport::Udp, &question.to_wire(0)).ok_or("no reply")?;
    let message = Message::read(&octets).map_err(|broken| broken.to_string())?;
    // Nothing of a request for AXFR over UDP, or one of no class of data, is an ordinary reply.
    let ordinary = question.class == 1 && question.rtype != rtype::AXFR;
    match judge::check(question, octets.len(), &message) {
        Err(rule) if ordinary => Err(format!("breaks: {rule}\n    {}", Shown(&message))),
        _ => Ok(message),
    }
}

/// A zone that NSD or Knot serves must be served; what both refuse may be refused.
fn verdict(
    question: &Question,
    zone: &GeneratedZone,
    reply: &Result<Message, String>,
    peers: &[(Peer, Message)],
) -> Verdict {
    let trusted = peers.iter().any(|(peer, _)| matches!(peer, Peer::Nsd | Peer::Knot));
    match reply {
        Ok(reply) => judge::judge(question, &zone.apex, reply, peers),
        Err(_) if !trusted => Verdict::Allowed("a zone that NSD and Knot refuse"),
        Err(_) => Verdict::Wrong("no lawful reply"),
    }
}

/// The same zone under another apex of the same length, so that many fit into one batch.
pub(crate) fn renamed(zone: &GeneratedZone, number: usize) -> GeneratedZone {
    let old = names::text(&zone.apex);
    let new = format!("y{number:05}.test.");
    let rename = |line: &String| {
        line.replace(&old, &new).replace(&old.to_ascii_uppercase(), &new.to_ascii_uppercase())
    };
    let first = |label: &Vec<u8>| {
        let small = new.as_bytes()[..label.len()].to_vec();
        if label[0].is_ascii_uppercase() { small.to_ascii_uppercase() } else { small }
    };
    let question = |question: &Question| {
        let mut question = question.clone();
        let labels = question.name.len();
        if labels >= 2 && question.name[labels - 2].eq_ignore_ascii_case(&zone.apex[0]) {
            question.name[labels - 2] = first(&question.name[labels - 2]);
        }
        question
    };
    GeneratedZone {
        apex: names::labels(&new),
        lines: zone.lines.iter().map(rename).collect(),
        questions: zone.questions.iter().map(question).collect(),
    }
}
