//! What can become of an order.

use crate::checkout::PaymentMethod;
use crate::customers::demo::dice::Dice;
use crate::orders::Delivery;

/// Where the story of an order ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nobody has paid yet.
    Unpaid,
    Remitted,
    PaymentFailed,
    /// Nobody paid, so the shop has cancelled it.
    Forgotten,
    Paid,
    /// Paid, and there is nothing to send.
    Downloaded,
    /// Cancelled before it was sent, and paid back.
    Cancelled,
    /// The same, and still to be paid back.
    CancelledUnrefunded,
    /// Paid with points alone, so that nothing is paid back.
    CancelledFree,
    Preparing,
    PartlyShipped,
    Shipped,
    /// Something has happened to it on its way.
    Lost,
    /// The same, but it has arrived after all.
    Found,
    Arrived,
    /// Nobody has picked it up.
    Expired,
    /// The same, and the goods have come back.
    Uncollected,
    Received,
    Closed,
    Reopened,
    ReturnAsked,
    Returning,
    Checking,
    ReturnRefused,
    ReturnedUnrefunded,
    PartlyReturnedUnrefunded,
    Returned,
    PartlyReturned,
}

/// How often each happens to orders that had the time to end.
const USUAL: &[(u64, Ending)] = &[
    (640, Ending::Closed),
    (60, Ending::Forgotten),
    (15, Ending::PaymentFailed),
    (60, Ending::Cancelled),
    (12, Ending::Found),
    (35, Ending::Uncollected),
    (20, Ending::Received),
    (6, Ending::Reopened),
    (15, Ending::ReturnRefused),
    (40, Ending::Returned),
    (35, Ending::PartlyReturned),
];

impl Ending {
    /// As it happens.
    pub(super) fn usual(dice: &mut Dice) -> Self {
        *dice.weighted(USUAL)
    }

    /// Whether it can happen to goods that are paid for and travel so.
    pub(super) fn fits(self, payment: PaymentMethod, delivery: Delivery) -> bool {
        use PaymentMethod::{Atm, BankTransfer, Cod, CreditCard, CvsCode, JkoPay, LinePay};
        let is_picked_up = matches!(delivery, Delivery::ConvenienceStore | Delivery::BranchStore);
        match self {
            Self::Unpaid | Self::Forgotten => matches!(payment, Atm | BankTransfer | CvsCode),
            Self::Remitted => payment == BankTransfer,
            Self::PaymentFailed => matches!(payment, CreditCard | LinePay | JkoPay),
            Self::Paid | Self::CancelledUnrefunded => payment != Cod && delivery != Delivery::None,
            Self::Downloaded => payment != Cod && delivery == Delivery::None,
            Self::CancelledFree => payment == CreditCard && delivery == Delivery::BranchStore,
            Self::Arrived | Self::Expired | Self::Uncollected => is_picked_up,
            Self::Closed => true,
            _ => delivery != Delivery::None,
        }
    }

    /// Whether a part of the order has a story of its own.
    pub(super) fn takes_several_goods(self) -> bool {
        matches!(self, Self::PartlyShipped | Self::PartlyReturned | Self::PartlyReturnedUnrefunded)
    }

    pub(super) fn is_cancelled(self) -> bool {
        matches!(self, Self::Cancelled | Self::CancelledUnrefunded)
    }

    /// Whether the customer wants to send goods back.
    pub(super) fn comes_back(self) -> bool {
        matches!(
            self,
            Self::ReturnAsked
                | Self::Returning
                | Self::Checking
                | Self::ReturnRefused
                | Self::ReturnedUnrefunded
                | Self::PartlyReturnedUnrefunded
                | Self::Returned
                | Self::PartlyReturned
        )
    }
}
