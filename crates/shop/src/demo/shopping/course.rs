//! The way of an order to its end: what happens, and how long after what came before.

use crate::checkout::PaymentMethod;
use crate::customers::demo::dice::Dice;
use crate::orders::{Delivery, LineItem, Order};
use crate::sandbox::{Advance, Destination, LineCount};

use super::Ending;

/// One thing that happens to an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// So many minutes after what came before.
    pub after: i64,
    /// Of a part of the goods only.
    pub partial: bool,
    step: Advance,
}

impl Turn {
    /// The step that this order takes; nothing where a part is meant of what has no parts.
    pub fn step(&self, order: &Order) -> Option<Advance> {
        let mut step = self.step.clone();
        if self.partial {
            step.line_items = Some(vec![part(&order.line_items)?]);
        }
        Some(step)
    }

    pub fn to(&self) -> Destination {
        self.step.to
    }

    /// Whether what it does depends on the order.
    pub fn is_shipment(&self) -> bool {
        self.step.to == Destination::Fulfilled
    }
}

/// The first line of several, or all but one of the only one.
fn part(lines: &[LineItem]) -> Option<LineCount> {
    let first = lines.first()?;
    let quantity = if lines.len() > 1 { first.quantity } else { first.quantity - 1 };
    (quantity > 0).then_some(LineCount { id: first.id, quantity })
}

const CANCELLED: &[&str] = &["改變心意", "訂錯款式", "想更換付款方式", "重複下單", "等太久"];
const RETURNED: &[&str] = &["尺寸不合", "顏色與照片不同", "商品瑕疵", "收到錯誤商品", "不符期待"];

pub(super) fn turns(ending: Ending, payment: PaymentMethod, delivery: Delivery, dice: &mut Dice) -> Vec<Turn> {
    let mut course = Course { turns: Vec::new(), dice };
    // Where a way ends early, so does the story.
    let _ = course.run(ending, payment, delivery);
    course.turns
}

struct Course<'d> {
    turns: Vec<Turn>,
    dice: &'d mut Dice,
}

/// Nothing where the story is over.
type GoesOn = Option<()>;

