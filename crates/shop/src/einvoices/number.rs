//! What the number of an invoice looks like.

/// Two letters and eight digits.
pub fn is_invoice_number(text: &str) -> bool {
    text.len() == 10
        && text.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && text.bytes().skip(2).all(|byte| byte.is_ascii_digit())
}

/// As people write it: in small letters, with a hyphen between letters and digits.
pub fn tidy_number(text: &str) -> String {
    text.trim().replace('-', "").to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_two_letters_and_eight_digits() {
        assert!(is_invoice_number("AB12345678"));
        for text in ["", "A123456789", "AB1234567", "AB123456789", "ab12345678", "AB1234567x", "甲乙1234"] {
            assert!(!is_invoice_number(text), "{text}");
        }
        assert_eq!(tidy_number(" ab-12345678"), "AB12345678");
    }
}
