//! Stories about looking for products, through the HTTP surface.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::Feature;
use serde_json::{Value, json};
use storage::Reading;
use testkit::{Answer, Client, Shopwire};
use wire::Id;

use crate::branch_stores::BranchStore;
use crate::pos_shops::PosShop;
use crate::products::Product;
use crate::stories::{day, keep, pass_days};

/// A product of this handle, with what else is said of it.
async fn product(vendor: &Client, handle: &str, title: &str, more: Value) -> i64 {
    let mut new = json!({ "title": title, "handle": handle, "published": true, "price": 100 });
    for (name, value) in more.as_object().unwrap() {
        new[name] = value.clone();
    }
    vendor.post("/v1/products", new).await.id()
}

async fn search(vendor: &Client, query: &[(&str, &str)]) -> Answer {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let query: Vec<_> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    vendor.get(&format!("/v1/products/search?{}", query.join("&"))).await
}

fn handles(found: &Value) -> Vec<&str> {
    found.as_array().unwrap().iter().map(|product| product["handle"].as_str().unwrap()).collect()
}

/// The handles of what is found, newest first.
async fn found(vendor: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let found = search(vendor, query).await.expect(200);
    handles(&found).into_iter().map(str::to_owned).collect()
}

async fn asked(vendor: &Client, search: Value) -> Value {
    vendor.post("/v2/products/search", search).await.expect(200)
}

#[tokio::test]
async fn words_are_found_in_titles_codes_tags_and_vendors() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let more = json!({ "english_title": "Organic Cotton Tee", "tags_text": "夏季特價, 新品", "vendor": "山水織造" });
    let tee = product(&vendor, "tee", "有機棉黑色上衣", more).await;
    product(&vendor, "cap", "黑色棒球帽", json!({})).await;
    let variants = vendor.get(&format!("/v1/products/{tee}/product_variants")).await.expect(200);
    let variant = format!("/v1/products/{tee}/product_variants/{}", variants[0]["id"]);
    vendor.put(&variant, json!({ "sku": "TEE-0042-BK" })).await.expect(200);

    for q in [
        "有機棉",
        "上衣",
        "衣",
        "organic",
        "COTTON tee",
        "tee-0042",
        "TEE0042-B",
        "夏季特價",
        "山水",
        "黑色 新品",
        "ｔｅｅ",
    ] {
        assert_eq!(found(&vendor, &[("q", q)]).await, ["tee"], "{q}");
    }
    assert_eq!(found(&vendor, &[("q", "黑色")]).await, ["cap", "tee"], "the newest first");
    for q in ["白色", "黑上衣", "tee-0043", "黑色 組合", "\"黑色\" NOT *", "！"] {
        assert!(found(&vendor, &[("q", q)]).await.is_empty(), "{q}");
    }
    vendor.put(&format!("/v1/products/{tee}"), json!({ "title": "有機棉白色上衣" })).await.expect(200);
    assert_eq!(found(&vendor, &[("q", "白色")]).await, ["tee"]);
    assert_eq!(found(&vendor, &[("q", "黑色")]).await, ["cap"]);
    vendor.delete(&format!("/v1/products/{tee}")).await.expect(200);
    assert!(found(&vendor, &[("q", "白色")]).await.is_empty());
}

#[tokio::test]
async fn what_is_found_are_whole_products() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let id = product(&vendor, "tee", "上衣", json!({})).await;
    let answer = search(&vendor, &[("q", "上衣")]).await;
    let etag = answer.header("etag").to_owned();
    assert_eq!(answer.expect(200), json!([vendor.get(&format!("/v1/products/{id}")).await.expect(200)]));
    let path = "/v1/products/search?q=%E4%B8%8A%E8%A1%A3";
    let again = vendor.send(testkit::Method::GET, path, None, &[("if-none-match", etag)]).await;
    assert_eq!(again.status, 304);
}

