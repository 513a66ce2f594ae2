//! Signing in and out, the language and the light.

use platform::Role;

use crate::browser::ENTER;
use crate::stage::story;

#[test]
fn an_account_signs_in_and_out() {
    story(async |stage| {
        let page = &stage.page;
        page.open("/").await;
        page.click_text("登入").await;
        page.fill("帳號或 Email", "apidemo").await;
        page.fill("密鑰或密碼", "apidemo").await;
        page.press(ENTER).await;
        page.sees("登出").await;
        page.sees("apidemo").await;
        page.click_text("登出").await;
        page.sees("登入").await;
        page.sees_no("apidemo").await;
    });
}

#[test]
fn a_wrong_secret_is_told_and_what_was_typed_stays() {
    story(async |stage| {
        let page = &stage.page;
        page.open("/sign-in?back=%2Fdocs").await;
        page.fill("帳號或 Email", "apidemo").await;
        page.fill("密鑰或密碼", "not-the-secret").await;
        page.press(ENTER).await;
        page.sees("帳號或密鑰不正確").await;
        page.screenshot("sign-in-wrong-secret").await;
        page.is_accessible().await;
        assert_eq!(page.field("帳號或 Email").await, "apidemo");
        page.fill("密鑰或密碼", "apidemo").await;
        page.press(ENTER).await;
        page.is_at("/docs").await;
    });
}

#[test]
fn staff_sign_in_where_they_wanted_to_go() {
    story(async |stage| {
        let page = &stage.page;
        stage.shopwire.hire("lin@test.shopwire.test", Role::Owner).await;
        page.open("/console").await;
        page.is_at("/sign-in").await;
        page.fill("帳號或 Email", "lin@test.shopwire.test").await;
        page.fill("密鑰或密碼", "secret-of-lin@test.shopwire.test").await;
        page.press(ENTER).await;
        page.is_at("/console").await;
        page.sees("測試商店").await;
    });
}

#[test]
fn whoever_guesses_is_slowed_down() {
    story(async |stage| {
        let page = &stage.page;
        page.open("/sign-in").await;
        for _ in 0..5 {
            page.fill("帳號或 Email", "apidemo").await;
            page.fill("密鑰或密碼", "a-guess").await;
            page.press(ENTER).await;
            page.sees("帳號或密鑰不正確").await;
        }
        page.fill("密鑰或密碼", "apidemo").await;
        page.press(ENTER).await;
        page.sees("嘗試次數過多").await;
    });
}

#[test]
fn the_language_is_switched_and_stays() {
    story(async |stage| {
        let page = &stage.page;
        page.open("/sign-in").await;
        page.sees("密鑰或密碼").await;
        page.click_text("English").await;
        page.sees("Secret or password").await;
        assert_eq!(page.path().await, "/sign-in");
        assert_eq!(page.run("return document.documentElement.lang", serde_json::json!([])).await, "en");
        page.open("/").await;
        page.sees("API reference").await;
        page.click_text("繁體中文").await;
        page.sees("API 參考").await;
    });
}

#[test]
fn the_light_follows_the_system_or_the_visitor() {
    story(async |stage| {
        let page = &stage.page;
        page.open("/").await;
        let light = page.computed_colour("body").await;
        page.in_the_dark().await;
        let dark = page.computed_colour("body").await;
        assert!(luminance(light) > 200 && luminance(dark) < 60, "{light:?} and {dark:?}");
        page.click_text("淺色").await;
        page.sees("淺色").await;
        assert_eq!(page.computed_colour("body").await, light);
    });
}

fn luminance(colour: [u8; 3]) -> u32 {
    colour.into_iter().map(u32::from).sum::<u32>() / 3
}
