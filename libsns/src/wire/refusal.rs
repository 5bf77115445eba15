//! Response codes, and refusals with the reason told to the asker.

/// A response code (RFC 1035 §4.1.1, RFC 6895 §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Rcode {
    /// No error.
    NoError = 0,
    /// The request could not be read.
    FormErr = 1,
    /// The server failed.
    ServFail = 2,
    /// The name does not exist.
    NxDomain = 3,
    /// This kind of request is not known.
    NotImp = 4,
    /// The server does not want to.
    Refused = 5,
    /// A name was made that is too long (RFC 6672 §2.2).
    YxDomain = 6,
    /// Not the authority for the zone (RFC 2136 §2.2).
    NotAuth = 9,
    /// An EDNS version that is not known (RFC 6891 §9).
    BadVers = 16,
}

/// The word of a response code, for people (IANA registry, DNS RCODEs).
#[must_use]
pub fn rcode_word(rcode: u16) -> Option<&'static str> {
    const WORDS: [&str; 12] = [
        "NOERROR",
        "FORMERR",
        "SERVFAIL",
        "NXDOMAIN",
        "NOTIMP",
        "REFUSED",
        "YXDOMAIN",
        "YXRRSET",
        "NXRRSET",
        "NOTAUTH",
        "NOTZONE",
        "DSOTYPENI",
    ];
    const WORDS_FROM_16: [&str; 8] =
        ["BADVERS", "BADKEY", "BADTIME", "BADMODE", "BADNAME", "BADALG", "BADTRUNC", "BADCOOKIE"];
    let rcode = usize::from(rcode);
    let late = rcode.checked_sub(16).and_then(|rcode| WORDS_FROM_16.get(rcode));
    WORDS.get(rcode).or(late).copied()
}

/// An Extended DNS Error: its code and a text for people (RFC 8914 §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtendedError {
    /// The INFO-CODE (RFC 8914 §4).
    pub code: u16,
    /// The EXTRA-TEXT.
    pub text: &'static str,
}

impl ExtendedError {
    /// Anything else (RFC 8914 §4.1).
    #[must_use]
    pub const fn other(text: &'static str) -> Self {
        Self { code: 0, text }
    }

    /// RFC 8914 §4.19.
    pub const PROHIBITED: Self = Self { code: 18, text: "transfers are not allowed from here" };
    /// RFC 8914 §4.21.
    pub const NOT_AUTHORITATIVE: Self =
        Self { code: 20, text: "no zone of this server holds the name" };
    /// RFC 8914 §4.22.
    pub const NOT_SUPPORTED: Self =
        Self { code: 21, text: "this kind of request is not supported" };
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The response code.
    pub rcode: Rcode,
    /// The reason, if there is more to say than the code does.
    pub reason: Option<ExtendedError>,
}

impl Refusal {
    /// The request is malformed.
    pub const MALFORMED: Self = Self { rcode: Rcode::FormErr, reason: None };
    /// Another EDNS version than 0.
    pub const BAD_VERSION: Self = Self { rcode: Rcode::BadVers, reason: None };
    /// A kind of request that this server does not serve.
    pub const NOT_IMPLEMENTED: Self =
        Self { rcode: Rcode::NotImp, reason: Some(ExtendedError::NOT_SUPPORTED) };
    /// A name or class outside the zones.
    pub const NOT_OURS: Self =
        Self { rcode: Rcode::Refused, reason: Some(ExtendedError::NOT_AUTHORITATIVE) };
    /// A transfer that nobody allowed.
    pub const NO_TRANSFER: Self =
        Self { rcode: Rcode::Refused, reason: Some(ExtendedError::PROHIBITED) };
    /// A transfer of a name at which no zone begins (RFC 5936 §2.2.1).
    pub const NO_ZONE_HERE: Self =
        Self { rcode: Rcode::NotAuth, reason: Some(ExtendedError::NOT_AUTHORITATIVE) };
}
