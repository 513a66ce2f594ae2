//! The words of a text and of a query for it, so that every engine indexes and finds the same.
//!
//! Writing that puts no spaces between words (Chinese, Japanese, Korean, Thai …) is cut into overlapping pairs:
//! `黑色上衣` has the words `黑色`, `色上`, `上衣` and at its end `衣`. Whatever stands in such a text is then a run of
//! its pairs, and a single character is the beginning of a word. Other writing is cut at everything that is no letter
//! and no digit, and between letters and digits, so that `AB-1234`, `ab1234` and `ＡＢ 1234` are the same two words.
//! Case, accents and forms of width are folded.

use unicode_normalization::UnicodeNormalization;

/// A longer word is known by its beginning.
const LONGEST_WORD: usize = 64;
/// Of a query so many words are looked for; nobody types more, and each costs time.
const LONGEST_QUERY: usize = 64;

/// Words that follow each other in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    pub words: Vec<String>,
    /// The last word need only begin so.
    pub open: bool,
}

/// The words of a text, in their order. They consist of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in runs(&folded(text)) {
        run.add_to(&mut words, true);
    }
    words
}

/// What a text must have, each of them, to be found by the query: one phrase for each word that spaces set apart. A
/// query without any letter or digit has none, and finds nothing.
pub fn phrases(query: &str) -> Vec<Phrase> {
    let mut left = LONGEST_QUERY;
    let mut phrases = Vec::new();
    for part in folded(query).split_whitespace() {
        let runs = runs(part);
        let Some(last) = runs.last() else { continue };
        // Inside a longer writing a last single character is a pair's beginning; a pair is whole as it stands.
        let open = last.class != Class::Unspaced || last.text.len() == 1;
        let mut words = Vec::new();
        for (number, run) in runs.iter().enumerate() {
            run.add_to(&mut words, number + 1 < runs.len() || run.text.len() == 1);
        }
        let cut = words.len() > left;
        words.truncate(left);
        left -= words.len();
        if !words.is_empty() && !phrases.iter().any(|phrase: &Phrase| phrase.words == words && phrase.open == open) {
            phrases.push(Phrase { words, open: open || cut });
        }
    }
    phrases
}

/// Whether a text is found by a query: what an engine's index must answer.
#[cfg(any(test, feature = "conformance"))]
pub fn is_match(text: &str, query: &str) -> bool {
    let words = words(text);
    let phrases = phrases(query);
    !phrases.is_empty() && phrases.iter().all(|phrase| phrase.is_in(&words))
}

#[cfg(any(test, feature = "conformance"))]
impl Phrase {
    fn is_in(&self, words: &[String]) -> bool {
        words.windows(self.words.len()).any(|window| {
            let whole = window.len() - usize::from(self.open);
            window[..whole] == self.words[..whole]
                && window[whole..]
                    .iter()
                    .zip(&self.words[whole..])
                    .all(|(word, start)| word.starts_with(start.as_str()))
        })
    }
}

/// The text without differences of case, accents and width. Marks that make another letter, as those of kana, stay.
fn folded(text: &str) -> String {
    let plain = text.nfkd().filter(|char| !matches!(char, '\u{300}'..='\u{36f}'));
    plain.flat_map(char::to_lowercase).nfc().collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter of a writing without spaces between words.
    Unspaced,
    Letter,
    Digit,
}

impl Class {
    fn of(char: char) -> Option<Self> {
        match char {
            // Thai, Lao, Burmese, Khmer with their vowel signs; kana with its long mark and sound marks; the rest of
            // Chinese, Japanese and Korean writing.
            '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '々' | '〆' | '〇' | 'ー' => {
                Some(Self::Unspaced)
            }
            '\u{1100}'..='\u{11ff}'
            | '\u{3041}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{a960}'..='\u{a97f}'
            | '\u{ac00}'..='\u{d7ff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
                if char.is_alphanumeric() =>
            {
                Some(Self::Unspaced)
            }
            _ if char.is_numeric() => Some(Self::Digit),
            _ if char.is_alphabetic() => Some(Self::Letter),
            _ => None,
        }
    }
}

/// Characters of one class that follow each other.
struct Run {
    class: Class,
    text: Vec<char>,
}

impl Run {
    /// Adds the run's words; of unspaced writing also its last character by itself, if the run is `whole`.
    fn add_to(&self, words: &mut Vec<String>, whole: bool) {
        if self.class == Class::Unspaced {
            words.extend(self.text.windows(2).map(|pair| pair.iter().collect()));
            if whole {
                words.extend(self.text.last().map(char::to_string));
            }
        } else {
            words.push(self.text.iter().take(LONGEST_WORD).collect());
        }
    }
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::<Run>::new();
    let mut before = None;
    for char in text.chars() {
        let class = Class::of(char);
        match (class, runs.last_mut()) {
            (Some(class), Some(run)) if before == Some(class) => run.text.push(char),
            (Some(class), _) => runs.push(Run { class, text: vec![char] }),
            (None, _) => {}
        }
        before = class;
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_match, phrases, words};

