//! Events, as they wait for delivery.

/// Something that happened, with the document as it stands right after.
#[derive(Debug)]
pub struct NewEvent<'a> {
    /// `customers/update`
    pub name: &'a str,
    /// The resource the event is about, for filters and for order.
    pub resource_id: i64,
    /// The body that receivers get, byte for byte.
    pub payload: &'a str,
    /// The event's name for ever: receivers tell a repeat by it.
    pub uid: &'a str,
    /// Milliseconds since 1970.
    pub at: i64,
    /// The API request that caused it, if one did.
    pub request_id: Option<&'a str>,
}
