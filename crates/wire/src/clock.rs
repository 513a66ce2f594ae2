//! Time as a parameter.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::Timestamp;

/// Where the program takes the time from.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // the one place that reads the wall clock
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(jiff::Timestamp::now().as_millisecond())
    }
}

/// A clock that runs with another one, moved by an amount that a test chooses.
#[derive(Clone)]
pub struct MovableClock {
    inner: Arc<dyn Clock>,
    moved: Arc<AtomicI64>,
}

impl MovableClock {
    pub fn new(inner: Arc<dyn Clock>) -> Self {
        Self { inner, moved: Arc::default() }
    }

    /// Moves the clock forward (or back, when negative) by so many milliseconds.
    pub fn advance_millis(&self, millis: i64) {
        self.moved.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        self.inner.now().plus_millis(self.moved.load(Ordering::SeqCst))
    }
}
