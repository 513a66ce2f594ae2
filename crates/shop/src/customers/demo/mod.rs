//! Believable customers for a demo shop, made from nothing but a number.
//! The same number is always the same person; no e-mail can reach anybody.

pub(crate) mod dice;
mod names;
mod places;
mod seed;

pub(crate) use seed::add_quietly;
pub use seed::{customer, seed};

use std::fmt::Write as _;

use wire::Date;

use self::{
    dice::{Dice, mix},
    names::{ENGLISH_MEN, ENGLISH_WOMEN, MEN, NICKNAMES, SURNAMES, WOMEN},
    places::COUNTIES,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    Male,
    Female,
    Other,
}

/// One believable customer, the same for the same number.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub name: String,
    pub gender: Gender,
    pub birthday: Option<Date>,
    /// At a reserved domain; no two numbers share one.
    pub email: String,
    /// `09xxxxxxxx`; no two numbers share one within [`MOBILES`] numbers in a row.
    pub mobile: String,
    pub zip: String,
    /// 縣市
    pub city: String,
    /// 鄉鎮市區
    pub district: String,
    /// 路段巷弄號樓
    pub address1: String,
    pub tags: Vec<&'static str>,
    pub accepts_marketing: bool,
    pub note: Option<String>,
    pub line_uid: Option<String>,
    pub status: &'static str,
    /// 0 to 1,499
    pub joined_days_ago: i64,
    pub bonus_points: i64,
    /// NT$ spent elsewhere than in the web shop, for instance at a POS.
    pub other_channel_spend: i64,
}

/// How many mobile numbers there are: seven familiar prefixes (091 to 093, 095 to 098), seven digits after each.
pub const MOBILES: u64 = 70_000_000;

/// The years of birth, and the two that part the generations of given names.
const YEARS: (i64, i64) = (1948, 2007);
const GENERATIONS: (i64, i64) = (1975, 1995);

/// Reserved by RFC 2606, so nobody gets mail.
const DOMAINS: &[&str] = &["example.com", "example.org", "example.net"];

const STATUSES: &[(u64, &str)] = &[
    (900, "enabled"),
    (30, "pending"),
    (20, "validate"),
    (20, "invited"),
    (15, "disabled"),
    (8, "warning"),
    (7, "declined"),
];

const INTERESTS: &[&str] = &["團購", "親子", "寵物", "露營", "素食", "咖啡", "送禮", "企業採購", "預購", "直播下單"];

const NOTES: &[&str] = &[
    "習慣超商取貨，請勿改宅配",
    "平日白天不在家，請於晚上七點後配送",
    "包裹請交給管理室代收",
    "對花生過敏，試吃品請避開",
    "發票請開三聯式，統編下單時會備註",
    "常買來送禮，請附提袋並拿掉價格標籤",
    "社區團購主，通常月底一次下單",
    "曾反應外箱破損，請加強包裝",
    "偏好以 LINE 聯絡，不方便接電話",
    "有養兩隻貓，喜歡收到寵物零食試用包",
    "在市集認識的客人，很常推薦朋友來買",
    "退貨兩次皆因尺寸不合，出貨前請先確認尺寸",
    "電梯維修中，大型商品請先電話聯繫",
    "冷凍商品請務必當日送達",
];

pub fn person(number: u64) -> Person {
    let mut dice = Dice::new(number);

    let (surname, surname_spelt) = *dice.weighted(SURNAMES);
    let as_woman = dice.percent(58); // web shops sell to more women than men
    let gender = match (dice.percent(3), as_woman) {
        (true, _) => Gender::Other,
        (false, true) => Gender::Female,
        (false, false) => Gender::Male,
    };
    let year = birth_year(&mut dice);
    let generations = if as_woman { WOMEN } else { MEN };
    let (given, given_spelt) = *dice.pick(generations[generation(year)]);
    let birthday = birthday(&mut dice, year);
    let spelling = Spelling { surname: surname_spelt, given: given_spelt, as_woman, year };
    let email = email(&mut dice, &spelling, number);
    let (zip, city, district, address1) = address(&mut dice);

    let status = *dice.weighted(STATUSES);
    let active = matches!(status, "enabled" | "warning" | "disabled");
    // The smaller of two: a shop that grows has more new customers than old ones.
    let joined_days_ago = dice.between(0, 1_499).min(dice.between(0, 1_499));
    let other_channel_spend = if active && dice.percent(22) { spend(&mut dice) } else { 0 };
    let bonus_points = if active && dice.percent(45) { dice.between(1, 120) * dice.between(1, 12) } else { 0 };
    let accepts_marketing = dice.percent(56);

    let mut person = Person {
        name: format!("{surname}{given}"),
        gender,
        birthday,
        email,
        mobile: mobile(number),
        zip: zip.to_owned(),
        city: city.to_owned(),
        district: district.to_owned(),
        address1,
        tags: Vec::new(),
        accepts_marketing,
        note: (active && dice.percent(10)).then(|| (*dice.pick(NOTES)).to_owned()),
        line_uid: dice.percent(34).then(|| format!("U{:016x}{:016x}", dice.roll(), dice.roll())),
        status,
        joined_days_ago,
        bonus_points,
        other_channel_spend,
    };
    person.tags = tags(&mut dice, &person, active);
    person
}

