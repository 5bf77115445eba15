//! Entries: records and directives (RFC 1035 §5.1, RFC 2308 §4).

use super::lexer::{Entry, Fault, Lexer};
use super::spent::Spent;
use super::{MasterFileError, RecordSink, generate};
use crate::limits::{
    FILE_PATH_OCTETS_MAX, INCLUDE_DEPTH_MAX, MASTER_FILE_ERRORS_MAX, TTL_SECONDS_MAX,
};
use crate::name::{Name, unescape};
use crate::record::{
    Class, NameFault, RecordType, Token, TokenKind, parse_rdata_into, push_name, seconds,
};

const UTF8_BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const EXPECTED_TTL: &str = "a TTL from 0 to 2147483647 seconds, or such as 1h30m";

/// Gives the octets of a file by the name in an `$INCLUDE`.
pub(super) type Include<'s> = dyn FnMut(&str) -> Result<Vec<u8>, String> + 's;

/// Reads a master file and those it includes.
pub(super) struct Reader<'s> {
    include: &'s mut Include<'s>,
    sink: &'s mut dyn RecordSink,
    errors: Vec<MasterFileError>,
    /// The files being read, each included by the one before it.
    files: Vec<String>,
    ttls: Ttls,
    spent: Spent,
    /// The data of the record at hand; the buffer is used again for each.
    rdata: Vec<u8>,
}

/// Where the TTL of a record comes from that states none.
#[derive(Default)]
struct Ttls {
    /// RFC 2308 §4: `$TTL`.
    directive: Option<u32>,
    /// RFC 1035 §5.1: "Omitted class and TTL values are default to the last explicitly stated
    /// values."
    stated: Option<u32>,
    /// RFC 1035 §3.3.13: MINIMUM, for the zones of old that state nothing else.
    minimum: Option<u32>,
}

/// What belongs to one file, and ends with it.
pub(super) struct FileState<'a> {
    text: &'a [u8],
    file: &'a str,
    origin: Option<Name>,
    owner: Owner<'a>,
}

/// The last stated owner.
#[derive(Default)]
struct Owner<'a> {
    /// As it stood in the file; the same text is not read twice. Empty when it cannot be compared.
    text: &'a [u8],
    /// In wire form; empty when there is none.
    wire: Vec<u8>,
    /// It was not a name, which has been said once.
    is_refused: bool,
}

impl<'s> Reader<'s> {
    /// Nothing read yet.
    pub(super) fn new(include: &'s mut Include<'s>, sink: &'s mut dyn RecordSink) -> Self {
        Self {
            include,
            sink,
            errors: Vec::new(),
            files: Vec::new(),
            ttls: Ttls::default(),
            spent: Spent::default(),
            rdata: Vec::new(),
        }
    }

    /// Reads the whole.
    pub(super) fn read(
        mut self,
        text: &[u8],
        file: &str,
        origin: Option<&Name>,
    ) -> Result<(), Vec<MasterFileError>> {
        let text = text.strip_prefix(UTF8_BYTE_ORDER_MARK).unwrap_or(text);
        self.file(FileState { text, file, origin: origin.cloned(), owner: Owner::default() });
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }

    fn file(&mut self, mut state: FileState<'_>) {
        self.files.push(state.file.into());
        let (text, file) = (state.text, state.file);
        let mut lexer = Lexer::new(text);
        let mut tokens = Vec::new();
        while self.errors.len() < MASTER_FILE_ERRORS_MAX && !self.spent.is_over {
            let outcome = match lexer.next_entry(&mut tokens) {
                Ok(None) => break,
                Ok(Some(entry)) => self.entry(&mut state, entry, &tokens),
                Err(fault) => Err(fault),
            };
            if let Err(fault) = outcome {
                self.errors.push(fault.in_file(text, file));
            }
        }
        self.files.pop();
    }

