//! The authoritative server of the Spatial Name System: the shell that carries questions to
//! [`libsns::authority::Authority`], which decides, and its replies back.
//!
//! ```text
//!  datagrams ─▶ udp ─┐                                  ┌─ hold ◀─ load ◀─ files
//!  (syscall)         ├─▶ service: the Authority ◀─ writer ◀─ watch, signals
//!  streams ──▶ tcp ──┘      of this moment              (publishes a new one)
//!   (table, connection)
//! ```
//!
//! What is absent: no lock, no allocation and no task on the way of a datagram; no record, name or
//! response code is looked into here; outside [`syscall`] there is no `unsafe`; only the writer
//! changes what is served.

mod banner;
pub mod cli;
pub mod config;
pub mod connection;
mod counters;
mod fault;
mod files;
mod hold;
pub mod limits;
mod load;
pub mod log;
mod privilege;
mod run;
mod serial;
mod service;
mod signals;
mod sockets;
mod stamp;
mod syscall;
mod systemd;
mod table;
mod tcp;
mod udp;
mod watch;
mod writer;

pub use banner::Banner;
pub use config::Config;
pub use counters::Totals;
pub use fault::Fault;
pub use files::{plan_directory, plan_files};
pub use hold::{ZoneFaults, check};
pub use load::{Loaded, load, load_plan};
pub use privilege::PrivilegeError;
pub use run::{Server, StartError, run};
pub use sockets::BindError;
pub use syscall::HugePages;