    #[test]
    fn texts_are_cut_into_words() {
        let cases = [
            ("黑色上衣", vec!["黑色", "色上", "上衣", "衣"]),
            ("衣", vec!["衣"]),
            ("白T恤", vec!["白", "t", "恤"]),
            ("Cotton Tee", vec!["cotton", "tee"]),
            ("AB-1234_x.9", vec!["ab", "1234", "x", "9"]),
            ("ＡＢ１２", vec!["ab", "12"]),
            ("Café", vec!["cafe"]),
            ("ガラス", vec!["ガラ", "ラス", "ス"]),
            ("ｶﾞﾗｽ", vec!["ガラ", "ラス", "ス"]),
            ("コーヒー", vec!["コー", "ーヒ", "ヒー", "ー"]),
            ("한국어", vec!["한국", "국어", "어"]),
            ("，。！ -", vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn queries_find_what_people_expect() {
        let text = "經典黑色上衣（男） Classic Black T-Shirt iPhone15\nAB-1234 TEE-BK-M\n夏季 特價";
        let found = [
            "黑色",
            "色上衣",
            "衣",
            "黑",
            "男",
            "黑色 男",
            "class",
            "CLASSIC black",
            "t-shirt",
            "T-Sh",
            "tsh",
            "AB-12",
            "ab1234",
            "AB1",
            "1234",
            "12",
            "tee-bk",
            "TEE-BK-M",
            "ｔｅｅ",
            "iphone 15",
            "iPhone1",
            "夏季特",
            "特價 黑色",
        ];
        // `tsh` is no beginning of any word, and `夏季特` is not written so: a space parts words.
        for query in found {
            let expected = !matches!(query, "tsh" | "夏季特");
            assert_eq!(is_match(text, query), expected, "{query}");
        }
        for query in ["白色", "黑上", "lack", "AB-13", "234", "黑色 女", "", "  ", "！", "\"黑 OR", "b-123"] {
            assert!(!is_match(text, query), "{query}");
        }
    }

    #[test]
    fn a_query_has_an_end() {
        let long = "word ".repeat(10_000) + &"黑".repeat(10_000);
        assert!(phrases(&long).iter().map(|phrase| phrase.words.len()).sum::<usize>() <= 64);
        assert!(is_match(&long, &long));
        assert!(is_match(&"黑".repeat(100), &"黑".repeat(90)));
    }

    /// Characters of Chinese that no normal form changes.
    fn chinese(length: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = String> {
        let chars = prop::sample::select("黑色上衣男女夏季特價棉麻鞋帽包大小中".chars().collect::<Vec<_>>());
        prop::collection::vec(chars, length).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        /// What stands in a Chinese text is found, wherever it stands.
        #[test]
        fn a_text_is_found_by_what_it_says(
            before in ".{0,8}", prefix in chinese(0..6), part in chinese(1..12), suffix in chinese(0..6), after in ".{0,8}",
        ) {
            let text = format!("{before}{prefix}{part}{suffix}{after}");
            prop_assert!(is_match(&text, &part), "{part} in {text}");
        }

        /// And what a Chinese text does not say is not found.
        #[test]
        fn a_text_is_not_found_by_what_it_does_not_say(text in chinese(0..12), query in chinese(1..4)) {
            prop_assert_eq!(is_match(&text, &query), text.contains(&query), "{} in {}", query, text);
        }

        /// A code is found by its beginning, however it is written.
        #[test]
        fn a_code_is_found_by_its_beginning(
            parts in prop::collection::vec("[A-Z]{1,4}|[0-9]{1,6}", 1..5), keep in 1_usize..20,
        ) {
            let code = parts.join("-");
            let start: String = code.chars().take(keep).collect();
            let start = start.trim_end_matches('-');
            let text = format!("黑色上衣 {code} 特價");
            prop_assert!(is_match(&text, start));
            prop_assert!(is_match(&code, &start.to_lowercase()));
        }

        /// Words are nothing but letters and digits, so none can be an engine's syntax, and any text can be asked for.
        #[test]
        fn words_are_words(text in "\\PC{0,40}") {
            let of_query = phrases(&text).into_iter().flat_map(|phrase| phrase.words);
            for word in words(&text).into_iter().chain(of_query) {
                prop_assert!(!word.is_empty());
                prop_assert!(!word.chars().any(|char| char.is_whitespace() || char.is_ascii_punctuation()), "{word}");
            }
        }
    }
}
