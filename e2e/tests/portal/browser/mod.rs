//! A browser that does what a user would: Chromium without a screen, driven through WebDriver.

mod accessibility;
mod driver;
mod page;
mod picture;
mod session;

pub use driver::Driver;
pub use page::{ENTER, Page};
pub use session::Session;
