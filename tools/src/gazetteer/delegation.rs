//! Hanging a zone below another, on the side of the parent: a cut with its glue (RFC 1034 §4.2.1).
//!
//! Delegations stand at the end of a master file, each a block between two comments, so that it can be
//! found again, replaced and kept when the rest is written anew. Of a plan they are the file
//! [`PLAN_FILE`].

use std::fmt::Write as _;
use std::net::IpAddr;

use libsns::name::Name;

/// The file of a plan that holds its delegations.
pub const PLAN_FILE: &str = "delegations.zone";
const START: &str = "; delegation of ";
const END: &str = "; end of delegation";

/// What the parent says of a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// The apex of the child.
    pub child: Name,
    /// The place of the parent's zone that holds it: the nearest name above it that is a place.
    pub place: Name,
    /// The name servers of the child, with addresses where their names are within the child.
    pub name_servers: Vec<(Name, Vec<IpAddr>)>,
}

impl Delegation {
    /// Its block of a master file, names written in full.
    #[must_use]
    pub fn block(&self) -> String {
        let mut block = format!("{START}{}\n", self.child);
        // Writing to a String does not fail.
        for (server, _) in &self.name_servers {
            let _ = writeln!(block, "{}\tNS\t{server}", self.child);
        }
        for (server, addresses) in &self.name_servers {
            for address in addresses {
                let rtype = if address.is_ipv4() { "A" } else { "AAAA" };
                let _ = writeln!(block, "{server}\t{rtype}\t{address}");
            }
        }
        if let Ok(owner) = self.place.child(b"_children") {
            let _ = writeln!(block, "{owner}\tPTR\t{}", self.child);
        }
        block + END + "\n"
    }

    /// A file with this delegation in it: in place of an earlier one of the same child, else at the end.
    #[must_use]
    pub fn put_into(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 256);
        let mut is_put = false;
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => out += text,
                Piece::Block(child, _) if is_same(child, &self.child) => {
                    if !is_put {
                        out += &self.block();
                    }
                    is_put = true;
                }
                Piece::Block(_, block) => out += block,
            }
        }
        if !is_put {
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out += &self.block();
        }
        out
    }
}

/// A file without the delegation of this child, and whether it was there.
#[must_use]
pub fn taken_out(text: &str, child: &Name) -> (String, bool) {
    let mut is_there = false;
    let kept = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Block(of, _) if is_same(of, child) => {
            is_there = true;
            None
        }
        Piece::Block(_, text) | Piece::Text(text) => Some(text),
    });
    (kept.collect(), is_there)
}

/// All blocks of a file, for one that is written anew.
pub(super) fn blocks(text: &str) -> String {
    let block = |piece: Piece<'_>| match piece {
        Piece::Block(_, block) => Some(block.to_owned()),
        Piece::Text(_) => None,
    };
    pieces(text).into_iter().filter_map(block).collect()
}

/// The serial of a file's SOA, where that is on one line.
pub(super) fn serial(text: &str) -> Option<u32> {
    let (start, end) = serial_span(text)?;
    text.get(start..end)?.parse().ok()
}

/// A file with its serial raised by one (RFC 1982 §3.1), where that is on one line.
#[must_use]
pub fn with_next_serial(text: &str) -> Option<String> {
    let (start, end) = serial_span(text)?;
    let next = serial(text)?.wrapping_add(1).max(1);
    Some(format!("{}{next}{}", text.get(..start)?, text.get(end..)?))
}

