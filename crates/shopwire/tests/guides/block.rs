//! The code blocks of a guide.

#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    pub purpose: Purpose,
    pub text: String,
    /// Where it stands, for who mends it.
    pub line: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Purpose {
    /// For reading only.
    Shown,
    Run,
    Fails,
    Stays(String),
    File(String),
    /// What the last command prints, or the one of this name that stays.
    Prints(Option<String>),
}

pub fn read(guide: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = guide.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        let Some(fence) = line.strip_prefix("```") else { continue };
        let text = lines.by_ref().map(|(line, _)| line).take_while(|line| *line != "```");
        let text = text.flat_map(|line| [line, "\n"]).collect();
        blocks.push(Block { purpose: purpose(fence), text, line: number });
    }
    blocks
}

fn purpose(fence: &str) -> Purpose {
    let marks: Vec<&str> = fence.split(' ').skip(1).collect();
    match marks[..] {
        [] => Purpose::Shown,
        ["run"] => Purpose::Run,
        ["run", "fails"] => Purpose::Fails,
        ["prints"] => Purpose::Prints(None),
        [mark] => match mark.split_once('=') {
            Some(("stays", name)) => Purpose::Stays(name.to_owned()),
            Some(("file", name)) => Purpose::File(name.to_owned()),
            Some(("prints", name)) => Purpose::Prints(Some(name.to_owned())),
            _ => panic!("no block is marked {mark}"),
        },
        _ => panic!("no block is marked {marks:?}"),
    }
}

/// Whether a printed line is what the guide shows, with `…` for anything; tables may be wider or narrower.
pub fn matches(shown: &str, printed: &str) -> bool {
    let narrow = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (shown, printed) = (narrow(shown), narrow(printed));
    let mut parts = shown.split('…').map(str::trim);
    let Some(mut rest) = printed.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[test]
fn blocks_are_told_apart() {
    let blocks = read("x\n```sh run\na\nb\n```\n```text prints=c\nd\n```\n```json\n{}\n```\n");
    assert_eq!(
        blocks,
        [
            Block { purpose: Purpose::Run, text: "a\nb\n".into(), line: 2 },
            Block { purpose: Purpose::Prints(Some("c".into())), text: "d\n".into(), line: 6 },
            Block { purpose: Purpose::Shown, text: "{}\n".into(), line: 9 },
        ]
    );
}

#[test]
fn dots_stand_for_anything_and_nothing_else_does() {
    for (shown, printed) in
        [("a", " a "), ("a b", "a   b"), ("a…", "a b c"), ("…c", "a b c"), ("a … c", "a b c"), ("a … b … c", "a b c")]
    {
        assert!(matches(shown, printed), "{shown} is {printed}");
    }
    for (shown, printed) in [("a", "a b"), ("b…", "a b"), ("…b", "a b c"), ("a … c … b", "a b c"), ("a … a", "a")]
    {
        assert!(!matches(shown, printed), "{shown} is not {printed}");
    }
}
