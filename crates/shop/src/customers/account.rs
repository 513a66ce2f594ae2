//! What the shop keeps of a customer's account and never serves: the password, the activation key.

use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Query, Reading, Record};
use wire::Id;

use super::Customer;

/// Kept beside the customer, so that the document that is served holds no secret.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerAccount {
    pub id: Id<CustomerAccount>,
    pub customer_id: Id<Customer>,
    /// argon2id, in the PHC string format.
    pub password: String,
    /// Opens the account once; gone when it has.
    pub activation_key: Option<String>,
    /// 註冊人推薦碼
    pub register_code: Option<String>,
    pub birth_gift: bool,
}

const CUSTOMER: Field = Field::integer("customer_id");
const ACTIVATION_KEY: Field = Field::folded("activation_key");

storage::document!(
    CustomerAccount,
    "顧客帳號",
    "customer_accounts",
    [
        Index::unique("customer_accounts_customer", &[CUSTOMER]),
        Index::unique("customer_accounts_activation_key", &[ACTIVATION_KEY])
    ]
);

/// The account of a customer.
pub(super) fn of(from: &impl Reading, customer: Id<Customer>) -> storage::Result<Option<Record<CustomerAccount>>> {
    from.find_one(Query::all().filter(Filter::equals(CUSTOMER, customer)))
}

/// The account that an activation key opens.
pub(super) fn by_activation_key(from: &impl Reading, key: &str) -> storage::Result<Option<Record<CustomerAccount>>> {
    from.find_one(Query::all().filter(Filter::equals(ACTIVATION_KEY, key)))
}
