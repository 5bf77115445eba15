//! The calls for which the standard library has no safe form: many datagrams at once, socket
//! options of packet information, giving up root, and huge pages. The only file of the project with `unsafe`.
#![allow(unsafe_code, reason = "these exist only as C calls on raw memory")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::ffi::CString;
use std::io;
use std::mem;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;

use libc::{
    c_int, c_void, cmsghdr, iovec, mmsghdr, sockaddr_in, sockaddr_in6, sockaddr_storage, socklen_t,
};
use libsns::limits::UDP_REPLY_OCTETS_MAX;

use crate::limits::UDP_REQUEST_OCTETS;

/// Memory from the system; large blocks by themselves and in huge pages.
///
/// A zone of a hundred thousand names takes tens of megabytes that questions read at random; with
/// pages of 4 KiB nearly every read also waits for a walk through the page tables. And what loading
/// a zone took for a while goes back to the system at once, as no small block lies beside it.
#[derive(Debug)]
pub struct HugePages;

/// The size of a huge page on the machines this is for.
const HUGE_PAGE_OCTETS: usize = 2 << 20;

/// True for blocks that are mapped by themselves.
fn is_large(layout: &Layout) -> bool {
    layout.size() >= HUGE_PAGE_OCTETS && layout.align() <= HUGE_PAGE_OCTETS
}

/// What a block takes of the address space; memory it takes only where it is written to.
fn mapped_octets(octets: usize) -> Option<usize> {
    octets.checked_next_multiple_of(HUGE_PAGE_OCTETS)
}

/// Maps a block that begins where a huge page can; null when there is no memory.
fn map(octets: usize) -> *mut u8 {
    let Some(length) = mapped_octets(octets) else { return ptr::null_mut() };
    let Some(room) = length.checked_add(HUGE_PAGE_OCTETS) else { return ptr::null_mut() };
    let access = libc::PROT_READ | libc::PROT_WRITE;
    let kind = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: a new mapping, where the kernel likes, touches no other memory.
    let start = unsafe { libc::mmap(ptr::null_mut(), room, access, kind, -1, 0) };
    if start == libc::MAP_FAILED {
        return ptr::null_mut();
    }
    let skipped = start.addr().wrapping_neg() % HUGE_PAGE_OCTETS;
    // SAFETY: all three ranges lie within the new mapping, and nothing points into it yet. Only
    // whole huge pages are asked for, so that none is half empty; without them all works as well.
    unsafe {
        let block = start.byte_add(skipped);
        unmap(start, skipped);
        unmap(block.byte_add(length), HUGE_PAGE_OCTETS - skipped);
        libc::madvise(block, octets / HUGE_PAGE_OCTETS * HUGE_PAGE_OCTETS, libc::MADV_HUGEPAGE);
        block.cast()
    }
}

/// Gives a range back.
///
/// # Safety
/// The range is part of a mapping, and nothing in it is used any more.
unsafe fn unmap(start: *mut c_void, octets: usize) {
    if octets > 0 {
        // SAFETY: as the caller says. It cannot fail for such a range.
        unsafe { libc::munmap(start, octets) };
    }
}

// SAFETY: large blocks are mappings of their own, aligned to a huge page, and given back with the
// length they were made with; all others are the system allocator's. Which of the two a block is
// follows from its layout alone.
unsafe impl GlobalAlloc for HugePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if is_large(&layout) {
            return map(layout.size());
        }
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if is_large(&layout) {
            // New mappings are zero.
            return map(layout.size());
        }
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        match is_large(&layout).then(|| mapped_octets(layout.size())).flatten() {
            // SAFETY: `map` made the block with this length.
            Some(length) => unsafe { unmap(block.cast(), length) },
            // SAFETY: the block is the system allocator's, of this layout.
            None => unsafe { System.dealloc(block, layout) },
        }
    }

    unsafe fn realloc(&self, block: *mut u8, old: Layout, size: usize) -> *mut u8 {
        let Ok(new) = Layout::from_size_align(size, old.align()) else { return ptr::null_mut() };
        if !is_large(&old) && !is_large(&new) {
            // SAFETY: both the old and the new block are the system allocator's.
            return unsafe { System.realloc(block, old, size) };
        }
        // SAFETY: a new block, the octets that both have, and the old block given back.
        unsafe {
            let moved = self.alloc(new);
            if !moved.is_null() {
                ptr::copy_nonoverlapping(block, moved, old.size().min(size));
                self.dealloc(block, old);
            }
            moved
        }
    }
}

