//! What must hold of the language.

use insta::assert_snapshot;
use proptest::prelude::*;
use wire::Id;

use super::*;
use crate::customers::{CustomField, CustomerTag, Status, UidProvider};

fn now() -> Timestamp {
    "2026-06-15 12:00:00".parse().unwrap()
}

fn mei() -> Customer {
    let tag = |name: &str| CustomerTag { name: name.into() };
    Customer {
        id: Id::new(7),
        name: "Mei 林".into(),
        status: Status::Enabled,
        email: Some("Mei@example.com".into()),
        tags: vec![tag("熟客"), tag("VIP 客人")],
        birthday: Date::new(1990, 6, 1),
        accepts_marketing: true,
        other_accumulated_consumption: Money::from(1200),
        created_at: "2026-05-16 23:30:00".parse().unwrap(),
        uid_providers: vec![UidProvider { provider_type: "line".into(), uid: "U1".into() }],
        custom_fields: vec![CustomField {
            name: "hobby".into(), value: "登山、Surf".into(), ..CustomField::default()
        }],
        ..Customer::default()
    }
}

fn holds(text: &str) -> bool {
    text.parse::<Condition>().unwrap_or_else(|mistake| panic!("{text}: {mistake}")).holds(&mei(), now())
}

#[test]
fn a_condition_reads_as_it_is_written() {
    for text in [
        "",
        "  ",
        "tag = 熟客 and total_spent >= 1000 and status = enabled",
        "tag = \"熟客\" AND Tag = 「vip 客人」",
        "tag in (新客, 熟客)",
        "tag in (新客、熟客)",
        "not tag = 員工",
        "tag != 員工",
        "name contains mei and name = \"mei 林\"",
        "mobile is empty and not mobile = 0912 and mobile != 0912",
        "email is not empty",
        "total_spent > 1199.99 and total_spent < 1200.01 and bonus_remain = 0",
        "accepts_marketing = TRUE and accepts_marketing != false",
        "birth_month = 6 and birthday = 1990-06-01",
        "birthday in (1990-06-01, 30 days ago)",
        "created_at >= 30 days ago and created_at <= 30 days ago",
        "created_at = 2026-05-16 and created_at < 2026-05-17 and created_at > 2026/05/15",
        "created_at = \"2026-05-16 23:30:00\" and created_at < 2026-05-16T23:30:01",
        "created_at < 2026-05-16 23:30:01 and created_at >= 2026-05-16 23:30:00 and id = 7",
        "created_at < today",
        "provider = line and custom.hobby contains 登山 and custom.Hobby contains surf",
        "custom.size is empty",
        "id = 7 and (status = disabled or status = enabled)",
        // `and` before `or`, `not` before both
        "id = 7 or id = 8 and id = 9",
        "not id = 8 and id = 7",
        "not (id = 8 or id = 9)",
    ] {
        assert!(holds(text), "{text}");
    }
    for text in [
        "tag = 員工",
        "tag != 熟客",
        "not tag = 熟客",
        "mobile = 0912",
        "mobile contains 0",
        "confirmed_at <= today",
        "created_at > 30 days ago",
        "created_at < 30 days ago",
        "(id = 7 or id = 8) and id = 9",
        "custom.size = M",
    ] {
        assert!(!holds(text), "{text}");
    }
}

