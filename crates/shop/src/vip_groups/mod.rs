//! VIP 群組: groups of levels that customers rise through by spending, and what each level
//! gives them.

mod types;
pub use types::*;