/// Datagrams taken from the kernel, and given back to it, in one call.
pub(crate) const BATCH: usize = 64;

/// Room for one control message of packet information: an `in6_pktinfo` is the larger kind.
const CONTROL_OCTETS: usize = 64;

/// One datagram and its reply. Its size is no multiple of 4096, so that the heads of the slots do
/// not all fall on the same cache lines.
#[repr(C)]
struct Slot {
    request_part: iovec,
    reply_part: iovec,
    client: sockaddr_storage,
    control: Control,
    request: [u8; UDP_REQUEST_OCTETS],
    reply: [u8; UDP_REPLY_OCTETS_MAX],
}

/// Control messages must be aligned as their headers are.
#[repr(C, align(8))]
struct Control([u8; CONTROL_OCTETS]);

const _: () = assert!(align_of::<Control>() >= align_of::<cmsghdr>());
const _: () = assert!(!size_of::<Slot>().is_multiple_of(4096));

/// A batch of datagrams: received together, answered in place, sent together.
///
/// The headers point into the slots, and the parts of a slot into the slot itself; all of them
/// stay where they are on the heap. A slot is reached only under `&mut self`, never while the
/// kernel works on it.
pub(crate) struct Batch {
    slots: Vec<UnsafeCell<Slot>>,
    inbound: Vec<mmsghdr>,
    outbound: Vec<mmsghdr>,
    /// Octets of control messages asked for: 0 when the socket is bound to one address.
    control_octets: usize,
    /// Headers the kernel has written to since they were last made ready.
    received: usize,
    /// Replies that wait in `outbound`.
    queued: usize,
}

/// One datagram, and where its reply goes.
pub(crate) struct Exchange<'a> {
    /// Who sent it.
    pub(crate) client: IpAddr,
    /// What was sent.
    pub(crate) request: &'a [u8],
    /// The datagram was longer than the room for it.
    pub(crate) cut: bool,
    /// Where the reply is to be written.
    pub(crate) reply: &'a mut [u8],
}

impl Batch {
    /// Room for [`BATCH`] datagrams. With `packet_information` the address each was sent to is
    /// received along, and the reply is sent from there.
    pub(crate) fn new(packet_information: bool) -> Self {
        let slots: Vec<_> = std::iter::repeat_with(empty_slot).take(BATCH).collect();
        let mut batch = Self {
            inbound: slots.iter().map(inbound_header).collect(),
            outbound: (0..BATCH).map(|_| empty_header()).collect(),
            slots,
            control_octets: if packet_information { CONTROL_OCTETS } else { 0 },
            received: BATCH,
            queued: 0,
        };
        batch.make_ready();
        batch
    }

