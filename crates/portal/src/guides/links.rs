//! Where the guides' links lead: `guide:errors#shapes` to a guide, `op:get_v1_customers` to an operation in the
//! reference, `docs:webhooks` to a part of the documentation, and any other as it stands.

use documents::catalogue::Catalogue;

use crate::reference::Linked;

pub(crate) struct Links<'a>(pub(crate) &'a Catalogue);

impl Links<'_> {
    /// `None` for an operation that is not there.
    pub(crate) fn resolve(&self, link: &str) -> Option<String> {
        match link.split_once(':') {
            Some(("guide", guide)) => Some(format!("/docs/guides/{guide}")),
            Some(("docs", "")) => Some("/docs".to_owned()),
            Some(("docs", part)) => Some(format!("/docs/{part}")),
            Some(("op", id)) => Some(self.0.operations().find(|operation| operation.id == id)?.url()),
            _ => Some(link.to_owned()),
        }
    }
}
