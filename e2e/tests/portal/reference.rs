//! The reference: found, read, and tried out.

use serde_json::{Value, json};
use testkit::Client;

use crate::browser::{ENTER, Page};
use crate::stage::{customer, story};

const ANSWER: &str = ".outcome pre[aria-label=收到的回應]";

#[test]
fn a_chinese_name_leads_to_the_model_that_has_it() {
    story(async |stage| {
        let page = &stage.page;
        page.open("/docs").await;
        page.fill("搜尋參考文件", "手機號碼").await;
        page.click_text("Customer.mobile").await;
        page.is_at("/docs/models/v1/Customer").await;
        page.sees("手機號碼").await;
        assert_eq!(page.text_of("#field-mobile .name").await, "mobile");
        assert_eq!(page.text_of("#field-mobile .label").await, "手機號碼");
        page.screenshot("model").await;
    });
}

#[test]
fn search_finds_paths_summaries_and_fields_with_and_without_scripts() {
    story(async |stage| {
        let page = &stage.page;
        page.open("/docs").await;
        for (words, found) in [
            ("consume_bonus_points", "扣除該顧客的紅利點數"),
            ("贈送紅利", "/v1/customers/{customer_id}/bonus_points"),
            ("bonus_remain", "Customer.bonus_remain"),
        ] {
            page.fill("搜尋參考文件", words).await;
            page.sees(found).await;
        }
        page.is_accessible().await;
        page.screenshot("search").await;
        page.without_scripts().await;
        page.open("/docs").await;
        page.fill("搜尋參考文件", "沒有這種東西").await;
        page.press(ENTER).await;
        page.sees("找不到「沒有這種東西」").await;
        page.sees("試試較短的字").await;
    });
}

#[test]
fn methods_have_the_colours_that_the_platform_s_users_know() {
    story(async |stage| {
        let page = &stage.page;
        page.open("/docs/v1/customers").await;
        let [red, green, blue] = page.computed_colour(".method.get").await;
        assert!(blue > green && green > red, "GET is blue");
        let [red, green, blue] = page.computed_colour(".method.post").await;
        assert!(green > red && green > blue, "POST is green");
        let [red, green, blue] = page.computed_colour(".method.put").await;
        assert!(red.abs_diff(green) < 40 && green > blue && blue > 60, "PUT is khaki");
        let [red, green, blue] = page.computed_colour(".method.delete").await;
        assert!(red > 2 * green.max(blue), "DELETE is red");
    });
}

#[test]
fn each_method_is_tried_and_changes_the_shop() {
    story(async |stage| {
        let page = &stage.page;
        let vendor = stage.shopwire.vendor();
        stage.enter(&stage.shopwire.signed_in_account("apidemo").await).await;

        page.open("/docs/v1/customers").await;
        page.click_text("POST /v1/customers 建立顧客").await;
        page.fill("請求內容", &customer("王小明", "ming@example.test").to_string()).await;
        let created = tried(page, "201").await;
        let id = created["id"].as_i64().unwrap();
        assert_eq!(shown(&vendor, id).await["name"], "王小明");
        page.sees("剩餘 4／5 次").await;
        page.is_accessible().await;
        assert_eq!(page.too_wide().await, None);
        page.screenshot("tried").await;

        page.open("/docs/v1/customers/get_v1_customers_by_customer_id").await;
        page.fill("customer_id", &id.to_string()).await;
        assert_eq!(tried(page, "200").await["email"], "ming@example.test");

        page.open("/docs/v1/customers/put_v1_customers_by_customer_id").await;
        page.fill("customer_id", &id.to_string()).await;
        page.fill("請求內容", r#"{"name": "王大明"}"#).await;
        tried(page, "200").await;
        assert_eq!(shown(&vendor, id).await["name"], "王大明");

        let points = format!("/v1/customers/{id}/bonus_points");
        let given = json!({ "title": "生日禮", "points": 50, "deadline": "0" });
        let point = vendor.post(&points, given).await.id();
        page.open("/docs/v1/customers/delete_v1_customers_by_customer_id_bonus_points_by_bonus_point_id").await;
        page.fill("customer_id", &id.to_string()).await;
        page.fill("bonus_point_id", &point.to_string()).await;
        tried(page, "200").await;
        assert_eq!(vendor.get(&points).await.expect(200), json!([]));
    });
}

#[test]
fn a_refusal_and_a_slip_are_told_where_they_happen() {
    story(async |stage| {
        let page = &stage.page;
        page.open("/docs/v1/customers/post_v1_customers").await;
        page.fill("API Token", "not-a-token").await;
        page.fill("請求內容", "{ name: ").await;
        page.click_text("送出請求").await;
        page.sees("請求內容不是有效的 JSON").await;
        page.fill("請求內容", "{}").await;
        tried(page, "401").await;
    });
}

#[test]
fn samples_are_shown_in_the_language_that_was_chosen_last() {
    story(async |stage| {
        let page = &stage.page;
        page.open("/docs/v1/customers/get_v1_customers").await;
        page.click_text("PHP").await;
        page.sees("hash_hmac").await;
        page.open("/docs/v1/customers/post_v1_customers").await;
        page.sees("hash_hmac").await;
        page.open("/docs/webhooks").await;
        page.sees("hash_hmac").await;
    });
}

#[test]
fn the_reference_is_read_without_scripts_and_on_a_phone() {
    story(async |stage| {
        let page = &stage.page;
        page.without_scripts().await;
        page.on_a_phone().await;
        page.open("/docs/v1/customers/put_v1_customers_by_customer_id").await;
        page.sees("透過顧客 ID 更新該顧客資料").await;
        page.sees("試用需要 JavaScript").await;
        page.sees("accepts_marketing").await;
        assert_eq!(page.too_wide().await, None);
    });
}

/// Sends the request of the page and reads its answer.
pub async fn tried(page: &Page, status: &str) -> Value {
    page.click_text("送出請求").await;
    page.sees(&format!("狀態 {status}")).await;
    serde_json::from_str(&page.text_of(ANSWER).await).unwrap_or_default()
}

async fn shown(vendor: &Client, id: i64) -> Value {
    vendor.get(&format!("/v1/customers/{id}")).await.expect(200)
}
