//! Files that several documents show: each of these has a line that counts them. A file without a line is shown by one
//! document alone.

use files::FileName;
use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Query, Reading, Record, Result, Tx};
use wire::Id;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedFile {
    id: Id<SharedFile>,
    name: String,
    uses: u64,
}

const NAME: Field = Field::folded("name");

storage::document!(SharedFile, "共用檔案", "shared_files", [Index::unique("shared_files_name", &[NAME])]);

/// So many more documents of this transaction show this file. Of a file that is ever shared, all who show it say so.
pub fn share(tx: &mut Tx<'_>, name: &FileName, more: u64) -> Result<()> {
    match find(tx, name)? {
        Some(mut shared) => {
            shared.uses += more;
            tx.save(&mut shared)?;
        }
        None => {
            tx.insert(SharedFile { name: name.to_string(), uses: more, ..SharedFile::default() })?;
        }
    }
    Ok(())
}

/// One document less shows the file. Answers whether another still does.
pub(super) fn release(tx: &mut Tx<'_>, name: &FileName) -> Result<bool> {
    let Some(mut shared) = find(tx, name)? else { return Ok(false) };
    shared.uses = shared.uses.saturating_sub(1);
    if shared.uses == 0 {
        tx.delete(shared)?;
        return Ok(false);
    }
    tx.save(&mut shared)?;
    Ok(true)
}

fn find(tx: &Tx<'_>, name: &FileName) -> Result<Option<Record<SharedFile>>> {
    tx.find_one(Query::all().filter(Filter::equals(NAME, name.as_str())))
}
