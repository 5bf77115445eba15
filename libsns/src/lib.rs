//! The Spatial Name System: the DNS extended to places.
//!
//! This crate *decides* and never *carries*: it takes bytes, text, the asker and (where it matters)
//! the time as arguments, and returns values. Sockets, files, clocks and threads live in the shells
//! around it (`sns-server`, `tools`), and in [`client`], the one folder here that may open a socket.
//!
//! ```text
//! a plan (TOML, GeoJSON) ─▶ plan ─┐
//!                                 ├─▶ records ─▶ zone::ZoneBuilder ─▶ zone::Zone   (the image)
//! a master file ─▶ zone::master_file ┘
//!
//! bytes ─▶ Authority::handle ─▶ Request::read ─▶ Catalog::find ─▶ answer ─┬ by_name  ─▶ Zone::find
//!                                                                         └ by_place ─▶ SpatialIndex
//!       ◀─ Response::write ◀──────────────────────────────────────────────┘
//! ```
//!
//! Modules form a ladder; a module may use only those above it in this list:
//! [`limits`] → [`name`], [`geometry`] → [`record`] → [`zone`] → [`wire`] → [`plan`], [`answer`] →
//! [`graph`], [`authority`].
#![forbid(unsafe_code)]

pub mod answer;
pub mod authority;
pub mod client;
pub mod geometry;
pub mod graph;
pub mod limits;
pub mod name;
pub mod plan;
pub mod record;
pub mod wire;
pub mod zone;
