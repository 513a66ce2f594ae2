//! Answers that are files: kept, not shown.

use platform::Shop;
use platform::audit::Actor;
use serde_json::{Value, json};
use storage::{PLATFORM, Reading, Tx};
use testkit::Shopwire;

use crate::reference::tried;
use crate::stage::story;

#[test]
fn labels_are_saved_under_their_name_and_a_refusal_is_read() {
    story(async |stage| {
        let parcel = parcel(&stage.shopwire).await;
        let page = &stage.page;
        let token = stage.shopwire.token("write_orders").await;
        page.open("/docs/v2/shipping/post_v2_orders_cvs_shipping_labels").await;
        page.fill("API Token", &token).await;
        let body = |id: &Value| json!({ "shipping_type": "seven_c2c", "fulfillment_ids": [id] }).to_string();
        page.fill("請求內容", &body(&parcel["id"])).await;
        page.click_text("送出請求").await;
        page.sees("狀態 200").await;
        page.sees("儲存 cvs_seven_c2c_shipping_labels_").await;
        let link = "
            const link = document.querySelector('.outcome a[download]');
            return [link.download, link.protocol, link.textContent];";
        let link = page.run(link, json!([])).await;
        let (name, said) = (link[0].as_str().unwrap(), link[2].as_str().unwrap());
        assert!(name.strip_suffix(".zip").is_some() && link[1] == "blob:" && said.contains(name), "{link}");
        page.is_accessible().await;
        assert_eq!(page.too_wide().await, None);
        page.screenshot("labels-answered").await;

        page.fill("請求內容", &body(&json!(999_999))).await;
        let refused = tried(page, "422").await;
        assert!(refused["error"][0].as_str().unwrap().contains("999999"), "{refused}");
        page.sees_no("儲存 cvs_").await;
    });
}

/// A parcel that is on its way to a store.
async fn parcel(shopwire: &Shopwire) -> Value {
    let shop = shopwire.shop;
    let make_sandbox = move |tx: &mut Tx<'_>| {
        let mut shop = tx.get(shop)?.unwrap();
        Shop::set_sandbox(tx, &Actor::system(), &mut shop, true)
    };
    shopwire.database.write(PLATFORM, None, make_sandbox).await.unwrap();
    let vendor = shopwire.vendor();
    let product = json!({ "title": "帆布托特包", "handle": "tote", "published": true, "price": 880 });
    let product = vendor.post("/v1/products", product).await.expect(201);
    let order = json!({
        "buyer": { "email": "guest@example.test" }, "payment_method": "cod", "shipping_name": "7-ELEVEN 超商取貨",
        "receiver": { "name": "陳美玲", "phone": "0900000000", "cvs_store_id": "131386" },
        "line_items": [{ "product_variant_id": product["product_variants"][0]["id"], "quantity": 1 }],
    });
    let order = vendor.post("/sandbox/orders", order).await.expect(201);
    vendor.post(&format!("/v2/orders/{}/cvs_shipping", order["id"]), json!({})).await.expect(201)
}
