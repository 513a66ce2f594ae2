//! The guides and the first page, as somebody sees them.

use serde_json::Value;
use testkit::{Browser, Shopwire};

/// Every guide, in the order in which they are read.
const GUIDES: [&str; 11] = [
    "getting-started",
    "tools",
    "authentication",
    "limits",
    "paging",
    "errors",
    "idempotency",
    "webhooks",
    "retries",
    "replay",
    "differences",
];

async fn in_english(shopwire: &Shopwire) -> Browser {
    let browser = shopwire.browser();
    assert_eq!(browser.get("/preferences?language=en&back=/").await.status, 303);
    browser
}

/// What stands between two words of a page.
#[track_caller]
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after} after {before}")).0
}

#[tokio::test]
async fn guides_are_read_one_after_the_other_in_both_languages() {
    let shopwire = Shopwire::spawn().await;
    for (browser, lang) in [(shopwire.browser(), "zh-Hant-TW"), (in_english(&shopwire).await, "en")] {
        let mut path = "/docs/guides/getting-started".to_owned();
        let mut read = Vec::new();
        loop {
            let page = browser.get(&path).await.expect(200);
            let name = path.rsplit('/').next().unwrap().to_owned();
            assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            assert!(page.contains(&format!("<a href=\"{path}\" aria-current=\"page\">")), "{path} is marked");
            assert_eq!(page.matches("<h1>").count(), 1, "{path}");
            for unwanted in ["{{", " style=", " onclick=", "<script>", "src=\"http"] {
                assert!(!page.contains(unwanted), "{path} has {unwanted}");
            }
            read.push(name);
            if !page.contains("rel=\"next\"") {
                break;
            }
            let before = page.split(" rel=\"next\"").next().unwrap();
            path = before.rsplit("href=\"").next().unwrap().trim_end_matches('"').to_owned();
        }
        assert_eq!(read, GUIDES);
        let index = browser.get("/docs/guides").await.expect(200);
        assert!(GUIDES.iter().all(|name| index.contains(&format!("/docs/guides/{name}\""))), "{index}");
    }
}

#[tokio::test]
async fn examples_name_the_server_that_shows_them() {
    let shopwire = Shopwire::spawn().await;
    let page = shopwire.browser().get("/docs/guides/getting-started").await.expect(200);
    assert!(page.contains(&format!("&quot;{}$path&quot;", shopwire.base_url)));
}

#[tokio::test]
async fn a_guides_contents_lead_to_its_headings() {
    let shopwire = Shopwire::spawn().await;
    let browser = in_english(&shopwire).await;
    for name in GUIDES {
        let page = browser.get(&format!("/docs/guides/{name}")).await.expect(200);
        let contents = between(&page, "<nav class=\"contents\"", "</nav>");
        let anchors: Vec<&str> =
            contents.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(anchors.len() > 3, "{name}: {anchors:?}");
        for anchor in anchors {
            assert_eq!(page.matches(&format!("<h2 id=\"{anchor}\"")).count(), 1, "{name}: {anchor}");
        }
    }
}

#[tokio::test]
async fn a_guide_that_is_not_there_is_not_found() {
    let shopwire = Shopwire::spawn().await;
    shopwire.browser().get("/docs/guides/getting-finished").await.expect(404);
}

#[tokio::test]
async fn the_first_page_says_what_is_running() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    let (mut operations, mut events) = (0, 0);
    for version in ["v1", "v2"] {
        let document = browser.get(&format!("/openapi/{version}.json")).await.expect(200);
        let document: Value = serde_json::from_str(&document).unwrap();
        let count = |kind: &str| -> usize {
            let paths = document[kind].as_object().into_iter().flat_map(|paths| paths.values());
            paths.map(|path| path.as_object().unwrap().len()).sum()
        };
        operations += count("paths");
        events += count("webhooks");
    }
    assert!(operations > 50 && events > 10, "{operations} operations, {events} events");
    let page = browser.get("/").await.expect(200);
    assert!(page.contains(&format!("<code>{}</code>", shopwire.base_url)));
    assert!(page.contains(&format!("<a href=\"/docs\">{operations}</a>")));
    assert!(page.contains(&format!("<a href=\"/docs/webhooks\">{events}</a>")));
    for entrance in ["/docs/guides/getting-started", "/docs", "/console"] {
        assert!(page.contains(&format!("href=\"{entrance}\" aria-label")), "{entrance}");
    }
    let english = in_english(&shopwire).await.get("/").await.expect(200);
    assert!(english.contains("This server") && !english.contains("這個伺服器"));
}

/// Where the links of a page's own part lead: to pages of this portal.
fn links(page: &str) -> Vec<String> {
    let main = between(page, "<main", "</main>");
    let hrefs = main.split("href=\"").skip(1).filter_map(|rest| rest.split(['"', '#']).next());
    hrefs.filter(|href| href.starts_with('/')).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_link_leads_to_a_page() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(platform::Role::Owner).await;
    let mut found = std::collections::BTreeSet::new();
    for path in GUIDES.map(|name| format!("/docs/guides/{name}")).into_iter().chain(["/".to_owned()]) {
        found.extend(links(&browser.get(&path).await.expect(200)));
    }
    assert!(found.iter().any(|link| link == "/docs/v1/customers/get_v1_customers"), "{found:?}");
    for link in found {
        assert_eq!(browser.get(&link).await.status, 200, "{link}");
    }
}

#[tokio::test]
async fn the_reference_lists_the_guides() {
    let shopwire = Shopwire::spawn().await;
    let page = shopwire.browser().get("/docs").await.expect(200);
    let navigation = between(&page, "<details class=\"side\"", "</details>");
    for name in GUIDES {
        assert!(navigation.contains(&format!("<a href=\"/docs/guides/{name}\">")), "{name}");
    }
}
