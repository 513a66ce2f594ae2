//! What must hold of customers.

use api::{Answer, Error, separate};
use storage::{Filter, Query, Reading, Record, Tx};
use wire::Id;

use super::{
    AddressInput, Customer, CustomerAddress, CustomerChange, CustomerTag, DetailAddress, EMAIL, MOBILE, Status,
};
use crate::vip_groups;

/// The third parties whose user ids are kept.
pub const PROVIDERS: &[&str] = &["line", "line_at", "facebook", "google", "apple", "yahoo", "instagram"];

/// The customer, or 404.
pub fn customer(from: &impl Reading, id: Id<Customer>) -> Answer<Record<Customer>> {
    from.get(id)?.ok_or(Error::NotFound)
}

/// That there is such a customer, or 404.
pub fn must_exist(from: &impl Reading, id: Id<Customer>) -> Answer<()> {
    if from.exists(id)? { Ok(()) } else { Err(Error::NotFound) }
}

impl Status {
    /// The life of an account: what may follow what.
    pub fn may_become(self, next: Self) -> bool {
        use Status::{Declined, Disabled, Enabled, Invited, Pending, Validate, Warning};
        if self == next {
            return true;
        }
        match self {
            Pending => matches!(next, Validate | Enabled | Invited | Disabled),
            Validate => matches!(next, Enabled | Disabled),
            Invited => matches!(next, Enabled | Declined | Disabled),
            Declined => matches!(next, Invited | Disabled),
            Enabled => matches!(next, Warning | Disabled),
            Warning => matches!(next, Enabled | Disabled),
            Disabled => next == Enabled,
        }
    }

    pub fn become_(&mut self, next: Self) -> Answer<()> {
        if !self.may_become(next) {
            let (from, to) = (self.word(), next.word());
            return Err(Error::Forbidden(format!("Customer can not become {to} from {from}.")));
        }
        *self = next;
        Ok(())
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Validate => "validate",
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
            Self::Invited => "invited",
            Self::Declined => "declined",
            Self::Warning => "warning",
        }
    }
}

impl CustomerChange {
    /// Applies what the change says; what it does not mention stays.
    pub fn apply_to(self, customer: &mut Customer) -> Answer<()> {
        if let Some(status) = self.status {
            customer.status.become_(status)?;
        }
        set(&mut customer.name, self.name);
        self.email.apply_to(&mut customer.email);
        self.country_calling_code.apply_to(&mut customer.country_calling_code);
        self.mobile.apply_to(&mut customer.mobile);
        if let Some(text) = self.tags_text {
            customer.tags = tags(&text);
        }
        set(&mut customer.enable_cvs_pickup, self.enable_cvs_pickup);
        set(&mut customer.enable_cvs_cod, self.enable_cvs_cod);
        self.enable_home_delivery_cod.apply_to(&mut customer.enable_home_delivery_cod);
        set(&mut customer.accepts_marketing, self.accepts_marketing);
        self.gender.apply_to(&mut customer.gender);
        self.birthday.apply_to(&mut customer.birthday);
        set(&mut customer.other_accumulated_consumption, self.other_accumulated_consumption);
        self.other_accumulated_consumption_expired_at.apply_to(&mut customer.other_accumulated_consumption_expired_at);
        self.note.apply_to(&mut customer.note);
        self.confirmed_at.apply_to(&mut customer.confirmed_at);
        self.mobile_sms_confirmed_at.apply_to(&mut customer.mobile_sms_confirmed_at);
        if let Some(address) = self.address {
            address.apply_to(customer.address.get_or_insert_default());
        }
        Ok(())
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

impl AddressInput {
    pub fn apply_to(self, address: &mut CustomerAddress) {
        self.name.apply_to(&mut address.name);
        self.country_calling_code.apply_to(&mut address.country_calling_code);
        self.phone.apply_to(&mut address.phone);
        let detail = &mut address.detail_address;
        self.country.apply_to(&mut detail.country);
        self.province.apply_to(&mut detail.province);
        self.city.apply_to(&mut detail.city);
        self.district.apply_to(&mut detail.district);
        self.address1.apply_to(&mut detail.address1);
        self.zip.apply_to(&mut detail.zip);
        address.address = detail.in_one_line();
    }
}

impl DetailAddress {
    /// As it is written on a line, after the postal code.
    pub fn in_one_line(&self) -> String {
        let parts = [&self.province, &self.city, &self.district, &self.address1, &self.address2];
        parts.into_iter().flatten().map(String::as_str).collect()
    }
}

/// Tags out of a text with commas between them, each once.
pub fn tags(text: &str) -> Vec<CustomerTag> {
    let mut tags: Vec<CustomerTag> = Vec::new();
    for name in separate(text) {
        if tags.iter().all(|tag| tag.name != name) {
            tags.push(CustomerTag { name: name.to_owned() });
        }
    }
    tags
}

/// A customer has a name and a way to be reached, which no other customer of the shop has.
pub fn check_contact(from: &impl Reading, customer: &mut Customer) -> Answer<()> {
    customer.email = customer.email.take().map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    customer.mobile = customer.mobile.take().map(|mobile| plain_mobile(&mobile)).filter(|mobile| !mobile.is_empty());
    let mut faults = Vec::new();
    if customer.name.trim().is_empty() {
        faults.push("姓名 (name) 不能為空白");
    }
    match (&customer.email, &customer.mobile) {
        (None, None) => faults.push("電子信箱 (email) 與手機號碼 (mobile) 至少要有一項"),
        (Some(email), _) if !is_email(email) => faults.push("電子信箱 (email) 格式不正確"),
        (_, Some(mobile)) if !is_mobile(mobile) => faults.push("手機號碼 (mobile) 格式不正確"),
        _ => {}
    }
    if let Some(email) = &customer.email
        && taken(from, Filter::equals(EMAIL, email.as_str()), customer.id)?
    {
        faults.push("電子信箱 (email) 已被使用");
    }
    if let Some(mobile) = &customer.mobile
        && taken(from, Filter::equals(MOBILE, mobile.as_str()), customer.id)?
    {
        faults.push("手機號碼 (mobile) 已被使用");
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults.into_iter().map(str::to_owned).collect())) }
}

fn taken(from: &impl Reading, filter: Filter, by_other_than: Id<Customer>) -> Answer<bool> {
    let holder = from.find_one::<Customer>(Query::all().filter(filter))?;
    Ok(holder.is_some_and(|holder| holder.id != by_other_than))
}

/// A number as people write it, without what only helps the eye.
fn plain_mobile(mobile: &str) -> String {
    mobile.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect()
}

fn is_mobile(mobile: &str) -> bool {
    let digits = mobile.strip_prefix('+').unwrap_or(mobile);
    (6..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether mail could go there; whether it does, only the confirmation tells.
fn is_email(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else {
        return false;
    };
    let sound = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control());
    sound(local) && sound(domain) && !local.contains('@') && !domain.starts_with('.') && !domain.ends_with('.')
}

/// Stores a change of a customer; when tags changed, `customer_tags/update` is fired as well.
pub fn save(tx: &mut Tx<'_>, customer: &mut Record<Customer>, tags_before: &[CustomerTag]) -> Answer<()> {
    tx.save(customer)?;
    if customer.tags != tags_before {
        tx.emit("customer_tags/update", customer)?;
    }
    vip_groups::settle(tx, customer)
}

/// A provider that we know, or 422 in the platform's words.
pub fn provider(name: &str) -> Answer<&'static str> {
    let known = PROVIDERS.iter().find(|known| **known == name).copied();
    known.ok_or_else(|| Error::InvalidMessage("無效的 Provider Type".into()))
}
