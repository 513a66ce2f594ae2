//! The syntax of the `Authorization: hmac …` header: a scheme, then `name="value"` separated by commas.

use super::SignatureError;

/// The four values of the header, unquoted, none of them empty.
pub(super) struct Parameters {
    pub(super) username: String,
    pub(super) algorithm: String,
    pub(super) headers: String,
    pub(super) signature: String,
}

impl Parameters {
    pub(super) fn parse(header: &str) -> Result<Self, SignatureError> {
        let header = header.trim_ascii();
        let (scheme, mut rest) = header.split_once([' ', '\t']).unwrap_or((header, ""));
        if !scheme.eq_ignore_ascii_case("hmac") {
            return Err(SignatureError::Scheme);
        }
        let names = ["username", "algorithm", "headers", "signature"];
        let mut values = [const { None }; 4];
        while let Some((name, value, after)) = next_parameter(rest)? {
            rest = after;
            // A signer may add parameters of its own
            let known = names
                .iter()
                .zip(&mut values)
                .find(|(known, _)| name.eq_ignore_ascii_case(known));
            if let Some((known, place)) = known
                && place.replace(value).is_some()
            {
                // Two readers of one header could each believe another one
                return Err(SignatureError::RepeatedParameter(known));
            }
        }
        let [username, algorithm, headers, signature] = values;
        let given = |value: Option<String>, name| {
            value
                .filter(|value| !value.is_empty())
                .ok_or(SignatureError::MissingParameter(name))
        };
        Ok(Self {
            username: given(username, names[0])?,
            algorithm: given(algorithm, names[1])?,
            headers: given(headers, names[2])?,
            signature: given(signature, names[3])?,
        })
    }
}

/// Takes one `name=value` off the front: its name, its value and what follows its comma. Nothing at the end.
fn next_parameter(text: &str) -> Result<Option<(&str, String, &str)>, SignatureError> {
    // Empty list elements are allowed, as in every HTTP list
    let text = text.trim_start_matches([' ', '\t', ',']);
    if text.is_empty() {
        return Ok(None);
    }
    let (name, text) = text.split_once('=').ok_or(SignatureError::Malformed)?;
    let name = name.trim_ascii();
    if name.is_empty() || name.contains([' ', '\t', ',', '"']) {
        return Err(SignatureError::Malformed);
    }
    let text = text.trim_ascii_start();
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = text.split_once(',').unwrap_or((text, ""));
        return Ok(Some((name, value.trim_ascii().to_owned(), rest)));
    };
    let (value, rest) = unquote(quoted).ok_or(SignatureError::Malformed)?;
    let rest = rest.trim_ascii_start();
    match rest.strip_prefix(',') {
        Some(rest) => Ok(Some((name, value, rest))),
        None if rest.is_empty() => Ok(Some((name, value, rest))),
        None => Err(SignatureError::Malformed),
    }
}

/// Reads up to the closing quote; a backslash lets the next character stand for itself.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '"' => return Some((value, characters.as_str())),
            '\\' => value.push(characters.next()?),
            character => value.push(character),
        }
    }
}