#[tokio::test]
async fn a_search_needs_a_keyword_or_a_vendor() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    product(&vendor, "a", "上衣", json!({ "vendor": "山水" })).await;
    product(&vendor, "b", "上衣", json!({ "vendor": "森林" })).await;
    for query in [vec![], vec![("q", " ")], vec![("q", ""), ("vendor", "")], vec![("limit", "5")]] {
        let refused = search(&vendor, &query).await.expect(422);
        assert_eq!(refused, json!({ "error": ["搜尋關鍵字 (q) 與商品來源廠商 (vendor) 至少須填寫一項"] }));
    }
    assert_eq!(found(&vendor, &[("vendor", "山水")]).await, ["a"]);
    assert_eq!(found(&vendor, &[("q", "上衣"), ("vendor", "森林")]).await, ["b"]);
    assert!(found(&vendor, &[("q", "帽子"), ("vendor", "森林")]).await.is_empty());
    let refused = search(&vendor, &[("q", "上衣"), ("order_by", "price"), ("limit", "0")]).await.expect(422);
    insta::assert_snapshot!(refused);
}

#[tokio::test]
async fn the_page_and_the_order_are_what_was_asked_for() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    for number in 0..60_i64 {
        let sold = number * 7 % 60;
        let product = Product {
            title: "上衣".into(),
            handle: format!("p{number}"),
            published: true,
            searchable: true,
            sell_weight: sold,
            vendor: Some("山水".into()),
            ..Product::default()
        };
        keep(&shopwire, product).await;
    }
    let names = |numbers: &mut dyn Iterator<Item = i64>| numbers.map(|number| format!("p{number}")).collect::<Vec<_>>();
    for by in [("q", "上衣"), ("vendor", "山水")] {
        assert_eq!(found(&vendor, &[by]).await, names(&mut (10..60).rev()));
        assert_eq!(found(&vendor, &[by, ("limit", "1000")]).await.len(), 50);
        assert_eq!(found(&vendor, &[by, ("limit", "3"), ("offset", "57")]).await, names(&mut (0..3).rev()));
        assert!(found(&vendor, &[by, ("offset", "60")]).await.is_empty());
        // Sold 59 times was number 17, 58 times 34, and so on: 7 × 43 = 301 = 1 modulo 60.
        let best = found(&vendor, &[by, ("order_by", "sales_volume"), ("limit", "20"), ("offset", "10")]).await;
        assert_eq!(best, names(&mut (0..60).rev().map(|sold| sold * 43 % 60).skip(10).take(20)));
    }
    let all = asked(&vendor, json!({ "q": "上衣", "limit": 7, "offset": 14 })).await;
    assert_eq!((&all["total_count"], &all["total_pages"]), (&json!(60), &json!(9)));
    assert_eq!(handles(&all["products"]), names(&mut (39..46).rev()));
}

#[tokio::test]
async fn what_is_hidden_is_not_found_by_its_words() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let with = |more: Value| {
        let mut product = json!({ "vendor": "山水" });
        product.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        product
    };
    product(&vendor, "shown", "上衣", with(json!({}))).await;
    product(&vendor, "draft", "上衣", with(json!({ "published": false }))).await;
    let secret = product(&vendor, "secret", "上衣", with(json!({ "searchable": false }))).await;
    assert_eq!(found(&vendor, &[("q", "上衣")]).await, ["shown"]);
    assert_eq!(found(&vendor, &[("q", "上衣"), ("filter_published", "false")]).await, ["draft", "shown"]);
    assert_eq!(found(&vendor, &[("vendor", "山水")]).await, ["secret", "shown"]);
    assert_eq!(handles(&asked(&vendor, json!({ "q": "上衣" })).await["products"]), ["shown"]);
    assert_eq!(handles(&asked(&vendor, json!({})).await["products"]), ["secret", "shown"]);
    vendor.put(&format!("/v1/products/{secret}"), json!({ "searchable": true })).await.expect(200);
    assert_eq!(found(&vendor, &[("q", "上衣")]).await, ["secret", "shown"]);
}

