//! Every code sample that the pages show is run as it stands there, where its language is installed: requests
//! against a server, receivers with genuine and false webhooks.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use testkit::{Browser, Shopwire, needs};
use webhook::signature::{hex_hmac, standard_signature};

/// The code of a sample on a page, as it is copied.
async fn sample(browser: &Browser, page: &str, language: &str) -> String {
    let page = browser.get(page).await.expect(200);
    let section = page.split(&format!("id=\"sample-{language}\"")).nth(1).unwrap_or_else(|| panic!("no {language}"));
    let code = section.split("<code>").nth(1).unwrap().split("</code>").next().unwrap();
    let marks = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    marks.iter().fold(code.to_owned(), |code, (mark, letter)| code.replace(mark, letter))
}

/// The smallest of images.
const PIXEL: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/// How a language's samples are run. `None` where it is not installed.
struct Runtime {
    file: &'static str,
    /// Turns the file into a program, where that is a step of its own.
    compile: Option<Vec<String>>,
    run: Vec<String>,
}

fn runtime(language: &str, file: &'static str) -> Option<Runtime> {
    let text = |path: PathBuf| path.to_str().unwrap().to_owned();
    let interpreted = |command: Vec<String>| Some(Runtime { file, compile: None, run: command });
    match language {
        "curl" => {
            needs("curl")?;
            needs("openssl")?;
            interpreted(vec!["sh".into(), file.into()])
        }
        "python" => interpreted(vec![text(needs("python3")?), file.into()]),
        "node" => interpreted(vec![text(needs("node")?), file.into()]),
        "php" => interpreted(vec![text(needs("php")?), file.into()]),
        "java" => interpreted(vec![text(needs("java")?), file.into()]),
        "csharp" => {
            needs("csharp")?;
            let compile = ["mcs", "-langversion:latest", "-r:System.Net.Http.dll", "-out:sample.exe", file];
            let run = ["mono", "sample.exe"].map(str::to_owned).to_vec();
            Some(Runtime { file, compile: Some(compile.map(str::to_owned).to_vec()), run })
        }
        _ => panic!("nothing is known of {language}"),
    }
}

fn command(words: &[String], folder: &Path) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).current_dir(folder);
    // The server is on this machine.
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C.UTF-8");
    command
}

impl Runtime {
    fn prepare(&self, code: &str, folder: &Path) {
        std::fs::write(folder.join(self.file), code).unwrap();
        if let Some(compile) = &self.compile {
            let compiled = command(compile, folder).output().unwrap();
            assert!(compiled.status.success(), "{}", everything(&compiled));
        }
    }
}

