//! The table of words of a kind whose documents are found by their text.
//!
//! It is an FTS5 table beside the documents', with the same ids, that keeps no text of its own. What its words are
//! `storage` says; here each is preceded by its shop, so that the shops that share a table share no list of documents.

use std::fmt::Write;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use storage::{Error, Kind, Phrase, Result, ShopId, TextOf};

use crate::connection::{Session, failure};

/// The shop as the beginning of its words. Usually of 8 characters, so that the table can keep a list of documents for
/// each first character of a word as well (`prefix` below): a single one may begin half a million words.
fn shop_mark(shop: ShopId) -> String {
    if u32::try_from(shop).is_ok() { format!("{shop:08x}") } else { format!("x{shop:016x}") }
}

/// The words of a text as the table's tokenizer, which parts at spaces, takes them.
fn of_shop(shop: ShopId, text: &str) -> String {
    let mark = shop_mark(shop);
    let mut line = String::new();
    for word in storage::words(text) {
        let _ = write!(line, "{mark}{word} ");
    }
    line
}

/// What the table is asked. Words have neither quotes nor spaces, so nothing that anybody typed can be syntax.
pub(crate) fn expression(shop: ShopId, phrases: &[Phrase]) -> String {
    let mark = shop_mark(shop);
    let mut all = String::new();
    for phrase in phrases {
        if !all.is_empty() {
            all.push_str(" AND ");
        }
        let words: Vec<_> = phrase.words.iter().map(|word| format!("\"{mark}{word}\"")).collect();
        all.push_str(&words.join(" + "));
        if phrase.open {
            all.push_str(" *");
        }
    }
    all
}

/// Makes the table `name`, with the words of all documents that there are, if it is not there.
pub(crate) fn create(connection: &mut Connection, kind: &Kind, name: &str, text_of: TextOf) -> Result<()> {
    if exists(connection, name)? {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
    // Another process may have done it while this one waited for its turn.
    if exists(&transaction, name)? {
        return Ok(());
    }
    let sql = format!(
        "CREATE VIRTUAL TABLE {name} USING fts5(words, content='', contentless_delete=1, prefix='9', tokenize='ascii')"
    );
    transaction.execute_batch(&sql).map_err(failure)?;
    fill(&transaction, kind, name, text_of)?;
    transaction.commit().map_err(failure)
}

fn exists(connection: &Connection, name: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
    let found = connection.query_row(sql, [name], |_| Ok(())).optional();
    Ok(found.map_err(failure)?.is_some())
}

fn fill(connection: &Connection, kind: &Kind, name: &str, text_of: TextOf) -> Result<()> {
    let table = kind.table;
    let mut select = connection.prepare(&format!("SELECT id, shop, doc FROM {table} ORDER BY id")).map_err(failure)?;
    let mut insert =
        connection.prepare(&format!("INSERT INTO {name} (rowid, words) VALUES (?, ?)")).map_err(failure)?;
    let mut rows = select.query([]).map_err(failure)?;
    while let Some(row) = rows.next().map_err(failure)? {
        let (id, shop): (i64, ShopId) = (row.get(0).map_err(failure)?, row.get(1).map_err(failure)?);
        let doc = row.get_ref(2).map_err(failure)?;
        let text = text_of(doc.as_bytes().map_err(|error| Error::Unavailable(error.to_string()))?)?;
        let words = of_shop(shop, text.as_deref().unwrap_or_default());
        if !words.is_empty() {
            insert.execute(params![id, words]).map_err(failure)?;
        }
    }
    Ok(())
}

impl Session<'_> {
    /// The document is found by this text from now on, in place of what it was found by; by nothing if it is empty.
    pub(crate) fn put_words(&self, kind: &Kind, shop: ShopId, id: i64, new: bool, text: &str) -> Result<()> {
        let Some(index) = kind.text() else { return Ok(()) };
        let words = of_shop(shop, text);
        if words.is_empty() {
            return if new { Ok(()) } else { self.forget_words(kind, id) };
        }
        let replace = if new { "" } else { "OR REPLACE " };
        let sql = format!("INSERT {replace}INTO {} (rowid, words) VALUES (?, ?)", index.name);
        let mut statement = self.connection.prepare_cached(&sql).map_err(failure)?;
        statement.execute(params![id, words]).map_err(failure)?;
        Ok(())
    }

    pub(crate) fn forget_words(&self, kind: &Kind, id: i64) -> Result<()> {
        let Some(index) = kind.text() else { return Ok(()) };
        let sql = format!("DELETE FROM {} WHERE rowid = ?", index.name);
        let mut statement = self.connection.prepare_cached(&sql).map_err(failure)?;
        statement.execute([id]).map_err(failure)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{expression, of_shop};

    #[test]
    fn what_is_asked_is_what_is_kept() {
        assert_eq!(of_shop(7, "黑上衣 AB-12"), "00000007黑上 00000007上衣 00000007衣 00000007ab 0000000712 ");
        let asked = expression(7, &storage::phrases("上衣 \"ab-1 OR"));
        assert_eq!(asked, r#""00000007上衣" AND "00000007ab" + "000000071" * AND "00000007or" *"#);
        assert!(of_shop(i64::MAX, "a").starts_with('x'));
    }
}
