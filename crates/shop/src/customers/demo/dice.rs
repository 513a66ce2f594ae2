//! Rolls that depend on nothing but the number they start from,
//! so that a demo shop is the same on every machine and every day.

/// The splitmix64 finalizer: every bit of the input stirs every bit of the output.
pub(crate) fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// One person's own sequence of rolls.
pub(crate) struct Dice(u64);

impl Dice {
    /// Mixed twice, so that the sequences of neighbours do not overlap.
    pub(crate) fn new(number: u64) -> Self {
        Self(mix(mix(number)))
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    /// Both ends included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(low.abs_diff(high) + 1).cast_signed()
    }

    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    pub(crate) fn pick<T>(&mut self, from: &'static [T]) -> &'static T {
        let at = self.below(from.len() as u64);
        &from[usize::try_from(at).unwrap_or(0)]
    }

    pub(crate) fn weighted<T>(&mut self, from: &'static [(u64, T)]) -> &'static T {
        let mut left = self.below(from.iter().map(|(weight, _)| weight).sum());
        for (weight, value) in from {
            if left < *weight {
                return value;
            }
            left -= weight;
        }
        &from[0].1
    }
}
