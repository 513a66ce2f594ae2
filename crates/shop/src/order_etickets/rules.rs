//! When tickets are issued, how long they are valid, and what can be redeemed.

use api::{Answer, Error};
use platform::Caller;
use storage::{Filter, Query, Reading, Tx};
use wire::{Id, Random, Timestamp};

use super::types::{ORDER, TICKET_NUMBER};
use super::{EticketTransaction, IssuedEticket, OrderEticket, Redemption, SEPARATE_TICKET, TICKET};
use crate::orders::{LineItem, Order};

/// Brings an order's tickets up to date: they are issued with the payment, and valid for as long as the shop keeps what
/// was paid for their line. `returned` says how many of a line came back.
pub(crate) fn follow(tx: &mut Tx<'_>, order: &Order, returned: impl Fn(Id<LineItem>) -> i64) -> Answer<()> {
    let is_ticket = |line: &&LineItem| [TICKET, SEPARATE_TICKET].contains(&line.item_type.as_str());
    let lines: Vec<_> = order.line_items.iter().filter(is_ticket).collect();
    if lines.is_empty() {
        return Ok(());
    }
    let mut issued = tx.find::<IssuedEticket>(&Query::all().filter(Filter::equals(ORDER, order.id)))?;
    for line in lines {
        let kept = if order.counts_as_valid() { Some(line.quantity - returned(line.id)) } else { None };
        match issued.iter_mut().find(|issued| issued.line_item_id == line.id) {
            Some(issued) => {
                issued.ticket.stand(kept);
                tx.save(issued)?;
            }
            None => {
                if let Some(quantity @ 1..) = kept {
                    issue(tx, order, line, quantity)?;
                }
            }
        }
    }
    Ok(())
}

fn issue(tx: &mut Tx<'_>, order: &Order, line: &LineItem, quantity: i64) -> Answer<()> {
    let separate = line.item_type == SEPARATE_TICKET;
    let mut transactions = Vec::new();
    for _ in 0..if separate { quantity } else { 0 } {
        transactions.push(EticketTransaction { ticket_number: free_code(tx)?, ..EticketTransaction::default() });
    }
    let ticket = OrderEticket {
        title: line.title.clone(),
        ticket_number: free_code(tx)?,
        available_quantity: quantity,
        enabled: true,
        order_id: order.id,
        product_id: Id::new(line.product_id),
        separate,
        transactions,
        ..OrderEticket::default()
    };
    let phones = order.buyer.mobile.iter().chain([&order.receiver.phone]).filter(|phone| !phone.is_empty());
    tx.insert(IssuedEticket {
        line_item_id: line.id,
        order_name: order.order_name.clone(),
        name: order.customer.as_ref().map_or(&order.receiver.name, |customer| &customer.name).clone(),
        phones: phones.cloned().collect(),
        ticket,
        ..IssuedEticket::default()
    })?;
    Ok(())
}

/// A code that no other ticket of the shop has.
fn free_code(tx: &Tx<'_>) -> Answer<String> {
    loop {
        let code = random_code(tx.random());
        if tx.count::<IssuedEticket>(&[Filter::HasTerm(TICKET_NUMBER, vec![code.clone()])])? == 0 {
            return Ok(code);
        }
    }
}

