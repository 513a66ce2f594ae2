//! Who works in a shop: adding people, changing what they may do there, letting them go.
//!
//! Somebody may work in several shops under one password. So a shop's owner decides about their place in that
//! shop, and about their password only where they work nowhere else.

use storage::{Reading, Record, Tx};
use wire::{Id, Random, Timestamp, token};

use crate::audit::{self, Actor, ActorKind, Changes, Target};
use crate::{Password, Post, Role, Shop, Staff};

/// Somebody to be added to a shop.
#[derive(Debug)]
pub struct NewStaff {
    pub email: String,
    pub name: String,
    pub role: Role,
    /// Counts for somebody who is not known yet.
    pub one_time: Password,
}

/// What became of it.
#[derive(Debug)]
pub enum Joined {
    /// Signs in with the one-time password, and chooses another.
    New(Record<Staff>),
    /// Works elsewhere already, and signs in as before.
    Known(Record<Staff>),
}

/// Why somebody's place is not changed.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    #[error("they work in this shop already")]
    WorksHere,
    #[error("nobody of this shop has this id")]
    Gone,
    #[error("nobody changes their own place")]
    Yourself,
    #[error("only operators change operators")]
    Operator,
    #[error("they work in another shop too: their password is theirs")]
    WorksElsewhere,
    #[error(transparent)]
    Store(#[from] storage::Error),
}

type Result<T, E = TeamError> = std::result::Result<T, E>;

impl Staff {
    /// Adds somebody to a shop. Transactions are on [`storage::PLATFORM`], here as below.
    pub fn join(tx: &mut Tx<'_>, by: &Actor, shop: Id<Shop>, new: NewStaff) -> Result<Joined> {
        let NewStaff { email, name, role, one_time } = new;
        let mut joined = Self::known_or_new(tx, email, name, one_time)?;
        let (staff, action) = match &mut joined {
            Joined::New(staff) => (staff, "staff.invite"),
            Joined::Known(staff) => (staff, "staff.join"),
        };
        if staff.shops.iter().any(|post| post.shop_id == shop) {
            return Err(TeamError::WorksHere);
        }
        staff.shops.push(Post { shop_id: shop, role });
        tx.save(staff)?;
        audit::record(tx, by, action, staff.in_shop(shop), Changes::new().with("role", role))?;
        Ok(joined)
    }

    /// Lets somebody run the installation.
    pub fn make_operator(
        tx: &mut Tx<'_>,
        by: &Actor,
        email: String,
        name: String,
        one_time: Password,
    ) -> Result<Joined> {
        let mut joined = Self::known_or_new(tx, email, name, one_time)?;
        let (Joined::New(staff) | Joined::Known(staff)) = &mut joined;
        staff.operator = true;
        if tx.save(staff)? {
            let target = Target::new("staff", staff.id.get(), &staff.email, None);
            audit::record(tx, by, "staff.make_operator", target, Changes::new())?;
        }
        Ok(joined)
    }

    /// Takes that back. Who then works nowhere cannot sign in any more.
    pub fn end_operator(tx: &mut Tx<'_>, by: &Actor, id: Id<Self>) -> Result<Record<Self>> {
        let mut staff = tx.get(id)?.ok_or(TeamError::Gone)?;
        staff.operator = false;
        staff.disabled = staff.shops.is_empty();
        if tx.save(&mut staff)? {
            let target = Target::new("staff", staff.id.get(), &staff.email, None);
            audit::record(tx, by, "staff.end_operator", target, Changes::new())?;
        }
        Ok(staff)
    }

    /// Whoever has this e-mail address. Who was let go everywhere begins anew, as who is new does.
    fn known_or_new(tx: &mut Tx<'_>, email: String, name: String, one_time: Password) -> Result<Joined> {
        let now = tx.now();
        let Some(mut known) = tx.find_one::<Self>(Self::by_email(&email))? else {
            let staff = Self {
                id: Id::default(),
                email,
                name,
                password: one_time,
                password_since: now,
                one_time: true,
                shops: Vec::new(),
                operator: false,
                disabled: false,
                created_at: now,
            };
            return Ok(Joined::New(tx.insert(staff)?));
        };
        if !known.disabled {
            return Ok(Joined::Known(known));
        }
        (known.name, known.disabled) = (name, false);
        known.set_password(one_time, true, now);
        Ok(Joined::New(known))
    }

    pub fn set_role(tx: &mut Tx<'_>, by: &Actor, shop: Id<Shop>, id: Id<Self>, role: Role) -> Result<Record<Self>> {
        let mut staff = Self::subject(tx, by, shop, id)?;
        let Some(post) = staff.shops.iter_mut().find(|post| post.shop_id == shop) else { return Err(TeamError::Gone) };
        let changes = Changes::new().field("role", post.role, role);
        post.role = role;
        if tx.save(&mut staff)? {
            audit::record(tx, by, "staff.set_role", staff.in_shop(shop), changes)?;
        }
        Ok(staff)
    }

