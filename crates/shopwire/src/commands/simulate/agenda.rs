//! What is to happen when: shoppers come at an even pace, and stories go on at their times.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

pub struct Agenda<S> {
    begin: Instant,
    pace: Duration,
    shoppers: u32,
    /// By time, and those of one time in the order in which they came.
    stories: BTreeMap<(Instant, u64), S>,
    added: u64,
}

/// What happens next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<S> {
    /// The shopper of this number comes.
    Shopper(u64),
    Story(S),
}

impl<S> Agenda<S> {
    pub fn new(begin: Instant, pace: Duration) -> Self {
        Self { begin, pace, shoppers: 0, stories: BTreeMap::new(), added: 0 }
    }

    pub fn add(&mut self, at: Instant, story: S) {
        self.added += 1;
        self.stories.insert((at, self.added), story);
    }

    /// When something happens next.
    pub fn next_at(&self) -> Instant {
        let shopper = self.next_shopper();
        self.stories.keys().next().map_or(shopper, |(at, _)| shopper.min(*at))
    }

    /// What then happens. A story goes on before somebody new comes: who is late with everything takes on no more.
    pub fn next(&mut self) -> Next<S> {
        let shopper = self.next_shopper();
        if let Some(first) = self.stories.first_entry().filter(|first| first.key().0 <= shopper) {
            return Next::Story(first.remove());
        }
        self.shoppers += 1;
        Next::Shopper(u64::from(self.shoppers) - 1)
    }

    /// How many stories go on.
    pub fn stories(&self) -> usize {
        self.stories.len()
    }

    fn next_shopper(&self) -> Instant {
        self.begin + self.pace * self.shoppers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_happens_at_its_time() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut agenda = Agenda::new(begin, Duration::from_secs(10));
        assert_eq!((agenda.next_at(), agenda.next()), (begin, Next::Shopper(0)));
        agenda.add(at(12), "late");
        agenda.add(at(3), "early");
        agenda.add(at(3), "as early");
        assert_eq!((agenda.next_at(), agenda.next()), (at(3), Next::Story("early")));
        assert_eq!((agenda.next_at(), agenda.next()), (at(3), Next::Story("as early")));
        assert_eq!((agenda.next_at(), agenda.next()), (at(10), Next::Shopper(1)));
        assert_eq!((agenda.stories(), agenda.next()), (1, Next::Story("late")));
        assert_eq!((agenda.next_at(), agenda.stories()), (at(20), 0));
    }
}
