//! Stories about accounts with their limits, and about the people of a shop.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use platform::{Account, Role, Staff};
use storage::{PLATFORM, Reading};
use testkit::{Browser, Shopwire};
use wire::Id;

const LIST: &str = "/v1/customers?per_page=1";

async fn account(shopwire: &Shopwire, username: &str) -> Account {
    let found = shopwire.database.read(PLATFORM, |view| Account::named(view, username)).await.unwrap();
    found.unwrap().into_value()
}

async fn person(shopwire: &Shopwire, email: &str) -> Staff {
    let find = |view: &storage::View<'_>| view.find_one::<Staff>(Staff::by_email(email));
    shopwire.database.read(PLATFORM, find).await.unwrap().unwrap().into_value()
}

/// What is shown once under this id.
fn shown(page: &str, id: &str) -> String {
    let rest = page.split(&format!(r#"id="{id}">"#)).nth(1).unwrap_or_else(|| panic!("no {id} in {page}"));
    rest.split('<').next().unwrap().to_owned()
}

fn new_account<'a>(username: &'a str, pace: &'a str, size: &'a str) -> [(&'a str, &'a str); 3] {
    [("username", username), ("pace", pace), ("size", size)]
}

#[tokio::test]
async fn an_owner_makes_an_account_whose_secret_is_shown_once() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let made = owner.post("/console/accounts/new", &new_account("erp", "3", "4096")).await;
    assert_eq!(made.headers["cache-control"], "no-store");
    let secret = shown(&made.expect(200), "secret");
    let erp = shopwire.account("erp", &secret);
    assert_eq!(erp.get(LIST).await.header("x-ratelimit-limit-second"), "3");
    let list = owner.get("/console/accounts").await.expect(200);
    assert!(list.contains("erp") && !list.contains(&secret), "{list}");
    let id = account(&shopwire, "erp").await.id;
    assert!(!owner.get(&format!("/console/accounts/{id}")).await.expect(200).contains(&secret));
}

#[tokio::test]
async fn what_was_typed_wrong_is_kept_and_explained() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let page = owner.post("/console/accounts/new", &new_account("an erp", "0", "many")).await.expect(422);
    for words in ["帳號名稱須為", "每秒請求數須為", "請求內容上限須為", r#"value="an erp""#, r#"value="many""#]
    {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    let taken = owner.post("/console/accounts/new", &new_account("VENDOR", "5", "2048")).await.expect(422);
    assert!(taken.contains("已有人使用"), "{taken}");
}

#[tokio::test]
async fn an_owner_lowers_limits_and_only_an_operator_raises_them_beyond_the_usual() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let path = format!("/console/accounts/{}/limits", account(&shopwire, "apidemo").await.id);
    let refused = owner.post(&path, &[("pace", "6"), ("size", "2048")]).await.expect(422);
    assert!(refused.contains("最多可設為 5") && refused.contains(r#"value="6""#), "{refused}");
    owner.submit(&path, &[("pace", "2"), ("size", "1024")]).await.expect(200);
    let apidemo = account(&shopwire, "apidemo").await;
    assert_eq!((apidemo.requests_per_second, apidemo.max_body_bytes), (2, 1024));
    assert_eq!(shopwire.apidemo().get(LIST).await.header("x-ratelimit-limit-second"), "2");
    shopwire.operator().await.submit(&path, &[("pace", "50"), ("size", "1024")]).await.expect(200);
    // What an operator allowed once, the owner may keep and come back to within it.
    owner.submit(&path, &[("pace", "40"), ("size", "1024")]).await.expect(200);
    owner.post(&path, &[("pace", "51"), ("size", "1024")]).await.expect(422);
    assert_eq!(account(&shopwire, "apidemo").await.requests_per_second, 40);
}

#[tokio::test]
async fn a_new_secret_overlaps_with_the_old_one_as_long_as_was_chosen() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let path = format!("/console/accounts/{}/secret", account(&shopwire, "apidemo").await.id);
    assert!(owner.post(&path, &[("overlap", "9999")]).await.expect(422).contains("請從清單選擇"));
    let page = owner.post(&path, &[("overlap", "1")]).await.expect(200);
    let new = shown(&page, "secret");
    assert!(page.contains("舊密鑰有效至"), "{page}");
    assert_eq!(shopwire.account("apidemo", &new).get(LIST).await.status, 200);
    assert_eq!(shopwire.apidemo().get(LIST).await.status, 200);
    shopwire.clock.advance_millis(3_600_001);
    assert_eq!(shopwire.apidemo().get(LIST).await.status, 401);
    let page = owner.post(&path, &[("overlap", "0")]).await.expect(200);
    assert!(page.contains("舊密鑰已失效"), "{page}");
    assert_eq!(shopwire.account("apidemo", &new).get(LIST).await.status, 401);
    assert_eq!(shopwire.account("apidemo", &shown(&page, "secret")).get(LIST).await.status, 200);
}

#[tokio::test]
async fn whoever_knows_only_the_old_secret_does_not_learn_the_new_one() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let signed_in = shopwire.signed_in_account("apidemo").await;
    signed_in.post("/session/secret", &[]).await.expect(200);
    let path = format!("/console/accounts/{}/secret", account(&shopwire, "apidemo").await.id);
    // A session is as old as its second.
    shopwire.clock.advance_millis(1_000);
    let new = shown(&owner.post(&path, &[("overlap", "24")]).await.expect(200), "secret");
    assert_eq!(shopwire.apidemo().get(LIST).await.status, 200, "the old one still signs calls");
    assert_ne!(signed_in.post("/session/secret", &[]).await.status, 200, "what it signed in has ended");
    let browser = shopwire.browser();
    assert_eq!(browser.post("/sign-in", &[("name", "apidemo"), ("secret", "apidemo")]).await.status, 401);
    assert_eq!(browser.post("/sign-in", &[("name", "apidemo"), ("secret", &new)]).await.status, 303);
}

