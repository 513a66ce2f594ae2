//! The keys of an order and of everything in it, and the words of its statuses.

use serde::Serialize;

use super::*;
use crate::customers::{Customer, DetailAddress};
use crate::wire_keys::{assert_keys, assert_loads_without_fields};

/// An order with something in every place that can hold something.
fn full_order() -> Order {
    let line_item = LineItem {
        return_status: Some(ReturnStatus::InOriginCvs),
        discounts: vec![LineItemDiscount::default()],
        related_items: vec![RelatedItems { quantity: 2, items: vec![RelatedItem::default()] }],
        ..LineItem::default()
    };
    let exchange = ExchangeHistory {
        multiple_payment_infos: vec![MultiplePayment::default()],
        line_items: vec![ExchangeLineItem::default()],
        einvoice: Some(Einvoice::default()),
        ..ExchangeHistory::default()
    };
    let discounts = OrderDiscounts {
        shop_discount: Some(ShopDiscount::default()),
        coupon_discount: Some(CouponDiscount::default()),
        coupon_discounts: vec![CouponDiscount::default()],
        ..OrderDiscounts::default()
    };
    Order {
        customer: Some(Box::new(Customer::default())),
        billing_address: Some(BillingAddress::default()),
        fulfillments: vec![Fulfillment { line_items: vec![line_item.clone()], ..Fulfillment::default() }],
        line_items: vec![line_item],
        shipping_vendor: Some(ShippingVendor::default()),
        delivery_date: Date::new(2026, 1, 15),
        multiple_payment_infos: vec![MultiplePayment::default()],
        prices: Prices { discounts, ..Prices::default() },
        einvoice: Some(Einvoice::default()),
        return_histories: vec![ReturnHistory::default()],
        branch_store: Some(BranchStore::default()),
        express_delivery_branch_store: Some(BranchStore::default()),
        exchange_histories: vec![exchange],
        tags: vec![OrderTag::default()],
        customer_cancel_reason_detail: Some(CancelReason::default()),
        utm_tracking: Some(UtmTracking::default()),
        ..Order::default()
    }
}

#[test]
fn an_order_shows_every_field() {
    let keys = "id subtotal_price created_at updated_at order_number order_name customer buyer receiver \
                billing_address line_items shipping_type shipping_name shipping_vendor logistics_id delivery_date \
                delivery_time delegate fulfillments payment_name payment_method payment_url multiple_payment_infos \
                prices card4no transaction_number merchant_trade_no einvoice paper_invoice_no paper_company_no \
                prepayment_paper_invoice_no prepayment_paper_company_no statuses timings return_histories note \
                branch_store referral_code checkout_referral_code checkout_referral_user_name \
                register_referral_code total_bonus_redemption_price pos_info exchange_histories linked_order_info \
                tags express_delivery_branch_store shipping_status extra_info from_device \
                customer_cancel_reason_detail serial_numbers order_weight warehouse_type_id utm_tracking token";
    assert_keys(&full_order(), keys);
    assert_keys(&Order::default(), keys);
    assert_keys(&OrderTag::default(), "name");
}

