//! Why the program ends with an error: one sentence that says what to do.

use std::fmt;
use std::io::{self, ErrorKind};

/// What is printed on stderr before the program ends, and the code it ends with.
#[derive(Debug)]
pub struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// Something outside the command line is not as it must be: exit code 1.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    /// The command or the configuration asks for something impossible: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 2 }
    }

    /// All is said already: only the exit code is left to give.
    pub fn silent(code: u8) -> Self {
        Self { message: String::new(), code }
    }

    pub fn is_silent(&self) -> bool {
        self.message.is_empty()
    }

    pub fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<storage::Error> for Failure {
    fn from(error: storage::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<platform::VaultError> for Failure {
    fn from(error: platform::VaultError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // Whoever read our output has seen enough: `shopwire … | head`.
            ErrorKind::BrokenPipe => Self::silent(0),
            _ => Self::new(error.to_string()),
        }
    }
}

pub type Outcome<T = ()> = Result<T, Failure>;