    #[inline]
    fn entry<'a>(
        &mut self,
        state: &mut FileState<'a>,
        entry: Entry,
        tokens: &[Token<'a>],
    ) -> Result<(), Fault> {
        let is_directive = !entry.begins_blank
            && tokens[0].text.starts_with(b"$")
            && tokens[0].kind == TokenKind::Word;
        if is_directive {
            return self.directive(state, tokens);
        }
        self.record(state, entry, tokens)
    }

    /// `[owner] [TTL] [class] type data`, TTL and class in either order.
    fn record<'a>(
        &mut self,
        state: &mut FileState<'a>,
        entry: Entry,
        tokens: &[Token<'a>],
    ) -> Result<(), Fault> {
        let mut taken = 0;
        if !entry.begins_blank {
            state.set_owner(&tokens[0])?;
            taken = 1;
        } else if state.owner.is_refused {
            return Ok(());
        } else if state.owner.wire.is_empty() {
            return Err(Fault::found(&tokens[0], "an owner before it: no record comes before"));
        }
        let header = Header::read(tokens, taken)?;
        let data = header.data;
        parse_rdata_into(header.rtype, &tokens[data..], state.origin.as_ref(), &mut self.rdata)
            .map_err(|error| Fault::in_data(&error, data, tokens))?;
        let ttl = self
            .ttls
            .of(&header, &self.rdata)
            .ok_or_else(|| Fault::found(&tokens[data - 1], NO_TTL))?;
        self.sink
            .record(&state.owner.wire, header.rtype, ttl, &self.rdata)
            .map_err(|message| Fault::new(tokens[0].at, message))
    }

    fn directive<'a>(
        &mut self,
        state: &mut FileState<'a>,
        tokens: &[Token<'a>],
    ) -> Result<(), Fault> {
        let (directive, arguments) = (&tokens[0], &tokens[1..]);
        match directive.text.to_ascii_uppercase().as_slice() {
            b"$ORIGIN" => {
                let [origin] = take(tokens, ["the new origin"])?;
                state.origin = Some(state.name(&origin)?);
                // A relative owner of the same text is another name from here on.
                state.owner.text = &[];
                nothing_behind(tokens, 1)
            }
            b"$TTL" => {
                let [ttl] = take(tokens, [EXPECTED_TTL])?;
                self.ttls.directive = Some(ttl_of(&ttl)?);
                nothing_behind(tokens, 1)
            }
            b"$INCLUDE" => self.include(state, tokens),
            b"$GENERATE" => self.generate(state, directive, arguments, tokens),
            _ => Err(Fault::found(directive, "$ORIGIN, $TTL, $INCLUDE or $GENERATE")),
        }
    }

