//! Nodes, ways and relations become features, once all that they are made of is read.

use super::super::tally::Tally;
use super::element::{Id, Point, Relation, Sort, Tags, Way};
use super::feature::{CORNERS_MAX, Feature, fit, source, too_many_corners};
use super::gather::Store;
use super::ground::{self, Ground, Polygon, Ring};
use super::rings;
use super::role::Role;

const MISSING_NODE: &str = "a node of it is not in the extract";
const MISSING_WAY: &str = "a way of it is not in the extract";
const LOOSE_RING: &str = "a ring of it does not close; the ring is left out";

impl Store {
    pub(super) fn features(mut self, tally: &mut Tally) -> Vec<Feature> {
        let mut features = Vec::new();
        for (node, role) in std::mem::take(&mut self.points).into_values() {
            let id = Id { sort: Sort::Node, number: node.number };
            features.push(feature(id, role, node.tags, Ground::Point(node.at)));
        }
        for (number, (way, role)) in &self.ways {
            let Some(role) = *role else { continue };
            let id = Id { sort: Sort::Way, number: *number };
            match self.ground_of_way(way, role) {
                Ok(ground) => features.push(feature(id, role, way.tags.clone(), ground)),
                Err((about, reason)) => leave_out(tally, role, about, reason),
            }
        }
        for (number, (relation, role)) in &self.relations {
            let id = Id { sort: Sort::Relation, number: *number };
            match self.ground_of_relation(relation, *role, tally) {
                Ok(ground) => features.push(feature(id, *role, relation.tags.clone(), ground)),
                Err((about, reason)) => leave_out(tally, *role, about, reason),
            }
        }
        features.extend(std::mem::take(&mut self.whole).into_values());
        // The same order, whatever the form of the file.
        features.sort_by(|a, b| a.source.cmp(&b.source));
        features
    }

    fn ground_of_way(&self, way: &Way, role: Role) -> Result<Ground, (String, String)> {
        let about = format!("way {}", way.number);
        let points = self.positions(&way.nodes, &about)?;
        let is_closed = way.nodes.len() > 3 && way.nodes.first() == way.nodes.last();
        let ground = match role.is_area() && is_closed {
            true => Ground::Area(vec![Polygon { outer: ground::clean(points), holes: Vec::new() }]),
            false => Ground::Line(points),
        };
        fit(ground, role).map_err(|reason| (about, reason))
    }

    /// The positions of nodes, or the remark that one is missing.
    fn positions(&self, nodes: &[i64], about: &str) -> Result<Vec<Point>, (String, String)> {
        let point = |node: &i64| {
            let missing = || (format!("{about} (node {node})"), MISSING_NODE.to_owned());
            self.nodes.get(node).copied().ok_or_else(missing)
        };
        nodes.iter().map(point).collect()
    }

    fn ground_of_relation(
        &self,
        relation: &Relation,
        role: Role,
        tally: &mut Tally,
    ) -> Result<Ground, (String, String)> {
        let about = format!("relation {}", relation.number);
        let members = relation.members.iter().filter(|member| member.id.sort == Sort::Way);
        let (mut outer, mut inner) = (Vec::new(), Vec::new());
        for member in members {
            let Some((way, _)) = self.ways.get(&member.id.number) else {
                return Err((format!("{about} (way {})", member.id.number), MISSING_WAY.into()));
            };
            if member.is_inner { &mut inner } else { &mut outer }.push(way.nodes.as_slice());
        }
        let mut rings_of = |pieces: &[&[i64]]| -> Result<Vec<Ring>, (String, String)> {
            let made = rings::assemble(pieces);
            if let Some(node) = made.loose.first() {
                tally.leave_out(format!("{about} (node {node})"), LOOSE_RING);
            }
            made.rings.iter().map(|ring| Ok(ground::clean(self.positions(ring, &about)?))).collect()
        };
        let (outer, inner) = (rings_of(&outer)?, rings_of(&inner)?);
        let count: usize = outer.iter().chain(&inner).map(Vec::len).sum();
        if count > CORNERS_MAX {
            return Err((about, too_many_corners()));
        }
        let (polygons, astray) = rings::nest(outer, inner);
        if astray > 0 {
            tally.leave_out(about.clone(), "a hole of it lies in none of its outer rings");
        }
        fit(Ground::Area(polygons), role).map_err(|reason| (about, reason))
    }
}

fn feature(id: Id, role: Role, tags: Tags, ground: Ground) -> Feature {
    Feature { source: source(id), spot: id.to_string(), role, tags, ground }
}

/// Outlines of other buildings at the border of an extract are nobody's loss.
fn leave_out(tally: &mut Tally, role: Role, about: String, reason: String) {
    if !role.is_outline() {
        tally.leave_out(about, reason);
    }
}