#[tokio::test]
async fn an_account_is_shut_out_and_let_in_again() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let signed_in = shopwire.signed_in_account("apidemo").await;
    let path = format!("/console/accounts/{}", account(&shopwire, "apidemo").await.id);
    assert!(owner.submit(&format!("{path}/disable"), &[]).await.expect(200).contains("帳號已停用"));
    assert_eq!(shopwire.apidemo().get(LIST).await.status, 401);
    assert_eq!(signed_in.get("/console/requests").await.status, 303, "its session has ended too");
    assert!(owner.submit(&format!("{path}/enable"), &[]).await.expect(200).contains("帳號已啟用"));
    assert_eq!(shopwire.apidemo().get(LIST).await.status, 200);
}

#[tokio::test]
async fn who_is_no_owner_looks_and_changes_nothing() {
    let shopwire = Shopwire::spawn().await;
    let id = account(&shopwire, "vendor").await.id;
    let colleague = shopwire.hire("mei@test.shopwire.test", Role::Viewer).await;
    for role in [Role::Viewer, Role::Developer] {
        let staff = shopwire.staff(role).await;
        let list = staff.get("/console/accounts").await.expect(200);
        assert!(list.contains("vendor") && !list.contains("新增帳號") && !list.contains("移出商店"), "{list}");
        staff.get("/console/accounts/new").await.expect(403);
        staff.get(&format!("/console/accounts/{id}")).await.expect(403);
        staff.post("/console/accounts/new", &new_account("erp", "5", "2048")).await.expect(403);
        for change in ["limits", "secret", "disable", "enable"] {
            let fields = [("pace", "1"), ("size", "1"), ("overlap", "0")];
            staff.post(&format!("/console/accounts/{id}/{change}"), &fields).await.expect(403);
        }
        staff.post("/console/accounts/staff/new", &[("email", "a@b.test")]).await.expect(403);
        for change in ["role", "password", "remove"] {
            let fields = [("role", "owner")];
            staff.post(&format!("/console/accounts/staff/{colleague}/{change}"), &fields).await.expect(403);
        }
    }
    shopwire.signed_in_account("vendor").await.get("/console/accounts").await.expect(403);
    assert_eq!(shopwire.vendor().get(LIST).await.status, 200, "nothing has changed");
}

/// Another shop with an owner of its own, and their browser.
async fn other_shop(shopwire: &Shopwire) -> (Browser, Id<Account>) {
    let operator = shopwire.operator().await;
    let shop = [("name", "別家店"), ("domain", "other.shopwire.test"), ("plan", "enterprise")];
    let made = operator.post("/operator/shops/new", &shop).await;
    let id = made.location().rsplit('/').next().unwrap().to_owned();
    operator.submit("/session/shop", &[("shop", &id)]).await.expect(200);
    operator.post("/console/accounts/new", &new_account("other", "5", "2048")).await.expect(200);
    (operator, account(shopwire, "other").await.id)
}

