//! What must hold of coupons, and what is computed of them.

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Record, Stored, Tx, View};
use wire::{Date, Id, Timestamp};

use super::{CODE, Coupon, CouponChange, CouponCreate, CouponStatus, CouponType, uses};
use crate::customers::Customer;
use crate::orders::{Order, OrderStatus};

impl CouponType {
    pub const ALL: [Self; 4] = [Self::Amount, Self::Percent, Self::FreeShipping, Self::Gift];

    pub fn word(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Percent => "percent",
            Self::FreeShipping => "free_shipping",
            Self::Gift => "gift",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Amount => "金額",
            Self::Percent => "百分比",
            Self::FreeShipping => "免運",
            Self::Gift => "贈品",
        }
    }
}

impl Coupon {
    pub fn is_used_up(&self) -> bool {
        self.usage_limit != 0 && self.used_times >= self.usage_limit
    }

    /// Where the coupon stands on a day. Used up says more than any date.
    pub fn status_on(&self, day: Date) -> CouponStatus {
        match (self.start_date, self.end_date) {
            _ if self.is_used_up() => CouponStatus::Used,
            (Some(start), _) if day < start => CouponStatus::NoStartUse,
            (_, Some(end)) if day > end => CouponStatus::Expired,
            (_, Some(_)) => CouponStatus::HasExpireDate,
            (_, None) => CouponStatus::NoExpireDate,
        }
    }

    /// When the computed fields may next say something else.
    pub(super) fn next_turn(&self) -> Option<Timestamp> {
        if self.gift_order_id.is_some() {
            // The order may be cancelled at any moment: look at every read.
            return Some(Timestamp::default());
        }
        match self.coupon_status {
            CouponStatus::NoStartUse => self.start_date.map(Date::start),
            CouponStatus::HasExpireDate => self.end_date.map(|end| end.plus_days(1).start()),
            CouponStatus::Used | CouponStatus::NoExpireDate | CouponStatus::Expired => None,
        }
    }

    /// Brings what is computed to the view's time.
    pub(super) fn compute(&mut self, view: &View<'_>) -> storage::Result<()> {
        self.coupon_type.name().clone_into(&mut self.coupon_type_name);
        self.usage_unlimited = self.usage_limit == 0;
        self.coupon_status = self.status_on(view.now().date());
        let order = self.gift_order_id.map(|order| view.get::<Order>(order)).transpose()?.flatten();
        self.gift_order_status = order.map(|order| order.statuses.order_status);
        self.valid = matches!(self.coupon_status, CouponStatus::HasExpireDate | CouponStatus::NoExpireDate)
            && self.gift_order_status != Some(OrderStatus::Cancelled);
        // Of a shop-wide coupon there is nothing to tell until a customer asks.
        let personal = self.customer_id.is_some();
        self.customer_used_times = personal.then_some(self.used_times);
        self.customer_usable = personal.then(|| !self.is_used_up());
        Ok(())
    }

    /// Shows a shop-wide coupon to a customer who has used it so often.
    pub fn show_uses(&mut self, times: i64) {
        self.customer_used_times = Some(times);
        self.customer_usable = Some(!self.is_used_up() && !self.is_used_up_for(times));
    }

    fn is_used_up_for(&self, times: i64) -> bool {
        self.account_usage_limit_enabled && times >= self.account_usage_limit
    }

    /// Whether who asks can use it now.
    pub fn is_usable(&self) -> bool {
        self.valid && self.customer_usable != Some(false)
    }
}

impl CouponCreate {
    /// The coupon it describes: a customer's own, or the whole shop's.
    pub fn into_coupon(self, customer: Option<Id<Customer>>) -> Answer<Coupon> {
        let mut coupon = Coupon {
            customer_id: customer,
            title: self.title,
            code: self.code.trim().to_owned(),
            coupon_type: self.coupon_type,
            coupon_value: self.value,
            order_price_threshold: self.order_price_threshold,
            start_date: self.start_date,
            end_date: self.end_date,
            concurrently_apply: true,
            usage_limit: self.usage_limit,
            can_accumulate_bonus: true,
            tags: tags(self.tags.unwrap_or_default()),
            product_ids: self.product_ids.unwrap_or_default(),
            ..Coupon::default()
        };
        coupon.restrict(self.concurrently_apply, self.restrict_strategy, self.restrict_campaigns)?;
        Ok(coupon)
    }
}

