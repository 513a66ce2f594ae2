//! Reads `application/x-www-form-urlencoded` bodies and query strings into the JSON shape that the same input
//! would have had, so that an operation has one input type however a client sends it. Names nest the way
//! Rails clients write them.

use std::borrow::Cow;

use percent_encoding::percent_decode;
use serde_json::{Map, Value};

/// How many brackets a name may have.
pub const MAX_DEPTH: usize = 32;

/// How many parameters one form may carry.
pub const MAX_PARAMETERS: usize = 10_000;

/// Why a form cannot be read. Names are cut to 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A name or a value is not UTF-8 once its escapes are undone.
    #[error("form is not UTF-8")]
    NotUtf8,
    /// More than [`MAX_PARAMETERS`].
    #[error("form has more than {MAX_PARAMETERS} parameters")]
    TooManyParameters,
    /// More than [`MAX_DEPTH`] brackets.
    #[error("{0} nests deeper than {MAX_DEPTH}")]
    TooDeep(String),
    /// The name says one shape (text, object or list) and an earlier one said another.
    #[error("{0} does not agree with an earlier parameter")]
    Conflict(String),
}

/// One bracket of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    /// `[key]`
    Key(&'a str),
    /// `[]`
    Append,
}

/// Decodes a form into a JSON object whose leaves are all strings.
///
/// - `a[b]=1` gives `{"a": {"b": "1"}}`, `a[]=1&a[]=2` gives `{"a": ["1", "2"]}`.
/// - `a[][x]=1&a[][y]=2&a[][x]=3` gives `{"a": [{"x": "1", "y": "2"}, {"x": "3"}]}`: a key that the last element
///   has already starts the next one.
/// - `a[0][x]=1&a[1][x]=2` is a list too, in the order of its indexes, if these are exactly 0 to n - 1. Other
///   numbers may well be ids, so they stay keys of an object.
/// - `a=1&a=2` keeps the last. `a` and `a=` are the empty string.
/// - A name whose brackets do not pair up (`a[b`, `[a]`) has no structure: it is taken as it stands.
///
/// An escape that is not one (`%zz`) stands for itself.
///
/// # Errors
///
/// [`FormError`] for text that is not UTF-8, for names that contradict each other, and past the limits.
pub fn decode_form(body: &[u8]) -> Result<Value, FormError> {
    let mut form = Form::default();
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = unescape(halves.next().unwrap_or_default())?;
        let value = unescape(halves.next().unwrap_or_default())?;
        form.add(&name, value)?;
    }
    Ok(Value::Object(form.finish()))
}

/// A form that is put together from its parameters, one by one.
#[derive(Debug, Default)]
pub(crate) struct Form {
    fields: Map<String, Value>,
    count: usize,
}

impl Form {
    pub(crate) fn add(&mut self, name: &str, value: String) -> Result<(), FormError> {
        if self.count >= MAX_PARAMETERS {
            return Err(FormError::TooManyParameters);
        }
        self.count += 1;
        let (key, steps) = parse_name(name).unwrap_or((name, Vec::new()));
        if steps.len() > MAX_DEPTH {
            return Err(FormError::TooDeep(shorten(name)));
        }
        insert(&mut self.fields, key, &steps, value).map_err(|Conflict| FormError::Conflict(shorten(name)))
    }

    pub(crate) fn finish(mut self) -> Map<String, Value> {
        self.fields.values_mut().for_each(settle_lists);
        self.fields
    }
}

fn unescape(text: &[u8]) -> Result<String, FormError> {
    let spaced: Cow<'_, [u8]> = if text.contains(&b'+') {
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect()
    } else {
        text.into()
    };
    let bytes = Cow::from(percent_decode(&spaced)).into_owned();
    String::from_utf8(bytes).map_err(|_| FormError::NotUtf8)
}

fn shorten(name: &str) -> String {
    name.chars().take(100).collect()
}

