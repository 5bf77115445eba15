//! How things look on a terminal and in JSON. Nothing here reads or asks anything.

pub(crate) mod data;
pub(crate) mod fault;
pub(crate) mod place;
pub(crate) mod reach;
pub(crate) mod reply;
pub(crate) mod route;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod thing;
pub(crate) mod tree;
