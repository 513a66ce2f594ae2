//! The commands beside a running server.
#![cfg(unix)]

mod support;

use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};

use support::{Folder, Server, read_answer, run, shopwire};

const WANG: &str = r#"{"name":"王小明","email":"ming@example.com","password":"a-plain-password","enable_cvs_pickup":true,"accepts_marketing":true}"#;

#[test]
fn commands_work_while_the_server_runs() {
    let folder = Folder::new();
    let server = folder.serve(&[]);
    folder.run(&["shop", "create", "茶行", "--domain", "tea.shopwire.test"]).ok();

    // An account works with its next request, and with no other secret.
    let made =
        folder.run(&["account", "create", "erp", "--requests-per-second", "50", "--max-body-bytes", "4096"]).ok();
    let secret = made.after("secret");
    let ask = |secret: &str| folder.run(&["request", "GET", "/v1/customers", "--username", "erp", "--secret", secret]);
    assert!(ask(&secret).ok().err.contains("x-ratelimit-limit-second: 50"));
    let rotated = folder.run(&["account", "rotate", "erp"]).ok().after("secret");
    assert_eq!(ask(&secret).code, 1, "the old secret is refused");
    ask(&rotated).ok();
    let twice = folder.run(&["account", "create", "ERP"]);
    assert!(twice.code == 2 && twice.err.contains("already"), "{}", twice.err);

    // A token, until it is revoked.
    folder.run(&["app", "create", "crm", "--scopes", "read_customers"]).ok();
    let wider = folder.run(&["token", "issue", "crm", "--scopes", "read_customers,write_customers"]);
    assert!(wider.code == 2 && wider.err.contains("read_customers"), "{}", wider.err);
    let token = folder.run(&["token", "issue", "crm"]).ok().after("token  ");
    let bearer = |method: &str| folder.run(&["request", method, "/v1/customers", "--token", &token, "--data", WANG]);
    bearer("GET").ok();
    assert!(bearer("POST").err.contains("401"), "a token does what its scopes say");
    folder.run(&["token", "revoke", "1"]).ok();
    assert!(bearer("GET").err.contains("401"));
    assert!(folder.run(&["token", "list"]).ok().out.contains("revoked"));

    // Both secrets, and both tokens, as long as they overlap.
    let third = folder.run(&["account", "rotate", "erp", "--overlap-hours", "24"]).ok();
    assert!(third.out.contains("the old one is good until"), "{}", third.out);
    let (old, rotated) = (rotated, third.after("secret"));
    ask(&old).ok();
    ask(&rotated).ok();
    let first = folder.run(&["token", "issue", "crm"]).ok().after("token  ");
    let second = folder.run(&["token", "rotate", "2", "--overlap-hours", "24"]).ok().after("token  ");
    for token in [&first, &second] {
        folder.run(&["request", "GET", "/v1/customers", "--token", token]).ok();
    }
    assert!(folder.run(&["token", "list"]).ok().out.contains("ending"));
    folder.run(&["token", "rotate", "2"]).ok();
    let refused = folder.run(&["request", "GET", "/v1/customers", "--token", &first]);
    assert!(refused.err.contains("401"), "{}", refused.err);
    assert_eq!(folder.run(&["token", "rotate", "2"]).code, 2, "it has ended");

    // A plan without the API shuts everybody out.
    folder.run(&["shop", "set-plan", "tea.shopwire.test", "basic"]).ok();
    assert!(ask(&rotated).err.contains("401"));
    folder.run(&["shop", "set-plan", "1", "plus", "--api-option"]).ok();
    ask(&rotated).ok();

    // So does a feature that is withheld, from what it opens.
    let groups = |secret: &str| {
        folder.run(&["request", "GET", "/v1/inventory_sync_groups", "--username", "erp", "--secret", secret])
    };
    groups(&rotated).ok();
    let withheld = folder.run(&["shop", "set-feature", "1", "inventory_sync_groups", "off"]).ok();
    assert!(withheld.out.contains("does not have"), "{}", withheld.out);
    let refused = groups(&rotated);
    assert!(refused.out.contains("無「庫存同步群組」功能"), "{} {}", refused.out, refused.err);
    assert!(folder.run(&["shop", "list"]).ok().out.contains("inventory_sync_groups"));
    folder.run(&["shop", "set-feature", "1", "inventory_sync_groups", "on"]).ok();
    groups(&rotated).ok();
    assert_eq!(folder.run(&["shop", "set-feature", "1", "flying", "off"]).code, 2);

    folder.run(&["account", "disable", "erp"]).ok();
    assert!(ask(&rotated).err.contains("401"));
    assert!(folder.run(&["account", "list"]).ok().out.contains("disabled"));
    folder.run(&["account", "enable", "erp"]).ok();
    ask(&rotated).ok();
    server.stop();
}

