//! Large numbers, as people read them.

/// `2,097,152`
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn large_numbers_read_well() {
        assert_eq!([0, 7, 999, 1000, 2048, 2_097_152].map(grouped), ["0", "7", "999", "1,000", "2,048", "2,097,152"]);
    }
}