#[tokio::test]
async fn another_shops_accounts_are_out_of_reach() {
    let shopwire = Shopwire::spawn().await;
    let (_, id) = other_shop(&shopwire).await;
    let owner = shopwire.staff(Role::Owner).await;
    assert!(!owner.get("/console/accounts").await.expect(200).contains("other"));
    owner.get(&format!("/console/accounts/{id}")).await.expect(404);
    for change in ["limits", "secret", "disable"] {
        let fields = [("pace", "1"), ("size", "1"), ("overlap", "0")];
        owner.post(&format!("/console/accounts/{id}/{change}"), &fields).await.expect(404);
    }
    assert!(!account(&shopwire, "other").await.disabled);
}

fn new_person<'a>(email: &'a str, role: &'a str) -> [(&'a str, &'a str); 3] {
    [("email", email), ("name", "美"), ("role", role)]
}

#[tokio::test]
async fn somebody_new_signs_in_once_with_the_password_they_were_handed() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let wrong = owner.post("/console/accounts/staff/new", &[("email", "mei"), ("name", ""), ("role", "king")]).await;
    let wrong = wrong.expect(422);
    assert!(wrong.contains("請輸入正確的 Email") && wrong.contains("請選擇角色") && wrong.contains(r#"value="mei""#));
    let made = owner.post("/console/accounts/staff/new", &new_person("mei@example.com", "developer")).await.expect(200);
    let handed = shown(&made, "password");

    let mei = shopwire.browser();
    assert_eq!(mei.post("/sign-in", &[("name", "mei@example.com"), ("secret", &handed)]).await.status, 303);
    for page in ["/console", "/console/requests", "/console/accounts"] {
        assert_eq!(mei.get(page).await.location(), "/console/password", "{page}");
    }
    let page = mei.get("/console/password").await.expect(200);
    assert!(page.contains("請先換成自己的密碼"), "{page}");
    let csrf = page.split(r#"name="csrf" value=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let change = async |next: &str, again: &str, current: &str| {
        let fields = [("csrf", csrf), ("current", current), ("next", next), ("again", again)];
        mei.post_as_is("/console/password", &fields).await
    };
    assert!(change("short", "short", &handed).await.expect(422).contains("至少要有 12 個字元"));
    assert!(change("a-password-of-mine", "another-password", &handed).await.expect(422).contains("兩次輸入"));
    assert!(change("a-password-of-mine", "a-password-of-mine", "wrong").await.expect(422).contains("目前的密碼不正確"));
    assert!(change(&handed, &handed, &handed).await.expect(422).contains("不能與目前的密碼相同"));
    let old = mei.cookie("shopwire_session").unwrap();
    // A session is as old as its second.
    shopwire.clock.advance_millis(1_000);
    assert_eq!(change("a-password-of-mine", "a-password-of-mine", &handed).await.location(), "/console");
    assert!(mei.get("/console").await.expect(200).contains("密碼已變更"));
    let with_old = mei.http().get(format!("{}/console", shopwire.base_url));
    let with_old = with_old.header("cookie", format!("shopwire_session={old}")).send().await.unwrap();
    assert_eq!(with_old.status().as_u16(), 303, "what was signed in by the old password has ended");
    let again = shopwire.browser();
    assert_eq!(again.post("/sign-in", &[("name", "mei@example.com"), ("secret", &handed)]).await.status, 401);
}

#[tokio::test]
async fn roles_change_and_people_leave_at_once() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let id = shopwire.hire("mei@test.shopwire.test", Role::Viewer).await;
    let mei = shopwire.browser();
    let secret = "secret-of-mei@test.shopwire.test";
    assert_eq!(mei.post("/sign-in", &[("name", "mei@test.shopwire.test"), ("secret", secret)]).await.status, 303);
    mei.get("/console/accounts/new").await.expect(403);
    let path = format!("/console/accounts/staff/{id}");
    owner.submit(&format!("{path}/role"), &[("role", "owner")]).await.expect(200);
    mei.get("/console/accounts/new").await.expect(200);
    assert!(owner.submit(&format!("{path}/remove"), &[]).await.expect(200).contains("已移出商店"));
    assert_eq!(mei.get("/console").await.status, 303);
    assert_eq!(mei.post("/sign-in", &[("name", "mei@test.shopwire.test"), ("secret", secret)]).await.status, 401);
    owner.post(&format!("{path}/role"), &[("role", "owner")]).await.expect(404);
    // Whoever comes back begins anew. (A session is as old as its second.)
    shopwire.clock.advance_millis(1_000);
    let back = owner.post("/console/accounts/staff/new", &new_person("MEI@test.shopwire.test", "viewer")).await;
    let handed = shown(&back.expect(200), "password");
    assert_eq!(mei.post("/sign-in", &[("name", "mei@test.shopwire.test"), ("secret", &handed)]).await.status, 303);
}

