//! Operations that take a file, tried out.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::browser::{ENTER, Page};
use crate::reference::tried;
use crate::stage::story;

const UPLOAD: &str = "/docs/v1/products/post_v1_products_by_product_id_product_photos";
const SENT: &str = ".outcome pre[aria-label=送出的請求]";
/// The smallest of images.
const PIXEL: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/// Swagger UI gives its field for files no label.
const CHOOSE: &str = "
    const field = document.querySelector('#swagger .opblock.is-open input[type=file]');
    const files = new DataTransfer();
    files.items.add(new File([Uint8Array.from(atob(arguments[0]), (letter) => letter.charCodeAt(0))], 'a.gif'));
    field.files = files.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));";

/// A folder with images that a user has.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A pixel, in a file of at least so many bytes.
    fn image(&self, name: &str, size: usize) -> PathBuf {
        let mut image = STANDARD.decode(PIXEL).unwrap();
        image.resize(image.len().max(size), 0);
        let path = self.0.path().join(name);
        std::fs::write(&path, image).unwrap();
        path
    }
}

#[test]
fn a_photo_is_uploaded_and_seen_in_the_product() {
    story(async |stage| {
        let page = &stage.page;
        let vendor = stage.shopwire.vendor();
        let product = vendor.post("/v1/products", tote()).await.expect(201);
        let path = format!("/v1/products/{}", product["id"]);
        let variant = format!("{path}/product_variants/{}", product["product_variants"][0]["id"]);
        vendor.put(&variant, json!({ "sku": "TOTE-BLACK" })).await.expect(200);
        let folder = Folder::new();
        let photo = folder.image("托特包.gif", 0);

        sign_in(page, UPLOAD).await;
        page.fill("product_id", &product["id"].to_string()).await;
        page.choose_file("photo", &photo).await;
        page.fill("position", "1").await;
        let uploaded = tried(page, "201").await;
        assert_eq!((&uploaded["position"], &uploaded["width"]), (&json!(1), &json!(1)));
        let sent = page.text_of(SENT).await;
        for part in ["Digest: SHA-256=", r#"filename="托特包.gif""#, "Content-Type: image/gif", "（托特包.gif 的內容，"]
        {
            assert!(sent.contains(part), "{part} is not shown in {sent}");
        }
        page.sees("剩餘 4／5 次").await;
        page.is_accessible().await;
        assert_eq!(page.too_wide().await, None);
        page.screenshot("upload").await;

        page.open("/docs/v1/products/post_v1_products_batch_create_product_photo").await;
        page.choose_file("photo", &photo).await;
        page.choose("type", "sku").await;
        page.fill("value", "TOTE-BLACK").await;
        let batch = tried(page, "201").await;
        assert_eq!(batch[0]["product_id"], product["id"]);
        page.screenshot("upload-batch").await;

        page.open("/docs/v1/products/get_v1_products_by_product_id").await;
        page.fill("product_id", &product["id"].to_string()).await;
        let shown = tried(page, "200").await;
        assert_eq!(shown["photos"][0], uploaded);
        assert_eq!(shown["photos"].as_array().map(Vec::len), Some(2));
        page.open(uploaded["url"].as_str().unwrap()).await;
        let drawn = page.run("return document.images[0]?.naturalWidth", json!([])).await;
        assert_eq!(drawn, 1, "the browser draws it");
    });
}

#[test]
fn a_file_that_is_missing_or_too_large_is_told() {
    story(async |stage| {
        let page = &stage.page;
        let product = stage.shopwire.vendor().post("/v1/products", tote()).await;
        let folder = Folder::new();
        sign_in(page, UPLOAD).await;
        page.fill("product_id", &product.id().to_string()).await;
        page.click_text("送出請求").await;
        page.sees("請為 photo 選擇檔案").await;
        let invalid = page.run("return document.activeElement.name", json!([])).await;
        assert_eq!(invalid, "file:photo", "the keyboard is where the slip is");
        page.is_accessible().await;
        // More than the demo account may send, and more than a socket takes at once.
        for size in [3_000, 4_000_000] {
            page.choose_file("photo", &folder.image(&format!("{size}.gif"), size)).await;
            assert_eq!(tried(page, "413").await["error"], json!(["請求內容超過上限 2048 位元組"]));
            page.sees("超過這個帳號的上限").await;
            page.sees(&format!("（{size}.gif 的內容，{size} 位元組）")).await;
            page.is_accessible().await;
        }
        page.screenshot("upload-too-large").await;
        page.click_text("還原範例").await;
        page.sees_no("超過這個帳號的上限").await;
        assert_eq!(page.field("photo").await, "", "nothing is chosen any more");
    });
}

/// With a pasted token, on a phone.
#[test]
fn a_picture_is_uploaded_with_a_token() {
    story(async |stage| {
        let page = &stage.page;
        let token = stage.shopwire.token("read_content write_content").await;
        let folder = Folder::new();
        page.on_a_phone().await;
        page.open("/docs/v1/assets/post_v1_assets_pictures").await;
        page.fill("API Token", &token).await;
        page.choose_file("picture", &folder.image("banner.gif", 3_000)).await;
        let picture = tried(page, "201").await;
        page.screenshot("upload-phone").await;
        assert_eq!(page.too_wide().await, None);
        let kept = stage.shopwire.vendor().get("/v1/assets/pictures").await.expect(200);
        assert_eq!(kept[0]["id"], picture["id"]);
    });
}

fn tote() -> Value {
    json!({ "title": "帆布托特包", "handle": "tote", "published": true, "price": 880 })
}

async fn sign_in(page: &Page, path: &str) {
    page.open(path).await;
    page.click_text("以帳號登入").await;
    page.fill("帳號或 Email", "apidemo").await;
    page.fill("密鑰或密碼", "apidemo").await;
    page.press(ENTER).await;
    page.is_at(path).await;
}

/// Swagger UI sends a form too, signed by the account.
#[test]
fn a_picture_is_uploaded_in_swagger_ui() {
    story(async |stage| {
        let page = &stage.page;
        stage.enter(&stage.shopwire.signed_in_account("apidemo").await).await;
        page.open("/docs/swagger").await;
        page.click_text("POST /v1/assets/pictures").await;
        page.sees("欲上傳的圖片").await;
        page.run(CHOOSE, json!([PIXEL])).await;
        page.click_text("Execute").await;
        let status = page.text_of("#swagger .live-responses-table tbody .response-col_status").await;
        assert!(status.starts_with("201"), "{status}");
        let kept = stage.shopwire.vendor().get("/v1/assets/pictures").await.expect(200);
        assert_eq!(kept.as_array().map(Vec::len), Some(1));
    });
}