#[tokio::test]
async fn every_condition_of_the_second_version_narrows_what_is_found() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let store = BranchStore { store_no: Some("TP01".into()), name: "信義店".into(), ..BranchStore::default() };
    let store = keep(&shopwire, store).await;
    let pos = keep(&shopwire, PosShop { name: "市集".into(), ..PosShop::default() }).await;
    let tee = json!({ "vendor": "山水", "product_type": "服飾", "tags_text": "新品, 特價" });
    let tee = product(&vendor, "tee", "上衣", tee).await;
    let cap = json!({ "vendor": "森林", "product_type": "配件", "tags_text": "新品", "branch_store_id": store });
    let cap = product(&vendor, "cap", "帽子", cap).await;
    let soon = json!({ "tags_text": "預購", "sell_from": day(&shopwire, 1), "sell_to": day(&shopwire, 3) });
    product(&vendor, "soon", "外套", soon).await;
    let at_pos = json!({ "title": "明信片", "price": 30, "pos_shop_ids": pos.to_string() });
    let at_pos = vendor.post("/v1/products/pos_shop_batch", at_pos).await.expect(201);
    let at_pos = at_pos[0]["handle"].as_str().unwrap();
    let variants = vendor.get(&format!("/v1/products/{cap}/product_variants")).await.expect(200);
    let variant = format!("/v1/products/{cap}/product_variants/{}", variants[0]["id"]);
    vendor.put(&variant, json!({ "sku": "CAP-1" })).await.expect(200);

    let cases = [
        (json!({}), vec!["soon", "cap", "tee"]),
        (json!({ "filter_published": false }), vec![at_pos, "soon", "cap", "tee"]),
        (json!({ "q": "帽" }), vec!["cap"]),
        (json!({ "vendors": ["山水", "森林"] }), vec!["cap", "tee"]),
        (json!({ "product_types": ["服飾"] }), vec!["tee"]),
        (json!({ "tags": ["新品"] }), vec!["cap", "tee"]),
        (json!({ "tags": ["特價", "預購"] }), vec!["soon", "tee"]),
        (json!({ "tags": ["新品"], "exclude_tags": ["特價"] }), vec!["cap"]),
        (json!({ "exclude_tags": ["新品"] }), vec!["soon"]),
        (json!({ "store_types": [1] }), vec!["soon", "tee"]),
        (json!({ "store_types": [2, 4], "filter_published": false }), vec![at_pos, "cap"]),
        (json!({ "filter_branch_store": true }), vec!["cap"]),
        (json!({ "filter_branch_store": false }), vec!["soon", "cap", "tee"]),
        (json!({ "filter_on_sell": true }), vec!["cap", "tee"]),
        (json!({ "filter_on_sell": true, "filter_published": false }), vec!["cap", "tee"]),
        (json!({ "ids": [tee, 99] }), vec!["tee"]),
        (json!({ "ids": [] }), vec!["soon", "cap", "tee"]),
        (json!({ "skus": ["CAP-1", "CAP-2"] }), vec!["cap"]),
        (json!({ "branch_stores": [store] }), vec!["cap"]),
        (json!({ "store_nos": ["TP01"] }), vec!["cap"]),
        (json!({ "store_nos": ["TP02"] }), vec![]),
        (json!({ "q": "上衣", "vendors": ["山水"], "tags": ["特價"], "store_types": [1], "ids": [tee] }), vec!["tee"]),
    ];
    for (search, expected) in cases {
        let answer = asked(&vendor, search.clone()).await;
        assert_eq!(handles(&answer["products"]), expected, "{search}");
        assert_eq!(answer["total_count"], expected.len(), "{search}");
    }
    for (days, expected) in [(2, vec!["soon", "cap", "tee"]), (2, vec!["cap", "tee"])] {
        pass_days(&shopwire, days);
        assert_eq!(handles(&asked(&vendor, json!({ "filter_on_sell": true })).await["products"]), expected);
    }
    let many: Vec<_> = (0..501).collect();
    let mut refusals = Vec::new();
    for search in [json!({ "store_types": [3] }), json!({ "ids": many }), json!({ "q": 5, "limit": "many" })] {
        refusals.push(vendor.post("/v2/products/search", search).await.expect(422));
    }
    insta::assert_snapshot!(Value::from(refusals));
}

