//! One value of the configuration, and where it comes from.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::values::Hidden;
use crate::failure::{Failure, Outcome};

/// A value that is in force.
#[derive(Debug, Clone)]
pub struct Setting<T> {
    pub key: &'static str,
    pub value: T,
    pub source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Flag(String),
    Environment(String),
    File(PathBuf),
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "flag {flag}"),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting as a line of a configuration file.
#[derive(Debug)]
pub struct Line {
    /// The table it stands in; empty at the top.
    pub table: &'static str,
    pub name: &'static str,
    pub value: Shown,
    pub source: Source,
}

/// A value as `shopwire config` prints it.
#[derive(Debug)]
pub enum Shown {
    /// As TOML.
    Value(String),
    /// It is set, and nobody's business.
    Hidden,
    /// It is not set, which a file has no way to say.
    Nothing,
}

impl<T: fmt::Display> Setting<T> {
    pub fn line(&self) -> Line {
        let (table, name) = self.key.split_once('.').unwrap_or(("", self.key));
        let text = self.value.to_string();
        // JSON writes a text as TOML does.
        let is_bare = text.parse::<bool>().is_ok() || text.parse::<i64>().is_ok();
        let value = if is_bare { text } else { serde_json::Value::String(text).to_string() };
        Line { table, name, value: Shown::Value(value), source: self.source.clone() }
    }
}

impl<T: fmt::Display> Setting<Option<T>> {
    pub fn optional_line(&self) -> Line {
        let text = self.value.as_ref().map(ToString::to_string).unwrap_or_default();
        let line = Setting { key: self.key, value: text, source: self.source.clone() }.line();
        if self.value.is_some() { line } else { Line { value: Shown::Nothing, ..line } }
    }
}

impl Setting<Option<Hidden>> {
    /// Where it comes from, and that it is there.
    pub fn hidden_line(&self) -> Line {
        let (table, name) = self.key.split_once('.').unwrap_or(("", self.key));
        let value = if self.value.is_some() { Shown::Hidden } else { Shown::Nothing };
        Line { table, name, value, source: self.source.clone() }
    }
}

/// A configuration file: keys are `listen`, or `timeout` in the table `[webhooks]`.
#[derive(Debug)]
pub struct File {
    pub path: PathBuf,
    values: toml::Table,
}

impl File {
    pub fn read(path: &Path) -> Outcome<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Failure::usage(format!("cannot read the configuration file {}: {error}", path.display()))
        })?;
        let values =
            text.parse().map_err(|error| Failure::usage(format!("{} is not valid TOML: {error}", path.display())))?;
        Ok(Self { path: path.to_owned(), values })
    }

    /// The value as text; a list with commas between its items.
    fn get(&self, key: &str) -> Option<String> {
        let mut table = &self.values;
        let mut words = key.split('.').peekable();
        while let Some(word) = words.next() {
            let value = table.get(word)?;
            if words.peek().is_none() {
                return Some(text_of(value));
            }
            table = value.as_table()?;
        }
        None
    }

    /// A key that no part of the program knows.
    fn unknown(&self, known: &BTreeSet<&'static str>) -> Option<String> {
        let mut keys = Vec::new();
        for (key, value) in &self.values {
            match value.as_table() {
                Some(table) => keys.extend(table.keys().map(|inner| format!("{key}.{inner}"))),
                None => keys.push(key.clone()),
            }
        }
        keys.into_iter().find(|key| !known.contains(key.as_str()))
    }
}

fn text_of(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(","),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(flag) => flag.to_string(),
        toml::Value::Datetime(time) => time.to_string(),
        // A table is no value: its keys are.
        toml::Value::Table(_) => String::new(),
    }
}

/// Everything a value can come from: flag before environment before file before default.
#[derive(Debug, Default)]
pub struct Sources {
    pub file: Option<File>,
    known: RefCell<BTreeSet<&'static str>>,
}

impl Sources {
    pub fn new(file: Option<File>) -> Self {
        Self { file, known: RefCell::default() }
    }

    /// The value in force, or the default.
    pub fn setting<T>(&self, key: &'static str, flag: Option<T>, default: T) -> Outcome<Setting<T>>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        let Setting { key, value, source } = self.optional(key, flag)?;
        Ok(Setting { key, value: value.unwrap_or(default), source })
    }

    /// The value in force, if anything gives one.
    pub fn optional<T>(&self, key: &'static str, flag: Option<T>) -> Outcome<Setting<Option<T>>>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        self.known.borrow_mut().insert(key);
        if flag.is_some() {
            return Ok(Setting { key, value: flag, source: Source::Flag(format!("--{key}")) });
        }
        let name = variable(key);
        let found = match environment(&name) {
            Some(text) => Some((text, Source::Environment(name))),
            None => self.file.as_ref().and_then(|file| Some((file.get(key)?, Source::File(file.path.clone())))),
        };
        let Some((text, source)) = found else {
            return Ok(Setting { key, value: None, source: Source::Default });
        };
        match text.parse() {
            Ok(value) => Ok(Setting { key, value: Some(value), source }),
            Err(error) => Err(Failure::usage(format!("{key} cannot be {text:?} ({source}): {error}"))),
        }
    }

    /// Refuses a file that says something nobody asked for: a mistyped key must not go unnoticed.
    pub fn refuse_unknown(&self) -> Outcome {
        let known = self.known.borrow();
        let Some(file) = &self.file else { return Ok(()) };
        match file.unknown(&known) {
            None => Ok(()),
            Some(key) => {
                let all = known.iter().copied().collect::<Vec<_>>().join(", ");
                Err(Failure::usage(format!("{} has an unknown key {key}; known are {all}", file.path.display())))
            }
        }
    }
}

/// `webhooks.timeout` is `SHOPWIRE_WEBHOOKS_TIMEOUT` in the environment.
fn variable(key: &str) -> String {
    format!("SHOPWIRE_{}", key.replace(['-', '.'], "_").to_uppercase())
}

/// A variable that is set to something.
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Sources {
        Sources::new(Some(File { path: "shopwire.toml".into(), values: text.parse().unwrap() }))
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let sources = file("answer = 2");
        let setting = |flag| sources.setting("answer", flag, 1_u8).unwrap();
        assert_eq!((setting(Some(3)).value, setting(Some(3)).source), (3, Source::Flag("--answer".into())));
        assert_eq!((setting(None).value, setting(None).source), (2, Source::File("shopwire.toml".into())));
        assert_eq!(Sources::default().setting("answer", None, 1_u8).unwrap().source, Source::Default);
    }

    #[test]
    fn lists_and_tables_are_read_as_text() {
        let sources = file("[webhooks]\nretries = ['5s', '1m']");
        assert_eq!(sources.optional::<String>("webhooks.retries", None).unwrap().value.unwrap(), "5s,1m");
    }

    #[test]
    fn what_nobody_asked_for_is_refused() {
        let sources = file("[webhooks]\ntimeuot = '5s'");
        sources.optional::<String>("webhooks.timeout", None).unwrap();
        assert!(sources.refuse_unknown().unwrap_err().to_string().contains("webhooks.timeuot"));
    }

    #[test]
    fn an_impossible_value_names_its_source() {
        let error = file("answer = 'many'").setting("answer", None, 1_u8).unwrap_err().to_string();
        assert!(error.starts_with("answer cannot be \"many\" (file shopwire.toml)"), "{error}");
    }
}
