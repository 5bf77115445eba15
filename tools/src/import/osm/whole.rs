//! Features of GeoJSON, which come whole.

use std::collections::BTreeSet;

use super::super::tally::Tally;
use super::element::Tags;
use super::feature::{Feature, derived, fit, short, source};
use super::gather::{Store, cell};
use super::geojson::Found;
use super::ground::Ground;
use super::role::Role;

/// Longest list of levels that is made by joining, in octets; values have 255 characters at most.
const LEVEL_OCTETS_MAX: usize = 1024;

impl Store {
    pub(super) fn keep_indoor_feature(
        &mut self,
        found: Found,
        tally: &mut Tally,
    ) -> Result<(), String> {
        let role = Role::of_ground(&found.tags).filter(|role| !role.is_outline());
        if let Some(role) = role.filter(|_| !found.is_point) {
            self.keep_whole(found, role, tally);
        }
        self.room()
    }

    pub(super) fn keep_feature_around(
        &mut self,
        found: Found,
        tally: &mut Tally,
    ) -> Result<(), String> {
        let role = match found.is_point {
            true => Role::of_point(&found.tags),
            false => Role::of_ground(&found.tags).filter(|role| role.is_outline()),
        };
        let corners = found.ground.as_ref().map(Ground::corners).unwrap_or_default();
        let is_around = corners.iter().any(|corner| self.cells.contains(&cell(**corner)));
        if let Some(role) = role.filter(|_| is_around) {
            self.keep_whole(found, role, tally);
        }
        self.room()
    }

    fn keep_whole(&mut self, found: Found, role: Role, tally: &mut Tally) {
        let spot = match (&found.id, &found.name) {
            (Some(id), _) => id.to_string(),
            (None, Some(name)) => format!("feature {name}"),
            (None, None) => found.spot.clone(),
        };
        let ground = found.ground.and_then(|ground| fit(ground, role));
        let ground = match ground {
            Ok(ground) => ground,
            Err(reason) => return tally.leave_out(spot, reason),
        };
        let source = match (found.id, found.name) {
            (Some(id), _) => source(id),
            (None, Some(name)) => format!("osm:feature/{}", short(&name)),
            (None, None) => derived(&found.tags, &ground),
        };
        let feature = Feature { source: source.clone(), spot, role, tags: found.tags, ground };
        match self.whole.get_mut(&source) {
            None => drop(self.whole.insert(source, feature)),
            // An export for each level has a thing of several levels once on each.
            Some(other) if is_same(other, &feature) => {
                join_levels(&mut other.tags, &feature.tags);
            }
            Some(_) => {
                let count = self.namesakes.entry(source.clone()).or_insert(1);
                *count += 1;
                let source = format!("{source}+{count}");
                self.whole.insert(source.clone(), Feature { source, ..feature });
            }
        }
    }
}

/// True for the same thing on another level, or once more.
fn is_same(one: &Feature, other: &Feature) -> bool {
    let bare = |tags: &Tags| {
        let pairs = tags.iter().filter(|(key, _)| *key != "level");
        pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect::<BTreeSet<_>>()
    };
    one.ground == other.ground && bare(&one.tags) == bare(&other.tags)
}

fn join_levels(tags: &mut Tags, others: &Tags) {
    let own = tags.get("level").unwrap_or_default().to_owned();
    let Some(other) = others.get("level") else { return };
    let has_room = own.len() + other.len() < LEVEL_OCTETS_MAX;
    if has_room && own.split(';').all(|part| part != other) {
        let joined = if own.is_empty() { other.to_owned() } else { format!("{own};{other}") };
        tags.set("level", &joined);
    }
}
