//! Money and points: exact decimals inside, JSON numbers with a decimal point outside.

use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount with up to four decimals, at most a trillion either way, so that the JSON
/// number a client reads is the amount that is stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(Decimal);

impl Money {
    pub const ZERO: Self = Self(Decimal::ZERO);
    const LIMIT: i64 = 1_000_000_000_000;

    /// The amount, rounded to four decimals; `None` when it is beyond what the wire can carry.
    pub fn new(amount: Decimal) -> Option<Self> {
        (amount.abs() <= Decimal::from(Self::LIMIT)).then(|| Self(amount.round_dp(4).normalize()))
    }

    pub fn decimal(self) -> Decimal {
        self.0
    }

    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    pub fn to_f64(self) -> f64 {
        self.0.to_f64().unwrap_or_default()
    }
}

impl From<i64> for Money {
    fn from(amount: i64) -> Self {
        Self(Decimal::from(amount))
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Mul<Decimal> for Money {
    type Output = Self;
    fn mul(self, factor: Decimal) -> Self {
        Self((self.0 * factor).round_dp(4))
    }
}
impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.normalize().fmt(f)
    }
}
impl FromStr for Money {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let amount = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text));
        amount.ok().and_then(Self::new).ok_or("not an amount of money")
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A float always prints with a decimal point (9999.0), as the platform's answers do.
        serializer.serialize_f64(self.to_f64())
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Amount;

        impl Visitor<'_> for Amount {
            type Value = Money;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount of money")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Money, E> {
                Money::new(Decimal::from(value)).ok_or_else(|| E::custom("amount out of range"))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Money, E> {
                Money::new(Decimal::from(value)).ok_or_else(|| E::custom("amount out of range"))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Money, E> {
                let amount = Decimal::try_from(value).ok().and_then(Money::new);
                amount.ok_or_else(|| E::custom("amount out of range"))
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Money, E> {
                value.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Amount)
    }
}

impl JsonSchema for Money {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "format": "money" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_with_a_decimal_point() {
        assert_eq!(serde_json::to_string(&Money::from(9999)).unwrap(), "9999.0");
        assert_eq!(serde_json::to_string(&"0.1".parse::<Money>().unwrap()).unwrap(), "0.1");
        assert_eq!(serde_json::to_string(&Money::from(1_000_000_000_000)).unwrap(), "1000000000000.0");
    }

    #[test]
    fn money_is_read_from_integers_floats_and_text() {
        for text in ["12", "12.0", "\"12\"", "\"12.00\"", "1.2e1"] {
            assert_eq!(serde_json::from_str::<Money>(text).unwrap(), Money::from(12), "{text}");
        }
        assert!(serde_json::from_str::<Money>("1e30").is_err());
        assert!(serde_json::from_str::<Money>("\"twelve\"").is_err());
    }
}
