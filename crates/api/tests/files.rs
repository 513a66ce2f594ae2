//! How files come in with a request, and how everybody gets them, whatever the resource.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use reqwest::{Method, Response};
use serde_json::json;
use testkit::Shopwire;

const PICTURES: &str = "/v1/assets/pictures";
/// One pixel, as a GIF.
const PIXEL: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

fn pixel() -> Vec<u8> {
    STANDARD.decode(PIXEL).unwrap()
}

async fn uploaded(shopwire: &Shopwire) -> String {
    let picture = shopwire.vendor().multipart(Method::POST, PICTURES, &[], &[("picture", &pixel())]).await;
    picture.expect(201)["url"].as_str().unwrap().to_owned()
}

async fn fetch(shopwire: &Shopwire, method: Method, url: &str, known: Option<&str>) -> Response {
    let request = shopwire.vendor().http().request(method, url);
    let request = known.into_iter().fold(request, |request, tag| request.header("if-none-match", tag));
    request.send().await.unwrap()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_file_is_for_everybody_and_may_be_kept_for_ever() {
    let shopwire = Shopwire::spawn().await;
    let url = uploaded(&shopwire).await;
    assert!(url.starts_with(&format!("{}/files/{}/", shopwire.base_url, shopwire.shop)));
    let answer = fetch(&shopwire, Method::GET, &url, None).await;
    assert_eq!(answer.status(), 200);
    let headers = answer.headers().clone();
    assert_eq!(text(&headers, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(text(&headers, "content-type"), "image/gif");
    assert_eq!(text(&headers, "content-length"), pixel().len().to_string());
    assert_eq!(text(&headers, "x-content-type-options"), "nosniff");
    assert!(!text(&headers, "x-request-id").is_empty());
    let tag = text(&headers, "etag");
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}: a strong tag, as the bytes never change");
    assert_eq!(answer.bytes().await.unwrap(), pixel());

    let head = fetch(&shopwire, Method::HEAD, &url, None).await;
    assert_eq!((head.status().as_u16(), text(head.headers(), "content-type")), (200, "image/gif"));
    let again = fetch(&shopwire, Method::GET, &url, Some(tag)).await;
    assert_eq!((again.status().as_u16(), text(again.headers(), "etag")), (304, tag));
    assert!(again.bytes().await.unwrap().is_empty());
    assert_eq!(fetch(&shopwire, Method::GET, &url, Some("\"other\"")).await.status(), 200);
}

#[tokio::test]
async fn what_is_no_file_is_not_found() {
    let shopwire = Shopwire::spawn().await;
    let url = uploaded(&shopwire).await;
    let (folder, name) = url.rsplit_once('/').unwrap();
    let (root, shop) = folder.rsplit_once('/').unwrap();
    let unknown = format!("{folder}/00000000000000000000000000000000.gif");
    let elsewhere = format!("{root}/{}/{name}", shop.parse::<i64>().unwrap() + 1);
    let places = [
        unknown,
        elsewhere,
        format!("{root}/none/{name}"),
        format!("{folder}/%2e%2e%2f%2e%2e%2fshopwire.db"),
        format!("{folder}/..%2f..%2fshopwire.db"),
        format!("{root}/%2e%2e/shopwire.db"),
        format!("{folder}/"),
    ];
    for place in places {
        let answer = fetch(&shopwire, Method::GET, &place, Some("*")).await;
        assert_eq!(answer.status(), 404, "{place}");
        assert_eq!(answer.text().await.unwrap(), json!({ "error": ["無此資源"] }).to_string());
    }
    let refused = fetch(&shopwire, Method::DELETE, &url, None).await;
    assert_eq!((refused.status().as_u16(), text(refused.headers(), "allow")), (405, "GET"));
}

#[tokio::test]
async fn an_operation_without_files_takes_a_multipart_body_as_a_form() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let fields = [
        ("name", "王小明"),
        ("email", "ming@example.com"),
        ("password", "secret-1"),
        ("enable_cvs_pickup", "true"),
        ("accepts_marketing", "0"),
        ("address[city]", "臺北市"),
        ("tags[]", "熟客"),
        ("tags[]", "VIP"),
    ];
    let created = vendor.multipart(Method::POST, "/v1/customers", &fields, &[("avatar", &pixel())]).await.expect(201);
    let as_form = json!({ "name": "王小明", "email": "ming2@example.com", "password": "secret-1", "tags": ["熟客", "VIP"],
        "enable_cvs_pickup": true, "accepts_marketing": false, "address": { "city": "臺北市" } });
    let same = vendor.post("/v1/customers", as_form).await.expect(201);
    for field in ["name", "tags", "address", "accepts_marketing"] {
        assert_eq!(created[field], same[field], "{field}");
    }
    assert!(!shopwire.folder().join(format!("files/{}", shopwire.shop)).exists(), "nobody asked for the file");
}

#[tokio::test]
async fn a_broken_multipart_body_is_said_to_be_one() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let whole = "--b\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n";
    let nameless = "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n";
    for (kind, body) in [
        ("multipart/form-data", whole),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"picture\"\r\n\r\nx"),
        ("multipart/form-data; boundary=other", whole),
        ("multipart/form-data; boundary=b", nameless),
    ] {
        let headers = [("content-type", kind.to_owned())];
        let refused = vendor.send(Method::POST, PICTURES, Some(body.into()), &headers).await.expect(422);
        assert!(refused["error"][0].as_str().unwrap().starts_with("表單格式不正確："), "{refused}");
    }
}

#[tokio::test]
async fn the_digest_of_a_body_with_files_must_match() {
    let shopwire = Shopwire::spawn().await;
    let token = shopwire.token("write_content").await;
    let kind = "multipart/form-data; boundary=b";
    let send = |digest: &str| {
        let body = [b"--b\r\nContent-Disposition: form-data; name=\"picture\"\r\n\r\n", &pixel()[..], b"\r\n--b--\r\n"];
        let request = shopwire.vendor().http().post(format!("{}{PICTURES}", shopwire.base_url));
        let request = request.bearer_auth(&token).header("content-type", kind).header("digest", digest);
        request.body(body.concat()).send()
    };
    let wrong = format!("SHA-256={}", STANDARD.encode([0; 32]));
    assert_eq!(send(&wrong).await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_field_that_is_a_file_says_so_in_the_document() {
    let shopwire = Shopwire::spawn().await;
    let document = shopwire.vendor().get("/openapi/v1.json").await.expect(200);
    let content = &document["paths"][PICTURES]["post"]["requestBody"]["content"];
    let schema = &content["multipart/form-data"]["schema"]["$ref"].as_str().unwrap();
    let schema = document.pointer(schema.trim_start_matches('#')).unwrap();
    let picture = json!({ "type": "string", "format": "binary", "description": "欲上傳的圖片" });
    assert_eq!(schema["properties"]["picture"], picture);
    assert_eq!(schema["required"], json!(["picture"]));
    assert_eq!(content.as_object().unwrap().len(), 1);
}