    /// RFC 1035 §5.1: "$INCLUDE <file-name> [<domain-name>]", the name being the origin inside.
    /// "A $INCLUDE entry never changes the relative origin of the parent file."
    fn include(&mut self, state: &FileState<'_>, tokens: &[Token<'_>]) -> Result<(), Fault> {
        let [file] = take(tokens, ["a file's name"])?;
        let origin = match tokens.get(2) {
            Some(origin) => Some(state.name(origin)?),
            None => state.origin.clone(),
        };
        nothing_behind(tokens, 2)?;
        let name = beside(state.file, &file_name(&file)?);
        if self.files.contains(&name) {
            let quoted = |file: &String| format!("\"{}\"", Token::word(file.as_bytes()).shown());
            let way: Vec<String> = self.files.iter().map(quoted).collect();
            let way = way.join(" includes ");
            let message =
                format!("{way} includes {}: expected files without a cycle", quoted(&name));
            return Err(Fault::new(file.at, message));
        }
        if self.files.len() >= INCLUDE_DEPTH_MAX {
            let expected = format!("at most {INCLUDE_DEPTH_MAX} files inside one another");
            return Err(Fault::found(&file, &expected));
        }
        let text = (self.include)(&name).map_err(|why| {
            Fault::new(file.at, format!("cannot include \"{}\": {why}", file.shown()))
        })?;
        self.spent.file(file.at, &name, text.len())?;
        let text = text.strip_prefix(UTF8_BYTE_ORDER_MARK).unwrap_or(&text);
        let owner = Owner { wire: state.owner.wire.clone(), ..Owner::default() };
        self.file(FileState { text, file: &name, origin, owner });
        Ok(())
    }

    /// BIND's `$GENERATE range owner [TTL] [class] type data`. A fault inside is one of the line.
    fn generate<'a>(
        &mut self,
        state: &mut FileState<'a>,
        directive: &Token<'a>,
        arguments: &[Token<'a>],
        tokens: &[Token<'a>],
    ) -> Result<(), Fault> {
        let (Some(range), Some(_)) = (arguments.first(), arguments.get(2)) else {
            return Err(Fault::ended(tokens, "a range, an owner, a type and data"));
        };
        let values = generate::Range::parse(range)?;
        let template = generate::Template::parse(&arguments[1..])?;
        let mut line = String::new();
        self.spent.entries(range.at, values.length())?;
        for value in values {
            template.fill(value, &mut line).map_err(|message| Fault::new(range.at, message))?;
            self.spent.entry(range.at, line.len())?;
            let origin = state.origin.take();
            let owner = Owner::default();
            let mut made = FileState { text: line.as_bytes(), file: state.file, origin, owner };
            let outcome = self.line(&mut made);
            let wire = made.owner.wire;
            (state.origin, state.owner) = (made.origin, Owner { wire, ..Owner::default() });
            outcome.map_err(|fault| {
                let line = Token::word(line.as_bytes()).shown();
                let message = format!("in \"{line}\": {}", fault.message);
                Fault::new(directive.at, message)
            })?;
        }
        Ok(())
    }

    /// One generated record.
    fn line(&mut self, state: &mut FileState<'_>) -> Result<(), Fault> {
        let mut tokens = Vec::new();
        match Lexer::new(state.text).next_entry(&mut tokens)? {
            Some(entry) => self.record(state, entry, &tokens),
            None => Ok(()),
        }
    }
}

const NO_TTL: &str = "a TTL before it: none stands in a $TTL, an earlier record or an SOA";

impl Ttls {
    /// The TTL of a record, remembering what it states.
    #[inline]
    fn of(&mut self, header: &Header, rdata: &[u8]) -> Option<u32> {
        if header.rtype == RecordType::SOA {
            self.minimum = rdata.last_chunk().map(|minimum| u32::from_be_bytes(*minimum));
        }
        if header.ttl.is_some() {
            self.stated = header.ttl;
        }
        let minimum = || self.minimum.map(|ttl| ttl.min(TTL_SECONDS_MAX));
        header.ttl.or(self.directive).or(self.stated).or_else(minimum)
    }
}

impl<'a> FileState<'a> {
    /// Makes a word the last stated owner.
    #[inline]
    fn set_owner(&mut self, token: &Token<'a>) -> Result<(), Fault> {
        if !self.owner.text.is_empty() && token.text == self.owner.text {
            return Ok(());
        }
        self.owner.wire.clear();
        let outcome = name_into(token, self.origin.as_ref(), &mut self.owner.wire);
        self.owner.is_refused = outcome.is_err();
        self.owner.text = if outcome.is_ok() { token.text } else { &[] };
        outcome
    }

    /// A name in a directive.
    fn name(&self, token: &Token<'_>) -> Result<Name, Fault> {
        let mut wire = Vec::new();
        name_into(token, self.origin.as_ref(), &mut wire)?;
        Name::from_wire(&wire).map_err(|error| Fault::new(token.at, error.to_string()))
    }
}

