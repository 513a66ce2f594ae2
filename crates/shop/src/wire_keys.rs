//! What tests of wire types share: the keys a value must show on the wire, and that it
//! loads again, also from a document that has none of them.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Asserts that `value` serialises to an object with every one of `keys` (separated by
/// spaces), even where a key has nothing to show, and reads back as the same value.
pub(crate) fn assert_keys<T>(value: &T, keys: &str)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let json = serde_json::to_value(value).unwrap();
    let Value::Object(fields) = &json else {
        panic!("not an object: {json}");
    };
    let missing: Vec<_> = keys.split_whitespace().filter(|key| !fields.contains_key(*key)).collect();
    assert!(missing.is_empty(), "{} lacks {missing:?}", std::any::type_name::<T>());
    assert_eq!(&serde_json::from_value::<T>(json).unwrap(), value);
}

/// Asserts that a document older than every field of `T` loads, as a fresh `T`.
pub(crate) fn assert_loads_without_fields<T>()
where
    T: DeserializeOwned + Default + PartialEq + Debug,
{
    assert_eq!(serde_json::from_str::<T>("{}").unwrap(), T::default());
}
