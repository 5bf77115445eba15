//! Second imports.
