//! 智慧群組: collections whose products are those that its rules hold of.

mod types;
pub use types::*;