impl CouponChange {
    /// Applies what the change says; what it does not mention stays.
    pub fn apply_to(self, coupon: &mut Coupon) -> Answer<()> {
        set(&mut coupon.title, self.title);
        set(&mut coupon.code, self.code.map(|code| code.trim().to_owned()));
        set(&mut coupon.coupon_type, self.coupon_type);
        set(&mut coupon.coupon_value, self.value);
        set(&mut coupon.order_price_threshold, self.order_price_threshold);
        self.start_date.apply_to(&mut coupon.start_date);
        self.end_date.apply_to(&mut coupon.end_date);
        set(&mut coupon.usage_limit, self.usage_limit);
        set(&mut coupon.used_times, self.used_times);
        set(&mut coupon.tags, self.tags.map(tags));
        set(&mut coupon.product_ids, self.product_ids);
        coupon.restrict(self.concurrently_apply, self.restrict_strategy, self.restrict_campaigns)
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// Each tag once, none empty.
fn tags(names: Vec<String>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if tags.iter().all(|tag| tag != name) {
            tags.push(name.to_owned());
        }
    }
    tags
}

/// Stores a new coupon.
pub fn issue(tx: &mut Tx<'_>, mut coupon: Coupon) -> Answer<Record<Coupon>> {
    check(tx, &coupon)?;
    coupon.compute(&tx.view())?;
    Ok(tx.insert(coupon)?)
}

/// Stores a change of a coupon.
pub fn save(tx: &mut Tx<'_>, coupon: &mut Record<Coupon>) -> Answer<()> {
    check(tx, coupon)?;
    coupon.compute(&tx.view())?;
    tx.save(coupon)?;
    Ok(())
}

/// Takes a coupon back.
pub fn withdraw(tx: &mut Tx<'_>, coupon: Record<Coupon>) -> Answer<Stored<Coupon>> {
    uses::forget(tx, coupon.id)?;
    Ok(tx.delete(coupon)?)
}

/// The customer uses the coupon once, or 403 with the reason why not. Of who is no customer, only the coupon counts it.
pub fn redeem(tx: &mut Tx<'_>, coupon: &mut Record<Coupon>, customer: Option<Id<Customer>>) -> Answer<()> {
    if coupon.customer_id.is_some() && coupon.customer_id != customer {
        return Err(Error::NotFound);
    }
    match refusal(tx, coupon, customer)? {
        Some(reason) => Err(Error::Forbidden(reason.into())),
        None => use_once(tx, coupon, customer, 1),
    }
}

/// Why the coupon cannot be used now, if it cannot.
pub fn refusal(
    from: &impl Reading,
    coupon: &Coupon,
    customer: Option<Id<Customer>>,
) -> storage::Result<Option<&'static str>> {
    let times = customer.map_or(Ok(0), |customer| uses::times(from, coupon.id, customer))?;
    let for_accounts = customer.is_none() && coupon.account_usage_limit_enabled;
    Ok(obstacle(coupon, times).or(for_accounts.then_some("Coupon is for customers.")))
}

/// A use of the coupon that came to nothing counts no more; of a coupon that is no more, nothing is left to count.
pub fn give_back(tx: &mut Tx<'_>, coupon: Id<Coupon>, customer: Option<Id<Customer>>) -> Answer<()> {
    match tx.get(coupon)? {
        Some(mut coupon) => use_once(tx, &mut coupon, customer, -1),
        None => Ok(()),
    }
}

