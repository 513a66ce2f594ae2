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

/// So many documents show this file, which none has shown before.
pub fn share(tx: &mut Tx<'_>, name: &FileName, uses: u64) -> Result<()> {
    if uses > 1 {
        tx.insert(SharedFile { name: name.to_string(), uses, ..SharedFile::default() })?;
    }
    Ok(())
}

/// One document less shows the file. Answers whether another still does.
pub(super) fn release(tx: &mut Tx<'_>, name: &FileName) -> Result<bool> {
    let Some(mut shared) = find(tx, name)? else { return Ok(false) };
    shared.uses -= 1;
    if shared.uses > 1 {
        tx.save(&mut shared)?;
    } else {
        tx.delete(shared)?;
    }
    Ok(true)
}

fn find(tx: &Tx<'_>, name: &FileName) -> Result<Option<Record<SharedFile>>> {
    tx.find_one(Query::all().filter(Filter::equals(NAME, name.as_str())))
}
