//! gazetteer.