/// Counts one use more, or one less.
fn use_once(tx: &mut Tx<'_>, coupon: &mut Record<Coupon>, customer: Option<Id<Customer>>, more: i64) -> Answer<()> {
    coupon.used_times = coupon.used_times.saturating_add(more).max(0);
    coupon.compute(&tx.view())?;
    tx.save(coupon)?;
    if let (None, Some(customer)) = (coupon.customer_id, customer) {
        uses::count(tx, coupon.id, customer, more)?;
    }
    Ok(())
}

/// Why a customer who has used the coupon so often cannot use it now.
fn obstacle(coupon: &Coupon, times: i64) -> Option<&'static str> {
    match coupon.coupon_status {
        CouponStatus::Used => Some("Coupon has been used up."),
        CouponStatus::NoStartUse => Some("Coupon can not be used yet."),
        CouponStatus::Expired => Some("Coupon has expired."),
        CouponStatus::HasExpireDate | CouponStatus::NoExpireDate if !coupon.valid => {
            Some("The order that gave the coupon has been cancelled.")
        }
        CouponStatus::HasExpireDate | CouponStatus::NoExpireDate => {
            coupon.is_used_up_for(times).then_some("Customer has used up the coupon.")
        }
    }
}

/// The customer's own coupon, or 404.
pub fn personal(from: &impl Reading, customer: Id<Customer>, id: Id<Coupon>) -> Answer<Record<Coupon>> {
    let coupon = from.get(id)?.filter(|coupon: &Record<Coupon>| coupon.customer_id == Some(customer));
    coupon.ok_or(Error::NotFound)
}

/// The shop-wide coupon, or 404.
pub fn shop_wide(from: &impl Reading, id: Id<Coupon>) -> Answer<Record<Coupon>> {
    let coupon = from.get(id)?.filter(|coupon: &Record<Coupon>| coupon.customer_id.is_none());
    coupon.ok_or(Error::NotFound)
}

/// The shop-wide coupon as the customer sees it.
pub fn shown_to(from: &impl Reading, coupon: Record<Coupon>, customer: Id<Customer>) -> Answer<Coupon> {
    let mut coupon = coupon.into_value();
    coupon.show_uses(uses::times(from, coupon.id, customer)?);
    Ok(coupon)
}

/// A coupon makes sense, and no other coupon of the shop has its code.
fn check(from: &impl Reading, coupon: &Coupon) -> Answer<()> {
    let mut faults = faults(coupon);
    let holder = from.find_one::<Coupon>(Query::all().filter(Filter::equals(CODE, coupon.code.as_str())))?;
    if holder.is_some_and(|holder| holder.id != coupon.id) {
        faults.push("序號 (code) 已被使用");
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults.into_iter().map(str::to_owned).collect())) }
}

/// What is wrong with a coupon by itself.
pub(super) fn faults(coupon: &Coupon) -> Vec<&'static str> {
    let mut faults = Vec::new();
    if coupon.title.trim().is_empty() {
        faults.push("名稱 (title) 不能為空白");
    }
    if coupon.code.is_empty() {
        faults.push("序號 (code) 不能為空白");
    }
    match coupon.coupon_type {
        CouponType::Amount if coupon.coupon_value < 1 => faults.push("折扣內容 (value) 必須大於 0"),
        CouponType::Percent if !(1..=100).contains(&coupon.coupon_value) => {
            faults.push("折扣內容 (value) 必須是 1 到 100 的百分比");
        }
        _ => {}
    }
    if let (Some(start), Some(end)) = (coupon.start_date, coupon.end_date)
        && end < start
    {
        faults.push("使用結束日期 (end_date) 不能早於使用起始日期 (start_date)");
    }
    if coupon.usage_limit != 0 && coupon.used_times > coupon.usage_limit {
        faults.push("使用次數上限 (usage_limit) 不能小於使用次數 (used_times)");
    }
    if coupon.account_usage_limit_enabled && coupon.account_usage_limit < 1 {
        faults.push("每個帳號可使用次數 (account_usage_limit) 必須大於 0");
    }
    faults
}
