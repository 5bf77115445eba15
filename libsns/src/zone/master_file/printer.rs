//! Records as lines of a master file that Knot, NSD and BIND load.

use std::fmt::{self, Write};

use crate::name::Name;
use crate::record::{Record, RecordType, write_generic_rdata, write_rdata};

/// Types whose words Knot, NSD or BIND do not know, or whose data they read differently. All three
/// read them as numbers (RFC 3597 §5).
fn is_written_as_number(rtype: RecordType) -> bool {
    use RecordType as T;
    matches!(
        rtype,
        T::MD
            | T::MF
            | T::MB
            | T::MG
            | T::MR
            | T::NULL
            | T::WKS
            | T::X25
            | T::ISDN
            | T::NSAP
            | T::SIG
            | T::PX
            | T::GPOS
            | T::HIP
            | T::DOA
            | T::PLACE
    )
}

/// Writes a record as one line, with its newline: absolute owner, TTL, class, type, data.
///
/// # Errors
/// When the writer fails.
pub fn write_record(
    owner: &Name,
    ttl: u32,
    rtype: RecordType,
    rdata: &[u8],
    f: &mut impl Write,
) -> fmt::Result {
    write!(f, "{owner}\t{ttl}\tIN\t")?;
    if is_written_as_number(rtype) {
        write!(f, "TYPE{}\t", rtype.0)?;
        write_generic_rdata(rdata, f)?;
    } else {
        write!(f, "{rtype}\t")?;
        write_rdata(rtype, rdata, f)?;
    }
    f.write_char('\n')
}

/// Writes records, each as one line.
///
/// # Errors
/// When the writer fails.
pub fn write_records<'a>(
    records: impl IntoIterator<Item = &'a Record>,
    f: &mut impl Write,
) -> fmt::Result {
    records.into_iter().try_for_each(|record| {
        write_record(&record.owner, record.ttl, record.rtype, &record.rdata, f)
    })
}
