//! Stories about customers, through the HTTP surface.

use serde_json::{Value, json};
use testkit::Shopwire;

fn wang() -> Value {
    json!({
        "name": "王小明", "email": "ming@example.com", "mobile": "0912-345-678", "password": "secret-1",
        "enable_cvs_pickup": true, "accepts_marketing": false, "tags_text": "熟客, VIP,熟客",
        "address": { "city": "台北市", "district": "信義區", "address1": "市府路1號", "zip": "110" },
    })
}

#[tokio::test]
async fn a_created_customer_is_answered_kept_and_told() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let created = vendor.post("/v1/customers", wang()).await;
    let id = created.id();
    let created = created.expect(201);
    assert_eq!(created["mobile"], "0912345678");
    assert_eq!(created["tags"], json!([{ "name": "熟客" }, { "name": "VIP" }]));
    assert_eq!(created["address"]["address"], "台北市信義區市府路1號");
    assert_eq!(created["other_accumulated_consumption"].to_string(), "0.0");
    assert!(created.get("password").is_none());

    let shown = vendor.get(&format!("/v1/customers/{id}")).await;
    assert_eq!(shown.header("content-type"), "application/json");
    assert_eq!(shown.expect(200), created);
    let changes = shopwire.changes().await;
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].event, "customers/create");
    assert_eq!(changes[0].payload, created);
}

async fn with_wang() -> (Shopwire, testkit::Client, i64) {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let id = vendor.post("/v1/customers", wang()).await.id();
    (shopwire, vendor, id)
}

#[tokio::test]
async fn a_customer_looks_like_this_on_the_wire() {
    let (_shopwire, vendor, id) = with_wang().await;
    let mut shown = vendor.get(&format!("/v1/customers/{id}")).await.expect(200);
    for time in ["created_at", "updated_at"] {
        let text = shown[time].as_str().unwrap();
        assert!(text.parse::<wire::Timestamp>().unwrap().to_string() == text, "{text}");
        shown[time] = "…".into();
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap());
}

#[tokio::test]
async fn email_and_mobile_are_unique_within_a_shop() {
    let (_shopwire, vendor, id) = with_wang().await;
    let mut same = wang();
    same["email"] = "MING@example.com".into();
    let refused = vendor.post("/v1/customers", same).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.json["error"], json!(["電子信箱 (email) 已被使用", "手機號碼 (mobile) 已被使用"]));
    let mut other = wang();
    (other["email"], other["mobile"]) = ("mei@example.com".into(), "0922000111".into());
    let other = vendor.post("/v1/customers", other).await.id();
    let taken = vendor.put(&format!("/v1/customers/{other}"), json!({ "email": "ming@EXAMPLE.com" })).await;
    assert_eq!(taken.json["error"], json!(["電子信箱 (email) 已被使用"]));
    let own = vendor.put(&format!("/v1/customers/{id}"), json!({ "email": "Ming@example.com" })).await;
    assert_eq!(own.expect(200)["email"], "Ming@example.com", "one's own address may be written anew");
}

#[tokio::test]
async fn concurrent_creations_with_one_email_make_one_customer() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let tries = (0..8).map(|number| {
        let (vendor, mut body) = (vendor.clone(), wang());
        body["mobile"] = format!("093300000{number}").into();
        tokio::spawn(async move { vendor.post("/v1/customers", body).await.status })
    });
    let mut statuses = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        statuses.push(one.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422, 422, 422, 422, 422, 422, 422]);
    assert_eq!(vendor.get("/v1/customers").await.header("x-total"), "1");
}

#[tokio::test]
async fn a_customer_has_a_name_and_can_be_reached() {
    let (_shopwire, vendor, id) = with_wang().await;
    let path = format!("/v1/customers/{id}");
    for (change, fault) in [
        (json!({ "name": " " }), "姓名 (name) 不能為空白"),
        (json!({ "email": null, "mobile": null }), "電子信箱 (email) 與手機號碼 (mobile) 至少要有一項"),
        (json!({ "email": "nobody" }), "電子信箱 (email) 格式不正確"),
        (json!({ "mobile": "call me" }), "手機號碼 (mobile) 格式不正確"),
    ] {
        let refused = vendor.put(&path, change.clone()).await;
        assert_eq!((refused.status, &refused.json["error"]), (422, &json!([fault])), "{change}");
    }
}