#[test]
fn every_change_stands_in_the_audit_trail_and_no_secret_does() {
    let folder = Folder::new();
    folder.run(&["shop", "create", "茶行", "--domain", "tea.shopwire.test"]).ok();
    let first = folder.run(&["account", "create", "erp"]).ok().after("secret");
    let second = folder.run(&["account", "rotate", "erp"]).ok().after("secret");
    folder.run(&["account", "disable", "erp"]).ok();
    folder.run(&["account", "disable", "erp"]).ok();
    let app = folder.run(&["app", "create", "crm"]).ok().after("secret");
    let token = folder.run(&["token", "issue", "crm"]).ok().after("token  ");
    let url = "https://crm.example.com/hooks?key=a-receivers-key";
    folder.run(&["app", "subscribe", "crm", "--webhook-url", url, "--events", "all"]).ok();
    folder.run(&["shop", "set-plan", "1", "plus", "--api-option"]).ok();
    for _ in 0..2 {
        folder.run(&["shop", "set-feature", "1", "inventory_sync_groups", "off"]).ok();
    }

    let listed = folder.run(&["audit", "list", "--json"]).ok();
    let entries = listed.json();
    let actions: Vec<_> =
        entries.as_array().unwrap().iter().rev().map(|entry| entry["action"].as_str().unwrap()).collect();
    let expected = [
        "shop.create",
        "account.create",
        "account.rotate_secret",
        "account.disable",
        "app.create",
        "token.issue",
        "endpoint.subscribe",
        "shop.set_plan",
        "shop.set_feature",
    ];
    assert_eq!(actions, expected, "what changes nothing is no change");
    for secret in [&first, &second, &app, &token, "a-receivers-key"] {
        assert!(!listed.out.contains(secret), "{secret} is in the trail");
    }
    let plan = &entries[1]["changes"][0];
    assert_eq!(
        (&plan["field"], &plan["before"], &plan["after"]),
        (&"plan".into(), &"enterprise".into(), &"plus".into())
    );
    let accounts = folder.run(&["audit", "list", "--action", "account.", "--limit", "2"]).ok().out;
    assert!(accounts.contains("account.disable") && !accounts.contains("account.create"), "{accounts}");
}

/// The status of signing in at the portal.
#[allow(clippy::unwrap_used)] // a test's own helper
fn sign_in(server: &Server, email: &str, password: &str) -> u16 {
    let mut stream = TcpStream::connect(server.base_url.strip_prefix("http://").unwrap()).unwrap();
    let body = format!("name={email}&secret={password}");
    let head =
        "POST /sign-in HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded";
    write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    read_answer(&mut stream).unwrap().0
}