    /// Waits for datagrams and takes as many as there are, at most [`BATCH`]; none when the
    /// socket's receive timeout or a signal came first.
    pub(crate) fn receive(&mut self, socket: BorrowedFd<'_>) -> io::Result<usize> {
        self.make_ready();
        // SAFETY: `inbound` holds BATCH headers whose pointers lead to slots and parts that live
        // as long as `self`, each with its true length.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                self.inbound.as_mut_ptr(),
                BATCH as _,
                libc::MSG_WAITFORONE as _,
                ptr::null_mut(),
            )
        };
        if count >= 0 {
            self.received = count as usize;
            return Ok(self.received);
        }
        match io::Error::last_os_error() {
            error if is_temporary(&error) => Ok(0),
            error => Err(error),
        }
    }

    /// The datagram `index` of those received last.
    pub(crate) fn exchange(&mut self, index: usize) -> Exchange<'_> {
        assert!(index < self.received, "slot {index} of {} received", self.received);
        let header = &self.inbound[index];
        let request_octets = (header.msg_len as usize).min(UDP_REQUEST_OCTETS);
        // SAFETY: `&mut self` says that nobody else looks into the slot, and between two calls
        // the kernel does not. The kernel wrote an address of the family it names.
        let slot = unsafe { &mut *self.slots[index].get() };
        Exchange {
            client: address_of(&slot.client),
            request: &slot.request[..request_octets],
            cut: header.msg_hdr.msg_flags & libc::MSG_TRUNC != 0,
            reply: &mut slot.reply,
        }
    }

    /// Queues the first `octets` of the reply of datagram `index`, to go to its sender, from the
    /// address it was sent to.
    pub(crate) fn queue(&mut self, index: usize, octets: usize) {
        assert!(index < self.received && self.queued < BATCH, "one reply to each datagram");
        let from = self.inbound[index].msg_hdr;
        let to = &mut self.outbound[self.queued].msg_hdr;
        // SAFETY: `&mut self` says that nobody else looks into the slot.
        let slot = unsafe { &mut *self.slots[index].get() };
        slot.reply_part.iov_len = octets.min(UDP_REPLY_OCTETS_MAX);
        (to.msg_name, to.msg_namelen) = (from.msg_name, from.msg_namelen);
        (to.msg_iov, to.msg_iovlen) = (&raw mut slot.reply_part, 1);
        if self.control_octets > 0 {
            let usable = answer_from_there(&mut slot.control, from.msg_controllen as _);
            to.msg_control = from.msg_control;
            to.msg_controllen = if usable { from.msg_controllen } else { 0 };
        }
        self.queued += 1;
    }

    /// Sends what is queued and forgets it. Returns how many replies the kernel would not take:
    /// over UDP a lost reply is the client's to ask again, and waiting would hold up the others.
    pub(crate) fn send(&mut self, socket: BorrowedFd<'_>) -> usize {
        let queued = mem::take(&mut self.queued);
        let (mut next, mut lost) = (0, 0);
        while next < queued {
            // SAFETY: the headers from `next` to `queued` were filled by `queue`; their pointers
            // lead to slots and parts that live as long as `self`.
            let count = unsafe {
                libc::sendmmsg(
                    socket.as_raw_fd(),
                    self.outbound.as_mut_ptr().add(next),
                    (queued - next) as _,
                    libc::MSG_DONTWAIT as _,
                )
            };
            if count > 0 {
                next += count as usize;
                continue;
            }
            match io::Error::last_os_error().raw_os_error() {
                Some(libc::EINTR) => {}
                // No room in the send buffer: the rest of the batch would meet the same.
                Some(libc::EAGAIN | libc::ENOBUFS | libc::ENOMEM) => {
                    return lost + (queued - next);
                }
                // This client cannot be reached (a firewall, no route); the next one may.
                _ => {
                    lost += 1;
                    next += 1;
                }
            }
        }
        lost
    }

    /// Gives the headers the kernel has written to their lengths back.
    fn make_ready(&mut self) {
        self.queued = 0;
        for header in &mut self.inbound[..mem::take(&mut self.received)] {
            header.msg_hdr.msg_namelen = size_of::<sockaddr_storage>() as socklen_t;
            header.msg_hdr.msg_controllen = self.control_octets as _;
        }
    }
}

/// A slot whose parts point nowhere yet: that is for [`inbound_header`] to do, once it lies still.
fn empty_slot() -> UnsafeCell<Slot> {
    // SAFETY: all of a slot is octets, integers and raw pointers, for which zero is a value.
    UnsafeCell::new(unsafe { mem::zeroed() })
}

fn empty_header() -> mmsghdr {
    // SAFETY: a header is integers and raw pointers, for which zero is a value.
    unsafe { mem::zeroed() }
}

/// Points the parts of a slot at its octets, and a header for receiving at the slot.
fn inbound_header(slot: &UnsafeCell<Slot>) -> mmsghdr {
    let place = slot.get();
    let mut header = empty_header();
    // SAFETY: `place` is a live slot to which nobody else has access while a batch is made; of the
    // fields only the places are taken.
    unsafe {
        (*place).request_part =
            iovec { iov_base: (&raw mut (*place).request).cast(), iov_len: UDP_REQUEST_OCTETS };
        (*place).reply_part = iovec { iov_base: (&raw mut (*place).reply).cast(), iov_len: 0 };
        header.msg_hdr.msg_name = (&raw mut (*place).client).cast();
        header.msg_hdr.msg_control = (&raw mut (*place).control).cast();
        header.msg_hdr.msg_iov = &raw mut (*place).request_part;
    }
    header.msg_hdr.msg_iovlen = 1;
    header
}