#[test]
fn an_older_order_still_loads() {
    assert_loads_without_fields::<Order>();
    let order: Order = serde_json::from_str(r#"{"id": 7, "line_items": [{"quantity": 2}], "statuses": {}}"#).unwrap();
    assert_eq!(order.id, Id::new(7));
    assert_eq!(order.line_items[0].quantity, 2);
    assert_eq!(order.statuses, Statuses::default());
}

#[test]
fn the_parties_show_every_field() {
    let order = full_order();
    assert_eq!(order.receiver.detail_address, DetailAddress::default());
    assert_keys(&order.buyer, "email mobile");
    assert_keys(
        &order.receiver,
        "name country_calling_code phone address detail_address cvs_store_id allpay_logistics_id",
    );
    assert_keys(&order.billing_address.unwrap(), "name country_calling_code phone address detail_address");
}

#[test]
fn a_line_item_shows_every_field() {
    let order = full_order();
    let item = &order.line_items[0];
    assert_keys(
        item,
        "id product_id product_variant_id title variant_title sku qc vendor price cost quantity item_type \
         return_status discount_name discounts total_price_before_discounts total_discount \
         total_price_after_discounts tax_type_id bonus_redemption_price related_items created_at channel weight \
         photo custom_fields",
    );
    assert_keys(&item.discounts[0], "position id code name discount");
    assert_keys(&item.related_items[0], "quantity items");
    assert_keys(
        &item.related_items[0].items[0],
        "id product_id product_variant_id title variant_title sku qc vendor price cost quantity \
         combo_product_price_difference combo_product_price_diff_details",
    );
}

#[test]
fn the_prices_show_every_field() {
    let Order { prices, .. } = full_order();
    assert_keys(&prices, "total_line_items_price shipping_rate_price discounts total_price");
    assert_keys(
        &prices.discounts,
        "special_collection_discount vip_discount shop_discount coupon_discount coupon_discounts bonus_consumed \
         vip_shipping_discount coupon_shipping_discount price_discount third_party_discount",
    );
    assert_keys(&ShopDiscount::default(), "name amount");
    assert_keys(&CouponDiscount::default(), "id name code amount coupon_id");
    assert_keys(&MultiplePayment::default(), "name amount");
}

#[test]
fn shipping_and_invoice_show_every_field() {
    let order = full_order();
    assert_keys(
        &order.fulfillments[0],
        "id tracking_company tracking_number fulfilled_at received_at status line_items tracking_url",
    );
    assert_keys(&ShippingVendor::default(), "type name");
    assert_keys(
        &order.einvoice.unwrap(),
        "title order_id company_no invoice_no invoice_status invoice_at invalid_at random_num invoice_type \
         love_code phone_barcode nature_person",
    );
}

#[test]
fn statuses_and_timings_show_every_field() {
    assert_keys(&Statuses::default(), "order_status financial_status fulfillment_status return_status");
    assert_keys(
        &Timings::default(),
        "request_return_at return_at refund_at closed_at cancelled_at expired_at confirmed_at",
    );
}

#[test]
fn what_comes_after_the_sale_shows_every_field() {
    let order = full_order();
    assert_keys(&order.return_histories[0], "body price refunded_at");
    assert_keys(
        &order.exchange_histories[0],
        "created_at price order_price_before order_price_after pos_shop_id pos_id payment_name payment_method \
         multiple_payment_infos line_items einvoice paper_invoice_no paper_company_no",
    );
    assert_keys(&order.exchange_histories[0].line_items[0], "product_variant_id name sku qc price quantity");
    assert_keys(&CancelReason::default(), "source reason_id reason_detail");
}

#[test]
fn the_sources_of_an_order_show_every_field() {
    assert_keys(&PosInfo::default(), "pos_user_id pos_user_email pos_shop_id pos_info pos_id pos_name");
    assert_keys(
        &LinkedOrderInfo::default(),
        "source shopdotcom_rid shopdotcom_click_id line_shopping_ecid line_shopping_affiliate ichannel_gid",
    );
    assert_keys(&UtmTracking::default(), "utm_source utm_medium utm_campaign utm_content utm_term utm_click_time");
}

#[test]
fn statuses_are_the_words_of_the_wire() {
    use FinancialStatus as Paid;
    use FulfillmentStatus as Sent;
    use ReturnStatus as Back;

    assert_words(&[OrderStatus::Open, OrderStatus::Closed, OrderStatus::Cancelled], "open closed cancelled");
    assert_words(
        &[
            Paid::Paid,
            Paid::Pending,
            Paid::Cod,
            Paid::Failed,
            Paid::Abandoned,
            Paid::Refunded,
            Paid::NoRefunded,
            Paid::PendingRefund,
            Paid::Processing,
            Paid::Remitted,
            Paid::PendingPartialRefund,
            Paid::PartialRefunded,
            Paid::Refunding,
            Paid::RefundFailed,
        ],
        "paid pending cod failed abandoned refunded no_refunded pending_refund processing remitted \
         pending_partial_refund partial_refunded refunding refund_failed",
    );
    assert_words(
        &[
            Sent::Unshipped,
            Sent::Preparing,
            Sent::Cancel,
            Sent::Fulfilled,
            Sent::Partial,
            Sent::Arrived,
            Sent::Received,
            Sent::Returned,
            Sent::Expired,
            Sent::Problem,
            Sent::NoNeed,
        ],
        "unshipped preparing cancel fulfilled partial arrived received returned expired problem no_need",
    );
    assert_words(
        &[
            Back::NoNeed,
            Back::RequestReturn,
            Back::Returning,
            Back::Checking,
            Back::Returned,
            Back::InHub,
            Back::Problem,
            Back::Processing,
            Back::InOriginCvs,
            Back::Refused,
            Back::PartialReturn,
        ],
        "no_need request_return returning checking returned in_hub problem processing in_origin_cvs refused \
         partial_return",
    );
    assert_words(
        &[
            InvoiceType::Default,
            InvoiceType::Company,
            InvoiceType::PhoneBarcode,
            InvoiceType::NaturePerson,
            InvoiceType::Donate,
            InvoiceType::PaperInvoice,
        ],
        "default company phone_barcode nature_person donate paper_invoice",
    );
    assert_words(
        &[InvoiceStatus::Issue, InvoiceStatus::IssueInvalid, InvoiceStatus::Allowance, InvoiceStatus::PartialAllowance],
        "issue issue_invalid allowance partial_allowance",
    );
}

fn assert_words<T: Serialize>(values: &[T], words: &str) {
    let words: Vec<_> = words.split_whitespace().collect();
    assert_eq!(serde_json::to_value(values).unwrap(), serde_json::json!(words));
}