fn everything(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What the sample says when it is run, beside an image for those that upload one.
async fn answer(runtime: Runtime, code: String, secret: &'static str) -> String {
    let run = move || {
        let folder = tempfile::tempdir().unwrap();
        runtime.prepare(&code, folder.path());
        std::fs::write(folder.path().join("image.jpg"), STANDARD.decode(PIXEL).unwrap()).unwrap();
        let output = command(&runtime.run, folder.path()).env("SHOPWIRE_SECRET", secret).output().unwrap();
        everything(&output)
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

/// A customer is made, read, changed, listed with a query and given up, each by the sample of its page.
async fn every_method(language: &str, file: &'static str) {
    if runtime(language, file).is_none() {
        return;
    }
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.signed_in_account("vendor").await;
    let run = async |operation: &str, secret: &'static str| {
        let code = sample(&browser, &format!("/docs/v1/customers/{operation}"), language).await;
        answer(runtime(language, file).unwrap(), code, secret).await
    };
    let created = run("post_v1_customers", "vendor-secret").await;
    assert!(created.contains("201") && created.contains(r#""name":"王小明""#), "{language}: {created}");
    assert!(created.contains(r#""id":1,"#), "the page's samples speak of customer 1: {created}");
    let read = run("get_v1_customers_by_customer_id", "vendor-secret").await;
    assert!(read.contains("200") && read.contains("ming@example.com"), "{language}: {read}");
    let changed = run("put_v1_customers_by_customer_id", "vendor-secret").await;
    assert!(changed.contains("200") && changed.contains("市府路1號"), "{language}: {changed}");
    let overview = run("get_v1_customers_by_customer_id_spending_overview", "vendor-secret").await;
    assert!(overview.contains("paid_and_valid_orders_count"), "with a query: {language}: {overview}");
    let granted = run("post_v1_customers_by_customer_id_bonus_points", "vendor-secret").await;
    assert!(granted.contains("201"), "{language}: {granted}");
    let deleted = run("delete_v1_customers_by_customer_id_bonus_points_by_bonus_point_id", "vendor-secret").await;
    assert!(deleted.contains("200"), "{language}: {deleted}");
    let refused = run("get_v1_customers_by_customer_id", "another secret").await;
    assert!(refused.contains("401") && refused.contains("無權使用該 API"), "{language}: {refused}");
}

/// A picture goes to the library and photos to a product, by its id and by its SKU, each by the sample of its page.
async fn every_upload(language: &str, file: &'static str) {
    if runtime(language, file).is_none() {
        return;
    }
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let product = json!({ "title": "上衣", "handle": "tee", "price": 1280, "published": true });
    let product = vendor.post("/v1/products", product).await.expect(201);
    assert_eq!(product["id"], 1, "the page's samples speak of product 1");
    let variant = format!("/v1/products/1/product_variants/{}", product["product_variants"][0]["id"]);
    vendor.put(&variant, json!({ "sku": "TEE-WHITE-M" })).await.expect(200);
    let browser = shopwire.signed_in_account("vendor").await;
    let run = async |operation: &str, secret: &'static str| {
        let code = sample(&browser, &format!("/docs/v1/{operation}"), language).await;
        // Curl makes the body itself, and it is not known before.
        assert_eq!(code.contains("x-date digest request-line"), language != "curl", "{language}: {code}");
        answer(runtime(language, file).unwrap(), code, secret).await
    };
    let picture = run("assets/post_v1_assets_pictures", "vendor-secret").await;
    assert!(picture.contains("201") && picture.contains(r#""url_thumb":"#), "{language}: {picture}");
    let photo = run("products/post_v1_products_by_product_id_product_photos", "vendor-secret").await;
    assert!(photo.contains("201") && photo.contains(r#""position":1"#), "{language}: {photo}");
    let photos = run("products/post_v1_products_batch_create_product_photo", "vendor-secret").await;
    assert!(photos.contains("201") && photos.contains(r#""product_id":1"#), "{language}: {photos}");
    let refused = run("assets/post_v1_assets_pictures", "another secret").await;
    assert!(refused.contains("401") && refused.contains("無權使用該 API"), "{language}: {refused}");
    let kept = vendor.get("/v1/products/1/product_photos").await.expect(200);
    assert_eq!(kept.as_array().map(Vec::len), Some(2), "{language}: {kept}");
}

#[tokio::test]
async fn curl_calls() {
    every_method("curl", "request.sh").await;
}

#[tokio::test]
async fn curl_uploads() {
    every_upload("curl", "request.sh").await;
}

#[tokio::test]
async fn python_uploads() {
    every_upload("python", "request.py").await;
}

#[tokio::test]
async fn node_uploads() {
    every_upload("node", "request.mjs").await;
}

#[tokio::test]
async fn php_uploads() {
    every_upload("php", "request.php").await;
}

#[tokio::test]
async fn java_uploads() {
    every_upload("java", "Sample.java").await;
}

#[tokio::test]
async fn csharp_uploads() {
    every_upload("csharp", "Sample.cs").await;
}

#[tokio::test]
async fn python_calls() {
    every_method("python", "request.py").await;
}

#[tokio::test]
async fn node_calls() {
    every_method("node", "request.mjs").await;
}

#[tokio::test]
async fn php_calls() {
    every_method("php", "request.php").await;
}

#[tokio::test]
async fn java_calls() {
    every_method("java", "Sample.java").await;
}

#[tokio::test]
async fn csharp_calls() {
    every_method("csharp", "Sample.cs").await;
}

const SECRET: &str = "the-app-secret";
const BODY: &str = r#"{"id":7,"name":"林美"}"#;

/// What is sent to a receiver: genuine, or false in one way.
struct Sent {
    what: &'static str,
    body: &'static str,
    hex: String,
    timestamp: i64,
    signatures: String,
    genuine: bool,
}

fn sendings() -> Vec<Sent> {
    let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
    let secret = SECRET.as_bytes();
    let sign = |at| standard_signature(secret, "evt_1", at, BODY.as_bytes());
    let genuine = || Sent {
        what: "genuine",
        body: BODY,
        hex: hex_hmac(secret, BODY.as_bytes()),
        timestamp: now,
        signatures: sign(now),
        genuine: true,
    };
    let old = now - 301 - 5;
    vec![
        genuine(),
        Sent { what: "one of two signatures", signatures: format!("v1,AAAA {}", sign(now)), ..genuine() },
        Sent { what: "a changed body", body: r#"{"id":8,"name":"林美"}"#, genuine: false, ..genuine() },
        Sent { what: "another secret", hex: hex_hmac(b"other", BODY.as_bytes()), genuine: false, ..genuine() },
        Sent { what: "no signature", hex: String::new(), genuine: false, ..genuine() },
        Sent { what: "a replay", timestamp: old, signatures: sign(old), genuine: false, ..genuine() },
        Sent { what: "a new time, unsigned", signatures: sign(old), genuine: false, ..genuine() },
        Sent { what: "no standard signature", signatures: "v1,AAAA".into(), genuine: false, ..genuine() },
    ]
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn receives(language: &str, file: &'static str) {
    let Some(mut runtime) = runtime(language, file) else { return };
    let shopwire = Shopwire::spawn().await;
    let code = sample(&shopwire.browser(), "/docs/webhooks", language).await;
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    runtime.prepare(&code, folder.path());
    if language == "php" {
        // Its own server runs the file.
        runtime.run.splice(1..1, ["-S".to_owned(), format!("127.0.0.1:{port}")]);
    }
    let mut program = command(&runtime.run, folder.path());
    program
        .env("SHOPWIRE_APP_SECRET", SECRET)
        .env("PORT", port.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _running = Running(program.spawn().unwrap());

    let http = shopwire.browser().http().clone();
    let until = Instant::now() + Duration::from_mins(1);
    for sent in sendings() {
        let status = loop {
            let request = http.post(format!("http://127.0.0.1:{port}/webhooks"));
            let request = request
                .header("content-type", "application/json")
                .header("x-cyberbiz-event", "customers/create")
                .header("x-cyberbiz-hmac-sha256", &sent.hex)
                .header("webhook-id", "evt_1")
                .header("webhook-timestamp", sent.timestamp.to_string())
                .header("webhook-signature", &sent.signatures);
            match request.body(sent.body).send().await {
                Ok(answer) => break answer.status().as_u16(),
                // It is still starting.
                Err(error) => assert!(Instant::now() < until, "{language} does not listen: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert_eq!(status, if sent.genuine { 204 } else { 401 }, "{language}: {}", sent.what);
    }
}

#[tokio::test]
async fn python_receives() {
    receives("python", "receiver.py").await;
}

#[tokio::test]
async fn node_receives() {
    receives("node", "receiver.mjs").await;
}

#[tokio::test]
async fn php_receives() {
    receives("php", "receiver.php").await;
}

#[tokio::test]
async fn java_receives() {
    receives("java", "Receiver.java").await;
}

#[tokio::test]
async fn csharp_receives() {
    receives("csharp", "Receiver.cs").await;
}

/// The shell's checks what was saved.
#[tokio::test]
async fn a_shell_verifies() {
    let Some(runtime) = runtime("curl", "verify.sh") else { return };
    let shopwire = Shopwire::spawn().await;
    let code = sample(&shopwire.browser(), "/docs/webhooks", "curl").await;
    let folder = tempfile::tempdir().unwrap();
    runtime.prepare(&code, folder.path());
    for sent in sendings() {
        std::fs::write(folder.path().join("body.json"), sent.body).unwrap();
        let output = command(&runtime.run, folder.path())
            .args(["body.json", &sent.hex, "evt_1", &sent.timestamp.to_string(), &sent.signatures])
            .env("SHOPWIRE_APP_SECRET", SECRET)
            .output()
            .unwrap();
        assert_eq!(output.status.success(), sent.genuine, "{}: {}", sent.what, everything(&output));
    }
}