#[tokio::test]
async fn an_update_changes_what_it_mentions_and_null_clears() {
    let (shopwire, vendor, id) = with_wang().await;
    let path = format!("/v1/customers/{id}");
    let set = json!({ "birthday": "1990-05-06", "confirmed_at": "2019-01-15T10:10:30+08:00", "note": "老客人" });
    let changed = vendor.put(&path, set).await.expect(200);
    assert_eq!(changed["birthday"], "1990-05-06");
    assert_eq!(changed["confirmed_at"], "2019-01-15 10:10:30");
    assert_eq!(changed["name"], "王小明");
    let cleared = vendor.put(&path, json!({ "confirmed_at": null, "birthday": null })).await.expect(200);
    assert_eq!((&cleared["confirmed_at"], &cleared["birthday"]), (&Value::Null, &Value::Null));
    assert_eq!(cleared["note"], "老客人");
    let moved = vendor.put(&path, json!({ "address": { "district": "大安區" } })).await.expect(200);
    assert_eq!(moved["address"]["address"], "台北市大安區市府路1號");
    assert_eq!(
        shopwire.events().await,
        ["customers/create", "customers/update", "customers/update", "customers/update"]
    );
}

#[tokio::test]
async fn a_write_that_changes_nothing_tells_nobody() {
    let (shopwire, vendor, id) = with_wang().await;
    let before = vendor.get(&format!("/v1/customers/{id}")).await.expect(200);
    shopwire.clock.advance_millis(60_000);
    let same = json!({ "name": "王小明", "tags_text": "熟客,VIP", "mobile": "0912345678", "unknown": 1 });
    let after = vendor.put(&format!("/v1/customers/{id}"), same).await.expect(200);
    assert_eq!(after, before);
    assert_eq!(shopwire.events().await, ["customers/create"]);
}

#[tokio::test]
async fn changed_tags_fire_their_own_event_as_well() {
    let (shopwire, vendor, id) = with_wang().await;
    vendor.put(&format!("/v1/customers/{id}"), json!({ "tags_text": "團購" })).await.expect(200);
    assert_eq!(shopwire.events().await, ["customers/create", "customers/update", "customer_tags/update"]);
    assert_eq!(vendor.get("/v1/customers/tags").await.expect(200), json!([{ "name": "團購" }]));
}

#[tokio::test]
async fn tags_of_the_shop_are_listed_once_and_paged() {
    let (_shopwire, vendor, _) = with_wang().await;
    let mut other = wang();
    (other["email"], other["mobile"], other["tags_text"]) = (Value::Null, "0922000111".into(), "VIP,新客".into());
    vendor.post("/v1/customers", other).await.expect(201);
    let page = vendor.get("/v1/customers/tags?per_page=2").await;
    assert_eq!((page.header("x-total"), page.header("x-next-page")), ("3", "2"));
    assert_eq!(page.json, json!([{ "name": "VIP" }, { "name": "新客" }]));
}

#[tokio::test]
async fn a_status_changes_only_along_its_life() {
    let (_shopwire, vendor, id) = with_wang().await;
    let path = format!("/v1/customers/{id}");
    for (status, expected) in [
        ("invited", 200),
        ("declined", 200),
        ("enabled", 403),
        ("invited", 200),
        ("enabled", 200),
        ("enabled", 200),
        ("pending", 403),
        ("warning", 200),
        ("disabled", 200),
        ("warning", 403),
    ] {
        let answer = vendor.put(&path, json!({ "status": status })).await;
        assert_eq!(answer.status, expected, "{status}: {}", answer.text);
    }
    let refused = vendor.put(&path, json!({ "status": "invited" })).await;
    assert_eq!(refused.json, json!({ "error": "Customer can not become invited from disabled." }));
}

#[tokio::test]
async fn the_activation_link_activates_once() {
    let (shopwire, vendor, id) = with_wang().await;
    let path = format!("/v1/customers/{id}/account_activation_url");
    let url = vendor.get(&path).await.expect(200)["account_activation_url"].as_str().unwrap().to_owned();
    let visit = url.strip_prefix(&shopwire.base_url).unwrap();
    let visitor = shopwire.client(testkit::Credentials::Nobody);
    let page = visitor.get(visit).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.text.contains("帳號已啟用"));
    let customer = vendor.get(&format!("/v1/customers/{id}")).await.expect(200);
    assert_eq!(customer["status"], "enabled");
    assert!(customer["confirmed_at"].is_string());
    assert_eq!(shopwire.events().await, ["customers/create", "customers/update"]);
    assert_eq!(visitor.get(visit).await.status, 404, "the key is gone");
    assert_eq!(vendor.get(&path).await.status, 403);
    assert_eq!(visitor.get("/shops/99/account/activate/guess").await.status, 404);
}

