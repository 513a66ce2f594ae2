//! Stories about pictures, through the HTTP surface.

use image::{DynamicImage, ImageFormat};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Client, Credentials, Shopwire};

use super::Picture;
use crate::stories::{drawn, files_left, stored_files};
use crate::wire_keys::{assert_keys, assert_loads_without_fields};

const PATH: &str = "/v1/assets/pictures";

async fn upload(client: &Client, content: &[u8]) -> Answer {
    client.multipart(Method::POST, PATH, &[], &[("picture", content)]).await
}

/// A file as everybody gets it.
struct Shown {
    status: u16,
    kind: String,
    content: Vec<u8>,
}

async fn shown(shopwire: &Shopwire, url: &Value) -> Shown {
    let response = shopwire.vendor().http().get(url.as_str().unwrap()).send().await.unwrap();
    let kind = response.headers().get("content-type").map_or("", |kind| kind.to_str().unwrap()).to_owned();
    Shown { status: response.status().as_u16(), kind, content: response.bytes().await.unwrap().to_vec() }
}

#[test]
fn a_picture_shows_every_field() {
    assert_keys(&Picture::default(), "id url url_thumb url_content");
    assert_loads_without_fields::<Picture>();
}

#[tokio::test]
async fn an_uploaded_picture_is_shown_to_everybody_in_three_sizes() {
    let shopwire = Shopwire::spawn().await;
    let original = drawn(1_600, 800, ImageFormat::Jpeg);
    let picture = upload(&shopwire.vendor(), &original).await.expect(201);
    let shown_original = shown(&shopwire, &picture["url"]).await;
    assert_eq!((shown_original.status, shown_original.kind.as_str()), (200, "image/jpeg"));
    assert!(shown_original.content == original, "the original is shown as it was sent");
    for (size, width, height) in [("url_thumb", 240, 120), ("url_content", 1_024, 512)] {
        let smaller = shown(&shopwire, &picture[size]).await;
        let decoded = image::load_from_memory(&smaller.content).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (width, height), "{size}");
        assert_eq!(smaller.kind, "image/jpeg");
    }
    let listed = shopwire.vendor().get(PATH).await;
    assert_eq!(listed.header("x-total"), "1");
    assert_eq!(listed.expect(200), json!([picture]));
}

#[tokio::test]
async fn a_picture_is_what_its_content_says() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    for (format, kind) in [
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::WebP, "image/webp"),
        (ImageFormat::Jpeg, "image/jpeg"),
    ] {
        let picture = upload(&vendor, &drawn(100, 50, format)).await.expect(201);
        assert_eq!(picture["url"], picture["url_thumb"], "a small picture is its own thumbnail");
        assert_eq!(shown(&shopwire, &picture["url"]).await.kind, kind);
    }
    assert_eq!(stored_files(&shopwire).len(), 4);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_leaves_nothing() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let missing = json!({ "error": ["欲上傳的圖片 (picture) 不能為空白"] });
    let no_image = json!({ "error": ["欲上傳的圖片 (picture) 必須是 JPEG、PNG、GIF 或 WebP 圖片"] });
    assert_eq!(vendor.multipart(Method::POST, PATH, &[("a", "b")], &[]).await.expect(422), missing);
    assert_eq!(upload(&vendor, b"").await.expect(422), missing, "a browser's field with nothing chosen");
    assert_eq!(upload(&vendor, b"<svg xmlns='http://www.w3.org/2000/svg'/>").await.expect(422), no_image);
    let broken = &drawn(300, 300, ImageFormat::Png)[..2_000];
    let damaged = json!({ "error": ["欲上傳的圖片 (picture) 已損壞，無法讀取"] });
    assert_eq!(upload(&vendor, broken).await.expect(422), damaged);
    let huge = drawn(10_000, 1, ImageFormat::Png);
    upload(&vendor, &huge).await.expect(201);
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(image::GrayImage::new(8_000, 6_000)).write_to(&mut bytes, ImageFormat::Png).unwrap();
    let too_large = json!({ "error": ["欲上傳的圖片 (picture) 尺寸過大，最多 4000 萬像素"] });
    assert_eq!(upload(&vendor, &bytes.into_inner()).await.expect(422), too_large);
    assert_eq!(vendor.get(PATH).await.expect(200).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_picture_cannot_be_claimed_without_a_file() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let picture = upload(&vendor, &drawn(10, 10, ImageFormat::Png)).await.expect(201);
    let name = picture["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let claim = json!({ "picture": { "name": name, "width": 1, "height": 1, "sizes": {} } });
    let refused = json!({ "error": ["欲上傳的圖片 (picture) 必須以 multipart/form-data 上傳檔案"] });
    assert_eq!(vendor.post(PATH, claim).await.expect(422), refused);
    let fields = [("picture[name]", name), ("picture[width]", "1"), ("picture[height]", "1")];
    assert_eq!(vendor.multipart(Method::POST, PATH, &fields, &[]).await.expect(422), refused);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let shopwire = Shopwire::spawn().await;
    let large = vec![0xff; 2_200_000];
    upload(&shopwire.vendor(), &large).await.expect(413);
    let (small, over) = (drawn(8, 8, ImageFormat::Png), drawn(60, 60, ImageFormat::Png));
    assert!(small.len() < 1_500 && over.len() > 2_048);
    upload(&shopwire.apidemo(), &small).await.expect(201);
    upload(&shopwire.apidemo(), &over).await.expect(413);
}

#[tokio::test]
async fn a_deleted_pictures_files_go_also_after_a_crash() {
    let mut shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let picture = upload(&vendor, &drawn(1_600, 800, ImageFormat::Jpeg)).await;
    let kept = upload(&vendor, &drawn(100, 100, ImageFormat::Jpeg)).await.expect(201);
    assert_eq!(stored_files(&shopwire).len(), 4);
    shopwire.stop_jobs();
    let deleted = vendor.delete(&format!("{PATH}/{}", picture.id())).await.expect(200);
    assert_eq!(deleted, picture.json);
    vendor.delete(&format!("{PATH}/{}", picture.id())).await.expect(404);
    assert_eq!(stored_files(&shopwire).len(), 4);
    shopwire.start_jobs();
    files_left(&shopwire, 1).await;
    assert_eq!(shown(&shopwire, &picture.json["url_thumb"]).await.status, 404);
    assert_eq!(shown(&shopwire, &kept["url"]).await.status, 200);
}

#[tokio::test]
async fn pictures_are_content() {
    let shopwire = Shopwire::spawn().await;
    let picture = drawn(10, 10, ImageFormat::Png);
    upload(&shopwire.bearer("read_content").await, &picture).await.expect(401);
    upload(&shopwire.bearer("write_content").await, &picture).await.expect(201);
    shopwire.bearer("read_content").await.get(PATH).await.expect(200);
    shopwire.bearer("read_products").await.get(PATH).await.expect(401);
    upload(&shopwire.client(Credentials::Nobody), &picture).await.expect(401);
    assert_eq!(stored_files(&shopwire).len(), 1);
}