/// The address in a socket address of the kernel.
fn address_of(socket_address: &sockaddr_storage) -> IpAddr {
    let place = ptr::from_ref(socket_address);
    if c_int::from(socket_address.ss_family) == libc::AF_INET6 {
        // SAFETY: a `sockaddr_storage` is larger than, and aligned for, every kind of address;
        // the family says which kind the kernel wrote.
        let v6 = unsafe { &*place.cast::<sockaddr_in6>() };
        return IpAddr::V6(Ipv6Addr::from(v6.sin6_addr.s6_addr));
    }
    // SAFETY: as above.
    let v4 = unsafe { &*place.cast::<sockaddr_in>() };
    IpAddr::V4(Ipv4Addr::from(v4.sin_addr.s_addr.to_ne_bytes()))
}

/// Makes of the packet information received the one to send: the same address as source, the
/// interface left to the routing table (but for link-local addresses, which mean nothing without
/// theirs). False when the octets are none.
fn answer_from_there(control: &mut Control, octets: usize) -> bool {
    let header_octets = size_of::<cmsghdr>();
    if octets < header_octets {
        return false;
    }
    // SAFETY: `control` is aligned for a header and longer than one.
    let header = unsafe { &*control.0.as_ptr().cast::<cmsghdr>() };
    // SAFETY: CMSG_LEN only adds up numbers.
    let data = unsafe { libc::CMSG_LEN(0) } as usize;
    match (header.cmsg_level, header.cmsg_type) {
        (libc::IPPROTO_IP, libc::IP_PKTINFO) => {
            const { assert!(CONTROL_OCTETS >= 32 + size_of::<libc::in_pktinfo>()) };
            // SAFETY: the data of a control message is aligned as its header is, and there is
            // room for this kind; the kernel wrote it.
            let information =
                unsafe { &mut *control.0.as_mut_ptr().add(data).cast::<libc::in_pktinfo>() };
            information.ipi_ifindex = 0;
            true
        }
        (libc::IPPROTO_IPV6, libc::IPV6_PKTINFO) => {
            const { assert!(CONTROL_OCTETS >= 32 + size_of::<libc::in6_pktinfo>()) };
            // SAFETY: as above.
            let information =
                unsafe { &mut *control.0.as_mut_ptr().add(data).cast::<libc::in6_pktinfo>() };
            let source = Ipv6Addr::from(information.ipi6_addr.s6_addr);
            if !source.is_unicast_link_local() {
                information.ipi6_ifindex = 0;
            }
            !source.is_multicast()
        }
        _ => false,
    }
}

/// An error after which the same call may well succeed.
fn is_temporary(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

/// Asks for the address each datagram was sent to. A socket bound to a wildcard needs it to answer
/// from there (RFC 2181 §4: "the source address … must be the same as the destination address").
pub(crate) fn receive_packet_information(socket: BorrowedFd<'_>, is_v6: bool) -> io::Result<()> {
    match is_v6 {
        true => set_option(socket, libc::IPPROTO_IPV6, libc::IPV6_RECVPKTINFO, 1),
        false => set_option(socket, libc::IPPROTO_IP, libc::IP_PKTINFO, 1),
    }
}

/// Takes no heed of path MTUs learnt from ICMP, which anybody can forge to make replies arrive in
/// fragments: ours are small enough for any path (RFC 9715 §3.1).
pub(crate) fn ignore_path_mtu(socket: BorrowedFd<'_>, is_v6: bool) -> io::Result<()> {
    match is_v6 {
        true => set_option(
            socket,
            libc::IPPROTO_IPV6,
            libc::IPV6_MTU_DISCOVER,
            libc::IPV6_PMTUDISC_OMIT,
        ),
        false => {
            set_option(socket, libc::IPPROTO_IP, libc::IP_MTU_DISCOVER, libc::IP_PMTUDISC_OMIT)
        }
    }
}

fn set_option(socket: BorrowedFd<'_>, level: c_int, name: c_int, value: c_int) -> io::Result<()> {
    // SAFETY: the option's value is one int, which lives during the call.
    check(unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            name,
            (&raw const value).cast(),
            size_of::<c_int>() as socklen_t,
        )
    })
}

