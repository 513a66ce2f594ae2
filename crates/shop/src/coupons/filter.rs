//! Lists of coupons: their conditions, combined freely, with exact totals.

use api::{Answer, Error, Listing, Paging};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Query, Reading, Record, View};
use wire::{Id, Money};

use super::uses::Uses;
use super::{COUPON_TYPE, Coupon, CouponType, OWNER, TAG, THRESHOLD, owner_term};
use crate::customers::Customer;

/// 優惠券列表的條件
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct CouponFilter {
    /// 最小消費金額小於等於
    pub order_price_threshold_lteq: Option<Money>,
    /// 折扣種類 (逗點區隔)：`amount` 金額、`percent` 百分比、`free_shipping` 免運、`gift` 贈品
    pub coupon_types: Option<String>,
    /// 綁定的商品標籤 (逗點區隔)，符合任一標籤
    pub tags: Option<String>,
    /// 目前可使用：有效，且該顧客還有剩餘使用次數
    pub only_valid: Option<bool>,
}

impl CouponFilter {
    /// The personal coupons of a customer.
    pub(crate) fn personal(self, view: &View<'_>, customer: Id<Customer>, paging: Paging) -> Answer<Listing<Coupon>> {
        let query = self.query(Some(customer))?;
        if self.only_valid == Some(true) {
            return only_usable(view, query, None, paging);
        }
        Listing::of(view, paging, query)
    }

    /// The shop-wide coupons, as this customer sees them.
    pub(crate) fn shop_wide_for(
        self,
        view: &View<'_>,
        customer: Id<Customer>,
        paging: Paging,
    ) -> Answer<Listing<Coupon>> {
        let query = self.query(None)?;
        let uses = Uses::by(view, customer)?;
        if self.only_valid == Some(true) {
            return only_usable(view, query, Some(&uses), paging);
        }
        let total = view.count::<Coupon>(&query.filters)?;
        let page = view.find::<Coupon>(&query.offset(paging.skip()).limit(paging.per_page))?;
        let page: Vec<Coupon> = page.into_iter().map(|coupon| seen(coupon, Some(&uses))).collect();
        Ok(Listing::of_page(paging, total, &page))
    }

    fn query(&self, owner: Option<Id<Customer>>) -> Answer<Query> {
        let types = self.coupon_types.as_deref().map(coupon_types).transpose()?;
        let tags = self.tags.as_deref().map(|list| words(list).map(str::to_owned).collect::<Vec<_>>());
        Ok(Query::all()
            .filter(Filter::HasTerm(OWNER, vec![owner_term(owner)]))
            .filter_if(self.order_price_threshold_lteq, |most| Filter::at_most(THRESHOLD, most))
            .filter_if(types.filter(|types| !types.is_empty()), |types| Filter::OneOf(COUPON_TYPE, types))
            .filter_if(tags.filter(|tags| !tags.is_empty()), |tags| Filter::HasTerm(TAG, tags)))
    }
}

/// What can be used hangs on the day, on orders and on the customer, so it is looked at one by one.
fn only_usable(view: &View<'_>, query: Query, uses: Option<&Uses>, paging: Paging) -> Answer<Listing<Coupon>> {
    let mut coupons: Vec<Coupon> = view.find::<Coupon>(&query)?.into_iter().map(|coupon| seen(coupon, uses)).collect();
    coupons.retain(Coupon::is_usable);
    Ok(Listing::of_items(paging, coupons))
}

fn seen(coupon: Record<Coupon>, uses: Option<&Uses>) -> Coupon {
    let mut coupon = coupon.into_value();
    if let Some(uses) = uses {
        coupon.show_uses(uses.of(coupon.id));
    }
    coupon
}

fn coupon_types(list: &str) -> Answer<Vec<storage::Value>> {
    let known = |word: &str| {
        let kind = CouponType::ALL.into_iter().find(|kind| kind.word() == word);
        kind.map(|kind| kind.word().into()).ok_or_else(|| {
            let allowed = CouponType::ALL.map(CouponType::word).join("、");
            Error::invalid(format!("折扣種類 (coupon_types) 無效值，可用的值：{allowed}"))
        })
    };
    words(list).map(known).collect()
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', '，']).map(str::trim).filter(|word| !word.is_empty())
}
