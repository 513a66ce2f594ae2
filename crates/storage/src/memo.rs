//! What was computed from a snapshot, kept until the database changes.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// So many values are kept; beyond that all are forgotten, which costs one more reading each.
const CAPACITY: usize = 10_000;

/// Values by name. A backend empties it when anything in the database has changed, by whatever process, so what
/// is found here is what reading again would give.
#[derive(Default)]
pub struct Memo(RefCell<HashMap<String, Arc<dyn Any + Send + Sync>>>);

impl Memo {
    pub fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    /// The value of this name, made if it is not there.
    pub fn get_or_try<T, E>(&self, name: &str, make: impl FnOnce() -> Result<Arc<T>, E>) -> Result<Arc<T>, E>
    where
        T: Any + Send + Sync,
    {
        let known = self.0.borrow().get(name).and_then(|value| Arc::clone(value).downcast().ok());
        if let Some(known) = known {
            return Ok(known);
        }
        let value = make()?;
        let mut values = self.0.borrow_mut();
        if values.len() >= CAPACITY {
            values.clear();
        }
        let kept: Arc<dyn Any + Send + Sync> = Arc::<T>::clone(&value);
        values.insert(name.to_owned(), kept);
        Ok(value)
    }
}
