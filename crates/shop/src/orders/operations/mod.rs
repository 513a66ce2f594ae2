//! Finding orders, and taking them on.

mod changes;
mod listing;
mod steps;

use api::Group;

pub(super) fn operations(group: &mut Group) {
    listing::operations(group);
    changes::operations(group);
    steps::operations(group);
}
