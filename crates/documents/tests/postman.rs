//! The Postman collection has every operation, and its requests pass the server's check of signatures.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use testkit::Shopwire;
use tokio::process::Command;

fn requests<'a>(item: &'a Value, found: &mut Vec<&'a Value>) {
    match item["item"].as_array() {
        Some(items) => items.iter().for_each(|item| requests(item, found)),
        None => found.push(item),
    }
}

fn words(url: &Value) -> Vec<&str> {
    url["path"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

#[test]
fn there_is_one_request_for_each_operation_in_a_folder_of_its_version_and_group() {
    let documents = support::documents();
    let collection = documents::postman(&documents, "https://api.example.com/");
    let mut expected: BTreeSet<(String, String)> = BTreeSet::new();
    for operation in support::operations(&documents) {
        expected.insert((operation.method, operation.path.replace('{', ":").replace('}', "")));
    }
    let mut listed = BTreeSet::new();
    let mut scoped = 0;
    for version in collection["item"].as_array().unwrap() {
        for group in version["item"].as_array().unwrap() {
            let (label, name) = group["name"].as_str().unwrap().rsplit_once(' ').unwrap();
            let tagged = documents.iter().any(|document| {
                let tags = document["tags"].as_array().unwrap();
                tags.iter().any(|tag| tag["name"] == name && tag["description"] == label)
            });
            assert!(tagged, "{label} {name}");
            for item in group["item"].as_array().unwrap() {
                scoped += usize::from(item["request"]["description"].as_str().unwrap().contains("權限"));
                let url = &item["request"]["url"];
                let path = format!("/{}", words(url).join("/"));
                let method = item["request"]["method"].as_str().unwrap().to_owned();
                assert!(listed.insert((method, path)), "twice: {}", item["name"]);
            }
        }
    }
    assert_eq!(listed, expected);
    assert!(scoped * 10 > expected.len() * 9, "nearly all need a scope, and say so: {scoped}");
}

#[test]
fn a_request_with_a_file_is_a_form_to_choose_one_in() {
    let collection = documents::postman(&support::documents(), "https://api.example.com/");
    let mut all = Vec::new();
    requests(&collection, &mut all);
    let upload = all.into_iter().find(|item| {
        item["request"]["method"] == "POST" && words(&item["request"]["url"]) == ["v1", "assets", "pictures"]
    });
    let request = &upload.unwrap()["request"];
    let form = serde_json::json!([{ "key": "picture", "type": "file", "src": [] }]);
    assert_eq!((&request["body"]["mode"], &request["body"]["formdata"]), (&"formdata".into(), &form));
    let headers = request["header"].as_array().unwrap();
    assert!(headers.iter().all(|header| header["key"] != "Content-Type"), "Postman adds its boundary");
}

#[test]
fn requests_are_complete() {
    let collection = documents::postman(&support::documents(), "https://api.example.com/");
    assert!(collection["info"]["schema"].as_str().unwrap().ends_with("/v2.1.0/collection.json"));
    let variables: Vec<&str> =
        collection["variable"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!(variables, ["base_url", "username", "secret", "token"]);
    assert_eq!(collection["variable"][0]["value"], "https://api.example.com");
    let mut found = Vec::new();
    requests(&collection, &mut found);
    for item in found {
        assert!(!item["name"].as_str().unwrap().is_empty());
        let request = &item["request"];
        let url = &request["url"];
        let given: Vec<&Value> = url["variable"].as_array().unwrap().iter().map(|one| &one["key"]).collect();
        let named: Vec<&str> = words(url).into_iter().filter_map(|word| word.strip_prefix(':')).collect();
        assert_eq!(given, named, "{item:#}");
        for parameter in url["variable"].as_array().unwrap().iter().chain(url["query"].as_array().unwrap()) {
            assert!(!parameter["description"].as_str().unwrap().is_empty(), "{item:#}");
        }
        if let Some(body) = request["body"]["raw"].as_str() {
            let body: Value = serde_json::from_str(body).unwrap();
            assert!(body.as_object().is_some_and(|body| !body.is_empty()), "{item:#}");
        }
    }
}

/// What became of each request: its name and the status of its answer.
async fn run(newman: &Path, collection: &Value, variables: &[(&str, &str)]) -> Vec<(String, u64)> {
    let folder = tempfile::tempdir().unwrap();
    let (file, report) = (folder.path().join("collection.json"), folder.path().join("report.json"));
    std::fs::write(&file, collection.to_string()).unwrap();
    let mut command = Command::new(newman);
    command.arg("run").arg(&file).args(["--reporters", "json", "--reporter-json-export"]).arg(&report);
    for (name, value) in variables {
        command.arg("--env-var").arg(format!("{name}={value}"));
    }
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await.unwrap();
    let written = std::fs::read_to_string(&report).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let report: Value = serde_json::from_str(&written).unwrap();
    let failures = report["run"]["failures"].as_array().unwrap();
    let failures: Vec<String> =
        failures.iter().map(|one| format!("{}: {}", one["source"]["name"], one["error"]["message"])).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    let executions = report["run"]["executions"].as_array().unwrap();
    executions
        .iter()
        .map(|one| (one["item"]["name"].as_str().unwrap().to_owned(), one["response"]["code"].as_u64().unwrap()))
        .collect()
}

/// It runs on Node.
fn newman() -> Option<PathBuf> {
    testkit::needs("node").and_then(|_| testkit::needs("newman"))
}

#[tokio::test]
async fn every_request_is_signed_so_that_the_server_takes_it() {
    let Some(newman) = newman() else { return };
    let shopwire = Shopwire::spawn().await;
    let documents = support::documents();
    let collection = documents::postman(&documents, &shopwire.base_url);
    let count = support::operations(&documents).len();

    let account = [("username", "vendor"), ("secret", "vendor-secret")];
    let signed = run(&newman, &collection, &account).await;
    assert_eq!(signed.len(), count);
    for (name, status) in &signed {
        // An account is no app, and has no settings of one.
        let refused = *status == 401 && !name.ends_with("app 在此商店的設定");
        assert!(!refused && *status < 500, "{name}: {status}");
    }
    // Few of the examples are refused for what they say, and many are good for something; the rest is about things that
    // a fresh shop lacks.
    let unfit = signed.iter().filter(|(_, status)| *status == 422).count();
    let done = signed.iter().filter(|(_, status)| *status < 300).count();
    assert!(unfit * 8 < count && done * 3 > count, "{signed:?}");

    let wrong = [("username", "vendor"), ("secret", "another")];
    let refused = run(&newman, &collection, &wrong).await;
    assert!(refused.iter().all(|(_, status)| matches!(status, 401 | 429)), "{refused:?}");
}

#[tokio::test]
async fn a_token_is_sent_where_there_is_one() {
    let Some(newman) = newman() else { return };
    let shopwire = Shopwire::spawn().await;
    let documents = support::documents();
    let collection = documents::postman(&documents, &shopwire.base_url);
    let scopes: BTreeSet<&str> = documents.iter().flat_map(support::scopes).collect();
    let token = shopwire.token(&Vec::from_iter(scopes).join(" ")).await;
    let sent = run(&newman, &collection, &[("token", &token), ("secret", &shopwire.app_secret)]).await;
    assert!(sent.iter().all(|(_, status)| !matches!(status, 401 | 500..)), "{sent:?}");
}