/// Mostly people in their thirties and forties: the mean of two rolls leans to the middle.
fn birth_year(dice: &mut Dice) -> i64 {
    i64::midpoint(dice.between(YEARS.0, YEARS.1), dice.between(YEARS.0 + 12, YEARS.1))
}

fn generation(year: i64) -> usize {
    usize::from(year >= GENERATIONS.0) + usize::from(year >= GENERATIONS.1)
}

/// A quarter of the people do not tell.
fn birthday(dice: &mut Dice, year: i64) -> Option<Date> {
    let month = dice.between(1, 12);
    let last = match month {
        2 if year % 4 == 0 => 29, // exact between 1901 and 2099
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let day = dice.between(1, last);
    if dice.percent(25) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

struct Spelling {
    surname: &'static str,
    given: &'static str,
    as_woman: bool,
    year: i64,
}

/// Unique because the digits after the last letter or mark are the number itself.
fn email(dice: &mut Dice, spelling: &Spelling, number: u64) -> String {
    let Spelling { surname, given, as_woman, year } = *spelling;
    let english = dice.pick(if as_woman { ENGLISH_WOMEN } else { ENGLISH_MEN });
    let local = match dice.below(8) {
        0 => format!("{given}.{surname}"),
        1 => format!("{surname}{given}"),
        2 => format!("{surname}.{given}"),
        3 => format!("{english}.{surname}"),
        4 => format!("{english}{surname}"),
        5 => format!("{surname}{year}_"),
        6 => format!("{given}{:02}_", year % 100),
        _ => (*dice.pick(NICKNAMES)).to_owned(),
    };
    format!("{local}{number}@{}", dice.pick(DOMAINS))
}

/// A Feistel network over 7,000 × 10,000: each round adds to one half a value of the other, which can be undone,
/// so distinct numbers stay distinct and yet neighbours look unrelated.
fn mobile(number: u64) -> String {
    let number = number % MOBILES;
    let (mut head, mut tail) = (number / 10_000, number % 10_000);
    for round in 0..3 {
        head = (head + mix(tail ^ (round << 32)) % 7_000) % 7_000;
        tail = (tail + mix(head ^ (round << 40)) % 10_000) % 10_000;
    }
    let prefix = match head / 1_000 {
        0 => 1,
        1 => 2,
        2 => 3,
        later => later + 2, // past 094, which is rarely seen
    };
    format!("09{prefix}{:03}{tail:04}", head % 1_000)
}

fn address(dice: &mut Dice) -> (&'static str, &'static str, &'static str, String) {
    let county = dice.weighted(COUNTIES);
    let (zip, district, roads) = *dice.pick(county.districts);
    let road = dice.pick(roads);
    (zip, county.name, district, door(dice, road))
}

/// Lanes lead to low houses, roads to tall ones.
fn door(dice: &mut Dice, road: &str) -> String {
    let mut door = road.to_owned();
    let lane = dice.percent(45);
    if lane {
        push(&mut door, dice.between(2, 320), "巷");
        if dice.percent(35) {
            push(&mut door, dice.between(1, 30), "弄");
        }
    }
    push(&mut door, dice.between(1, if lane { 60 } else { 480 }), "號");
    if dice.percent(72) {
        push(&mut door, dice.between(2, if lane { 5 } else { 15 }), "樓");
        if dice.percent(30) {
            door.push('之');
            push(&mut door, dice.between(1, 8), "");
        }
    }
    door
}

fn push(text: &mut String, count: i64, unit: &str) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{count}{unit}");
}

/// Many small sums, few large ones.
fn spend(dice: &mut Dice) -> i64 {
    let basket = dice.between(180, 2_400);
    match dice.below(10) {
        0..=5 => basket,
        6..=8 => basket * dice.between(2, 8),
        _ => basket * dice.between(9, 40),
    }
}

/// Tags agree with the rest of the person.
fn tags(dice: &mut Dice, person: &Person, active: bool) -> Vec<&'static str> {
    let new = person.joined_days_ago < 60;
    let settled = active && person.joined_days_ago >= 180;
    let rich = person.bonus_points > 600 || person.other_channel_spend > 12_000;
    let candidates = [
        ("新客", new, 80),
        ("熟客", settled, 18),
        ("VIP", active && rich && !new, 70),
        ("電子報", person.accepts_marketing, 40),
        ("門市會員", person.other_channel_spend > 0, 75),
        ("生日禮已領", settled && person.birthday.is_some(), 15),
        ("LINE 好友", person.line_uid.is_some(), 60),
        ("沉睡會員", settled && person.bonus_points == 0, 12),
        ("黑名單觀察", person.status == "warning", 60),
    ];
    let mut tags = Vec::new();
    for (tag, fits, chance) in candidates {
        // Roll in any case, so that one person's facts do not shift the rolls that follow.
        if dice.percent(chance) && fits {
            tags.push(tag);
        }
    }
    if dice.percent(16) {
        tags.push(*dice.pick(INTERESTS));
    }
    tags
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    const MANY: u64 = 200_000;

    #[test]
    fn same_number_same_person() {
        for number in (0..1_000).chain([u64::MAX - 1, u64::MAX]) {
            assert_eq!(person(number), person(number));
        }
        assert_ne!(person(1), person(2));
    }

    #[test]
    fn contacts_are_unique_and_well_formed() {
        let (mut emails, mut mobiles) = (HashSet::new(), HashSet::new());
        for Person { email, mobile, .. } in (0..MANY).map(person) {
            assert!(mobile.len() == 10 && mobile.starts_with("09"), "{mobile}");
            assert!(mobile.bytes().all(|byte| byte.is_ascii_digit()), "{mobile}");
            let (local, domain) = email.split_once('@').unwrap();
            assert!(DOMAINS.contains(&domain), "{email}");
            assert!(local.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_')), "{email}");
            assert!(emails.insert(email));
            assert!(mobiles.insert(mobile));
        }
    }

    #[test]
    fn mobiles_far_apart_differ() {
        let mut mobiles = HashSet::new();
        for number in (0..MOBILES).step_by(701) {
            assert!(mobiles.insert(mobile(number)));
        }
    }

    #[test]
    fn birthdays_are_dates() {
        for number in 0..MANY {
            let mut dice = Dice::new(number);
            let year = birth_year(&mut dice);
            assert!((YEARS.0..=YEARS.1).contains(&year));
            if let Some(date) = birthday(&mut dice, year) {
                assert_eq!(i64::from(date.year()), year);
            }
        }
        // An impossible day would be lost as `None` and show here as too many who do not tell.
        let told = (0..MANY).filter(|number| person(*number).birthday.is_some()).count();
        assert!((148_000..152_000).contains(&told), "{told}");
    }

    #[test]
    fn facts_agree() {
        let mut statuses = HashMap::<_, u64>::new();
        for person in (0..MANY).map(person) {
            assert!((0..1_500).contains(&person.joined_days_ago));
            assert!(person.bonus_points >= 0 && person.other_channel_spend >= 0);
            assert!(person.zip.len() == 3 && !person.address1.is_empty());
            assert!(!person.tags.contains(&"門市會員") || person.other_channel_spend > 0);
            assert!(!person.tags.contains(&"電子報") || person.accepts_marketing);
            *statuses.entry(person.status).or_default() += 1;
        }
        assert_eq!(statuses.len(), STATUSES.len());
        assert!(statuses["enabled"] > MANY * 17 / 20);
    }

    #[test]
    fn tables_are_rich_and_clean() {
        for names in [MEN, WOMEN] {
            let distinct = names.concat().into_iter().map(|(name, _)| name).collect::<HashSet<_>>();
            assert_eq!(distinct.len(), names.concat().len());
            assert!(distinct.len() >= 60);
        }
        let mut places = HashSet::new();
        for (_, county) in COUNTIES {
            for (zip, district, roads) in county.districts {
                assert!(places.insert((county.name, district)), "{district} twice");
                assert!(zip.len() == 3 && !roads.is_empty(), "{district}");
            }
        }
        assert!(places.len() >= 60);
    }
}
