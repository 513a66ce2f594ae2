//! `shopwire staff`: the people of a shop, and the operators of the installation. The first of them can only be
//! made here.

use clap::{Args, Subcommand, ValueEnum};
use platform::{Joined, NewStaff, Password, Role, Staff, TeamError, one_time_password};
use serde_json::json;
use storage::{PLATFORM, Query, Reading, Record, Tx};
use wire::Id;

use super::{ListFlags, ShopFlag, actor};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use crate::print::{say, show_list};

#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Add somebody to a shop, or as an operator, and print a one-time password, this once
    #[command(after_help = ADD_EXAMPLES)]
    Add(Add),
    /// List who may sign in
    List(ListFlags),
    /// Give somebody a new one-time password and print it, this once; what they had signed in ends
    ResetPassword(Named),
    /// Take somebody out of a shop, or from the operators
    Remove(Remove),
}

const ADD_EXAMPLES: &str = "\
Examples:
  shopwire staff add boss@example.com --name Boss --operator
  shopwire staff add mei@example.com --name Mei --shop tea.shopwire.test --role owner";

#[derive(Debug, Args)]
pub struct Add {
    #[arg(value_parser = email)]
    email: String,
    #[arg(long)]
    name: String,
    #[command(flatten)]
    shop: ShopFlag,
    /// What they may do in the shop
    #[arg(long, value_enum, default_value = "owner")]
    role: RoleName,
    /// Run the installation: every shop, plans and requests for the API
    #[arg(long)]
    operator: bool,
}

#[derive(Debug, Args)]
pub struct Named {
    email: String,
}

#[derive(Debug, Args)]
pub struct Remove {
    email: String,
    #[command(flatten)]
    shop: ShopFlag,
    /// From the operators, not from a shop
    #[arg(long)]
    operator: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    /// Looks
    Viewer,
    /// Manages apps, webhooks and tests
    Developer,
    /// Also accounts, staff and the plan
    Owner,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Viewer => Self::Viewer,
            RoleName::Developer => Self::Developer,
            RoleName::Owner => Self::Owner,
        }
    }
}

fn email(text: &str) -> Result<String, &'static str> {
    if Staff::is_email(text) { Ok(text.to_owned()) } else { Err("expected an e-mail address such as mei@example.com") }
}

impl From<TeamError> for Failure {
    fn from(error: TeamError) -> Self {
        match error {
            TeamError::Store(error) => error.into(),
            error => Self::usage(error.to_string()),
        }
    }
}

pub async fn run(config: &Config, command: StaffCommand) -> Outcome {
    let installation = Installation::existing(config).await?;
    match command {
        StaffCommand::Add(new) => add(&installation, new).await,
        StaffCommand::List(flags) => list(&installation, flags).await,
        StaffCommand::ResetPassword(named) => reset_password(&installation, named.email).await,
        StaffCommand::Remove(gone) => remove(&installation, gone).await,
    }
}

fn new_password(installation: &Installation) -> Outcome<(String, Password)> {
    let random = &**installation.database().random();
    let text = one_time_password(random);
    let hash = Password::hash(&text, random).map_err(|error| Failure::new(error.to_string()))?;
    Ok((text, hash))
}

async fn add(installation: &Installation, new: Add) -> Outcome {
    let Add { email, name, shop, role, operator } = new;
    let (text, one_time) = new_password(installation)?;
    let (joined, place) = if operator {
        let make = move |tx: &mut Tx<'_>| Staff::make_operator(tx, &actor(), email, name, one_time);
        (installation.database().write(PLATFORM, None, make).await?, "runs the installation".to_owned())
    } else {
        let shop = shop.shop(installation).await?;
        let new = NewStaff { email, name, role: role.into(), one_time };
        let place = format!("is {} of {}", Role::from(role).word(), shop.domain);
        let join = move |tx: &mut Tx<'_>| Staff::join(tx, &actor(), shop.id, new);
        (installation.database().write(PLATFORM, None, join).await?, place)
    };
    match joined {
        Joined::New(staff) => {
            say!("{} {place}", staff.email);
            say_password(&text)
        }
        Joined::Known(staff) => {
            say!("{} {place}, and signs in with the password they have", staff.email);
            Ok(())
        }
    }
}

