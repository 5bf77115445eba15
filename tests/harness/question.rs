//! A question and how it is put.

use std::fmt;

use crate::message::type_word;
use crate::names::{self, Labels};

/// A question with everything that a server may let its answer depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name, spelled as it is to be sent.
    pub name: Labels,
    /// The type asked for.
    pub rtype: u16,
    /// The class asked for; 1 is IN.
    pub class: u16,
    /// EDNS: the UDP size offered, in octets, and the DO bit.
    pub edns: Option<(u16, bool)>,
    /// The RD bit.
    pub recursion_desired: bool,
}

impl Question {
    /// A plain question of class IN without EDNS.
    #[must_use]
    pub fn new(name: Labels, rtype: u16) -> Self {
        Self { name, rtype, class: 1, edns: None, recursion_desired: false }
    }

    /// The request as octets.
    #[must_use]
    pub fn to_wire(&self, id: u16) -> Vec<u8> {
        let mut out = Vec::with_capacity(64);
        out.extend(id.to_be_bytes());
        out.extend([u8::from(self.recursion_desired), 0]);
        out.extend([0, 1, 0, 0, 0, 0, 0, u8::from(self.edns.is_some())]);
        out.extend(names::wire(&self.name));
        out.extend(self.rtype.to_be_bytes());
        out.extend(self.class.to_be_bytes());
        if let Some((udp_octets, dnssec_ok)) = self.edns {
            out.extend([0, 0, 41]);
            out.extend(udp_octets.to_be_bytes());
            out.extend([0, 0, u8::from(dnssec_ok) << 7, 0, 0, 0]);
        }
        out
    }

    /// The largest reply over UDP that this question allows, in octets: what the asker takes
    /// (RFC 6891 §6.2.3: less than 512 counts as 512), and never more than 1,232.
    #[must_use]
    pub fn reply_octets_max(&self) -> usize {
        self.edns.map_or(512, |(udp_octets, _)| usize::from(udp_octets).clamp(512, 1232))
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", names::text(&self.name), type_word(self.rtype))?;
        if self.class != 1 {
            write!(f, " class {}", self.class)?;
        }
        if let Some((udp_octets, dnssec_ok)) = self.edns {
            write!(f, " edns {udp_octets}{}", if dnssec_ok { " do" } else { "" })?;
        }
        f.write_str(if self.recursion_desired { " rd" } else { "" })
    }
}
