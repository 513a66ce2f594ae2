//! What must hold of orders.

use api::{Answer, Error};
use storage::{Reading, Record};
use wire::{Id, Money};

use super::{Delivery, FinancialStatus, Order, OrderStatus, Prices};

/// The order, or 404.
pub fn order(from: &impl Reading, id: Id<Order>) -> Answer<Record<Order>> {
    from.get(id)?.ok_or(Error::NotFound)
}

impl Order {
    /// Whether the shop was paid for it and keeps at least a part: not cancelled, and no refund of the whole
    /// done or on its way.
    pub fn counts_as_valid(&self) -> bool {
        use FinancialStatus::{NoRefunded, Paid, PartialRefunded, PendingPartialRefund};
        self.statuses.order_status != OrderStatus::Cancelled
            && matches!(self.statuses.financial_status, Paid | NoRefunded | PendingPartialRefund | PartialRefunded)
            && (self.prices.total_price.is_zero() || !self.amount_kept().is_zero())
    }

    /// What was paid and not refunded.
    pub fn amount_kept(&self) -> Money {
        let refunded = self.return_histories.iter().map(|refund| refund.price).sum();
        (self.prices.total_price - refunded).max(Money::ZERO)
    }

    /// How it reaches its customer.
    pub fn delivery(&self) -> Delivery {
        self.shipping_type.as_deref().map_or(Delivery::None, Delivery::of)
    }
}

impl Prices {
    /// What shipping costs the customer.
    pub fn shipping_paid(&self) -> Money {
        self.shipping_rate_price - self.discounts.vip_shipping_discount - self.discounts.coupon_shipping_discount
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::{Prices, ReturnHistory, Statuses};

    fn order(order_status: OrderStatus, financial_status: FinancialStatus, refunded: i64) -> Order {
        Order {
            statuses: Statuses { order_status, financial_status, ..Statuses::default() },
            prices: Prices { total_price: Money::from(100), ..Prices::default() },
            return_histories: vec![ReturnHistory { price: Money::from(refunded), ..ReturnHistory::default() }],
            ..Order::default()
        }
    }

    #[test]
    fn an_order_counts_when_the_shop_keeps_its_money() {
        use FinancialStatus::{Cod, Paid, PartialRefunded, Pending, PendingRefund, Refunded, Refunding};
        for (order_status, financial_status, refunded, counts) in [
            (OrderStatus::Open, Paid, 0, true),
            (OrderStatus::Closed, Paid, 0, true),
            (OrderStatus::Cancelled, Paid, 0, false),
            (OrderStatus::Open, Pending, 0, false),
            (OrderStatus::Open, Cod, 0, false),
            (OrderStatus::Closed, PartialRefunded, 40, true),
            (OrderStatus::Closed, PartialRefunded, 100, false),
            (OrderStatus::Closed, PendingRefund, 0, false),
            (OrderStatus::Closed, Refunding, 0, false),
            (OrderStatus::Closed, Refunded, 0, false),
        ] {
            let order = order(order_status, financial_status, refunded);
            assert_eq!(order.counts_as_valid(), counts, "{order_status:?} {financial_status:?} {refunded}");
        }
        assert_eq!(order(OrderStatus::Closed, PartialRefunded, 40).amount_kept(), Money::from(60));
    }
}
