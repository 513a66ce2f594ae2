//! What is to happen when: shoppers come at an even pace, and stories go on at their times.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

pub struct Agenda<S> {
    pace: Duration,
    next_shopper: Instant,
    shoppers: u64,
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
        Self { pace, next_shopper: begin, shoppers: 0, stories: BTreeMap::new(), added: 0 }
    }

    pub fn add(&mut self, at: Instant, story: S) {
        self.added += 1;
        self.stories.insert((at, self.added), story);
    }

    /// When something happens next.
    pub fn next_at(&self) -> Instant {
        self.stories.keys().next().map_or(self.next_shopper, |(at, _)| self.next_shopper.min(*at))
    }

    /// What happens now. A story goes on before somebody new comes, and who did not come in time does not come later: a
    /// shop that is slower than its shoppers has fewer of them.
    pub fn next(&mut self, now: Instant) -> Next<S> {
        if let Some(first) = self.stories.first_entry().filter(|first| first.key().0 <= now) {
            return Next::Story(first.remove());
        }
        self.shoppers += 1;
        self.next_shopper = (self.next_shopper + self.pace).max(now);
        Next::Shopper(self.shoppers - 1)
    }

    /// How many stories go on.
    pub fn stories(&self) -> usize {
        self.stories.len()
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
        assert_eq!((agenda.next_at(), agenda.next(at(0))), (begin, Next::Shopper(0)));
        agenda.add(at(12), "late");
        agenda.add(at(3), "early");
        agenda.add(at(3), "as early");
        assert_eq!((agenda.next_at(), agenda.next(at(3))), (at(3), Next::Story("early")));
        assert_eq!((agenda.next_at(), agenda.next(at(3))), (at(3), Next::Story("as early")));
        assert_eq!((agenda.next_at(), agenda.next(at(10))), (at(10), Next::Shopper(1)));
        assert_eq!((agenda.stories(), agenda.next(at(12))), (1, Next::Story("late")));
        assert_eq!((agenda.next_at(), agenda.stories()), (at(20), 0));
    }

    #[test]
    fn a_slow_shop_takes_on_no_more_than_it_can() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut agenda = Agenda::new(begin, Duration::from_secs(1));
        agenda.add(at(50), "due");
        assert_eq!(agenda.next(at(60)), Next::Story("due"));
        assert_eq!(agenda.next(at(60)), Next::Shopper(0));
        assert_eq!((agenda.next_at(), agenda.next(at(60))), (at(60), Next::Shopper(1)));
        assert_eq!(agenda.next_at(), at(61), "those of a minute are not all there at once");
    }
}
