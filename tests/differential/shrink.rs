//! Makes a failure small: drops lines of the zone as long as the answer stays wrong.
//!
//! All variants of a round are zones of one batch, so that each round starts the peers once.

use sns_tests::generator::GeneratedZone;
use sns_tests::peers::Peer;

use crate::batch::{self, Case};

/// Rounds of dropping; each costs a start of all peers.
const ROUNDS: usize = 6;

/// The smallest zone found, with the case as it stands there. The zone has one question.
pub(crate) fn shrink(peers: &[Peer], zone: GeneratedZone, case: Case) -> (GeneratedZone, Case) {
    let (mut zone, mut case) = (zone, case);
    for _ in 0..ROUNDS {
        let single: Vec<Vec<usize>> = (1..zone.lines.len()).map(|line| vec![line]).collect();
        let droppable: Vec<usize> =
            wrong(peers, &zone, &single).into_iter().map(|(n, _)| n + 1).collect();
        let half = droppable.len().div_ceil(2);
        let (front, back) = droppable.split_at(half.min(droppable.len()));
        let mut tries = vec![droppable.clone(), front.to_vec(), back.to_vec()];
        tries.extend(droppable.iter().map(|line| vec![*line]));
        tries.retain(|lines| !lines.is_empty());
        let Some((best, found)) = wrong(peers, &zone, &tries).into_iter().next() else { break };
        zone = without(&zone, &tries[best]);
        case = found;
    }
    (zone, case)
}

/// Which of the zones without these lines still get a wrong answer.
fn wrong(peers: &[Peer], zone: &GeneratedZone, drops: &[Vec<usize>]) -> Vec<(usize, Case)> {
    if drops.is_empty() {
        return Vec::new();
    }
    let variants: Vec<_> = drops
        .iter()
        .enumerate()
        .map(|(number, lines)| batch::renamed(&without(zone, lines), number))
        .collect();
    let cases = batch::run(peers, &variants);
    cases.into_iter().filter(|c| !c.verdict.is_right()).map(|c| (c.zone, c)).collect()
}

fn without(zone: &GeneratedZone, drop: &[usize]) -> GeneratedZone {
    let kept = zone.lines.iter().enumerate().filter(|(n, _)| !drop.contains(n));
    GeneratedZone { lines: kept.map(|(_, line)| line.clone()).collect(), ..zone.clone() }
}
