//! The index against brute force, and against hostile things.