#[tokio::test]
async fn nobody_changes_their_own_place_or_an_operators() {
    let shopwire = Shopwire::spawn().await;
    let id = shopwire.hire("boss@test.shopwire.test", Role::Owner).await;
    let boss = shopwire.browser();
    let secret = "secret-of-boss@test.shopwire.test";
    boss.post("/sign-in", &[("name", "boss@test.shopwire.test"), ("secret", secret)]).await;
    let page = boss.get("/console/accounts").await.expect(200);
    let csrf = page.split(r#"name="csrf" value=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    for change in ["role", "password", "remove"] {
        let fields = [("csrf", csrf.as_str()), ("role", "viewer")];
        boss.post_as_is(&format!("/console/accounts/staff/{id}/{change}"), &fields).await.expect(403);
    }
    assert!(!page.contains(&format!("/console/accounts/staff/{id}/")), "what they may not do is not shown");
    let operator = shopwire.hire("operator@test.shopwire.test", Role::Viewer).await;
    let promote = move |tx: &mut storage::Tx<'_>| {
        let mut staff = tx.get(operator)?.unwrap();
        staff.operator = true;
        tx.save(&mut staff)
    };
    shopwire.database.write(PLATFORM, None, promote).await.unwrap();
    for change in ["role", "password", "remove"] {
        let fields = [("csrf", csrf.as_str()), ("role", "viewer")];
        boss.post_as_is(&format!("/console/accounts/staff/{operator}/{change}"), &fields).await.expect(403);
    }
}

#[tokio::test]
async fn who_works_in_two_shops_has_one_password_that_neither_owner_resets() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let id = shopwire.hire("mei@test.shopwire.test", Role::Viewer).await;
    let twice = owner.post("/console/accounts/staff/new", &new_person("mei@test.shopwire.test", "owner")).await;
    assert!(twice.expect(422).contains("已經是這家商店的人員"));
    let (operator, _) = other_shop(&shopwire).await;
    let joined = operator.submit("/console/accounts/staff/new", &new_person("mei@test.shopwire.test", "owner")).await;
    assert!(joined.expect(200).contains("沿用原有的密碼"));
    let path = format!("/console/accounts/staff/{id}");
    owner.post(&format!("{path}/password"), &[]).await.expect(403);
    assert!(person(&shopwire, "mei@test.shopwire.test").await.password.matches("secret-of-mei@test.shopwire.test"));
    owner.submit(&format!("{path}/remove"), &[]).await.expect(200);
    let mei = person(&shopwire, "mei@test.shopwire.test").await;
    assert!(!mei.disabled && mei.shops.len() == 1, "they still work in the other shop");
    owner.post(&format!("{path}/password"), &[]).await.expect(404);
}

#[tokio::test]
async fn a_reset_password_ends_what_was_signed_in() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let id = shopwire.hire("mei@test.shopwire.test", Role::Viewer).await;
    let mei = shopwire.browser();
    let secret = "secret-of-mei@test.shopwire.test";
    assert_eq!(mei.post("/sign-in", &[("name", "mei@test.shopwire.test"), ("secret", secret)]).await.status, 303);
    shopwire.clock.advance_millis(1_000);
    let reset = owner.post(&format!("/console/accounts/staff/{id}/password"), &[]).await.expect(200);
    let handed = shown(&reset, "password");
    assert_eq!(mei.get("/console").await.location(), "/sign-in?back=%2Fconsole");
    assert_eq!(mei.post("/sign-in", &[("name", "mei@test.shopwire.test"), ("secret", secret)]).await.status, 401);
    assert_eq!(mei.post("/sign-in", &[("name", "mei@test.shopwire.test"), ("secret", &handed)]).await.status, 303);
    assert_eq!(mei.get("/console").await.location(), "/console/password");
}