#[tokio::test]
async fn a_search_in_the_second_version_is_read_only() {
    let shopwire = Shopwire::spawn().await;
    let tags = json!({ "tags_text": "新品, 特價", "vendor": "山水" });
    let id = product(&shopwire.vendor(), "tee", "上衣", tags).await;
    let reader = shopwire.bearer("read_products").await;
    let found = asked(&reader, json!({})).await;
    let mut expected = reader.get(&format!("/v1/products/{id}")).await.expect(200);
    expected["tags"] = json!(["新品", "特價"]);
    for (name, value) in found["products"][0].as_object().unwrap() {
        assert_eq!(*value, expected[name], "{name}");
    }
    let writer = shopwire.bearer("write_products").await;
    writer.post("/v2/products/search", json!({})).await.expect(401);
}

#[tokio::test]
async fn shops_do_not_find_each_others_products() {
    let shopwire = Shopwire::spawn().await;
    let theirs = Product {
        title: "上衣".into(),
        handle: "theirs".into(),
        published: true,
        searchable: true,
        ..Product::default()
    };
    let other = Id::<platform::Shop>::new(shopwire.shop.get() + 1);
    shopwire.database.write(other.get(), None, move |tx| tx.insert(theirs)).await.unwrap();
    assert!(found(&shopwire.vendor(), &[("q", "上衣")]).await.is_empty());
    assert_eq!(asked(&shopwire.vendor(), json!({})).await["total_count"], 0);
}

#[tokio::test]
async fn the_products_of_a_collection_are_found_by_its_handle() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let mut ids = Vec::new();
    for (handle, published) in [("a", true), ("b", true), ("c", false), ("d", true)] {
        ids.push(product(&vendor, handle, "上衣", json!({ "published": published, "tags_text": "夏季" })).await);
    }
    let custom = json!({ "title": "精選", "handle": "picked", "published": true });
    let custom = vendor.post("/v1/custom_collections", custom).await.id();
    let by_hand = format!("{},{},{}", ids[3], ids[0], ids[2]);
    let picked = json!({ "product_ids": by_hand });
    vendor.post(&format!("/v1/custom_collections/{custom}/products"), picked).await.expect(201);
    let smart = json!({ "title": "夏季", "handle": "summer", "published": true });
    let smart = vendor.post("/v1/smart_collections", smart).await.id();
    let rule = json!({ "column": "tags_name", "relation": "eq", "condition": "夏季" });
    vendor.post(&format!("/v1/smart_collections/{smart}/rules"), rule).await.expect(201);

    for (query, expected) in [
        ("collection_handle=picked", vec!["d", "a"]),
        ("collection_handle=picked&filter_published=false", vec!["d", "c", "a"]),
        ("collection_handle=picked&filter_published=false&order_by=collection", vec!["d", "a", "c"]),
        ("collection_handle=summer", vec!["d", "b", "a"]),
        ("collection_handle=summer&limit=1&offset=1", vec!["b"]),
    ] {
        let found = vendor.get(&format!("/v1/products/search/collection?{query}")).await.expect(200);
        assert_eq!(handles(&found), expected, "{query}");
    }
    vendor.get("/v1/products/search/collection?collection_handle=none").await.expect(404);
    let nameless = vendor.get("/v1/products/search/collection").await.expect(422);
    assert_eq!(nameless, json!({ "error": ["商品群組名稱 (collection_handle) 不能為空白"] }));
}

#[tokio::test]
async fn codes_and_stores_are_asked_for_where_the_shop_has_the_feature() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let shop = shopwire.shop;
    let withhold = move |tx: &mut storage::Tx<'_>| {
        let mut shop = tx.get(shop)?.unwrap();
        shop.withheld_features.insert(Feature::ProductSearchByStoreAndSku);
        tx.save(&mut shop)
    };
    shopwire.database.write(storage::PLATFORM, None, withhold).await.unwrap();
    for search in [json!({ "skus": ["A"] }), json!({ "branch_stores": [1] }), json!({ "store_nos": ["TP01"] })] {
        let refused = vendor.post("/v2/products/search", search).await.expect(422);
        assert_eq!(refused, json!({ "error": "無「利用門市和 sku 搜尋商品」功能，請聯絡您的開店顧問" }));
    }
    vendor.post("/v2/products/search", json!({ "q": "A" })).await.expect(200);
}
