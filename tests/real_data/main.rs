//! Geography.