/// 60 random bits, in letters and digits that are not taken for each other.
fn random_code(random: &dyn Random) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut bytes = [0; 12];
    random.fill(&mut bytes);
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// Whether this person may redeem in this store.
pub(super) fn check_who_redeems(tx: &mut Tx<'_>, caller: &Caller, redemption: &Redemption) -> Answer<()> {
    let mut faults = Vec::new();
    let staff = tx.platform().get(redemption.user_id)?;
    if !staff.is_some_and(|staff| !staff.disabled && staff.role_in(caller.shop.id).is_some()) {
        faults.push("核銷門市人員ID (user_id) 不存在".to_owned());
    }
    let store = tx.get(redemption.branch_store_id)?;
    match &store {
        None => faults.push("核銷門市ID (branch_store_id) 不存在".to_owned()),
        Some(store) if !store.enabled => faults.push("核銷門市ID (branch_store_id) 的門市未啟用".to_owned()),
        Some(_) => {}
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

impl OrderEticket {
    /// So many pieces are paid for and not come back; without a number, the money is not the shop's.
    fn stand(&mut self, kept: Option<i64>) {
        self.enabled = kept.is_some_and(|kept| kept > 0);
        let Some(kept) = kept else { return };
        self.available_quantity = (kept - self.used_quantity).clamp(0, self.available_quantity);
        if self.separate && self.enabled {
            // The codes of pieces that came back are good for nothing: the last that nobody has used.
            let mut left = self.available_quantity;
            self.transactions.retain(|piece| {
                left -= i64::from(piece.used_at.is_none());
                piece.used_at.is_some() || left >= 0
            });
        }
    }

    /// Redeems so many pieces under a code of the ticket, or says why not.
    pub(super) fn redeem(&mut self, code: &str, redemption: &Redemption, now: Timestamp) -> Result<(), String> {
        let quantity = redemption.redeem_quantity;
        if !self.enabled {
            return Err("票券已停用：訂單已取消、退款或退貨".to_owned());
        }
        let used = EticketTransaction {
            ticket_number: code.to_owned(),
            used_at: Some(now),
            user_id: Some(redemption.user_id),
            branch_store_id: Some(redemption.branch_store_id),
        };
        if self.separate {
            let piece = self.transactions.iter_mut().find(|piece| piece.ticket_number == code);
            let piece = piece.ok_or("票券已分票：請使用各張票券的核銷碼")?;
            if let Some(at) = piece.used_at {
                return Err(format!("票券已於 {at} 核銷"));
            }
            if quantity != 1 {
                return Err(format!("可核銷數量不足：剩 1，不足 {quantity}"));
            }
            *piece = used;
        } else {
            if self.available_quantity == 0 {
                return Err("票券已全數核銷".to_owned());
            }
            if quantity > self.available_quantity {
                return Err(format!("可核銷數量不足：剩 {}，不足 {quantity}", self.available_quantity));
            }
            self.transactions.extend((0..quantity).map(|_| used.clone()));
        }
        self.available_quantity -= quantity;
        self.used_quantity += quantity;
        Ok(())
    }
}

#[cfg(test)]
mod properties {
    use proptest::prelude::*;

    use super::*;

    /// What can happen to a ticket of ten pieces.
    #[derive(Debug, Clone)]
    enum Step {
        /// So many of them came back, in all.
        Back(i64),
        /// The money is not the shop's, or is again.
        Money(bool),
        /// Somebody shows the ticket's code, or that of a piece.
        Show { piece: Option<usize>, quantity: i64 },
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            (0..=10_i64).prop_map(Step::Back),
            any::<bool>().prop_map(Step::Money),
            (prop::option::of(0..10_usize), 1..=4_i64).prop_map(|(piece, quantity)| Step::Show { piece, quantity }),
        ];
        prop::collection::vec(step, 0..40)
    }

    fn ticket(separate: bool) -> OrderEticket {
        let piece =
            |number| EticketTransaction { ticket_number: format!("P{number}"), ..EticketTransaction::default() };
        OrderEticket {
            ticket_number: "T".into(),
            available_quantity: 10,
            enabled: true,
            separate,
            transactions: if separate { (0..10).map(piece).collect() } else { Vec::new() },
            ..OrderEticket::default()
        }
    }

    proptest! {
        #[test]
        fn nothing_is_redeemed_twice_or_after_it_came_back(separate: bool, steps in steps()) {
            let mut ticket = ticket(separate);
            let (mut back, mut paid) = (0, true);
            for step in steps {
                let before = ticket.clone();
                match step {
                    // What came back does not go out again.
                    Step::Back(more) => back = back.max(more),
                    Step::Money(is_there) => paid = is_there,
                    Step::Show { piece, quantity } => {
                        let code = piece.map_or("T".to_owned(), |piece| format!("P{piece}"));
                        let redemption = Redemption {
                            ticket_number: code.clone(),
                            redeem_quantity: quantity,
                            user_id: Id::new(1),
                            branch_store_id: Id::new(1),
                        };
                        // The code of a piece is unknown to a ticket that has none.
                        if piece.is_some() == separate {
                            let redeemed = ticket.redeem(&code, &redemption, Timestamp::default());
                            let could = paid && back < 10 && before.available_quantity >= quantity;
                            prop_assert!(could || redeemed.is_err());
                            prop_assert!(separate || could == redeemed.is_ok());
                            if redeemed.is_err() {
                                prop_assert_eq!(&ticket, &before);
                            }
                        }
                    }
                }
                ticket.stand(paid.then_some(10 - back));
                let used = ticket.transactions.iter().filter(|piece| piece.used_at.is_some()).count();
                prop_assert_eq!(i64::try_from(used).unwrap(), ticket.used_quantity);
                prop_assert!(ticket.used_quantity >= before.used_quantity);
                prop_assert!(ticket.available_quantity >= 0 && ticket.available_quantity <= before.available_quantity);
                prop_assert!(ticket.available_quantity + ticket.used_quantity <= 10);
                prop_assert!(!paid || ticket.available_quantity == (10 - back - ticket.used_quantity).max(0));
                prop_assert_eq!(ticket.enabled, paid && back < 10);
                if separate && ticket.enabled {
                    let unused = ticket.transactions.len() - used;
                    prop_assert_eq!(i64::try_from(unused).unwrap(), ticket.available_quantity);
                }
            }
        }
    }
}