fn say_password(text: &str) -> Outcome {
    say!("password  {text}");
    say!("It is shown this once, and good until they have chosen another.");
    Ok(())
}

async fn list(installation: &Installation, flags: ListFlags) -> Outcome {
    let only = flags.shop.named(installation).await?.map(|shop| shop.id);
    let shops = installation.shops().await?;
    let staff = installation.database().read(PLATFORM, |view| view.find::<Staff>(&Query::all())).await?;
    let domain = |id| shops.iter().find(|shop| shop.id == id).map_or("-", |shop| shop.domain.as_str());
    let here = |staff: &Record<Staff>| only.is_none_or(|id| staff.shops.iter().any(|post| post.shop_id == id));
    let rows: Vec<_> = staff
        .iter()
        .filter(|staff| here(staff))
        .map(|staff| {
            let posts: Vec<_> =
                staff.shops.iter().map(|post| json!({ "shop": domain(post.shop_id), "role": post.role })).collect();
            let object = json!({
                "id": staff.id,
                "email": staff.email,
                "name": staff.name,
                "shops": posts,
                "operator": staff.operator,
                "disabled": staff.disabled,
                "one_time_password": staff.one_time,
                "created_at": staff.created_at,
            });
            let places = staff.shops.iter().map(|post| format!("{} ({})", domain(post.shop_id), post.role.word()));
            let places: Vec<String> = staff.operator.then(|| "operator".to_owned()).into_iter().chain(places).collect();
            let state = match (staff.disabled, staff.one_time) {
                (true, _) => "disabled",
                (false, true) => "one-time password",
                (false, false) => "enabled",
            };
            let cells = [
                staff.email.clone(),
                staff.name.clone(),
                places.join(", "),
                state.to_owned(),
                staff.created_at.to_string(),
            ];
            (object, cells)
        })
        .collect();
    show_list(flags.json, ["EMAIL", "NAME", "WORKS IN", "STATE", "CREATED"], &rows)
}

async fn reset_password(installation: &Installation, email: String) -> Outcome {
    let id = named(installation, &email).await?;
    let (text, one_time) = new_password(installation)?;
    let renew = move |tx: &mut Tx<'_>| Staff::renew_password(tx, &actor(), id, one_time).map(drop);
    installation.database().write(PLATFORM, None, renew).await?;
    say!("{email} has a new password; what was signed in with the old one has ended");
    say_password(&text)
}

async fn remove(installation: &Installation, gone: Remove) -> Outcome {
    let id = named(installation, &gone.email).await?;
    let end = if gone.operator {
        let end = move |tx: &mut Tx<'_>| Staff::end_operator(tx, &actor(), id);
        installation.database().write(PLATFORM, None, end).await?
    } else {
        let shop = gone.shop.shop(installation).await?.id;
        let leave = move |tx: &mut Tx<'_>| Staff::leave(tx, &actor(), shop, id);
        installation.database().write(PLATFORM, None, leave).await?
    };
    let left = if end.disabled { "cannot sign in any more" } else { "still signs in where else they work" };
    say!("{} is removed, and {left}", end.email);
    Ok(())
}

async fn named(installation: &Installation, email: &str) -> Outcome<Id<Staff>> {
    let query = Staff::by_email(email);
    let found = installation.database().read(PLATFORM, |view| view.find_one::<Staff>(query)).await?;
    let unknown = || Failure::usage(format!("there is nobody with the address {email}; see `shopwire staff list`"));
    found.map(|staff| staff.id).ok_or_else(unknown)
}
