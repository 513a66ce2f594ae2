//! Who makes a change, and from where.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// A user agent is cut after so many characters: enough to know the browser by.
const USER_AGENT: usize = 160;

/// Whoever makes a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub kind: ActorKind,
    /// An e-mail address, an account's username, an app's name, the name of who sits at the command line.
    pub name: String,
    pub address: Option<IpAddr>,
    pub user_agent: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// Staff of the shop.
    Staff,
    /// Who runs the installation.
    Operator,
    /// An account that signs its requests.
    Account,
    App,
    /// The command line, beside the server.
    Command,
    /// The program by itself: an endpoint that failed too long is paused.
    System,
}

impl Actor {
    pub fn new(kind: ActorKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into(), address: None, user_agent: None }
    }

    /// The program by itself.
    pub fn system() -> Self {
        Self::new(ActorKind::System, "shopwire")
    }

    /// From where: the client's address, and what its browser calls itself.
    #[must_use]
    pub fn via(mut self, address: Option<IpAddr>, user_agent: Option<&str>) -> Self {
        self.address = address;
        self.user_agent = user_agent
            .map(|text| text.chars().filter(|c| !c.is_control()).take(USER_AGENT).collect::<String>())
            .filter(|text| !text.is_empty());
        self
    }
}

/// `vendor (account)`
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.kind.word())
    }
}

impl ActorKind {
    /// As the document says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Operator => "operator",
            Self::Account => "account",
            Self::App => "app",
            Self::Command => "command",
            Self::System => "system",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_is_short_and_one_line() {
        let actor = |agent: &str| Actor::new(ActorKind::Staff, "a@example.com").via(None, Some(agent));
        let long = actor(&"長".repeat(500)).user_agent.unwrap();
        assert_eq!(long.chars().count(), USER_AGENT);
        assert_eq!(actor("Fire\r\nfox").user_agent.unwrap(), "Firefox");
        assert_eq!(actor("").user_agent, None);
    }

    #[test]
    fn the_kind_is_stored_as_its_word() {
        use ActorKind::{Account, App, Command, Operator, Staff, System};
        for kind in [Staff, Operator, Account, App, Command, System] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
    }
}