#[test]
fn a_mistake_is_told_with_its_place() {
    let texts = [
        "tag",
        "tag =",
        "tag = and",
        "tag = 熟客 total_spent > 5",
        "total_spent >= 很多",
        "status = happy",
        "accepts_marketing = yes",
        "accepts_marketing > true",
        "created_at >= 30",
        "created_at >= soon",
        "created_at is blank",
        "tag in 熟客",
        "tag in (熟客",
        "(tag = 熟客",
        "tag = 「熟客",
        "tag ! 熟客",
        "= 3",
        "age > 3",
        "not",
    ];
    let told = texts.map(|text| format!("{text} → {}", text.parse::<Condition>().unwrap_err()));
    assert_snapshot!(told.join("\n"), @r#"
    tag → 第 4 字：tag 之後缺少比較
    tag = → 第 6 字：缺少比較的值
    tag = and → 第 7 字：缺少比較的值；文字 and 請加引號
    tag = 熟客 total_spent > 5 → 第 10 字：此處應為 and、or 或結尾
    total_spent >= 很多 → 第 16 字：很多 不是數字
    status = happy → 第 10 字：happy 不是顧客狀態
    accepts_marketing = yes → 第 21 字：yes 不是 true 或 false
    accepts_marketing > true → 第 19 字：accepts_marketing 不能這樣比較
    created_at >= 30 → 第 17 字：天數之後應為 days ago
    created_at >= soon → 第 15 字：soon 不是時間
    created_at is blank → 第 15 字：此處應為 empty
    tag in 熟客 → 第 8 字：此處應為 (
    tag in (熟客 → 第 11 字：此處應為 , 或 )
    (tag = 熟客 → 第 10 字：此處應為 )
    tag = 「熟客 → 第 7 字：引號沒有結束
    tag ! 熟客 → 第 5 字：不認得 !
    = 3 → 第 1 字：此處應為欄位名稱
    age > 3 → 第 1 字：沒有欄位 age，可用的欄位：id、name、status、email、mobile、gender、tag、provider、city、district、note、total_spent、bonus_remain、accepts_marketing、birthday、birth_month、created_at、updated_at、confirmed_at、mobile_confirmed_at、custom.名稱
    not → 第 4 字：條件不完整
    "#);
}

#[test]
fn deep_nesting_is_refused_not_crashed_on() {
    for open in ["(", "not "] {
        let text = format!("{}id = 1", open.repeat(100_000));
        assert_eq!(text.parse::<Condition>().unwrap_err().what, "條件的層數過多");
    }
}

/// A condition as text, beside what it means, worked out on the side.
#[derive(Debug, Clone)]
struct Model {
    text: String,
    holds: bool,
}

fn a_comparison() -> impl Strategy<Value = Model> {
    let model = |text: String, holds: bool| Model { text, holds };
    let sign = prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let admits = |sign: &str, left: i64, right: i64| match sign {
        "=" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        _ => left >= right,
    };
    prop_oneof![
        (sign.clone(), 1195..1205_i64)
            .prop_map(move |(sign, number)| model(format!("total_spent {sign} {number}"), admits(sign, 1200, number))),
        (sign, 25..35_i64)
            .prop_map(move |(sign, days)| model(format!("created_at {sign} {days} days ago"), admits(sign, days, 30))),
        prop::sample::select(vec![("熟客", true), ("「VIP 客人」", true), ("員工", false)])
            .prop_map(move |(tag, has)| model(format!("tag = {tag}"), has)),
        prop::sample::select(vec![("熟客", false), ("員工", true)])
            .prop_map(move |(tag, lacks)| model(format!("tag != {tag}"), lacks)),
        prop::sample::subsequence(vec!["disabled", "enabled", "pending"], 1..3)
            .prop_map(move |words| { model(format!("status in ({})", words.join(", ")), words.contains(&"enabled")) }),
        Just(model("mobile is empty".into(), true)),
        Just(model("birthday is empty".into(), false)),
        any::<bool>().prop_map(move |flag| model(format!("accepts_marketing = {flag}"), flag)),
    ]
}

fn a_condition() -> impl Strategy<Value = Model> {
    a_comparison().prop_recursive(5, 40, 4, |inner| {
        let parts = prop::collection::vec(inner.clone(), 1..4);
        let bracketed = |parts: &[Model], word: &str| {
            let texts: Vec<_> = parts.iter().map(|part| format!("({})", part.text)).collect();
            texts.join(word)
        };
        prop_oneof![
            parts.clone().prop_map(move |parts| Model {
                text: bracketed(&parts, " and "),
                holds: parts.iter().all(|part| part.holds),
            }),
            parts.prop_map(move |parts| Model {
                text: bracketed(&parts, " OR "),
                holds: parts.iter().any(|part| part.holds),
            }),
            inner.clone().prop_map(|part| Model { text: format!("not ({})", part.text), holds: !part.holds }),
            // Without parentheses: `and` binds first.
            (a_comparison(), a_comparison(), a_comparison()).prop_map(|(a, b, c)| Model {
                text: format!("{} or not {} and {}", a.text, b.text, c.text),
                holds: a.holds || !b.holds && c.holds,
            }),
        ]
    })
}

proptest! {
    #[test]
    fn a_condition_means_what_its_parts_mean(model in a_condition()) {
        prop_assert_eq!(holds(&model.text), model.holds, "{}", model.text);
    }

    #[test]
    fn no_text_breaks_the_parser(text in ".{0,80}") {
        let _ = text.parse::<Condition>();
    }

    #[test]
    fn no_words_of_the_language_break_the_parser(words in prop::collection::vec(prop::sample::select(vec![
        "and", "or", "not", "in", "is", "empty", "contains", "(", ")", ",", "=", "!=", "<", ">=", "tag", "total_spent",
        "created_at", "custom.x", "熟客", "5", "days", "ago", "today", "\"", "「", "」", "\\", "true", "status",
    ]), 0..20), space in prop::sample::select(vec![" ", ""])) {
        if let Err(mistake) = words.join(space).parse::<Condition>() {
            prop_assert!(mistake.place <= words.join(space).chars().count() + 1);
        }
    }
}
