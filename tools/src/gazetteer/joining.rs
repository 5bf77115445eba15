//! Hanging a zone below another, on the side of the child: a plan whose apex moves below a city.

use libsns::name::Name;
use libsns::name::civic::CivicAddress;
use toml_edit::{DocumentMut, Item, Table, value};

/// What changes in a plan that joins a place.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The new apex.
    pub apex: Name,
    /// Elements of the address that the place above has.
    pub civic: CivicAddress,
}

impl Joining {
    /// A `plan.toml` with the new apex; comments and the order of keys stay. Elements of the address
    /// that the plan says itself stay, too; name servers and a hostmaster below the old apex move with it.
    ///
    /// # Errors
    /// When the file is no TOML, with the line, or no plan.
    pub fn put_into(&self, plan_toml: &str) -> Result<String, String> {
        let mut document: DocumentMut =
            plan_toml.parse().map_err(|error: toml_edit::TomlError| {
                let start = error.span().map_or(0, |span| span.start).min(plan_toml.len());
                let line =
                    plan_toml.as_bytes()[..start].iter().filter(|c| **c == b'\n').count() + 1;
                format!("line {line}: is not TOML: {}", error.message())
            })?;
        let site = document.get_mut("site").and_then(Item::as_table_like_mut);
        let site = site.ok_or("has no [site]; expected a plan")?;
        let old = site
            .get("apex")
            .and_then(Item::as_str)
            .ok_or("has no apex in [site]; expected a plan")?;
        let old: Name = old.parse().map_err(|error| format!("apex = {old:?}: {error}"))?;
        let contact =
            site.get("contact").and_then(Item::as_str).and_then(|mail| self.moved_mail(mail, &old));
        let apex = self.apex.to_string();
        set(site.get_mut("apex"), apex.trim_end_matches('.'));
        if let Some(contact) = contact {
            set(site.get_mut("contact"), &contact);
        }
        if old != self.apex
            && let Some(serial) = site.get("serial").and_then(Item::as_integer)
        {
            let next = u32::try_from(serial).unwrap_or(0).wrapping_add(1).max(1);
            set_value(site.get_mut("serial"), i64::from(next).into());
        }
        self.move_servers(&mut document, &old);
        self.put_civic(&mut document)?;
        Ok(document.to_string())
    }

    /// Absolute names of name servers within the old apex move; relative ones do by themselves.
    fn move_servers(&self, document: &mut DocumentMut, old: &Name) {
        let servers = document.get_mut("nameserver").and_then(Item::as_array_of_tables_mut);
        for server in servers.into_iter().flat_map(|servers| servers.iter_mut()) {
            let name = server.get("name").and_then(Item::as_str).filter(|name| name.ends_with('.'));
            let moved = name.and_then(|name| self.moved(&name.parse().ok()?, old));
            if let Some(moved) = moved {
                set(server.get_mut("name"), &moved.to_string());
            }
        }
    }

    /// The name below the new apex that this is below the old one.
    fn moved(&self, name: &Name, old: &Name) -> Option<Name> {
        let inner = name.relative_to(old)?;
        Name::from_labels(inner.into_iter().chain(self.apex.labels())).ok()
    }

    fn moved_mail(&self, mail: &str, old: &Name) -> Option<String> {
        let (local, host) = mail.rsplit_once('@')?;
        let moved = self.moved(&host.parse().ok()?, old)?.to_string();
        Some(format!("{local}@{}", moved.trim_end_matches('.')))
    }

    fn put_civic(&self, document: &mut DocumentMut) -> Result<(), String> {
        if self.civic.is_empty() {
            return Ok(());
        }
        let civic = document.entry("civic").or_insert_with(|| Item::Table(Table::new()));
        let civic = civic.as_table_like_mut().ok_or("has a civic that is no table")?;
        for (element, text) in self.civic.elements() {
            if civic.get(element.word()).is_none() {
                civic.insert(element.word(), value(text));
            }
        }
        Ok(())
    }
}

/// Puts a text where another was; what stands around it, a comment perhaps, stays.
fn set(item: Option<&mut Item>, text: &str) {
    set_value(item, text.into());
}

fn set_value(item: Option<&mut Item>, new: toml_edit::Value) {
    if let Some(old) = item.and_then(Item::as_value_mut) {
        let decor = old.decor().clone();
        *old = new;
        *old.decor_mut() = decor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "# Our house.\n[site]\nname = \"HQ\"   # as on the door\napex = \"hq.example\"  # ours\n\
        contact = \"host@hq.example\"\nserial = 7\nposition = [1, 2]\n\n[civic]\nA3 = \"Our City\"\n\n\
        [[nameserver]]\nname = \"ns1\"\naddresses = [\"192.0.2.1\"]\n\n[[nameserver]]\nname = \"ns2.hq.example.\"\n\n\
        [[nameserver]]\nname = \"ns.elsewhere.\"\n";

    fn joining() -> Joining {
        let civic = CivicAddress::from_strings(["country=GB", "A3=Cambridge"]).unwrap();
        Joining { apex: "hq.cambridge.gb.example.".parse().unwrap(), civic }
    }

    #[test]
    fn a_plan_moves_and_keeps_its_comments() {
        let moved = joining().put_into(PLAN).unwrap();
        let expected = PLAN
            .replace("\"hq.example\"", "\"hq.cambridge.gb.example\"")
            .replace("host@hq.example", "host@hq.cambridge.gb.example")
            .replace("ns2.hq.example.", "ns2.hq.cambridge.gb.example.")
            .replace("serial = 7", "serial = 8")
            .replace("A3 = \"Our City\"\n", "A3 = \"Our City\"\ncountry = \"GB\"\n");
        assert_eq!(moved, expected);
        assert_eq!(joining().put_into(&moved).unwrap(), moved, "once is enough");
    }

    #[test]
    fn what_is_no_plan_is_said() {
        assert!(joining().put_into("[site]\napex = \n").unwrap_err().starts_with("line 2: "));
        assert!(joining().put_into("x = 1").unwrap_err().contains("no [site]"));
        assert!(joining().put_into("[site]\napex = \"a..b\"").unwrap_err().contains("a..b"));
    }
}
