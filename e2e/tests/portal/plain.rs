//! A small page first, and one that can be read and used without scripts.

use serde_json::json;

use crate::browser::ENTER;
use crate::stage::story;

/// What the first page may cost, with all that it loads.
const FIRST_PAGE: u64 = 100 * 1024;

#[test]
fn the_first_page_costs_little() {
    const TRANSFERRED: &str = "
        const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
        return loaded.map((entry) => entry.transferSize);";
    story(async |stage| {
        let page = &stage.page;
        page.open("/").await;
        let sizes = page.run(TRANSFERRED, json!([])).await;
        let sizes: Vec<u64> = sizes.as_array().unwrap().iter().map(|size| size.as_u64().unwrap()).collect();
        assert!(sizes.len() >= 3, "a page, its style and its script: {sizes:?}");
        assert!(sizes.iter().sum::<u64>() < FIRST_PAGE, "{sizes:?}");
    });
}

#[test]
fn whoever_runs_no_scripts_can_read_and_sign_in() {
    story(async |stage| {
        let page = &stage.page;
        page.without_scripts().await;
        page.open("/sign-in").await;
        page.fill("帳號或 Email", "apidemo").await;
        page.fill("密鑰或密碼", "apidemo").await;
        page.press(ENTER).await;
        page.sees("登出").await;
    });
}
