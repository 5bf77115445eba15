//! Surveys made by chance.
