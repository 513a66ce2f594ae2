//! How requests are read and answers are shaped, whatever the resource.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Client, Shopwire};

async fn with_customers(count: usize) -> (Shopwire, Client) {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    for number in 0..count {
        let body = json!({
            "name": format!("顧客 {number}"), "mobile": format!("09{number:08}"), "password": "secret",
            "enable_cvs_pickup": true, "accepts_marketing": false,
        });
        vendor.post("/v1/customers", body).await.expect(201);
    }
    (shopwire, vendor)
}

fn names(page: &Value) -> Vec<String> {
    page.as_array().unwrap().iter().map(|customer| customer["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn pages_are_the_whole_list_whatever_the_offset() {
    let (_shopwire, vendor) = with_customers(7).await;
    let all = names(&vendor.get("/v1/customers").await.expect(200));
    assert_eq!(all.len(), 7);
    for offset in 0..8 {
        for per_page in [1, 2, 3, 50] {
            let mut pages = Vec::new();
            let mut page = String::from("1");
            while !page.is_empty() {
                let path = format!("/v1/customers?per_page={per_page}&page={page}&offset={offset}");
                let answer = vendor.get(&path).await;
                assert_eq!(answer.header("x-total"), "7");
                assert_eq!(answer.header("x-offset"), offset.to_string());
                assert_eq!(answer.header("x-per-page"), per_page.to_string());
                let expected = 7_usize.saturating_sub(offset).div_ceil(per_page);
                assert_eq!(answer.header("x-total-pages"), expected.to_string());
                page = answer.header("x-next-page").to_owned();
                pages.extend(names(&answer.json));
            }
            assert_eq!(pages, all[offset.min(7)..], "offset {offset}, {per_page} a page");
        }
    }
}

#[tokio::test]
async fn a_page_says_where_it_lies() {
    let (_shopwire, vendor) = with_customers(5).await;
    let middle = vendor.get("/v1/customers?per_page=2&page=2").await;
    let header = |name| middle.header(name);
    assert_eq!((header("x-page"), header("x-next-page"), header("x-prev-page")), ("2", "3", "1"));
    let beyond = vendor.get("/v1/customers?page=9&per_page=1000").await;
    assert_eq!(beyond.text, "[]");
    assert_eq!((beyond.header("x-per-page"), beyond.header("x-next-page")), ("50", ""));
    let nonsense = vendor.get("/v1/customers?page=two").await;
    assert_eq!(nonsense.status, 422);
    assert_eq!(nonsense.text, r#"{"error":["頁碼 (page) 必須是整數"]}"#);
}

#[tokio::test]
async fn an_unchanged_answer_is_not_sent_again() {
    let (_shopwire, vendor) = with_customers(1).await;
    for path in ["/v1/customers/1", "/v1/customers"] {
        let first = vendor.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\"") && tag.len() == 36, "{tag}");
        assert_eq!(first.header("cache-control"), "must-revalidate, private, max-age=0");
        for known in [tag.clone(), format!("\"other\", {tag}"), "*".into()] {
            let again = vendor.send(Method::GET, path, None, &[("if-none-match", known)]).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""));
            assert_eq!(again.header("etag"), tag);
        }
        vendor.put("/v1/customers/1", json!({ "note": format!("changed {path}") })).await.expect(200);
        let changed = vendor.send(Method::GET, path, None, &[("if-none-match", tag.clone())]).await;
        assert_eq!(changed.status, 200);
        assert_ne!(changed.header("etag"), tag);
    }
}

#[tokio::test]
async fn a_form_says_what_json_says() {
    let (_shopwire, vendor) = with_customers(0).await;
    let body = "name=%E7%8E%8B%E5%B0%8F%E6%98%8E&mobile=0911222333&password=secret&enable_cvs_pickup=1\
                &accepts_marketing=false&birthday=1990/05/06&other_accumulated_consumption=1200\
                &address[city]=%E5%8F%B0%E5%8C%97%E5%B8%82&unknown[deep][]=1";
    let created = vendor.form(Method::POST, "/v1/customers", body).await.expect(201);
    assert_eq!(created["name"], "王小明");
    assert_eq!(created["enable_cvs_pickup"], true);
    assert_eq!(created["accepts_marketing"], false);
    assert_eq!(created["birthday"], "1990-05-06");
    assert_eq!(created["other_accumulated_consumption"].to_string(), "1200.0");
    assert_eq!(created["address"]["detail_address"]["city"], "台北市");
}

#[tokio::test]
async fn each_wrong_field_is_named_in_chinese() {
    let (_shopwire, vendor) = with_customers(0).await;
    let body = json!({
        "enable_cvs_pickup": "maybe", "birthday": "soon", "status": "asleep", "email": ["a"],
        "other_accumulated_consumption": -5, "address": "somewhere", "password": "secret",
    });
    let refused = vendor.post("/v1/customers", body).await;
    assert_eq!(refused.status, 422);
    insta::assert_snapshot!(serde_json::to_string_pretty(&refused.json["error"]).unwrap());
    let broken = vendor.send(Method::POST, "/v1/customers", Some(b"{\"name\": ".to_vec()), &[]).await;
    assert_eq!(broken.status, 422);
    assert_eq!(broken.json["error"][0], "JSON 格式不正確：第 1 行第 9 字");
}

#[tokio::test]
async fn what_is_not_there_is_answered_in_the_platforms_words() {
    let (_shopwire, vendor) = with_customers(0).await;
    for path in ["/v1/customers/1", "/v1/nothing", "/nothing"] {
        let answer = vendor.get(path).await;
        assert_eq!((answer.status, answer.text.as_str()), (404, r#"{"error":["無此資源"]}"#), "{path}");
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("x-request-id").len(), 32, "{path}");
        assert!(answer.header("x-runtime").parse::<f64>().is_ok(), "{path}");
    }
    let answer = vendor.delete("/v1/customers").await;
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, POST"));
    assert_eq!(answer.header("x-request-id").len(), 32);
    let answer = vendor.get("/v1/customers/twelve").await;
    assert_eq!((answer.status, answer.text.as_str()), (422, r#"{"error":["顧客 ID (customer_id) 無效值"]}"#));
}
