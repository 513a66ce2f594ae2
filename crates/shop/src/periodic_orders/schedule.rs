//! When a periodic order is due: from one day to the next.

use wire::Date;

/// How often, and on which day. Days of the week count from Sunday, 0, to Saturday, 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    Daily,
    /// Every so many weeks (1 to 8), on a day of the week. Weeks begin on Sunday.
    Weekly {
        weeks: i64,
        weekday: i64,
    },
    /// Every so many months (1 to 4), on the so manieth (1 to 4) of a day of the week.
    Monthly {
        months: i64,
        nth: i64,
        weekday: i64,
    },
    /// Every so many months (1 to 12), on a day of the month (1 to 31), or on its last where it has none such.
    DayOfMonth {
        months: i64,
        day: i64,
    },
}

impl Schedule {
    /// The day that comes after this one, which need not be a day of the schedule itself: from there on it counts.
    pub fn following(self, date: Date) -> Date {
        match self {
            Self::Daily => date.plus_days(1),
            Self::Weekly { weeks, weekday } => date.plus_days(7 * weeks + weekday - i64::from(date.weekday())),
            Self::Monthly { months, nth, weekday } => {
                let first = months_later(date, months, 1);
                let to_weekday = (weekday - i64::from(first.weekday())).rem_euclid(7);
                first.plus_days(to_weekday + 7 * (nth - 1))
            }
            Self::DayOfMonth { months, day } => months_later(date, months, day),
        }
    }

    /// The same, but after today: what lies between is left out.
    pub fn following_after(self, date: Date, today: Date) -> Date {
        let mut next = self.following(date);
        loop {
            let later = self.following(next);
            // At the end of the calendar nothing is later.
            if next > today || later <= next {
                return next;
            }
            next = later;
        }
    }

    /// The day of the last of so many, of which this is the first.
    pub fn last_of(self, first: Date, count: i64) -> Date {
        (1..count).fold(first, |date, _| self.following(date))
    }
}

/// A day of the month so many months later, or its last where it has none such.
fn months_later(date: Date, months: i64, day: i64) -> Date {
    let month = i64::from(date.year()) * 12 + i64::from(date.month()) - 1 + months;
    let (year, month) = (i16::try_from(month.div_euclid(12)).ok(), i8::try_from(month.rem_euclid(12) + 1).ok());
    let of_month = |day: i64| Date::new(year?, month?, i8::try_from(day).ok()?);
    // Beyond the last year that there is, the calendar stands still.
    (28..=day).rev().chain([day]).find_map(of_month).unwrap_or(date)
}