    /// Lets somebody go. Who then works nowhere cannot sign in any more.
    pub fn leave(tx: &mut Tx<'_>, by: &Actor, shop: Id<Shop>, id: Id<Self>) -> Result<Record<Self>> {
        let mut staff = Self::subject(tx, by, shop, id)?;
        staff.shops.retain(|post| post.shop_id != shop);
        staff.disabled = staff.shops.is_empty() && !staff.operator;
        tx.save(&mut staff)?;
        audit::record(tx, by, "staff.remove", staff.in_shop(shop), Changes::new())?;
        Ok(staff)
    }

    /// Gives somebody a one-time password in place of theirs, which ends with everything that is signed in by it.
    pub fn reset_password(
        tx: &mut Tx<'_>,
        by: &Actor,
        shop: Id<Shop>,
        id: Id<Self>,
        one_time: Password,
    ) -> Result<Record<Self>> {
        let mut staff = Self::subject(tx, by, shop, id)?;
        if staff.shops.iter().any(|post| post.shop_id != shop) && !runs_the_installation(by) {
            return Err(TeamError::WorksElsewhere);
        }
        staff.set_password(one_time, true, tx.now());
        tx.save(&mut staff)?;
        audit::record(tx, by, "staff.reset_password", staff.in_shop(shop), Changes::new().secret("password"))?;
        Ok(staff)
    }

    /// Somebody chooses a password of their own.
    pub fn choose_password(tx: &mut Tx<'_>, by: &Actor, id: Id<Self>, password: Password) -> Result<Record<Self>> {
        let mut staff = tx.get(id)?.ok_or(TeamError::Gone)?;
        staff.set_password(password, false, tx.now());
        tx.save(&mut staff)?;
        staff.note_everywhere(tx, by, "staff.change_password")?;
        Ok(staff)
    }

    /// The same as [`Staff::reset_password`], for who runs the installation, wherever somebody works.
    pub fn renew_password(tx: &mut Tx<'_>, by: &Actor, id: Id<Self>, one_time: Password) -> Result<Record<Self>> {
        let mut staff = tx.get(id)?.ok_or(TeamError::Gone)?;
        staff.set_password(one_time, true, tx.now());
        tx.save(&mut staff)?;
        staff.note_everywhere(tx, by, "staff.reset_password")?;
        Ok(staff)
    }

    /// A new password stands in the trail of every shop they work in; in the platform's own where that is none.
    fn note_everywhere(&self, tx: &mut Tx<'_>, by: &Actor, action: &'static str) -> storage::Result<()> {
        let shops: Vec<Option<Id<Shop>>> = match self.shops.as_slice() {
            [] => vec![None],
            posts => posts.iter().map(|post| Some(post.shop_id)).collect(),
        };
        for shop in shops {
            let target = Target::new("staff", self.id.get(), &self.email, shop);
            audit::record(tx, by, action, target, Changes::new().secret("password"))?;
        }
        Ok(())
    }

    /// Whether the text looks like an e-mail address.
    pub fn is_email(text: &str) -> bool {
        let sound = |(user, domain): (&str, &str)| !user.is_empty() && Shop::is_domain(domain) && domain.contains('.');
        text.len() <= 254 && !text.chars().any(char::is_whitespace) && text.rsplit_once('@').is_some_and(sound)
    }

    fn set_password(&mut self, password: Password, one_time: bool, now: Timestamp) {
        (self.password, self.password_since, self.one_time) = (password, now, one_time);
    }

    /// Whoever of the shop a change is about, once it is sure that it may be made.
    fn subject(tx: &Tx<'_>, by: &Actor, shop: Id<Shop>, id: Id<Self>) -> Result<Record<Self>> {
        let staff = tx.get(id)?.filter(|staff: &Record<Self>| staff.shops.iter().any(|post| post.shop_id == shop));
        let staff = staff.ok_or(TeamError::Gone)?;
        if by.name.eq_ignore_ascii_case(&staff.email) {
            return Err(TeamError::Yourself);
        }
        if staff.operator && !runs_the_installation(by) {
            return Err(TeamError::Operator);
        }
        Ok(staff)
    }

    fn in_shop(&self, shop: Id<Shop>) -> Target {
        Target::new("staff", self.id.get(), &self.email, Some(shop))
    }
}

/// Operators do; and who sits at the command line, on the machine itself.
fn runs_the_installation(by: &Actor) -> bool {
    matches!(by.kind, ActorKind::Operator | ActorKind::Command)
}

/// A password that is good until its owner has chosen another: `3f0c1-9be42-77ad0-c81e5`.
pub fn one_time_password(random: &dyn Random) -> String {
    let text = token(random, 10);
    let groups: Vec<&str> = (0..4).map(|group| &text[group * 5..group * 5 + 5]).collect();
    groups.join("-")
}
