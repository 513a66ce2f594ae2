//! Stories about the reference: what its pages say, and that nothing of the documents is missing from them.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::collections::BTreeSet;

use serde_json::Value;
use testkit::{Browser, Shopwire};

/// The page as a reader sees it: without markup, with single blanks.
fn words(page: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in page.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            letter if !inside => text.push(letter),
            _ => {}
        }
    }
    let text = text.replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn read(browser: &Browser, path: &str) -> String {
    browser.get(path).await.expect(200)
}

async fn document(shopwire: &Shopwire, version: &str) -> Value {
    serde_json::from_str(&read(&shopwire.browser(), &format!("/openapi/{version}.json")).await).unwrap()
}

#[tokio::test]
async fn groups_stand_on_the_left_with_their_chinese_names_and_counts() {
    let shopwire = Shopwire::spawn().await;
    let page = words(&read(&shopwire.browser(), "/docs").await);
    assert!(page.contains("顧客 customers 48"), "{page}");
    let second = page.split_once("API v2").map_or("", |(_, second)| second);
    assert!(second.contains("顧客 customers 2"), "{page}");
}

#[tokio::test]
async fn every_operation_and_every_object_has_a_page() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    for version in ["v1", "v2"] {
        let document = document(&shopwire, version).await;
        let mut count = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let [tag, id] = [&operation["tags"][0], &operation["operationId"]].map(|text| text.as_str().unwrap());
                let group = read(&browser, &format!("/docs/{version}/{tag}")).await;
                let url = format!("/docs/{version}/{tag}/{id}");
                assert!(group.contains(&url), "{url}");
                let page = words(&read(&browser, &url).await);
                let summary = operation["summary"].as_str().unwrap();
                assert!(page.contains(&format!("{} {path}", method.to_uppercase())), "{url}: {page}");
                assert!(
                    page.contains(summary) && page.contains(operation["x-scope"].as_str().unwrap_or("任何有效的憑證")),
                    "{url}"
                );
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    let [name, label] = ["name", "description"].map(|key| parameter[key].as_str().unwrap());
                    assert!(page.contains(name) && page.contains(label), "{url}: {name} {label}");
                }
                count += 1;
            }
        }
        assert!(count > 0);
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            let page = words(&read(&browser, &format!("/docs/models/{version}/{name}")).await);
            for (field, described) in schema["properties"].as_object().into_iter().flatten() {
                let label = described["description"].as_str().unwrap();
                assert!(page.contains(field) && page.contains(label), "{name}.{field} {label}: {page}");
            }
            for value in schema["oneOf"].as_array().into_iter().flatten() {
                let [value, meaning] = ["const", "description"].map(|key| value[key].as_str().unwrap());
                assert!(page.contains(&format!("{value} {meaning}")), "{name}: {value} {meaning}");
            }
        }
    }
}

#[tokio::test]
async fn every_link_leads_somewhere() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let (mut seen, mut waiting) = (BTreeSet::new(), vec!["/docs".to_owned()]);
    // Other rooms' pages, which have tests of their own.
    let elsewhere = |path: &str| {
        let ours = path.starts_with("/docs") || path.starts_with("/openapi") || path.starts_with("/assets");
        !ours || path.starts_with("/docs/guides") || path.starts_with("/docs/downloads")
    };
    let mut broken = Vec::new();
    while let Some(path) = waiting.pop() {
        if elsewhere(&path) || !seen.insert(path.clone()) {
            continue;
        }
        let sight = browser.get(&path).await;
        if sight.status != 200 {
            broken.push(path);
            continue;
        }
        let is_page = sight.headers["content-type"].starts_with("text/html");
        if !is_page {
            continue;
        }
        let marks = ["href=\"", "src=\"", "data-index=\"", "data-hmac=\""];
        for link in marks.iter().flat_map(|mark| sight.text.split(mark).skip(1)) {
            let link = link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
            let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
            if path.is_empty() {
                assert!(sight.text.contains(&format!("id=\"{fragment}\"")), "{link}");
            } else {
                waiting.push(path.to_owned());
            }
        }
    }
    assert!(broken.is_empty(), "{broken:?}");
    assert!(seen.len() > 150, "{}", seen.len());
}

