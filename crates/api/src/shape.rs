//! Input checking by the schema that also documents the input.
//!
//! Forms and query strings know only text, so values are brought to the type the schema asks for
//! ("12" to 12, "true" to true); what cannot be brought there is named in Chinese, field by field.

use serde_json::{Map, Number, Value};
use wire::{Date, Money, Timestamp};

use crate::commas::{COMMAS, separate};

/// A schema, ready to read with.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Object(Vec<Field>),
    Array {
        item: Box<Shape>,
        fewest: Option<usize>,
        most: Option<usize>,
    },
    /// A list that is written as one text with commas between the items.
    Commas(Box<Shape>),
    Text {
        allowed: Vec<String>,
        longest: Option<u64>,
    },
    Integer {
        least: Option<i64>,
        most: Option<i64>,
    },
    Number {
        least: Option<f64>,
        money: bool,
    },
    Flag,
    Timestamp,
    Date,
    /// Passed on as it is.
    Any,
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    name: String,
    /// The Chinese name, as messages use it.
    label: String,
    required: bool,
    /// Null says something else than absence: it clears the field.
    nullable: bool,
    shape: Shape,
}

type Definitions = Map<String, Value>;

impl Shape {
    pub(crate) fn compile(schema: &Value, definitions: &Definitions) -> Self {
        Self::compile_at(schema, definitions, 0)
    }

