//! One test suite that every backend runs.
