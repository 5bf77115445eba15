//! The verbs: each takes what was typed and hands back a report.

pub(crate) mod ask;
pub(crate) mod check;
pub(crate) mod compile;
pub(crate) mod delegate;
pub(crate) mod gazetteer;
pub(crate) mod import;
pub(crate) mod join;
pub(crate) mod locate;
pub(crate) mod map;
pub(crate) mod near;
pub(crate) mod route;
pub(crate) mod tree;