#[tokio::test]
async fn customers_are_found_by_contact_and_by_name() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    for (number, name) in ["Andy", "amy", "Cathy", "Allen"].iter().enumerate() {
        let mut body = wang();
        body["name"] = (*name).into();
        (body["email"], body["mobile"]) = (format!("{name}@example.com").into(), format!("091200000{number}").into());
        vendor.post("/v1/customers", body).await.expect(201);
    }
    let ids = async |path: &str| -> Vec<i64> {
        let found = vendor.get(path).await.expect(200);
        found.as_array().unwrap().iter().map(|one| one["customer_id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids("/v1/customers/get_customer_id_by_name?customer_name=A").await, [1, 2, 4]);
    assert_eq!(ids("/v1/customers/get_customer_id_by_name?customer_name=a&limit=2").await, [1, 2]);
    let contacts = "/v1/customers/get_customer_id?customer_emails=AMY@example.com,none@example.com\
                    &customer_mobiles=0912000003,0912000001";
    assert_eq!(ids(contacts).await, [2, 4]);
    assert!(ids("/v1/customers/get_customer_id").await.is_empty());
    assert_eq!(vendor.get("/v1/customers/get_customer_id_by_name").await.status, 422);
}

#[tokio::test]
async fn a_list_is_narrowed_by_the_time_of_the_last_change() {
    let (shopwire, vendor, id) = with_wang().await;
    shopwire.clock.advance_millis(3_600_000);
    let start = wire::Clock::now(&shopwire.clock).plus_millis(-1_000).to_string().replace(' ', "%20");
    let path = format!("/v1/customers?updated_at_start_time={start}");
    assert_eq!(vendor.get(&path).await.header("x-total"), "0");
    vendor.put(&format!("/v1/customers/{id}"), json!({ "note": "new" })).await.expect(200);
    let listed = vendor.get(&path).await;
    assert_eq!((listed.header("x-total"), listed.json[0]["id"].as_i64()), ("1", Some(id)));
    let until = format!("/v1/customers?updated_at_end_time={start}");
    assert_eq!(vendor.get(&until).await.header("x-total"), "0");
    let nonsense = vendor.get("/v1/customers?updated_at_start_time=yesterday").await;
    assert_eq!(
        nonsense.json["error"][0],
        "顧客資料更新起始時間 (updated_at_start_time) 必須是時間 (YYYY-MM-DD HH:MM:SS)"
    );
}

#[tokio::test]
async fn third_party_ids_belong_to_one_customer() {
    let (shopwire, vendor, id) = with_wang().await;
    let path = format!("/v1/customers/{id}/uid_providers/line");
    assert_eq!(vendor.get(&path).await.status, 404);
    let line = json!({ "provider_type": "line", "uid": "U1" });
    assert_eq!(vendor.put(&path, json!({ "uid": "U1" })).await.expect(200), line);
    assert_eq!(vendor.get(&path).await.expect(200), line);
    vendor.put(&path, json!({ "uid": "U1" })).await.expect(200);
    vendor.put(&path, json!({ "uid": "U2" })).await.expect(200);
    assert_eq!(shopwire.events().await, ["customers/create", "uid_providers/create", "uid_providers/update"]);
    let told = shopwire.changes().await.pop().unwrap().payload;
    assert_eq!(told["uid_providers"], json!([{ "provider_type": "line", "uid": "U2" }]));

    let mut other = wang();
    (other["email"], other["mobile"]) = (Value::Null, "0922000111".into());
    let other = vendor.post("/v1/customers", other).await.id();
    let taken = vendor.put(&format!("/v1/customers/{other}/uid_providers/line"), json!({ "uid": "U2" })).await;
    assert_eq!((taken.status, &taken.json["error"]), (422, &json!(["UID (uid) 已被其他顧客使用"])));
    let unknown = vendor.get(&format!("/v1/customers/{id}/uid_providers/pager")).await;
    assert_eq!((unknown.status, unknown.json), (422, json!({ "message": "無效的 Provider Type" })));
}

#[tokio::test]
async fn the_register_code_is_set_by_who_knows_the_secret() {
    let (_shopwire, vendor, id) = with_wang().await;
    let path = format!("/v1/customers/{id}/update_register_code_and_accepts_marketing");
    let input = |secret: &str| json!({ "secret_key": secret, "register_code": "FRIEND", "accepts_marketing": true });
    assert_eq!(vendor.post(&path, input("guess")).await.status, 401);
    assert_eq!(vendor.post(&path, input("vendor-secret")).await.expect(201)["accepts_marketing"], true);
}

#[tokio::test]
async fn genders_besides_male_and_female_are_the_shops_own() {
    let shopwire = Shopwire::spawn().await;
    let options = shopwire.vendor().get("/v1/customers/default_gender_options").await.expect(200);
    assert_eq!(options, json!([{ "default_gender_option": "其他" }, { "default_gender_option": "不透露" }]));
}
