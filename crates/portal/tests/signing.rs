//! The signatures that pages make in the browser, on known vectors and before the server itself. The script is run
//! as the server sends it, by Node, whose own cryptography it does not use.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use testkit::{Shopwire, needs};

/// What the script answers when `code` runs with everything that it exports.
async fn run(shopwire: &Shopwire, code: &str) -> Option<Value> {
    let node = needs("node")?;
    let browser = shopwire.browser();
    let page = browser.get("/docs/v1/customers/get_v1_customers").await.expect(200);
    let folder = tempfile::tempdir().unwrap();
    for script in ["hmac", "multipart"] {
        let named = format!("data-{script}=\"");
        let url = page.split(&named).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        std::fs::write(folder.path().join(format!("{script}.mjs")), browser.get(url).await.expect(200)).unwrap();
    }
    let program = format!(
        "import {{ sha256, hmacSha256, base64, utf8, signedHeaders }} from './hmac.mjs';\n\
         import {{ multipart, newBoundary }} from './multipart.mjs';\n\
         const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');\n\
         const repeat = (byte, count) => new Uint8Array(count).fill(byte);\n\
         console.log(JSON.stringify({code}));"
    );
    std::fs::write(folder.path().join("run.mjs"), program).unwrap();
    let output = Command::new(node).arg("run.mjs").current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[tokio::test]
async fn hashes_are_those_of_the_standards() {
    let shopwire = Shopwire::spawn().await;
    let code = "[
        hex(sha256(utf8(''))), hex(sha256(utf8('abc'))), hex(sha256(repeat(0x61, 1000000))),
        hex(hmacSha256(repeat(0x0b, 20), utf8('Hi There'))),
        hex(hmacSha256(utf8('Jefe'), utf8('what do ya want for nothing?'))),
        hex(hmacSha256(repeat(0xaa, 131), utf8('Test Using Larger Than Block-Size Key - Hash Key First'))),
        base64(utf8('商店')),
    ]";
    let Some(made) = run(&shopwire, code).await else { return };
    // FIPS 180-4 and RFC 4231.
    let known = json!([
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        "5ZWG5bqX",
    ]);
    assert_eq!(made, known);
}

#[tokio::test]
async fn the_server_takes_what_the_page_signs() {
    let shopwire = Shopwire::spawn().await;
    let body = json!({ "name": "林美", "email": "mei@example.com", "password": "secret", "enable_cvs_pickup": true,
        "accepts_marketing": true })
    .to_string();
    let request = json!({ "method": "POST", "target": "/v1/customers?a=1", "body": body, "username": "vendor",
        "secret": "vendor-secret" });
    let Some(headers) = run(&shopwire, &format!("signedHeaders({request})")).await else { return };
    let send = async |body: &str| {
        let mut call = shopwire.browser().http().post(format!("{}/v1/customers?a=1", shopwire.base_url));
        for (name, value) in headers.as_object().unwrap() {
            call = call.header(name, value.as_str().unwrap());
        }
        call.header("content-type", "application/json").body(body.to_owned()).send().await.unwrap().status().as_u16()
    };
    assert_eq!(send(&body.replace("林美", "林麗")).await, 401, "the body is signed too");
    assert_eq!(send(&body).await, 201);
}

/// Names that would end a line or a quote are written as browsers write them, and a file's bytes stay as they are.
#[tokio::test]
async fn the_server_takes_the_form_that_the_page_makes() {
    let shopwire = Shopwire::spawn().await;
    let product = json!({ "title": "托特包", "handle": "tote", "price": 880, "published": true });
    let photos = format!("/v1/products/{}/product_photos", shopwire.vendor().post("/v1/products", product).await.id());
    let pixel = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    let code = format!(
        "await (async () => {{
            const boundary = newBoundary();
            const bytes = Buffer.from('{pixel}', 'base64');
            const photo = Object.assign(new Blob([bytes], {{ type: 'image/gif' }}), {{ name: '包\"\\r\\n.gif' }});
            const pieces = multipart([{{ name: 'photo', value: photo }}, {{ name: 'position', value: '1' }}], boundary);
            const body = new Uint8Array(await new Blob(pieces).arrayBuffer());
            const request = {{ method: 'POST', target: '{photos}', body, username: 'vendor', secret: 'vendor-secret' }};
            const headers = {{ ...signedHeaders(request), 'Content-Type': `multipart/form-data; boundary=${{boundary}}` }};
            return {{ headers, head: pieces[0], body: base64(body) }};
        }})()"
    );
    let Some(made) = run(&shopwire, &code).await else { return };
    let head = made["head"].as_str().unwrap();
    assert!(head.contains(r#"name="photo"; filename="包%22%0D%0A.gif""#), "{head}");
    let body = STANDARD.decode(made["body"].as_str().unwrap()).unwrap();
    let send = async |body: Vec<u8>| {
        let mut call = shopwire.browser().http().post(format!("{}{photos}", shopwire.base_url));
        for (name, value) in made["headers"].as_object().unwrap() {
            call = call.header(name, value.as_str().unwrap());
        }
        call.body(body).send().await.unwrap().status().as_u16()
    };
    let mut other = body.clone();
    let last = other.len() - 50;
    other[last] ^= 1;
    assert_eq!(send(other).await, 401, "every byte is signed");
    assert_eq!(send(body).await, 201);
}
