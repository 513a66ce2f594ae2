//! Tracking numbers as the carriers write them: so long, with a check digit where they have one.

use super::TrackingCompany;

/// The number of the carrier's parcel with this serial number; none of carriers that are no part of this. `chance` is
/// for what must not be guessed from the number before.
pub(crate) fn number(carrier: TrackingCompany, serial: u64, chance: u64) -> Option<String> {
    use TrackingCompany as By;

    Some(match carrier {
        By::Ezcat | By::EzcatCvs | By::EzcatCvsCold | By::EzcatCvsRefrigerate => checked(90_000_000_000 + serial),
        By::ECan => checked(30_000_000_000 + serial),
        By::Hct => checked(700_000_000 + serial),
        By::Sf => format!("SF{}", 1_000_000_000_000 + serial),
        // What the clerk takes it in by, and the four digits that say that it is meant.
        By::SevenC2c => format!("D{serial:07}{:04}", chance % 10_000),
        By::Seven => (80_000_000_000 + serial).to_string(),
        By::Family | By::FamilyC2c | By::FamilyCold | By::FamilyColdC2c => (40_000_000_000 + serial).to_string(),
        By::Hilife | By::HilifeC2c | By::HilifeCold => (60_000_000_000 + serial).to_string(),
        By::UberDirect | By::Pandago | By::Lalamove => format!("{:08X}", chance & 0xFFFF_FFFF),
        _ => return None,
    })
}

/// The number with its check digit: what remains of it after division by seven.
fn checked(number: u64) -> String {
    format!("{number}{}", number % 7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use TrackingCompany as By;

    #[test]
    fn numbers_are_as_long_as_the_carriers_write_them_and_check() {
        for (carrier, length) in [(By::Ezcat, 12), (By::EzcatCvsCold, 12), (By::ECan, 12), (By::Hct, 10)] {
            for serial in [1, 2, 12_345_678] {
                let number = number(carrier, serial, 0).unwrap();
                let (body, check) = number.split_at(length - 1);
                assert_eq!(number.len(), length, "{carrier:?} {number}");
                assert_eq!(body.parse::<u64>().unwrap() % 7, check.parse::<u64>().unwrap(), "{carrier:?} {number}");
            }
        }
        assert_eq!(number(By::Sf, 7, 0).unwrap(), "SF1000000000007");
        assert_eq!(number(By::SevenC2c, 7, 12_345).unwrap(), "D00000072345");
        assert_eq!(number(By::FamilyC2c, 7, 0).unwrap().len(), 11);
        assert_eq!(number(By::Other, 7, 0), None);
    }
}