#[test]
fn the_first_operator_and_owner_are_made_at_the_command_line() {
    let folder = Folder::new();
    let server = folder.serve(&[]);
    folder.run(&["shop", "create", "茶行", "--domain", "tea.shopwire.test"]).ok();
    let operator = folder.run(&["staff", "add", "boss@example.com", "--name", "Boss", "--operator"]).ok();
    let password = operator.after("password");
    assert_eq!(sign_in(&server, "boss@example.com", &password), 303);
    assert_eq!(sign_in(&server, "boss@example.com", "wrong"), 401);
    let again = folder.run(&["staff", "add", "Boss@example.com", "--name", "Boss"]).ok();
    assert!(again.out.contains("owner of tea.shopwire.test") && again.out.contains("the password they have"));
    let twice = folder.run(&["staff", "add", "boss@example.com", "--name", "Boss"]);
    assert!(twice.code == 2 && twice.err.contains("already"), "{}", twice.err);
    let listed = folder.run(&["staff", "list", "--json"]).ok();
    let boss = &listed.json()[0];
    assert_eq!((&boss["operator"], &boss["shops"][0]["role"]), (&true.into(), &"owner".into()));
    assert!(!listed.out.contains("argon2") && !listed.out.contains(&password), "{}", listed.out);

    let new = folder.run(&["staff", "reset-password", "boss@example.com"]).ok().after("password");
    assert_eq!(sign_in(&server, "boss@example.com", &password), 401);
    assert_eq!(sign_in(&server, "boss@example.com", &new), 303);
    let left = folder.run(&["staff", "remove", "boss@example.com"]).ok();
    assert!(left.out.contains("still signs in"), "{}", left.out);
    folder.run(&["staff", "remove", "boss@example.com", "--operator"]).ok();
    assert_eq!(sign_in(&server, "boss@example.com", &new), 401);
    assert_eq!(folder.run(&["staff", "remove", "nobody@example.com"]).code, 2);
    assert_eq!(folder.run(&["staff", "add", "nobody", "--name", "x"]).code, 2);
    let trail = folder.run(&["audit", "list", "--action", "staff.", "--json"]).ok();
    let actions: Vec<_> = trail.json().as_array().unwrap().iter().map(|entry| entry["action"].clone()).collect();
    let expected = ["end_operator", "remove", "reset_password", "join", "make_operator"];
    assert_eq!(actions, expected.map(|action| format!("staff.{action}")));
    assert!(!trail.out.contains(&new));
    server.stop();
}

#[test]
fn a_shop_is_given_numbers_for_its_invoices() {
    let folder = Folder::new();
    folder.run(&["shop", "create", "茶行", "--domain", "tea.shopwire.test"]).ok();
    let add = |range: &[&str]| folder.run(&[&["shop", "add-invoice-range", "tea.shopwire.test"], range].concat());
    let next = ["ab", "10000000", "10000049", "--period", "2099-12"];
    let added = add(&next).ok();
    assert!(added.out.contains("2099-11 with AB 10000000–10000049, 50 numbers"), "{}", added.out);
    add(&["CD", "00000000", "99999999"]).ok();
    let again = add(&next);
    assert!(again.code == 2 && again.err.contains("重疊"), "{} {}", again.code, again.err);
    let never = add(&["CD", "00000000", "00000001", "--period", "2099"]);
    assert!(never.code == 2 && never.err.contains("2026-11"), "{}", never.err);
    let listed = folder.run(&["shop", "list-invoice-ranges", "--json"]).ok().json();
    assert_eq!((&listed[0]["period"], &listed[0]["left"]), (&"2099-11".into(), &50.into()));
    assert_eq!((&listed[1]["next"], &listed[1]["left"]), (&"00000000".into(), &100_000_000.into()));
    assert!(folder.run(&["shop", "list-invoice-ranges"]).ok().out.contains("AB 10000000–10000049"));
    let entries = folder.run(&["audit", "list", "--json"]).ok().json();
    assert_eq!(entries[0]["action"], "shop.add_invoice_range");
}

#[test]
fn lists_are_json_for_programs() {
    let folder = Folder::new();
    folder.run(&["shop", "create", "茶行", "--domain", "tea.shopwire.test"]).ok();
    folder.run(&["account", "create", "erp"]).ok();
    folder.run(&["app", "create", "crm"]).ok();
    folder.run(&["token", "issue", "crm"]).ok();
    for (list, field, value) in [
        ("shop", "domain", "tea.shopwire.test"),
        ("account", "username", "erp"),
        ("app", "name", "crm"),
        ("token", "state", "good"),
    ] {
        let listed = folder.run(&[list, "list", "--json"]).ok().json();
        assert_eq!(listed[0][field], value, "{listed}");
        assert!(listed[0]["id"].is_i64() && listed[0].get("secret").is_none(), "{listed}");
    }
    assert_eq!(folder.run(&["deliveries", "list", "--json"]).ok().json(), serde_json::json!([]));
}

