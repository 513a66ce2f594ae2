//! The days of schedules: examples, and what holds for any of them.

use proptest::prelude::*;
use wire::Date;

use super::{Periodic, PeriodicType, Schedule};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// So many days, of which this is the first.
fn days(schedule: Schedule, first: &str, count: usize) -> Vec<String> {
    let all = std::iter::successors(Some(date(first)), |day| Some(schedule.following(*day)));
    all.take(count).map(|day| day.to_string()).collect()
}

#[test]
fn every_day_is_followed_by_the_next() {
    assert_eq!(days(Schedule::Daily, "2028-02-28", 3), ["2028-02-28", "2028-02-29", "2028-03-01"]);
}

#[test]
fn weeks_are_counted_from_sunday() {
    // 25 November 2026 is a Wednesday.
    let fridays = Schedule::Weekly { weeks: 1, weekday: 5 };
    assert_eq!(days(fridays, "2026-11-25", 3), ["2026-11-25", "2026-12-04", "2026-12-11"]);
    let sundays = Schedule::Weekly { weeks: 2, weekday: 0 };
    assert_eq!(days(sundays, "2026-11-25", 3), ["2026-11-25", "2026-12-06", "2026-12-20"]);
}

#[test]
fn the_second_tuesday_of_every_other_month() {
    let schedule = Schedule::Monthly { months: 2, nth: 2, weekday: 2 };
    assert_eq!(days(schedule, "2026-11-10", 4), ["2026-11-10", "2027-01-12", "2027-03-09", "2027-05-11"]);
}

#[test]
fn a_month_without_the_day_has_its_last_instead() {
    let schedule = Schedule::DayOfMonth { months: 1, day: 31 };
    let expected = ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"];
    assert_eq!(days(schedule, "2027-12-31", 5), expected);
    let expected = ["2026-11-25", "2027-11-30", "2028-11-30"];
    assert_eq!(days(Schedule::DayOfMonth { months: 12, day: 30 }, "2026-11-25", 3), expected);
}

#[test]
fn the_calendar_ends_and_nothing_hangs() {
    let last = Date::new(9999, 12, 31).unwrap();
    for schedule in [Schedule::Daily, Schedule::DayOfMonth { months: 12, day: 31 }] {
        assert!(schedule.following_after(last, last) <= last);
    }
}

#[test]
fn what_a_schedule_does_not_take_is_left_out_and_what_it_lacks_is_named() {
    let all = Periodic { r#type: PeriodicType::Weekly, month: Some(9), week: Some(8), day: Some(6) };
    let (kept, schedule) = all.read().unwrap();
    assert_eq!(schedule, Schedule::Weekly { weeks: 8, weekday: 6 });
    assert_eq!(kept, Periodic { month: None, ..all });
    let faults = Periodic { r#type: PeriodicType::Monthly, month: Some(5), week: None, day: Some(7) }.read();
    insta::assert_snapshot!(faults.unwrap_err().join("\n"), @r"
    月份 (periodic.month) 必須是 1 到 4
    週次 (periodic.week) 必須是 1 到 4
    星期 (periodic.day) 必須是 0 到 6
    ");
}

fn schedules() -> impl Strategy<Value = Schedule> {
    prop_oneof![
        Just(Schedule::Daily),
        (1..=8_i64, 0..=6_i64).prop_map(|(weeks, weekday)| Schedule::Weekly { weeks, weekday }),
        (1..=4_i64, 1..=4_i64, 0..=6_i64).prop_map(|(months, nth, weekday)| Schedule::Monthly { months, nth, weekday }),
        (1..=12_i64, 1..=31_i64).prop_map(|(months, day)| Schedule::DayOfMonth { months, day }),
    ]
}

fn weekday(date: Date) -> i64 {
    i64::from(date.weekday())
}

fn month(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month())
}

proptest! {
    #[test]
    fn each_day_is_what_the_schedule_says(schedule in schedules(), start in 0..60_000_i64) {
        let start = Date::new(1970, 1, 1).unwrap().plus_days(start);
        let mut day = start;
        for _ in 0..30 {
            let next = schedule.following(day);
            prop_assert!(next > day);
            match schedule {
                Schedule::Daily => prop_assert_eq!(next, day.plus_days(1)),
                Schedule::Weekly { weeks, weekday: wanted } => {
                    prop_assert_eq!(weekday(next), wanted);
                    let sunday = |date: Date| date.plus_days(-weekday(date));
                    prop_assert_eq!(sunday(next), sunday(day).plus_days(7 * weeks));
                }
                Schedule::Monthly { months, nth, weekday: wanted } => {
                    prop_assert_eq!(weekday(next), wanted);
                    prop_assert_eq!(month(next), month(day) + months);
                    prop_assert_eq!((i64::from(next.day()) - 1) / 7 + 1, nth);
                }
                Schedule::DayOfMonth { months, day: wanted } => {
                    prop_assert_eq!(month(next), month(day) + months);
                    let is_last = month(next.plus_days(1)) > month(next);
                    let number = i64::from(next.day());
                    prop_assert!(number == wanted || number < wanted && is_last);
                }
            }
            day = next;
        }
    }

    #[test]
    fn what_lies_between_is_left_out_and_nothing_else(
        schedule in schedules(),
        start in 0..20_000_i64,
        later in -40..2_000_i64,
    ) {
        let start = Date::new(2000, 1, 1).unwrap().plus_days(start);
        let today = start.plus_days(later);
        let next = schedule.following_after(start, today);
        let all = std::iter::successors(Some(schedule.following(start)), |day| Some(schedule.following(*day)));
        prop_assert_eq!(Some(next), all.into_iter().find(|day| *day > today));
    }

    #[test]
    fn the_last_day_is_reached_in_so_many_steps(schedule in schedules(), count in 1..200_i64) {
        let first = date("2026-11-25");
        let mut day = first;
        for _ in 1..count {
            day = schedule.following(day);
        }
        prop_assert_eq!(schedule.last_of(first, count), day);
    }
}
