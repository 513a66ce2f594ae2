//! A product's photos: uploaded one by one or for all products of a code, shown in their order.

mod batch;
mod operations;
pub(super) mod rules;
#[cfg(test)]
mod tests;

use api::Group;

pub(super) fn operations(group: &mut Group) {
    operations::operations(group);
    batch::operations(group);
}
