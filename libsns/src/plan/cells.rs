//! The cells that things stand in, as names: `<d15>.….<d1>.<base>._h3.<apex>`.

use std::ops::ControlFlow;

use super::Plan;
use super::fault::Spot;
use super::records::Records;
use super::references::SITE;
use crate::geometry::{Cell, CellLabel, Resolution, cover, publish};
use crate::limits::PLAN_CELLS_MAX;
use crate::name::Name;

/// Adds the cells of all things. Each cell lists what covers it, and so does a wildcard below it, so
/// that a question for any finer cell finds the same (RFC 4592 §3.3).
pub(crate) fn add_cells(plan: &Plan, records: &mut Records) {
    let spot = plan.site.spot.part("apex");
    let Some(root) = records.name(&plan.site.apex, &[b"_h3"], &spot) else { return };
    if finest_name(&root).is_none() {
        let expected = "leaves no room below 255 octets for the names of the finest cells";
        records.faults.push(spot.fault(&plan.site.apex, expected));
        return;
    }
    let finest = Resolution::try_from(plan.site.cell_resolution).unwrap_or(Resolution::Thirteen);
    let Some(covers) = covers(plan, finest, records) else { return };
    publish(&covers, &mut |cell, things| {
        add_cell(plan, cell, things, &root, &spot, records);
        if records.is_full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
}

/// The cells that each thing covers; none where they are too many.
fn covers(plan: &Plan, finest: Resolution, records: &mut Records) -> Option<Vec<(Cell, u32)>> {
    let mut covers = Vec::new();
    for (index, (node, ground)) in (0u32..).zip(plan.tree.nodes.iter().zip(&plan.grounds)) {
        let Some(shape) = &ground.shape else { continue };
        covers.extend(cover(shape, finest).into_iter().map(|cell| (cell, index)));
        if covers.len() > PLAN_CELLS_MAX {
            let expected = format!(
                "with this the places of the plan cover {} cells; expected at most {PLAN_CELLS_MAX}: \
                 smaller shapes, or a coarser resolution in [cells]",
                covers.len()
            );
            records.faults.push(node.thing.shape_spot().fault("", expected));
            return None;
        }
    }
    Some(covers)
}

fn add_cell(
    plan: &Plan,
    cell: Cell,
    things: &[u32],
    root: &Name,
    spot: &Spot,
    records: &mut Records,
) {
    let labels: Vec<CellLabel> = cell.labels().collect();
    let labels: Vec<&[u8]> = labels.iter().map(AsRef::as_ref).collect();
    let Some(owner) = records.name(root, &labels, spot) else { return };
    // Nothing is finer than the finest, so no question can meet a wildcard below it.
    let below = match cell.resolution() {
        Resolution::Fifteen => None,
        _ => owner.child(b"*").ok(),
    };
    for owner in std::iter::once(&owner).chain(&below) {
        for thing in things {
            let node = usize::try_from(*thing).unwrap_or(SITE);
            records.point(owner, &plan.tree.nodes[node].name);
        }
    }
}

/// The longest name an asker may ask for: 15 digits and a base cell of three.
fn finest_name(root: &Name) -> Option<Name> {
    let digits = std::iter::repeat_n(&b"0"[..], 15);
    Name::from_labels(digits.chain([&b"121"[..]]).chain(root.labels())).ok()
}
