//! Stories about the downloads: what is offered, that it is whole, and that browsers may keep it.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use testkit::Shopwire;

#[tokio::test]
async fn the_page_offers_every_document_in_both_languages() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let page = browser.get("/docs/downloads").await.expect(200);
    for text in ["下載", "Postman 集合", "v1.yaml", "v2.yaml", "/openapi/v1.json", &shopwire.base_url] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    browser.get("/preferences?language=en&back=/docs/downloads").await;
    assert!(browser.get("/docs/downloads").await.expect(200).contains("Postman collection"));
}

#[tokio::test]
async fn yaml_and_collection_are_served_and_kept() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let page = browser.get("/docs/downloads").await.expect(200);
    for (file, kind, beginning) in [
        ("/openapi/v1.yaml", "application/yaml", "openapi: "),
        ("/openapi/v2.yaml", "application/yaml", "openapi: "),
        ("/downloads/shopwire.postman_collection.json", "application/json", "{"),
    ] {
        let link = page.split('"').find(|link| link.starts_with(&format!("{file}?v="))).unwrap();
        let first = browser.get(link).await;
        assert_eq!(first.headers["content-type"], kind);
        assert!(first.headers["cache-control"].contains("immutable"), "{file}");
        let etag = first.headers["etag"].clone();
        assert!(first.expect(200).starts_with(beginning), "{file}");
        // Without the version it may change any time, and is asked about.
        let again = browser.http().get(format!("{}{file}", shopwire.base_url)).header("if-none-match", &etag);
        let again = again.send().await.unwrap();
        assert_eq!(again.status(), 304);
        assert_eq!(again.headers()["cache-control"], "public, no-cache");
    }
    let collection = browser.get("/downloads/shopwire.postman_collection.json").await.expect(200);
    assert!(collection.contains(&shopwire.base_url), "it speaks to this server");
    browser.get("/openapi/v3.yaml").await.expect(404);
}

#[tokio::test]
async fn the_pdf_is_made_once_or_the_page_says_how_to_get_a_font() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let get = || browser.http().get(format!("{}/downloads/shopwire-api.pdf", shopwire.base_url)).send();
    let (first, second) = tokio::join!(get(), get());
    let (first, second) = (first.unwrap(), second.unwrap());
    if !documents::has_font() {
        assert_eq!(first.status(), 503);
        assert!(first.text().await.unwrap().contains("fonts-noto-cjk"));
        return;
    }
    assert_eq!(first.headers()["content-type"], "application/pdf");
    assert_eq!(first.headers()["etag"], second.headers()["etag"]);
    let file = first.bytes().await.unwrap();
    assert!(file.starts_with(b"%PDF-1.7"));
    assert!(file.len() < 16 * 1024 * 1024, "{} bytes", file.len());
}
