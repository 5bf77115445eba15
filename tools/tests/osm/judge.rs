//! What the tests write as PBF is PBF: the crate `osmpbf` reads the same map from it.

use osmpbf::{Element, ElementReader, RelMemberType};

use super::made_up::everything;
use super::map::{Map, Member, Point, Tags};

fn owned<'t>(tags: impl Iterator<Item = (&'t str, &'t str)>) -> Tags {
    tags.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn read(octets: Vec<u8>) -> Map {
    let mut map = Map::default();
    let reader = ElementReader::new(std::io::Cursor::new(octets));
    let read = reader.for_each(|element| match element {
        Element::DenseNode(node) => {
            let at: Point = [node.decimicro_lat().into(), node.decimicro_lon().into()];
            map.nodes.insert(node.id(), (at, owned(node.tags())));
        }
        Element::Node(_) => panic!("nodes are written in dense form"),
        Element::Way(way) => {
            map.ways.insert(way.id(), (way.refs().collect(), owned(way.tags())));
        }
        Element::Relation(relation) => {
            let member = |member: osmpbf::RelMember<'_>| Member {
                sort: match member.member_type {
                    RelMemberType::Node => "node",
                    RelMemberType::Way => "way",
                    RelMemberType::Relation => "relation",
                },
                number: member.member_id,
                role: if member.role().unwrap() == "inner" { "inner" } else { "outer" },
            };
            let members = relation.members().map(member).collect();
            map.relations.insert(relation.id(), (members, owned(relation.tags())));
        }
    });
    read.unwrap();
    map
}

#[test]
fn another_reader_reads_the_same_map() {
    let map = everything();
    for octets in [map.to_pbf(), map.to_unpacked_pbf()] {
        assert_eq!(format!("{:?}", read(octets)), format!("{map:?}"));
    }
}
