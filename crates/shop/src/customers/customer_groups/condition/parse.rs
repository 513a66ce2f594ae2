//! From text to a condition.

use std::iter::Peekable;
use std::str::CharIndices;

use wire::{Date, Timestamp};

use super::facts::{Field, Fields, Kind};
use super::{Comparison, Condition, Moment, Value};
use crate::customers::Status;

/// Conditions nest no deeper: nobody writes them so, and each level takes stack.
const DEEPEST: usize = 32;

/// What is wrong with a condition, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Counted in characters, from 1.
    pub place: usize,
    pub what: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "第 {} 字：{}", self.place, self.what)
    }
}
impl std::error::Error for Mistake {}

pub(super) fn condition(text: &str) -> Result<Condition, Mistake> {
    let mut reader = Reader { text, chars: text.char_indices().peekable(), ahead: None, depth: 0 };
    if reader.peek()?.is_none() {
        return Ok(Condition::All(Vec::new()));
    }
    let condition = reader.any()?;
    match reader.next()? {
        None => Ok(condition),
        Some(token) => Err(reader.mistake(token.at, "此處應為 and、or 或結尾")),
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Token {
    /// In bytes.
    at: usize,
    kind: Piece,
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Open,
    Close,
    Comma,
    Sign(Comparison),
    /// A word as it stands: of the language, a field or a value.
    Word(String),
    Quoted(String),
}

impl Token {
    fn is_word(&self, wanted: &str) -> bool {
        matches!(&self.kind, Piece::Word(word) if word.eq_ignore_ascii_case(wanted))
    }
}

struct Reader<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    ahead: Option<Token>,
    depth: usize,
}

impl Reader<'_> {
    /// `a or b or c`
    fn any(&mut self) -> Result<Condition, Mistake> {
        let mut parts = vec![self.all()?];
        while self.take_word("or")? {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Condition::Any))
    }

    /// `a and b and c`
    fn all(&mut self) -> Result<Condition, Mistake> {
        let mut parts = vec![self.single()?];
        while self.take_word("and")? {
            parts.push(self.single()?);
        }
        Ok(one_or(parts, Condition::All))
    }

    fn single(&mut self) -> Result<Condition, Mistake> {
        let Some(token) = self.next()? else {
            return Err(self.mistake(self.text.len(), "條件不完整"));
        };
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.mistake(token.at, "條件的層數過多"));
        }
        let condition = if token.is_word("not") {
            Condition::Not(Box::new(self.single()?))
        } else if token.kind == Piece::Open {
            let inner = self.any()?;
            self.expect(&Piece::Close, "此處應為 )")?;
            inner
        } else {
            self.comparison(&token)?
        };
        self.depth -= 1;
        Ok(condition)
    }

    /// `field >= value`, `field in (a, b)`, `field is not empty`
    fn comparison(&mut self, token: &Token) -> Result<Condition, Mistake> {
        let Piece::Word(name) = &token.kind else {
            return Err(self.mistake(token.at, "此處應為欄位名稱"));
        };
        let field = Fields::named(name).ok_or_else(|| {
            let known: Vec<_> = Fields::all().map(|(name, _)| name).collect();
            self.mistake(token.at, &format!("沒有欄位 {name}，可用的欄位：{}、custom.名稱", known.join("、")))
        })?;
        let Some(operator) = self.next()? else {
            return Err(self.mistake(self.text.len(), &format!("{name} 之後缺少比較")));
        };
        if operator.is_word("is") {
            let negated = self.take_word("not")?;
            if !self.take_word("empty")? {
                return Err(self.mistake_ahead("此處應為 empty"));
            }
            let empty = Condition::Empty(field);
            return Ok(if negated { Condition::Not(Box::new(empty)) } else { empty });
        }
        if operator.is_word("in") {
            self.expect(&Piece::Open, "此處應為 (")?;
            let mut values = vec![self.value(&field)?];
            while self.peek()?.is_some_and(|token| token.kind == Piece::Comma) {
                self.next()?;
                values.push(self.value(&field)?);
            }
            self.expect(&Piece::Close, "此處應為 , 或 )")?;
            return Ok(Condition::OneOf(field, values));
        }
        let comparison = match operator.kind {
            Piece::Sign(comparison) => comparison,
            _ if operator.is_word("contains") => Comparison::Contains,
            _ => return Err(self.mistake(operator.at, "此處應為 =、!=、<、<=、>、>=、contains、in 或 is")),
        };
        if !fits(field.kind(), comparison) {
            return Err(self.mistake(operator.at, &format!("{name} 不能這樣比較")));
        }
        let value = self.value(&field)?;
        Ok(Condition::Compare(field, comparison, value))
    }

    fn value(&mut self, field: &Field) -> Result<Value, Mistake> {
        let Some(token) = self.next()? else {
            return Err(self.mistake(self.text.len(), "缺少比較的值"));
        };
        let (text, quoted) = match token.kind {
            Piece::Word(word) => (word, false),
            Piece::Quoted(text) => (text, true),
            _ => return Err(self.mistake(token.at, "此處應為值")),
        };
        if !quoted && RESERVED.iter().any(|word| text.eq_ignore_ascii_case(word)) {
            return Err(self.mistake(token.at, &format!("缺少比較的值；文字 {text} 請加引號")));
        }
        let value = match field.kind() {
            Kind::Text => Some(Value::Text(text.to_lowercase())),
            Kind::Status => {
                let word = text.to_lowercase();
                let status = serde_json::from_value::<Status>(word.as_str().into());
                status.is_ok().then_some(Value::Text(word))
            }
            Kind::Number => text.parse().ok().map(Value::Number),
            Kind::Flag if text.eq_ignore_ascii_case("true") => Some(Value::Flag(true)),
            Kind::Flag => text.eq_ignore_ascii_case("false").then_some(Value::Flag(false)),
            Kind::Time => self.moment(&text, quoted)?.map(Value::Moment),
        };
        value.ok_or_else(|| self.mistake(token.at, &format!("{text} 不是{}", kind_name(field.kind()))))
    }

    fn moment(&mut self, text: &str, quoted: bool) -> Result<Option<Moment>, Mistake> {
        if !quoted && text.eq_ignore_ascii_case("today") {
            return Ok(Some(Moment::DaysAgo(0)));
        }
        if !quoted && let Ok(days) = text.parse() {
            if !(self.take_word("days")? || self.take_word("day")?) || !self.take_word("ago")? {
                return Err(self.mistake_ahead("天數之後應為 days ago"));
            }
            return Ok(Some(Moment::DaysAgo(days)));
        }
        // A day reads as a time as well, so the day is tried first, and only where there is no time.
        let is_day = text.trim().len() <= 10;
        let Some(day) = is_day.then(|| text.parse::<Date>().ok()).flatten() else {
            return Ok(text.parse::<Timestamp>().ok().map(Moment::Time));
        };
        if let Some(Token { kind: Piece::Word(clock), .. }) = self.peek()?
            && let Ok(time) = format!("{day} {clock}").parse::<Timestamp>()
        {
            self.next()?;
            return Ok(Some(Moment::Time(time)));
        }
        Ok(Some(Moment::Day(day)))
    }

    fn take_word(&mut self, word: &str) -> Result<bool, Mistake> {
        let is_next = self.peek()?.is_some_and(|token| token.is_word(word));
        if is_next {
            self.next()?;
        }
        Ok(is_next)
    }

    fn expect(&mut self, kind: &Piece, otherwise: &str) -> Result<(), Mistake> {
        match self.next()? {
            Some(token) if token.kind == *kind => Ok(()),
            other => Err(self.mistake(other.map_or(self.text.len(), |token| token.at), otherwise)),
        }
    }

    fn mistake(&self, at: usize, what: &str) -> Mistake {
        let before = self.text.get(..at).unwrap_or(self.text);
        Mistake { place: before.chars().count() + 1, what: what.to_owned() }
    }

    fn mistake_ahead(&self, what: &str) -> Mistake {
        self.mistake(self.ahead.as_ref().map_or(self.text.len(), |token| token.at), what)
    }

    fn peek(&mut self) -> Result<Option<&Token>, Mistake> {
        if self.ahead.is_none() {
            self.ahead = self.read()?;
        }
        Ok(self.ahead.as_ref())
    }

    fn next(&mut self) -> Result<Option<Token>, Mistake> {
        self.peek()?;
        Ok(self.ahead.take())
    }

    fn read(&mut self) -> Result<Option<Token>, Mistake> {
        while self.chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let Some((at, first)) = self.chars.next() else {
            return Ok(None);
        };
        let kind = match first {
            '(' => Piece::Open,
            ')' => Piece::Close,
            ',' | '，' | '、' => Piece::Comma,
            '=' => Piece::Sign(Comparison::Equal),
            '<' if self.take('=') => Piece::Sign(Comparison::AtMost),
            '<' => Piece::Sign(Comparison::Less),
            '>' if self.take('=') => Piece::Sign(Comparison::AtLeast),
            '>' => Piece::Sign(Comparison::More),
            '!' if self.take('=') => Piece::Sign(Comparison::Unequal),
            '"' => Piece::Quoted(self.quoted(at, '"')?),
            '「' => Piece::Quoted(self.quoted(at, '」')?),
            first if is_word(first) => {
                let mut word = String::from(first);
                while let Some((_, c)) = self.chars.next_if(|(_, c)| is_word(*c)) {
                    word.push(c);
                }
                Piece::Word(word)
            }
            other => return Err(self.mistake(at, &format!("不認得 {other}"))),
        };
        Ok(Some(Token { at, kind }))
    }

    fn take(&mut self, wanted: char) -> bool {
        self.chars.next_if(|(_, c)| *c == wanted).is_some()
    }

    /// Up to the closing quote; a backslash takes the next character as it is.
    fn quoted(&mut self, at: usize, close: char) -> Result<String, Mistake> {
        let mut text = String::new();
        while let Some((_, c)) = self.chars.next() {
            match c {
                '\\' => text.extend(self.chars.next().map(|(_, c)| c)),
                c if c == close => return Ok(text),
                c => text.push(c),
            }
        }
        Err(self.mistake(at, "引號沒有結束"))
    }
}

/// Words that are a value only in quotes.
pub(super) const RESERVED: &[&str] = &["and", "or", "not", "in", "is", "contains"];

pub(super) fn is_word(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '(' | ')' | ',' | '，' | '、' | '=' | '<' | '>' | '!' | '"' | '「' | '」' | '\\')
}

fn fits(kind: Kind, comparison: Comparison) -> bool {
    use Comparison::{Contains, Equal, Unequal};
    match kind {
        Kind::Text => matches!(comparison, Equal | Unequal | Contains),
        Kind::Status | Kind::Flag => matches!(comparison, Equal | Unequal),
        Kind::Number | Kind::Time => comparison != Contains,
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "文字",
        Kind::Status => "顧客狀態",
        Kind::Number => "數字",
        Kind::Flag => " true 或 false",
        Kind::Time => "時間",
    }
}

fn one_or(mut parts: Vec<Condition>, many: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}