#[tokio::test]
async fn a_model_says_what_fields_are_and_what_values_mean() {
    let shopwire = Shopwire::spawn().await;
    let page = read(&shopwire.browser(), "/docs/models/v1/Customer").await;
    let text = words(&page);
    assert!(text.contains("mobile string 可為 null 手機號碼"), "{text}");
    assert!(text.contains("status CustomerStatus 狀態 pending 帳號未啟用"), "{text}");
    assert!(text.contains("tags CustomerTag[] 會員標籤 CustomerTag 的欄位 name string 標籤名稱"), "{text}");
    assert!(text.contains("other_accumulated_consumption number (money)"), "{text}");
    assert!(text.contains(r#""email": "ming@example.com""#), "the example stands beside it: {text}");
    assert!(page.contains("<details class=\"inside\">"));
}

#[tokio::test]
async fn an_operation_shows_its_body_its_answer_its_errors_and_its_limits() {
    let shopwire = Shopwire::spawn().await;
    let text = words(&read(&shopwire.browser(), "/docs/v1/customers/post_v1_customers").await);
    for fact in [
        "write_customers",
        "每秒 5 次請求，內容最多 2097152 位元組",
        "password string (password) ≤ 128 必填 密碼",
        r#""tags_text": "熟客,電子報""#,
        "回應 201",
        "401 憑證錯誤、權限不足，或商店方案不含此功能",
        r#""姓名 (name) 不能為空白""#,
        "429 請求過於頻繁",
        "413",
    ] {
        assert!(text.contains(fact), "{fact}: {text}");
    }
    let text = words(&read(&shopwire.browser(), "/docs/v1/customers/get_v1_customers").await);
    assert!(text.contains("分頁") && text.contains("X-Total-Pages"), "{text}");
}

#[tokio::test]
async fn events_say_when_they_fire_and_what_they_send() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let list = words(&read(&browser, "/docs/webhooks").await);
    for name in shop_events(&shopwire).await {
        assert!(list.contains(&name), "{name}");
        let page = words(&read(&browser, &format!("/docs/webhooks/{name}")).await);
        assert!(page.contains(&format!("X-Cyberbiz-Event: {name}")), "{page}");
    }
    let page = words(&read(&browser, "/docs/webhooks/bonus_points/create").await);
    assert!(page.contains("觸發時機 獲得紅利。"), "{page}");
    assert!(page.contains("unused_points number (money) 尚未使用點數"), "{page}");
    assert!(list.contains("hmac.compare_digest") && list.contains("hash_equals"), "verification code");
    assert_eq!(browser.get("/docs/webhooks/orders/unheard_of").await.status, 404);
}

async fn shop_events(shopwire: &Shopwire) -> Vec<String> {
    document(shopwire, "v2").await["webhooks"].as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn search_finds_paths_summaries_fields_and_chinese_names() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let find = async |query: &str| {
        let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
        read(&browser, &format!("/docs/search?q={query}")).await
    };
    assert!(find("spending_overview").await.contains("get_v1_customers_by_customer_id_spending_overview"));
    assert!(find("取得所有顧客").await.contains("/docs/v1/customers/get_v1_customers\""));
    assert!(find("EMAIL").await.contains("/docs/models/v1/Customer#field-email"));
    assert!(find("生日").await.contains("/docs/models/v1/Customer#field-birthday"));
    assert!(find("customer_vip_level").await.contains("/docs/webhooks/customer_vip_level/update"));
    let nothing = find("<b>沒有這個</b>").await;
    assert!(words(&nothing).contains("找不到「<b>沒有這個</b>」") && !nothing.contains("<b>"), "{nothing}");
    assert!(words(&find("").await).contains("搜尋結果"));
}

#[tokio::test]
async fn the_index_of_the_search_is_kept_by_browsers_and_comes_compressed() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let page = read(&browser, "/docs").await;
    let url = page.split("data-index=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let plain = browser.get(&url).await;
    assert!(plain.headers["cache-control"].contains("immutable"));
    let entries: Value = serde_json::from_str(&plain.text).unwrap();
    let named = |entry: &&Value| entry["t"] == "Customer.email" && entry["u"] == "/docs/models/v1/Customer#field-email";
    assert_eq!(entries.as_array().unwrap().iter().filter(named).count(), 1);
    let zipped = browser.http().get(format!("{}{url}", shopwire.base_url)).header("accept-encoding", "gzip");
    assert_eq!(browser.read(zipped).await.headers["content-encoding"], "gzip");
}

#[tokio::test]
async fn trying_is_for_whom_has_credentials() {
    let shopwire = Shopwire::spawn().await;
    let url = "/docs/v1/customers/get_v1_customers";
    let stranger = words(&read(&shopwire.browser(), url).await);
    assert!(stranger.contains("以帳號登入") && stranger.contains("API Token"), "{stranger}");
    let account = read(&shopwire.signed_in_account("vendor").await, url).await;
    assert!(words(&account).contains("以登入的帳號 vendor 簽章"));
    assert!(!account.contains("vendor-secret"), "no page holds a secret");
    let staff = words(&read(&shopwire.staff(platform::Role::Owner).await, url).await);
    assert!(staff.contains("您以店家人員登入"), "{staff}");
}

#[tokio::test]
async fn an_operation_that_takes_a_file_asks_for_it_and_has_every_sample() {
    let shopwire = Shopwire::spawn().await;
    let page = "/docs/v1/products/post_v1_products_batch_create_product_photo";
    let shown = read(&shopwire.browser(), page).await;
    for part in [
        r#"<input type="file" accept="image/*" name="file:photo" required>"#,
        r#"<select name="form:type" required>"#,
        r#"<input name="form:value" value="TEE-WHITE-M" required"#,
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains(r#"name="body""#), "there is no JSON to type");
    for language in ["curl", "python", "node", "php", "java", "csharp"] {
        assert!(shown.contains(&format!("id=\"sample-{language}\"")), "{language}");
    }
    let text = words(&shown);
    for fact in ["photo string (binary) 必填", "multipart/form-data", "image.jpg", r#""photo": "（檔案）""#] {
        assert!(text.contains(fact), "{fact}: {text}");
    }
}

#[tokio::test]
async fn an_answer_that_is_a_file_is_named_so_and_a_second_success_is_told() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let labels = words(&read(&browser, "/docs/v2/shipping/post_v2_orders_cvs_shipping_labels").await);
    assert!(labels.contains("檔案，直接儲存： application/zip") && !labels.contains("沒有內容。"), "{labels}");
    let path = "/docs/v1/orders/post_v1_orders_by_order_id_fulfillments_support_shipping";
    let shipping = words(&read(&browser, path).await);
    assert!(shipping.contains("回應 201 已建立") && shipping.contains("202 已出貨，物流商尚未給號"), "{shipping}");
}

#[tokio::test]
async fn the_reference_is_read_in_english_too() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    browser.get("/preferences?language=en&back=/docs").await;
    let text = words(&read(&browser, "/docs/v1/customers/post_v1_customers").await);
    for fact in ["Request body", "Try it", "Code samples", "5 requests a second", "nullable", "顧客"] {
        assert!(text.contains(fact), "{fact}: {text}");
    }
}

#[tokio::test]
async fn swagger_ui_comes_whole_from_here_under_the_strict_policy() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let page = browser.get("/docs/swagger?version=v2").await;
    assert!(!page.headers["content-security-policy"].contains("unsafe"));
    assert!(page.text.contains("data-url=\"/openapi/v2.json\""));
    for (end, part) in [("swagger-ui.css", ".swagger-ui"), ("swagger-ui-bundle.js", "SwaggerUIBundle")] {
        let url = page.text.split('"').find(|part| part.ends_with(end)).unwrap().to_owned();
        let plain = browser.get(&url).await;
        assert!(plain.text.contains(part) && plain.headers["cache-control"].contains("immutable"), "{url}");
        let zipped = browser.http().get(format!("{}{url}", shopwire.base_url)).header("accept-encoding", "gzip");
        let zipped = browser.read(zipped).await;
        assert_eq!(zipped.headers["content-encoding"], "gzip");
        assert!(zipped.headers["content-length"].parse::<usize>().unwrap() < plain.text.len() / 3);
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    for path in
        ["/docs/v1/nothing", "/docs/v1/customers/nothing", "/docs/models/v1/Nothing", "/docs/models/v9/Customer"]
    {
        assert!(browser.get(path).await.expect(404).contains("<h1>"), "{path}");
    }
}

#[tokio::test]
async fn the_first_page_is_light() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let page = read(&browser, "/docs").await;
    let mut sum = page.len();
    let urls = ["href=\"/assets", "src=\"/assets"].iter().flat_map(|mark| page.split(mark).skip(1));
    let urls: BTreeSet<_> = urls.map(|rest| format!("/assets{}", rest.split('"').next().unwrap())).collect();
    for url in urls {
        let zipped = browser.http().get(format!("{}{url}", shopwire.base_url)).header("accept-encoding", "gzip");
        sum += browser.read(zipped).await.headers["content-length"].parse::<usize>().unwrap();
    }
    assert!(sum < 100 * 1024, "{sum} bytes");
}