impl Course<'_> {
    fn then(&mut self, after: (i64, i64), to: Destination) -> &mut Turn {
        let turn = Turn { after: self.dice.between(after.0, after.1), partial: false, step: Advance::to(to) };
        self.turns.push(turn);
        let last = self.turns.len() - 1;
        &mut self.turns[last]
    }

    fn then_because(&mut self, after: (i64, i64), to: Destination, reason: &str) {
        self.then(after, to).step.reason = Some(reason.to_owned());
    }

    fn run(&mut self, ending: Ending, payment: PaymentMethod, delivery: Delivery) -> GoesOn {
        self.payment(ending, payment)?;
        if ending.is_cancelled() {
            return self.cancel(ending, payment);
        }
        if delivery != Delivery::None {
            self.delivery(ending, payment, delivery)?;
        }
        if ending.comes_back() {
            self.goods_back(ending)?;
        }
        self.then(if ending.comes_back() { (60, 1_440) } else { (8_640, 11_520) }, Destination::Closed);
        if ending == Ending::Reopened {
            self.then((600, 3_000), Destination::Opened);
        }
        None
    }

    fn payment(&mut self, ending: Ending, payment: PaymentMethod) -> GoesOn {
        match ending {
            Ending::Unpaid => return None,
            Ending::Remitted => return self.ends((120, 1_200), Destination::Remitted),
            Ending::PaymentFailed => return self.ends((1, 15), Destination::PaymentFailed),
            Ending::Forgotten => {
                self.then_because((4_320, 5_000), Destination::Cancelled, "逾期未付款");
                return None;
            }
            Ending::CancelledFree => {
                self.then_because((30, 300), Destination::Cancelled, CANCELLED[0]);
                return None;
            }
            _ => {}
        }
        match payment {
            PaymentMethod::Cod => return Some(()),
            PaymentMethod::BankTransfer => {
                self.then((60, 1_500), Destination::Remitted);
                self.then((60, 600), Destination::Paid);
            }
            PaymentMethod::Atm | PaymentMethod::CvsCode => {
                self.then((20, 2_000), Destination::Paid);
            }
            PaymentMethod::CreditCard | PaymentMethod::LinePay | PaymentMethod::JkoPay => {
                if self.dice.percent(6) {
                    self.then((1, 4), Destination::PaymentFailed);
                }
                let card = format!("{:04}", self.dice.below(10_000));
                self.then((1, 6), Destination::Paid).step.card4no =
                    Some(card).filter(|_| payment == PaymentMethod::CreditCard);
            }
        }
        (!matches!(ending, Ending::Paid | Ending::Downloaded)).then_some(())
    }

    fn ends(&mut self, after: (i64, i64), to: Destination) -> GoesOn {
        self.then(after, to);
        None
    }

    fn cancel(&mut self, ending: Ending, payment: PaymentMethod) -> GoesOn {
        let reason = self.dice.pick(CANCELLED);
        self.then_because((30, 600), Destination::Cancelled, reason);
        if ending == Ending::Cancelled && payment != PaymentMethod::Cod {
            self.then((1_440, 4_320), Destination::Refunded);
        }
        None
    }

    fn delivery(&mut self, ending: Ending, payment: PaymentMethod, delivery: Delivery) -> GoesOn {
        self.then((60, 1_200), Destination::Preparing);
        self.unless(ending == Ending::Preparing)?;
        if ending == Ending::PartlyShipped || self.dice.percent(8) {
            self.ship().partial = true;
            self.unless(ending == Ending::PartlyShipped)?;
        }
        self.ship();
        self.unless(ending == Ending::Shipped)?;
        if matches!(ending, Ending::Lost | Ending::Found) {
            self.then((600, 2_000), Destination::Problem);
            self.unless(ending == Ending::Lost)?;
        }
        if matches!(delivery, Delivery::ConvenienceStore | Delivery::BranchStore) {
            self.then((1_000, 3_000), Destination::Arrived);
            self.unless(ending == Ending::Arrived)?;
            if matches!(ending, Ending::Expired | Ending::Uncollected) {
                return self.nobody_comes(ending, payment);
            }
        }
        self.then((300, 3_500), Destination::Received);
        self.unless(ending == Ending::Received)
    }

    fn unless(&self, over: bool) -> GoesOn {
        (!over).then_some(())
    }

    fn ship(&mut self) -> &mut Turn {
        let number = format!("{:012}", self.dice.below(1_000_000_000_000));
        let turn = self.then((300, 2_400), Destination::Fulfilled);
        turn.step.tracking_number = Some(number);
        turn
    }

    fn nobody_comes(&mut self, ending: Ending, payment: PaymentMethod) -> GoesOn {
        self.then((10_080, 10_080), Destination::Expired);
        self.unless(ending == Ending::Expired)?;
        self.then((1_440, 2_880), Destination::Returned);
        if payment == PaymentMethod::Cod {
            self.then_because((60, 600), Destination::Cancelled, "逾期未取");
        } else {
            self.then((1_440, 2_880), Destination::Refunded);
            self.then((60, 1_440), Destination::Closed);
        }
        None
    }

    fn goods_back(&mut self, ending: Ending) -> GoesOn {
        let reason = self.dice.pick(RETURNED);
        let partial = ending.takes_several_goods();
        let turn = self.then((1_440, 7_000), Destination::RequestReturn);
        turn.step.reason = Some((*reason).to_owned());
        turn.partial = partial;
        self.unless(ending == Ending::ReturnAsked)?;
        self.then((600, 1_800), Destination::Returning);
        self.unless(ending == Ending::Returning)?;
        self.then((1_440, 4_000), Destination::Checking);
        self.unless(ending == Ending::Checking)?;
        if ending == Ending::ReturnRefused {
            self.then((300, 1_500), Destination::ReturnRefused);
            return Some(());
        }
        self.then((300, 1_500), Destination::Returned);
        self.unless(matches!(ending, Ending::ReturnedUnrefunded | Ending::PartlyReturnedUnrefunded))?;
        self.then((1_440, 4_000), Destination::Refunded);
        Some(())
    }
}