/// Where the serial stands: the first number behind the two names behind `SOA`, perhaps in parentheses
/// and on a line of its own.
fn serial_span(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    let soa = text.split_inclusive('\n').find_map(|line| {
        let start = from;
        from += line.len();
        let code = line.split(';').next().unwrap_or_default();
        let at = code.match_indices("SOA").map(|(at, _)| at).find(|at| {
            let is_space = |c: Option<u8>| c.is_none_or(|c| c.is_ascii_whitespace());
            let before = at.checked_sub(1).and_then(|at| code.as_bytes().get(at)).copied();
            before.is_some() && is_space(before) && is_space(code.as_bytes().get(at + 3).copied())
        })?;
        Some(start + at + 3)
    })?;
    let mut words = 0;
    let mut at = soa;
    let octets = text.as_bytes();
    while at < octets.len() {
        match octets[at] {
            b';' => at += text.get(at..)?.find('\n').unwrap_or(text.len() - at),
            c if c.is_ascii_whitespace() || matches!(c, b'(' | b')') => at += 1,
            _ => {
                let is_end = |c: &u8| c.is_ascii_whitespace() || matches!(c, b';' | b'(' | b')');
                let length = octets.get(at..)?.iter().position(is_end).unwrap_or(octets.len() - at);
                if words == 2 {
                    return Some((at, at + length));
                }
                words += 1;
                at += length;
            }
        }
    }
    None
}

enum Piece<'t> {
    Text(&'t str),
    /// The name in the first line, and all of it with that.
    Block(&'t str, &'t str),
}

/// A file as blocks and what is between them. A block whose end is missing is text.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    let mut open: Option<(usize, &str)> = None;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if let Some(name) = line.strip_prefix(START) {
            open = Some((at, name.trim()));
        } else if line.trim_end() == END
            && let Some((start, name)) = open.take()
        {
            pieces.push(Piece::Text(&text[from..start]));
            pieces.push(Piece::Block(name, &text[start..end]));
            from = end;
        }
        at = end;
    }
    pieces.push(Piece::Text(&text[from..]));
    pieces
}

fn is_same(text: &str, name: &Name) -> bool {
    text.parse::<Name>().is_ok_and(|other| other.to_lowercase() == name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delegation(address: &str) -> Delegation {
        Delegation {
            child: "hq.city.example.".parse().unwrap(),
            place: "city.example.".parse().unwrap(),
            name_servers: vec![(
                "ns1.hq.city.example.".parse().unwrap(),
                vec![address.parse().unwrap()],
            )],
        }
    }

    #[test]
    fn a_delegation_is_put_once_and_replaced() {
        let first = delegation("192.0.2.1").put_into("@ SOA a b 7 1 1 1 1\nx A 192.0.2.9");
        assert!(first.contains("x A 192.0.2.9\n; delegation of hq.city.example.\n"), "{first}");
        assert!(first.contains("_children.city.example.\tPTR\thq.city.example.\n"), "{first}");
        assert_eq!(delegation("192.0.2.1").put_into(&first), first);
        let second = delegation("2001:db8::1").put_into(&(first.clone() + "y A 192.0.2.8\n"));
        assert_eq!(
            second,
            first.replace("\tA\t192.0.2.1", "\tAAAA\t2001:db8::1") + "y A 192.0.2.8\n"
        );
        let (without, was_there) = taken_out(&second, &delegation("::1").child);
        assert!(was_there && !without.contains("hq.city"), "{without}");
        assert_eq!(blocks(&first), delegation("192.0.2.1").block());
        assert_eq!(blocks("; delegation of a.\nno end\n"), "");
    }

    #[test]
    fn serials_are_found_where_people_write_them() {
        let forms = [
            ("@ SOA ns host 7 1 2 3 4\n", "@ SOA ns host 8 1 2 3 4\n"),
            (
                "; SOA a b 1\n@ 1h IN SOA ns host ( ; comment 5\n  41 ; serial\n 1 )\n",
                "; SOA a b 1\n@ 1h IN SOA ns host ( ; comment 5\n  42 ; serial\n 1 )\n",
            ),
            ("@\tSOA\tSOA. b. 4294967295 1", "@\tSOA\tSOA. b. 1 1"),
        ];
        for (before, after) in forms {
            assert_eq!(with_next_serial(before).as_deref(), Some(after));
        }
        for text in ["", "SOA", "@ SOA a b", "@ SOA a b x 1", "@ NS a"] {
            assert_eq!(with_next_serial(text), None, "{text}");
        }
    }
}