    fn compile_at(schema: &Value, definitions: &Definitions, depth: usize) -> Self {
        // Input objects are finite trees; the bound is for a type that is none.
        if depth > 16 {
            return Self::Any;
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = reference.rsplit('/').next().and_then(|name| definitions.get(name));
            return target.map_or(Self::Any, |target| Self::compile_at(target, definitions, depth + 1));
        }
        let choices = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(key)).and_then(Value::as_array);
        if let Some(choices) = choices {
            let some: Vec<&Value> = choices.iter().filter(|choice| !is_null(choice)).collect();
            if let [only] = some.as_slice()
                && only.get("const").is_none()
            {
                return Self::compile_at(only, definitions, depth + 1);
            }
            let allowed = some.iter().map(|choice| words(choice)).collect::<Option<Vec<_>>>();
            return allowed.map_or(Self::Any, |allowed| Self::Text { allowed: allowed.concat(), longest: None });
        }
        let format = schema.get("format").and_then(Value::as_str);
        match kind(schema) {
            Some("object") => match schema.get("properties").and_then(Value::as_object) {
                Some(properties) => {
                    let required = schema.get("required").and_then(Value::as_array);
                    let is_required =
                        |name: &str| required.is_some_and(|names| names.iter().any(|required| required == name));
                    let field = |(name, schema): (&String, &Value)| Field {
                        name: name.clone(),
                        label: label(schema).unwrap_or_else(|| name.clone()),
                        required: is_required(name),
                        nullable: schema.get("x-clearable").is_some(),
                        shape: Self::compile_at(schema, definitions, depth + 1),
                    };
                    Self::Object(properties.iter().map(field).collect())
                }
                None => Self::Any,
            },
            Some("array") => {
                let items =
                    schema.get("items").map_or(Self::Any, |items| Self::compile_at(items, definitions, depth + 1));
                let count = |name: &str| schema.get(name).and_then(Value::as_u64)?.try_into().ok();
                Self::Array { item: Box::new(items), fewest: count("minItems"), most: count("maxItems") }
            }
            Some("string") if schema.get(COMMAS).is_some() => {
                let item = schema.get(COMMAS).map_or(Self::Any, |item| Self::compile_at(item, definitions, depth + 1));
                Self::Commas(Box::new(item))
            }
            Some("string") => match format {
                // What the upload has become, by then.
                Some("binary") => Self::Any,
                Some("timestamp") => Self::Timestamp,
                Some("date") => Self::Date,
                _ => Self::Text {
                    allowed: words(schema).unwrap_or_default(),
                    longest: schema.get("maxLength").and_then(Value::as_u64),
                },
            },
            Some("integer") => Self::Integer {
                least: schema.get("minimum").and_then(Value::as_i64),
                most: schema.get("maximum").and_then(Value::as_i64),
            },
            Some("number") => {
                Self::Number { least: schema.get("minimum").and_then(Value::as_f64), money: format == Some("money") }
            }
            Some("boolean") => Self::Flag,
            _ => Self::Any,
        }
    }

    /// Whether an empty text says something: an empty text, an empty list.
    fn takes_blank(&self) -> bool {
        matches!(self, Self::Text { .. } | Self::Commas(_))
    }

    /// The input as this shape has it; what does not fit is told in `faults`.
    pub(crate) fn read(&self, input: &Value, faults: &mut Vec<String>) -> Value {
        self.read_at(input, "參數", faults)
    }

    fn read_at(&self, input: &Value, name: &str, faults: &mut Vec<String>) -> Value {
        let fault = |faults: &mut Vec<String>, text: &str| {
            faults.push(format!("{name} {text}"));
            Value::Null
        };
        match self {
            Self::Any => input.clone(),
            Self::Object(fields) => match input {
                Value::Object(given) => read_object(fields, given, faults),
                // A form can carry an object as JSON text.
                Value::String(text) => match serde_json::from_str(text) {
                    Ok(Value::Object(given)) => read_object(fields, &given, faults),
                    _ => fault(faults, "必須是物件"),
                },
                _ => fault(faults, "必須是物件"),
            },
            Self::Array { item, fewest, most } => {
                let items = match input {
                    Value::Array(given) => read_array(item, given, name, faults),
                    Value::String(text) if text.trim_start().starts_with('[') => match serde_json::from_str(text) {
                        Ok(Value::Array(given)) => read_array(item, &given, name, faults),
                        _ => return fault(faults, "必須是陣列"),
                    },
                    Value::Object(_) => return fault(faults, "必須是陣列"),
                    single => read_array(item, std::slice::from_ref(single), name, faults),
                };
                match (fewest, most) {
                    (Some(fewest), _) if items.len() < *fewest => fault(faults, &format!("至少 {fewest} 項")),
                    (_, Some(most)) if items.len() > *most => fault(faults, &format!("最多 {most} 項")),
                    _ => Value::Array(items),
                }
            }
            // Documents ask for a text with commas; clients that send an array mean the same.
            Self::Commas(item) => match input {
                Value::Array(given) => Value::Array(read_array(item, given, name, faults)),
                Value::String(text) => {
                    let items: Vec<Value> = separate(text).map(Value::from).collect();
                    Value::Array(read_array(item, &items, name, faults))
                }
                Value::Object(_) => fault(faults, "必須是以逗點區隔的文字"),
                single => Value::Array(read_array(item, std::slice::from_ref(single), name, faults)),
            },
            Self::Text { allowed, longest } => {
                let text = match input {
                    Value::String(text) => text.clone(),
                    Value::Number(number) => number.to_string(),
                    Value::Bool(flag) => flag.to_string(),
                    _ => return fault(faults, "必須是文字"),
                };
                if !allowed.is_empty() && !allowed.contains(&text) {
                    return fault(faults, &format!("無效值，可用的值：{}", allowed.join("、")));
                }
                if longest.is_some_and(|longest| text.chars().count() as u64 > longest) {
                    return fault(faults, &format!("過長，最多 {} 個字", longest.unwrap_or_default()));
                }
                Value::String(text)
            }
            Self::Integer { least, most } => match integer(input) {
                Some(number) if least.is_some_and(|least| number < least) => {
                    fault(faults, &format!("必須大於或等於 {}", least.unwrap_or_default()))
                }
                Some(number) if most.is_some_and(|most| number > most) => {
                    fault(faults, &format!("必須小於或等於 {}", most.unwrap_or_default()))
                }
                Some(number) => Value::from(number),
                None => fault(faults, "必須是整數"),
            },
            Self::Number { least, money } => match number(input, *money) {
                Some(number) if least.is_some_and(|least| number.as_f64().is_none_or(|number| number < least)) => {
                    fault(faults, &format!("必須大於或等於 {}", least.unwrap_or_default()))
                }
                Some(number) => Value::Number(number),
                None => fault(faults, "必須是數字"),
            },
            Self::Flag => match input {
                Value::Bool(flag) => Value::Bool(*flag),
                Value::Number(number) if number.as_i64() == Some(1) => Value::Bool(true),
                Value::Number(number) if number.as_i64() == Some(0) => Value::Bool(false),
                Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                    "true" | "1" | "yes" | "on" => Value::Bool(true),
                    "false" | "0" | "no" | "off" => Value::Bool(false),
                    _ => fault(faults, "必須是 true 或 false"),
                },
                _ => fault(faults, "必須是 true 或 false"),
            },
            Self::Timestamp => match input.as_str().map(str::parse::<Timestamp>) {
                Some(Ok(_)) => input.clone(),
                _ => fault(faults, "必須是時間 (YYYY-MM-DD HH:MM:SS)"),
            },
            Self::Date => match input.as_str().map(str::parse::<Date>) {
                Some(Ok(_)) => input.clone(),
                _ => fault(faults, "必須是日期 (YYYY-MM-DD)"),
            },
        }
    }
}