/// Raises the number of files this process may have open to `wanted`, as far as it is let.
/// Returns what it now is.
pub(crate) fn allow_open_files(wanted: u64) -> io::Result<u64> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is a live value of the kind the call fills.
    check(unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) })?;
    if limit.rlim_cur >= wanted {
        return Ok(limit.rlim_cur);
    }
    limit.rlim_cur = wanted.min(limit.rlim_max);
    // SAFETY: `limit` is a live value of the kind the call reads.
    check(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) })?;
    Ok(limit.rlim_cur)
}

/// A user as the system knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct User {
    /// Its number.
    pub(crate) uid: u32,
    /// The number of its own group.
    pub(crate) gid: u32,
}

/// Looks a user up by name; `None` when there is none.
pub(crate) fn user_by_name(name: &str) -> io::Result<Option<User>> {
    let name = CString::new(name)?;
    let mut text = vec![0; NAME_SERVICE_OCTETS];
    // SAFETY: zero is a value of a structure of integers and raw pointers.
    let (mut entry, mut found) = (unsafe { mem::zeroed::<libc::passwd>() }, ptr::null_mut());
    // SAFETY: all pointers lead to live values of the right kind and the length is that of `text`.
    let error = unsafe {
        libc::getpwnam_r(
            name.as_ptr(),
            &raw mut entry,
            text.as_mut_ptr(),
            text.len(),
            &raw mut found,
        )
    };
    lookup_result(error, found.is_null(), User { uid: entry.pw_uid, gid: entry.pw_gid })
}

/// Looks the number of a group up by name; `None` when there is none.
pub(crate) fn group_by_name(name: &str) -> io::Result<Option<u32>> {
    let name = CString::new(name)?;
    let mut text = vec![0; NAME_SERVICE_OCTETS];
    // SAFETY: zero is a value of a structure of integers and raw pointers.
    let (mut entry, mut found) = (unsafe { mem::zeroed::<libc::group>() }, ptr::null_mut());
    // SAFETY: all pointers lead to live values of the right kind and the length is that of `text`.
    let error = unsafe {
        libc::getgrnam_r(
            name.as_ptr(),
            &raw mut entry,
            text.as_mut_ptr(),
            text.len(),
            &raw mut found,
        )
    };
    lookup_result(error, found.is_null(), entry.gr_gid)
}

/// Room for the strings of one entry; a group of a thousand members fits.
const NAME_SERVICE_OCTETS: usize = 64 << 10;

/// POSIX lets a name that is not found be reported as success without an entry or by any of four
/// error numbers.
fn lookup_result<T>(error: c_int, is_absent: bool, entry: T) -> io::Result<Option<T>> {
    match error {
        0 if is_absent => Ok(None),
        0 => Ok(Some(entry)),
        libc::ENOENT | libc::ESRCH | libc::EBADF | libc::EPERM => Ok(None),
        _ => Err(io::Error::from_raw_os_error(error)),
    }
}

/// Becomes this user and group for good, in all threads: no other groups, no way back, and no
/// program started later can gain more.
pub(crate) fn become_user(user: User) -> io::Result<()> {
    // SAFETY: no memory is involved but an empty list.
    unsafe {
        check(libc::setgroups(0, ptr::null()))?;
        check(libc::setresgid(user.gid, user.gid, user.gid))?;
        check(libc::setresuid(user.uid, user.uid, user.uid))?;
        check(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    }
}

/// Whether this process acts as root.
pub(crate) fn is_root() -> bool {
    // SAFETY: no memory is involved.
    unsafe { libc::geteuid() == 0 }
}

/// Whether this process acts as this user and group.
pub(crate) fn is_user(user: User) -> bool {
    // SAFETY: no memory is involved.
    unsafe { libc::geteuid() == user.uid && libc::getegid() == user.gid }
}

/// Whether this process can make itself root (again).
pub(crate) fn can_become_root() -> bool {
    // SAFETY: no memory is involved.
    unsafe { libc::setuid(0) == 0 || libc::setgid(0) == 0 }
}

/// The result of a call that returns −1 on failure.
fn check(result: c_int) -> io::Result<()> {
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
