//! Files in requests and answers: what a client sends is stored before the operation runs, shown to everybody under
//! its random name, and removed in the background once no document has it any more.

mod removal;
pub(crate) mod serving;
mod shared;
mod uploads;

pub use removal::{jobs, release};
pub use shared::{SharedFile, share};

pub(crate) use uploads::{FileField, SIZES, Uploads, file_fields};

use files::FileName;
use storage::{Document, Kind, ShopId};

pub const KINDS: &[&Kind] = &[SharedFile::KIND];

/// The file of this shop that a URL leads to, if it is one.
pub fn name_in(url: &str, shop: ShopId) -> Option<FileName> {
    let (rest, name) = url.rsplit_once('/')?;
    let (_, owner) = rest.rsplit_once('/')?;
    if owner.parse() == Ok(shop) { name.parse().ok() } else { None }
}
