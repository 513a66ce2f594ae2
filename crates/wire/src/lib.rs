//! The values every wire object is made of: times, dates, money, ids; and the two
//! sources of chance a program has, time and randomness, as parameters.
//!
//! Nothing here knows a resource, a database or HTTP.

mod clock;
mod grouped;
mod id;
mod money;
mod random;
mod time;

pub use clock::{Clock, MovableClock, SystemClock};
pub use grouped::grouped;
pub use id::{Id, Labelled};
pub use money::Money;
pub use random::{OsRandom, Random, SeededRandom, token};
pub use time::{Date, ParseTimeError, Timestamp};
