//! 自訂群組: collections whose products a shop picks by hand.

mod types;
pub use types::*;