/// Adds a name in wire form.
#[inline]
fn name_into(token: &Token<'_>, origin: Option<&Name>, out: &mut Vec<u8>) -> Result<(), Fault> {
    let Some(text) = token.plain() else {
        return Err(Fault::found(token, "a name without quotes"));
    };
    push_name(text, origin, out).map_err(|fault| match fault {
        NameFault::NoOrigin => Fault::found(token, "a name with a final dot: no origin is known"),
        NameFault::Text(error) => {
            Fault::new(token.at, format!("\"{}\" is not a name: {error}", token.shown()))
        }
    })
}

/// What stands between owner and data.
struct Header {
    /// The TTL in seconds, if it is stated.
    ttl: Option<u32>,
    rtype: RecordType,
    /// The word at which the data begins.
    data: usize,
}

impl Header {
    /// RFC 1035 §5.1: `[<TTL>] [<class>] <type>` or `[<class>] [<TTL>] <type>`.
    #[inline]
    fn read(tokens: &[Token<'_>], taken: usize) -> Result<Self, Fault> {
        const EXPECTED: &str = "a TTL, the class IN, or a type such as AAAA or TYPE731";
        let (mut ttl, mut class) = (None, None);
        let mut at = taken;
        loop {
            let token = tokens.get(at).ok_or_else(|| Fault::ended(tokens, EXPECTED))?;
            let text = token.plain().ok_or_else(|| Fault::found(token, EXPECTED))?;
            at += 1;
            if text[0].is_ascii_digit() && ttl.is_none() {
                ttl = Some(ttl_of(token)?);
            } else if let Some(stated) = Class::from_word(text).filter(|_| class.is_none()) {
                if stated != Class::IN {
                    return Err(Fault::found(token, "the class IN: zones here have no other"));
                }
                class = Some(stated);
            } else {
                let rtype = RecordType::from_word(text);
                let rtype = rtype.ok_or_else(|| Fault::found(token, EXPECTED))?;
                return Ok(Self { ttl, rtype, data: at });
            }
        }
    }
}

fn ttl_of(token: &Token<'_>) -> Result<u32, Fault> {
    let ttl = token.plain().and_then(seconds).filter(|&ttl| ttl <= TTL_SECONDS_MAX);
    ttl.ok_or_else(|| Fault::found(token, EXPECTED_TTL))
}

/// The arguments that a directive must have.
fn take<'a, const N: usize>(
    tokens: &[Token<'a>],
    expected: [&str; N],
) -> Result<[Token<'a>; N], Fault> {
    match tokens[1..].first_chunk() {
        Some(arguments) => Ok(*arguments),
        None => Err(Fault::ended(tokens, expected[tokens.len() - 1])),
    }
}

/// A directive has at most so many arguments.
fn nothing_behind(tokens: &[Token<'_>], most: usize) -> Result<(), Fault> {
    match tokens.get(1 + most) {
        None => Ok(()),
        Some(extra) => Err(Fault::found(extra, "the end of the line")),
    }
}

/// The path of a file named in another one. RFC 1035 §5.1 leaves open from where a name starts: here
/// from the file that includes it, so that a zone can be moved as a whole.
fn beside(including: &str, name: &str) -> String {
    match including.rfind('/') {
        Some(end) if !name.starts_with('/') => format!("{}/{name}", &including[..end]),
        _ => name.to_owned(),
    }
}

/// The name of a file, escapes undone.
fn file_name(token: &Token<'_>) -> Result<String, Fault> {
    let mut octets = Vec::with_capacity(token.text.len());
    let mut rest = token.text;
    while let Some(&c) = rest.first() {
        let undone = if c == b'\\' { unescape(rest) } else { Some((c, 1)) };
        let (octet, used) = undone.ok_or_else(|| Fault::found(token, "whole escapes"))?;
        octets.push(octet);
        rest = &rest[used..];
    }
    let name = String::from_utf8(octets).ok();
    let name = name.filter(|name| (1..=FILE_PATH_OCTETS_MAX).contains(&name.len()));
    name.ok_or_else(|| Fault::found(token, "a file's name in UTF-8, of at most 4096 octets"))
}
