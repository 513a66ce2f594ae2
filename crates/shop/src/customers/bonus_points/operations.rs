//! Granting, changing and using points.

use api::Group;

pub(crate) fn operations(_group: &mut Group) {}
