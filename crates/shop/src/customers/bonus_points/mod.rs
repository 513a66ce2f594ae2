//! 紅利: a customer's points, as grants with deadlines.

mod operations;
mod rules;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use operations::operations;
pub use rules::{Balance, consume, grant, grant_for_spending, grant_signup_gift, settle};
pub(crate) use types::whole_seconds;
pub use types::*;

use api::Event;

/// What happens to points and may be told to others.
pub(crate) const EVENTS: &[Event] = &[
    Event::of::<BonusPoint>("bonus_points/create", "獲得紅利。"),
    Event::of::<BonusPoint>("bonus_points/update", "使用紅利，或紅利的內容變更。"),
    Event::of::<BonusPoint>("bonus_points/destroy", "刪除紅利。"),
];