/// Splits `a[b][]` into `a` and its steps, or gives nothing if the brackets do not pair up. Stops one step past
/// the limit: the caller refuses the name anyway.
fn parse_name(name: &str) -> Option<(&str, Vec<Step<'_>>)> {
    let (key, mut rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    if rest.is_empty() {
        return Some((key, Vec::new()));
    }
    if key.is_empty() || key.contains(']') {
        return None;
    }
    let mut steps = Vec::new();
    while !rest.is_empty() && steps.len() <= MAX_DEPTH {
        let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
        if inside.contains('[') {
            return None;
        }
        steps.push(if inside.is_empty() { Step::Append } else { Step::Key(inside) });
        rest = after;
    }
    Some((key, steps))
}

/// The shape in place is another than the one asked for.
struct Conflict;

fn insert(object: &mut Map<String, Value>, key: &str, steps: &[Step<'_>], value: String) -> Result<(), Conflict> {
    match steps.split_first() {
        None => {
            let place = object.entry(key).or_insert(Value::Null);
            if place.is_object() || place.is_array() {
                return Err(Conflict);
            }
            *place = Value::String(value);
            Ok(())
        }
        Some((Step::Key(next), rest)) => match object.entry(key).or_insert_with(|| Value::Object(Map::new())) {
            Value::Object(inner) => insert(inner, next, rest, value),
            _ => Err(Conflict),
        },
        Some((Step::Append, rest)) => match object.entry(key).or_insert_with(|| Value::Array(Vec::new())) {
            Value::Array(items) => append(items, rest, value),
            _ => Err(Conflict),
        },
    }
}

fn append(items: &mut Vec<Value>, steps: &[Step<'_>], value: String) -> Result<(), Conflict> {
    let item = match steps.split_first() {
        None => Value::String(value),
        Some((Step::Append, rest)) => {
            let mut inner = Vec::new();
            append(&mut inner, rest, value)?;
            Value::Array(inner)
        }
        Some((Step::Key(key), rest)) => {
            if let Some(Value::Object(last)) = items.last_mut()
                && !holds(last, key, rest)
            {
                return insert(last, key, rest, value);
            }
            let mut fresh = Map::new();
            insert(&mut fresh, key, rest, value)?;
            Value::Object(fresh)
        }
    };
    items.push(item);
    Ok(())
}

/// Whether the element has this very name already, so that naming it again means the next element. A list
/// inside an element (`e[][tags][]`) takes any number of values and so never ends it.
fn holds(element: &Map<String, Value>, key: &str, steps: &[Step<'_>]) -> bool {
    let mut place = element.get(key);
    for step in steps {
        match step {
            Step::Append => return false,
            Step::Key(key) => place = place.and_then(|value| value.get(key)),
        }
    }
    place.is_some()
}

/// Turns objects keyed 0 to n - 1 into lists. Done last, because indexes may come in any order.
fn settle_lists(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(settle_lists),
        Value::Object(object) => {
            object.values_mut().for_each(settle_lists);
            let size = object.len();
            // `n` different indexes below `n` are all of them
            if size > 0 && object.keys().all(|key| list_index(key).is_some_and(|index| index < size)) {
                let mut items: Vec<_> = std::mem::take(object).into_iter().collect();
                items.sort_by_key(|(key, _)| list_index(key));
                *value = items.into_iter().map(|(_, item)| item).collect();
            }
        }
        _ => {}
    }
}

/// The number a key is, if it is written without sign or leading zero.
fn list_index(key: &str) -> Option<usize> {
    let plain = key.bytes().all(|byte| byte.is_ascii_digit()) && (key == "0" || !key.starts_with('0'));
    if plain { key.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn decoded(form: &str) -> Value {
        decode_form(form.as_bytes()).unwrap()
    }

    #[test]
    fn flat_names_are_text() {
        assert_eq!(decoded(""), json!({}));
        assert_eq!(decoded("&&"), json!({}));
        assert_eq!(decoded("a=1&b=x+y%20z&c&d="), json!({"a": "1", "b": "x y z", "c": "", "d": ""}));
        assert_eq!(decoded("a=b=c"), json!({"a": "b=c"}));
        assert_eq!(decoded("name=%E7%8E%8B+%2B+%26&%E5%90%8D=x"), json!({"name": "王 + &", "名": "x"}));
        assert_eq!(decoded("name=王"), json!({"name": "王"}));
    }

    #[test]
    fn a_repeated_name_keeps_the_last() {
        assert_eq!(decoded("a=1&a=2"), json!({"a": "2"}));
        assert_eq!(decoded("a[b]=1&a[b]=2"), json!({"a": {"b": "2"}}));
    }

    #[test]
    fn brackets_nest() {
        assert_eq!(
            decoded("a=1&b[c]=2&d[]=x&d[]=y&e[][name]=n&e[][value]=v"),
            json!({"a": "1", "b": {"c": "2"}, "d": ["x", "y"], "e": [{"name": "n", "value": "v"}]})
        );
        assert_eq!(decoded("a[b][c][]=1&a[b][d]=2"), json!({"a": {"b": {"c": ["1"], "d": "2"}}}));
        assert_eq!(decoded("a%5Bb%5D=1"), json!({"a": {"b": "1"}}));
        assert_eq!(decoded("a[][]=1&a[][]=2"), json!({"a": [["1"], ["2"]]}));
    }

    #[test]
    fn a_repeated_key_starts_the_next_element() {
        assert_eq!(
            decoded("e[][name]=a&e[][value]=1&e[][name]=b&e[][value]=2&e[][value]=3"),
            json!({"e": [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}, {"value": "3"}]})
        );
        assert_eq!(
            decoded("e[][a][x]=1&e[][a][y]=2&e[][a][x]=3"),
            json!({"e": [{"a": {"x": "1", "y": "2"}}, {"a": {"x": "3"}}]})
        );
        assert_eq!(
            decoded("e[][tags][]=x&e[][tags][]=y&e[][id]=1&e[][id]=2&e[][tags][]=z"),
            json!({"e": [{"tags": ["x", "y"], "id": "1"}, {"id": "2", "tags": ["z"]}]})
        );
        assert_eq!(
            decoded("e[][lines][][sku]=p&e[][lines][][sku]=q"),
            json!({"e": [{"lines": [{"sku": "p"}, {"sku": "q"}]}]})
        );
    }

    #[test]
    fn indexes_from_zero_make_a_list() {
        assert_eq!(
            decoded("e[1][name]=b&e[0][name]=a&e[0][value]=1"),
            json!({"e": [{"name": "a", "value": "1"}, {"name": "b"}]})
        );
        let eleven = (0..11).rev().map(|n| format!("e[{n}]=v{n}")).collect::<Vec<_>>().join("&");
        assert_eq!(decoded(&eleven)["e"][10], "v10");
        assert_eq!(decoded("a[0][0]=x&a[0][1]=y"), json!({"a": [["x", "y"]]}));
    }

    #[test]
    fn other_numbers_stay_keys() {
        assert_eq!(decoded("f[17]=x&f[18]=y"), json!({"f": {"17": "x", "18": "y"}}));
        assert_eq!(decoded("f[0]=x&f[2]=y"), json!({"f": {"0": "x", "2": "y"}}));
        assert_eq!(decoded("f[00]=x"), json!({"f": {"00": "x"}}));
        assert_eq!(decoded("0=x"), json!({"0": "x"}));
        assert_eq!(decoded("f[99999999999999999999999]=x"), json!({"f": {"99999999999999999999999": "x"}}));
    }

    #[test]
    fn names_without_paired_brackets_are_taken_as_they_stand() {
        for name in ["a[b", "a]", "[a]", "[]", "a[b]c", "a[[b]]", "a]b[c]", "["] {
            assert_eq!(decoded(&format!("{name}=1")), json!({ name: "1" }), "{name}");
        }
    }

    #[test]
    fn contradictions_are_refused() {
        for form in [
            "a=1&a[b]=2",
            "a[b]=2&a=1",
            "a=1&a[]=2",
            "a[]=1&a=2",
            "a[]=1&a[b]=2",
            "a[0]=1&a[]=2",
            "a[b]=1&a[b][c]=2",
            "e[][a]=1&e[][a][b]=2",
        ] {
            assert!(matches!(decode_form(form.as_bytes()), Err(FormError::Conflict(_))), "{form}");
        }
        let error = decode_form(b"a=1&a[b]=2").unwrap_err();
        assert_eq!(error.to_string(), "a[b] does not agree with an earlier parameter");
    }

    #[test]
    fn what_is_not_utf8_is_refused() {
        for form in [&b"a=%ff"[..], b"%C3=1", b"a=\xff", b"a=1&\xe7\x8e=x"] {
            assert_eq!(decode_form(form), Err(FormError::NotUtf8));
        }
        assert_eq!(decoded("a=%zz%4"), json!({"a": "%zz%4"}));
    }

    #[test]
    fn limits_hold() {
        assert!(decode_form(format!("a{}=1", "[b]".repeat(MAX_DEPTH)).as_bytes()).is_ok());
        for bracket in ["[b]", "[]", "[0]"] {
            let deep = format!("a{}=1", bracket.repeat(MAX_DEPTH + 1));
            assert!(matches!(decode_form(deep.as_bytes()), Err(FormError::TooDeep(name)) if name.len() <= 100));
        }
        assert_eq!(decoded(&"a[]=1&".repeat(MAX_PARAMETERS))["a"].as_array().map(Vec::len), Some(MAX_PARAMETERS));
        let many = "a[]=1&".repeat(MAX_PARAMETERS + 1);
        assert_eq!(decode_form(many.as_bytes()), Err(FormError::TooManyParameters));
    }

    proptest! {
        #[test]
        fn never_panics(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = decode_form(&body);
        }

        #[test]
        fn never_panics_on_brackets(body in "([ab01]|\\[|\\]|\\[\\]|=|&|%5B|\\+|%){0,60}") {
            let _ = decode_form(body.as_bytes());
        }

        #[test]
        fn flat_maps_come_back(fields in proptest::collection::btree_map("[^\\[\\]]{0,12}", any::<String>(), 0..12)) {
            let escape = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            let form: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
            let back: BTreeMap<String, String> = serde_json::from_value(decoded(&form.join("&"))).unwrap();
            prop_assert_eq!(back, fields);
        }
    }
}
