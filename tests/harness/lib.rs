//! What the tests across crates share: zones and questions from a seed, a message reader of their
//! own, other people's servers as judges, and ours in-process.

pub mod asking;
pub mod generator;
pub mod judge;
pub mod message;
pub mod names;
pub mod ours;
pub mod peers;
pub mod plans;
pub mod program;
pub mod question;
pub mod random;
