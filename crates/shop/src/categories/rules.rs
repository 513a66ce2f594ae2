//! How a category gets its place in the tree.

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Record, Tx};
use wire::Id;

use super::{Category, types::FULL_HANDLE};
use crate::products::rules::fits_in_path;

/// Adds a category under another, or at the top; 404 where there is no such other.
pub fn add(tx: &mut Tx<'_>, parent: Option<Id<Category>>, title: &str, handle: &str) -> Answer<Record<Category>> {
    let (title, handle) = (title.trim().to_owned(), handle.trim().to_owned());
    let mut faults = Vec::new();
    if title.is_empty() {
        faults.push("標題 (title) 不能為空白".to_owned());
    }
    if handle.is_empty() || !fits_in_path(&handle) {
        faults.push("網址代碼 (handle) 不能為空白，也不能有空白、斜線、? 或 #".to_owned());
    }
    let full_handle = match parent {
        None => handle.clone(),
        Some(parent) => format!("{}/{handle}", tx.get(parent)?.ok_or(Error::NotFound)?.full_handle),
    };
    let same = Query::all().filter(Filter::equals(FULL_HANDLE, full_handle.as_str()));
    if tx.find_one::<Category>(same)?.is_some() {
        faults.push("網址代碼 (handle) 在這一層已被使用".to_owned());
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(tx.insert(Category { id: Id::default(), title, handle, full_handle, parent_id: parent })?)
}
