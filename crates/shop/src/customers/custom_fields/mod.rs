//! 自訂欄位: what a shop keeps of one customer in fields of its own.

mod operations;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use operations::operations;
