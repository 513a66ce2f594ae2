//! What a cart holds. Variants are kept by id, so that a cart always shows today's price and stock.

use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::Id;

use crate::customers::Customer;
use crate::products::Variant;

/// 購物車
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cart {
    pub id: Id<Cart>,
    pub customer_id: Id<Customer>,
    pub items: Vec<CartItem>,
}

/// 購物車商品
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CartItem {
    pub product_variant_id: Id<Variant>,
    pub quantity: i64,
}

pub(super) const CUSTOMER: Field = Field::integer("customer_id");

storage::document!(Cart, "購物車", "carts", [Index::unique("carts_customer", &[CUSTOMER])]);
