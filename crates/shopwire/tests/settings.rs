//! What is in force, and what is kept from whom.
#![cfg(unix)]

mod support;

use std::fs;

use support::{Folder, run, shopwire};

#[test]
fn config_says_where_each_value_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let file = "listen = '127.0.0.1:1'\nlog = 'warn'\ndata = 'elsewhere'\n[webhooks]\nallow-private = true\n";
    fs::write(folder.path().join("shopwire.toml"), file).unwrap();
    let mut command = shopwire();
    command.current_dir(folder.path()).args(["config", "--base-url", "https://api.example.com/"]);
    command.env("SHOPWIRE_LISTEN", "127.0.0.1:2").env("SHOPWIRE_LOG", "debug").env("SHOPWIRE_MASTER_KEY", "hidden-key");
    let printed = run(&mut command).ok().out;
    let expected = [
        ("data = \"elsewhere\"", "file shopwire.toml"),
        ("listen = \"127.0.0.1:2\"", "environment SHOPWIRE_LISTEN"),
        ("base-url = \"https://api.example.com\"", "flag --base-url"),
        ("log = \"debug\"", "environment SHOPWIRE_LOG"),
        ("metrics-listen = \"127.0.0.1:9464\"", "default"),
        ("allow-private = true", "file shopwire.toml"),
        ("retries = \"5s,30s,2m,10m,30m,1h,2h,4h,8h,12h\"", "default"),
        ("# the master key is not shown", "environment SHOPWIRE_MASTER_KEY"),
    ];
    for (value, source) in expected {
        let line = printed.lines().find(|line| line.starts_with(value));
        let line = line.unwrap_or_else(|| panic!("no {value} in {printed}"));
        assert!(line.ends_with(&format!("# {source}")), "{line}");
    }
    assert!(!printed.contains("hidden-key"));

    // What is printed is a configuration file that says the same.
    fs::write(folder.path().join("printed.toml"), &printed).unwrap();
    let again = run(shopwire().current_dir(folder.path()).args(["config", "--config", "printed.toml"])).ok().out;
    let values = |text: &str| -> Vec<String> {
        text.lines().filter_map(|line| line.split_once("  #")).map(|(value, _)| value.trim().to_owned()).collect()
    };
    assert_eq!(values(&again), values(&printed));
}

#[test]
fn a_mistyped_setting_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    for (file, words) in [("lisen = '127.0.0.1:1'", "lisen"), ("listen = 'here'", "listen"), ("listen = ", "TOML")] {
        fs::write(folder.path().join("shopwire.toml"), file).unwrap();
        let refused = run(shopwire().current_dir(folder.path()).arg("config"));
        assert_eq!(refused.code, 2);
        assert!(refused.err.contains(words) && refused.err.contains("shopwire.toml"), "{}", refused.err);
    }
}

#[test]
fn the_keys_of_a_bucket_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = "[files]\nbucket = 'photos'\nendpoint = 'http://127.0.0.1:9/'\nsecret-access-key = 'hidden-secret'\n";
    fs::write(folder.path().join("shopwire.toml"), file).unwrap();
    let config = |arguments: &[&str]| {
        let mut command = shopwire();
        command.current_dir(folder.path()).args(arguments);
        command
    };
    let half = run(&mut config(&["config"]));
    assert!(half.code == 2 && half.err.contains("files.access-key-id"), "{}", half.err);

    let with_key = |arguments: &[&str]| run(config(arguments).env("SHOPWIRE_FILES_ACCESS_KEY_ID", "hidden-id"));
    let printed = with_key(&["config"]).ok().out;
    for line in ["bucket = \"photos\"", "# access-key-id is set, and not shown", "# secret-access-key is set, and not"]
    {
        assert!(printed.contains(line), "{printed}");
    }
    let started = with_key(&["serve", "--ephemeral", "--listen", "127.0.0.1:0", "--metrics-listen", "off"]);
    assert!(started.code == 1 && started.err.contains("bucket photos"), "{}", started.err);
    for text in [printed, started.err, started.out] {
        assert!(!text.contains("hidden"), "{text}");
    }
}

#[test]
fn nothing_secret_is_logged() {
    let folder = Folder::new();
    let server = folder.serve(&["--demo", "--log", "debug", "--log-format", "json"]);
    let demo = folder.demo();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (vendor, app) = (text(&demo["accounts"][1]["secret"]), text(&demo["app"]["secret"]));
    let token = text(&demo["app"]["token"]);
    let master = fs::read_to_string(folder.path().join("master.key")).unwrap();

    let mut command = folder.command(&["listen", "--listen", "127.0.0.1:0", "--register", "demo-app"]);
    let listening = folder.start("listen.log", &mut command);
    listening.wait_for("verifying");
    let customer = |email: &str| {
        format!(
            r#"{{"name":"王","email":"{email}","password":"a-plain-password","enable_cvs_pickup":true,"accepts_marketing":true}}"#
        )
    };
    let post = |email: &str, who: &[&str]| {
        folder.run(&[&["request", "POST", "/v1/customers", "--data", &customer(email)][..], who].concat())
    };
    let created = post("a@example.com", &["--username", "vendor"]).ok().json();
    post("b@example.com", &["--token", &token]).ok();
    post("c@example.com", &["--username", "vendor", "--secret", "a-wrong-secret"]);
    post("d@example.com", &["--token", "a.wrong.token"]);
    listening.wait_for("customers/create");
    let path = format!("/v1/customers/{}/account_activation_url", created["id"]);
    let url =
        text(&folder.run(&["request", "GET", &path, "--username", "vendor"]).ok().json()["account_activation_url"]);
    let key = url.rsplit('/').next().unwrap();
    assert_eq!(server.get(url.strip_prefix(&server.base_url).unwrap()).unwrap().0, 200);

    let log = server.stop();
    assert!(log.contains("account:vendor") && log.contains("\"status\":201"), "{log}");
    let secrets = [&vendor, &app, &token, master.trim(), key, "a-plain-password", "a-wrong-secret", "a.wrong.token"];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

#[test]
fn metrics_are_on_an_address_of_their_own() {
    let folder = Folder::new();
    let mut command =
        folder.command(&["serve", "--demo", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"]);
    let running = folder.start("server.log", &mut command);
    let lines = running.wait_for("metrics");
    let url = lines.last().unwrap().split_whitespace().nth(1).unwrap().to_owned();
    let base_url = lines[0].split(' ').next_back().unwrap().to_owned();
    running.wait_for("request PUT");
    folder.run(&["request", "GET", "/v1/customers"]).ok();
    let server = support::Server { base_url: url.strip_suffix("/metrics").unwrap().to_owned(), running };
    let (status, metrics) = server.get("/metrics").unwrap();
    assert_eq!(status, 200);
    assert!(metrics.contains(r#"shopwire_request_seconds_count{operation="GET /v1/customers"} 1"#), "{metrics}");
    assert!(metrics.contains("shopwire_queue_depth"), "{metrics}");
    let api = support::Server { base_url, running: server.running };
    assert_eq!(api.get("/metrics").unwrap().0, 404, "who calls the API does not see the operator's numbers");
}
