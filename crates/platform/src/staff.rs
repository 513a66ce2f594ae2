//! People who work in a shop, and those who run the installation.

use serde::{Deserialize, Serialize};
use storage::{Document, Field, Filter, Index, Kind, Query, Reading, Record, Result};
use wire::{Id, Labelled, Timestamp};

use crate::{Password, Shop};

/// What somebody may do in the console. Each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks.
    Viewer,
    /// Makes apps, endpoints and tests; resends.
    Developer,
    /// Also accounts, staff and the plan.
    Owner,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Staff {
    #[serde(default)]
    pub id: Id<Staff>,
    pub email: String,
    pub name: String,
    pub password: Password,
    /// When it was set: what was signed in before that is signed in no more.
    #[serde(default)]
    pub password_since: Timestamp,
    /// Somebody else chose the password; nothing is shown before they have chosen their own.
    #[serde(default)]
    pub one_time: bool,
    /// The shops they work in, each with their role there.
    pub shops: Vec<Post>,
    /// Runs the installation: sees every shop.
    pub operator: bool,
    pub disabled: bool,
    pub created_at: Timestamp,
}

/// A role in a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub shop_id: Id<Shop>,
    pub role: Role,
}

const EMAIL: Field = Field::folded("email");
const SHOP: &str = "shop";

impl Labelled for Staff {
    const LABEL: &'static str = "商店人員";
}

impl Document for Staff {
    const KIND: &'static Kind = &Kind { table: "staff", indexes: &[Index::unique("staff_email", &[EMAIL])] };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
    }

    fn terms(&self) -> Vec<(&'static str, String)> {
        self.shops.iter().map(|post| (SHOP, post.shop_id.to_string())).collect()
    }
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Developer, Self::Owner];

    /// As the document says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Developer => "developer",
            Self::Owner => "owner",
        }
    }
}

impl Staff {
    pub fn by_email(email: &str) -> Query {
        Query::all().filter(Filter::equals(EMAIL, email.trim()))
    }

    /// Who works in the shop.
    pub fn of_shop(from: &impl Reading, shop: Id<Shop>) -> Result<Vec<Record<Self>>> {
        from.find(&Query::all().filter(Filter::HasTerm(SHOP, vec![shop.to_string()])))
    }

    /// What they may do in the shop, if anything.
    pub fn role_in(&self, shop: Id<Shop>) -> Option<Role> {
        if self.operator {
            return Some(Role::Owner);
        }
        self.shops.iter().find(|post| post.shop_id == shop).map(|post| post.role)
    }
}