#[test]
fn a_shop_is_named_where_there_is_more_than_one() {
    let folder = Folder::new();
    let none = folder.run(&["shop", "list"]);
    assert!(none.code == 1 && none.err.contains("shopwire serve"), "{}", none.err);
    for domain in ["tea.shopwire.test", "rice.shopwire.test"] {
        folder.run(&["shop", "create", "小店", "--domain", domain]).ok();
    }
    let vague = folder.run(&["account", "create", "erp"]);
    assert!(vague.code == 2 && vague.err.contains("--shop") && vague.err.contains("rice"), "{}", vague.err);
    folder.run(&["account", "create", "erp", "--shop", "rice.shopwire.test"]).ok();
    folder.run(&["app", "create", "crm", "--shop", "1"]).ok();
    folder.run(&["app", "create", "crm", "--shop", "2"]).ok();
    let vague = folder.run(&["token", "issue", "crm"]);
    assert!(vague.code == 2 && vague.err.contains("--shop"), "{}", vague.err);
    folder.run(&["token", "issue", "crm", "--shop", "tea.shopwire.test"]).ok();
    let listed = folder.run(&["account", "list", "--shop", "tea.shopwire.test"]).ok();
    assert!(!listed.out.contains("erp"), "{}", listed.out);
}

#[test]
fn an_unknown_event_is_refused_with_the_list() {
    let folder = Folder::new();
    folder.run(&["shop", "create", "茶行", "--domain", "tea.shopwire.test"]).ok();
    folder.run(&["app", "create", "crm"]).ok();
    let subscribe = |events: &str| {
        folder.run(&["app", "subscribe", "crm", "--webhook-url", "https://crm.example.com/hooks", "--events", events])
    };
    let refused = subscribe("customers/create,customers/sneeze");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("customers/sneeze") && refused.err.contains("coupons/destroy"), "{}", refused.err);
    subscribe("customers/create").ok();
    assert!(folder.run(&["app", "list"]).ok().out.contains("https://crm.example.com/hooks  customers/create"));
    subscribe("all").ok();
    let listed = folder.run(&["app", "list"]).ok().out;
    assert_eq!(listed.matches("https://crm.example.com/hooks").count(), 1, "the URL has one subscription: {listed}");
    let unsubscribe = ["app", "unsubscribe", "crm", "--webhook-url", "https://crm.example.com/hooks"];
    folder.run(&unsubscribe).ok();
    assert!(!folder.run(&["app", "list"]).ok().out.contains("crm.example.com"));
    assert_eq!(folder.run(&unsubscribe).code, 2, "there is nothing to end any more");
}

#[test]
fn an_app_is_made_with_what_oauth_needs() {
    let folder = Folder::new();
    folder.run(&["shop", "create", "茶行", "--domain", "tea.shopwire.test"]).ok();
    let create = |uri: &str| folder.run(&["app", "create", "crm", "--redirect-uri", uri]);
    for (uri, told) in [("http://crm.example.com/cb", "https://"), ("https://crm.example.com/#x", "# part")] {
        let refused = create(uri);
        assert!(refused.code == 2 && refused.err.contains(told), "{}", refused.err);
    }
    let made = create("http://127.0.0.1:3000/cb").ok();
    let client_id = made.after("client id  ");
    assert_eq!((client_id.len(), made.after("secret").len()), (32, 64), "{}", made.out);
    assert!(folder.run(&["app", "list"]).ok().out.contains(&client_id));
    let rotated = folder.run(&["app", "rotate-secret", "crm", "--overlap-hours", "24"]).ok();
    assert!(rotated.out.contains("the old one verifies webhooks too until"), "{}", rotated.out);
    assert_eq!(folder.run(&["app", "rotate-secret", "crm", "--overlap-hours", "169"]).code, 2);
}

