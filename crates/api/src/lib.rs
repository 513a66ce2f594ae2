//! What every operation of the shop's API shares and no resource knows: authentication, limits, paging,
//! bodies, errors and the `OpenAPI` document.

pub mod form;
pub mod signature;
