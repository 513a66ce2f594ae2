//! Numbers and addresses as people read them.

/// A part of a whole, in per cent: never rounded up to 100, because one that failed is not none.
pub(crate) fn percent(part: u64, whole: u64) -> Option<String> {
    let per_mille = part.checked_mul(1000)?.checked_div(whole)?;
    Some(match (per_mille / 10, per_mille % 10) {
        (percent, 0) => format!("{percent} %"),
        (percent, tenth) => format!("{percent}.{tenth} %"),
    })
}

/// How long something took: `0.4 ms`, `35 ms`, `1.2 s`.
pub(crate) fn duration(micros: u64) -> String {
    match micros {
        0..10_000 => format!("{}.{} ms", micros / 1000, micros % 1000 / 100),
        10_000..1_000_000 => format!("{} ms", micros / 1000),
        _ => format!("{}.{} s", micros / 1_000_000, micros % 1_000_000 / 100_000),
    }
}

/// A URL as a page shows it: what follows the question mark is often a receiver's key.
pub(crate) fn without_key(url: &str) -> String {
    match url.split_once('?') {
        Some((url, _)) => format!("{url}?…"),
        None => url.to_owned(),
    }
}

/// A URL in a table, where there is little room.
pub(crate) fn short_url(url: &str) -> &str {
    let url = url.split('?').next().unwrap_or_default();
    url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_not_rounded_away() {
        assert_eq!(percent(0, 0), None);
        assert_eq!(percent(3, 3).as_deref(), Some("100 %"));
        assert_eq!(percent(99_999, 100_000).as_deref(), Some("99.9 %"));
        assert_eq!(percent(1, 3).as_deref(), Some("33.3 %"));
    }

    #[test]
    fn times_are_short() {
        let told = [400, 1_234, 35_900, 1_250_000].map(duration);
        assert_eq!(told, ["0.4 ms", "1.2 ms", "35 ms", "1.2 s"]);
    }

    #[test]
    fn a_receivers_key_is_not_shown() {
        assert_eq!(without_key("https://a.example/hooks?key=1"), "https://a.example/hooks?…");
        assert_eq!(without_key("https://a.example/hooks"), "https://a.example/hooks");
        assert_eq!(short_url("https://a.example/hooks/?key=1"), "a.example/hooks");
    }
}