#[test]
fn listen_receives_a_signed_event_and_a_refused_one_again() {
    let folder = Folder::new();
    let config = "[webhooks]\nretries = ['200ms', '1h']\njitter-percent = 0\n";
    fs::create_dir(folder.path()).unwrap();
    fs::write(folder.path().join("shopwire.toml"), config).unwrap();
    let server = folder.serve(&["--demo"]);
    let flags = ["listen", "--listen", "127.0.0.1:0", "--register", "demo-app", "--events", "customers/create"];
    let mut command = folder.command(&flags);
    let mut listening = folder.start("listen.log", command.args(["--fail", "1", "--status", "503"]));
    listening.wait_for("verifying");

    let created = folder.run(&["request", "POST", "/v1/customers", "--data", WANG]).ok().json();
    let id = created["id"].as_i64().unwrap();
    let head = format!("customers/create {id}  demo.shopwire.test  genuine");
    let first = listening.wait_for(&head).pop().unwrap();
    assert!(first.ends_with("answered 503"), "{first}");
    let second = listening.wait_for(&head).pop().unwrap();
    assert!(second.ends_with("again, 2 times now"), "{second}");
    assert!(listening.wait_for("王小明").len() < 5, "the payload follows");

    // The delivery log tells the same, and sends it once more.
    let listed = folder.run(&["deliveries", "list", "--event", "customers/create", "--endpoint", "2"]).ok();
    let row: Vec<&str> = listed.out.lines().nth(1).unwrap().split("  ").filter(|cell| !cell.is_empty()).collect();
    let delivery = row[0].trim();
    // Recorded a moment after it was answered.
    let mut shown = (0..100).map(|_| folder.run(&["deliveries", "show", delivery]).ok().out);
    let shown = shown.find(|shown| shown.contains("Try 2")).unwrap();
    assert!(shown.contains("503") && shown.contains("delivered") && shown.contains("王小明"), "{shown}");
    for (times, found) in [(["--since", "2020-01-01"], true), (["--until", "2020-01-01"], false)] {
        let listed = folder.run(&[&["deliveries", "list"], &times[..]].concat()).ok();
        assert_eq!(listed.out.contains("customers/create"), found, "{times:?}: {}", listed.out);
    }
    folder.run(&["deliveries", "resend", delivery]).ok();
    assert!(listening.wait_for(&head).pop().unwrap().ends_with("again, 3 times now"));
    assert_eq!(folder.run(&["deliveries", "resend"]).code, 2, "everything is never resent by accident");
    assert_eq!(folder.run(&["deliveries", "show", "999"]).code, 2);

    listening.signal("INT");
    assert_eq!(listening.end().code(), Some(0));
    server.stop();
}

#[test]
fn listen_tells_what_is_not_genuine() {
    let folder = Folder::new();
    let server = folder.serve(&["--demo"]);
    let mut command = folder.command(&["listen", "--listen", "127.0.0.1:0", "--register", "1", "--brief"]);
    let listening = folder.start("listen.log", command.args(["--secret", "another"]));
    listening.wait_for("verifying");
    folder.run(&["request", "POST", "/v1/customers", "--data", WANG]).ok();
    assert!(listening.wait_for("customers/create").pop().unwrap().contains("NOT GENUINE (body: signed with another"));
    server.stop();
}

#[test]
fn a_request_names_the_server_that_does_not_answer() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let url = format!("http://{free}");
    let request = ["request", "GET", "/v1/customers", "--token", "none", "--base-url", &url];
    let refused = run(shopwire().args(request));
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains(&free) && refused.err.contains("--base-url"), "{}", refused.err);
}

#[test]
fn the_documents_are_written_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    run(shopwire().current_dir(folder.path()).arg("openapi")).ok();
    for version in ["v1", "v2"] {
        let text = fs::read_to_string(folder.path().join(format!("docs/openapi/{version}.json"))).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        assert!(text.ends_with("}\n"));
    }
}

#[test]
fn what_can_be_read_or_imported_is_written_to_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["documents", "--out", "api", "--base-url", "https://api.example.com"];
    let written = run(shopwire().current_dir(folder.path()).args(arguments));
    let file = |name: &str| fs::read(folder.path().join("api").join(name)).unwrap();
    for version in ["v1", "v2"] {
        let json: serde_json::Value = serde_json::from_slice(&file(&format!("openapi-{version}.json"))).unwrap();
        assert_eq!(json["openapi"], "3.1.0");
        assert!(file(&format!("openapi-{version}.yaml")).starts_with(b"openapi: "));
    }
    let collection: serde_json::Value = serde_json::from_slice(&file("shopwire.postman_collection.json")).unwrap();
    assert_eq!(collection["variable"][0]["value"], "https://api.example.com");
    // A machine without a font is told how to get one, and has the other documents.
    if written.code == 0 {
        assert!(file("shopwire-api.pdf").starts_with(b"%PDF-1.7"));
    } else {
        assert!(written.err.contains("font"), "{}", written.err);
    }
}