fn read_object(fields: &[Field], given: &Map<String, Value>, faults: &mut Vec<String>) -> Value {
    let mut object = Map::new();
    for field in fields {
        let name = format!("{} ({})", field.label, field.name);
        let value = given.get(&field.name).filter(|value| !is_blank(value) || field.shape.takes_blank());
        match value {
            None | Some(Value::Null) if field.required => faults.push(format!("{name} 不能為空白")),
            None if field.nullable && given.contains_key(&field.name) => {
                object.insert(field.name.clone(), Value::Null);
            }
            Some(Value::Null) if field.nullable => {
                object.insert(field.name.clone(), Value::Null);
            }
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if field.required && text.trim().is_empty() => {
                faults.push(format!("{name} 不能為空白"));
            }
            Some(value) => {
                object.insert(field.name.clone(), field.shape.read_at(value, &name, faults));
            }
        }
    }
    Value::Object(object)
}

fn read_array(item: &Shape, given: &[Value], name: &str, faults: &mut Vec<String>) -> Vec<Value> {
    // Documents speak of arrays of arrays where a flat one is meant: both are taken.
    let flat = given.iter().flat_map(|value| match value {
        Value::Array(inner) if !matches!(item, Shape::Array { .. }) => inner.as_slice(),
        other => std::slice::from_ref(other),
    });
    flat.filter(|value| !value.is_null()).map(|value| item.read_at(value, name, faults)).collect()
}

/// An empty text stands for nothing where no text is asked for: that is how forms leave a field out.
fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "null")
}

/// The schema's type, without null.
fn kind(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        _ => None,
    }
}

/// The texts that the schema allows, when it lists them.
fn words(schema: &Value) -> Option<Vec<String>> {
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Some(vec![word.to_owned()]);
    }
    let list = schema.get("enum")?.as_array()?;
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The Chinese name alone: a description's words up to the explanation.
pub(crate) fn label(schema: &Value) -> Option<String> {
    let description = schema.get("description")?.as_str()?;
    let end = description.find([' ', '(', '（', '：', '，', '\n', ':', '；']).unwrap_or(description.len());
    let label = description[..end].trim();
    (!label.is_empty()).then(|| label.to_owned())
}

fn integer(input: &Value) -> Option<i64> {
    match input {
        #[allow(clippy::cast_possible_truncation)] // checked to be whole and in range
        Value::Number(number) => number.as_i64().or_else(|| {
            number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9e15).map(|float| float as i64)
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn number(input: &Value, money: bool) -> Option<Number> {
    let number = match input {
        Value::Number(number) => number.clone(),
        Value::String(text) if money => Number::from_f64(text.trim().parse::<Money>().ok()?.to_f64())?,
        Value::String(text) => Number::from_f64(text.trim().parse().ok()?)?,
        _ => return None,
    };
    if money && serde_json::from_value::<Money>(Value::Number(number.clone())).is_err() {
        return None;
    }
    Some(number)
}
