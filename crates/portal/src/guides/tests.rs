//! What holds for every guide, in both languages.

use std::collections::BTreeMap;

use api::signature::{Algorithm, sign};
use documents::catalogue::Catalogue;
use webhook::signature::{hex_hmac, standard_signature};

use super::library::{CHAPTERS, Library, Source};
use super::links::Links;
use super::markdown::{Rendered, render};
use crate::language::Language;

const LANGUAGES: [Language; 2] = [Language::ZhTw, Language::En];

fn sources() -> impl Iterator<Item = &'static Source> {
    CHAPTERS.iter().copied().flatten()
}

fn source(name: &str) -> &'static Source {
    sources().find(|source| source.name == name).unwrap()
}

fn library() -> Library {
    Library::open("http://127.0.0.1:8080", &Catalogue::read(&shop::documents()))
}

/// The lines outside of code blocks, and the code blocks with their fences.
fn parts(text: &str) -> (Vec<&str>, Vec<String>) {
    let (mut prose, mut blocks) = (Vec::new(), Vec::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let code = lines.by_ref().take_while(|line| *line != "```");
            blocks.push(std::iter::once(line).chain(code).collect::<Vec<_>>().join("\n"));
        } else {
            prose.push(line);
        }
    }
    (prose, blocks)
}

/// Level and id of each heading.
fn headings(text: &str) -> Vec<(usize, &str)> {
    let (prose, _) = parts(text);
    let headings = prose.into_iter().filter(|line| line.starts_with('#'));
    headings.map(|line| (line.find(' ').unwrap(), line.split_once("{#").map_or("", |(_, id)| id))).collect()
}

/// Code without what is said about it.
fn without_comments(block: &str) -> String {
    let code = |line: &str| line.split_once("# ").map_or(line, |(code, _)| code).trim_end().to_owned();
    block.lines().map(code).collect::<Vec<_>>().join("\n")
}

#[test]
fn both_languages_have_the_same_guides() {
    let listed: Vec<&str> = sources().map(|source| source.name).collect();
    for folder in ["zh-TW", "en"] {
        let path = format!("{}/guides/{folder}", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
        let mut files: Vec<String> =
            files.map(|name| name.to_string_lossy().trim_end_matches(".md").to_owned()).collect();
        files.sort();
        let mut listed = listed.clone();
        listed.sort_unstable();
        assert_eq!(files, listed, "{folder}");
    }
}

#[test]
fn both_languages_say_it_in_the_same_places() {
    for source in sources() {
        assert_eq!(headings(source.zh_tw), headings(source.en), "{}", source.name);
        for (level, id) in headings(source.zh_tw) {
            assert!(level == 1 || !id.is_empty(), "{} has a heading without an id", source.name);
        }
        let ((zh_prose, zh_code), (en_prose, en_code)) = (parts(source.zh_tw), parts(source.en));
        let code = |blocks: Vec<String>| blocks.iter().map(|block| without_comments(block)).collect::<Vec<_>>();
        assert_eq!(code(zh_code), code(en_code), "{}", source.name);
        for mark in ["- ", "| ", "{{ "] {
            let count = |prose: &[&str]| prose.iter().filter(|line| line.starts_with(mark)).count();
            assert_eq!(count(&zh_prose), count(&en_prose), "{} has lines with {mark:?} in one language", source.name);
        }
    }
}

#[test]
fn both_languages_name_the_same_differences() {
    let zh = include_str!("../../../../docs/compatibility.zh-TW.md");
    let en = include_str!("../../../../docs/compatibility.md");
    let counts = |text: &str| -> Vec<usize> {
        text.split("\n## ").skip(1).map(|section| section.matches("\n- ").count()).collect()
    };
    assert_eq!(counts(zh), counts(en), "a line in docs/compatibility.md has one in docs/compatibility.zh-TW.md");
}

#[test]
fn every_fact_has_a_value() {
    let library = library();
    for language in LANGUAGES {
        for guide in library.chapters(language).iter().flat_map(|chapter| &chapter.guides) {
            for html in [&guide.lead, &guide.body] {
                assert!(!html.contains("{{"), "{} has a fact that is none: {html}", guide.name);
            }
            assert!(!guide.title.is_empty() && !guide.summary.is_empty(), "{}", guide.name);
        }
    }
    let body = |name: &str| &library.find(Language::En, name).unwrap().1.body;
    assert!(body("limits").contains("2,097,152 bytes"));
    assert!(body("retries").contains("<td>27 hours 42 minutes</td>"), "{}", body("retries"));
    assert!(body("authentication").contains("<code>read_customers</code>"));
    assert!(body("differences").contains("Money is a JSON number"));
}

#[test]
fn every_link_leads_somewhere() {
    let reference = Catalogue::read(&shop::documents());
    let links = Links(&reference);
    let library = library();
    for source in sources() {
        for language in LANGUAGES {
            let (prose, _) = parts(source.in_language(language));
            for link in prose.join("\n").split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
                assert!(links.resolve(link).is_some(), "{}: {link} leads nowhere", source.name);
                let Some(guide) = link.strip_prefix("guide:") else { continue };
                let (name, heading) = guide.split_once('#').unwrap_or((guide, ""));
                let (_, found, _) = library.find(language, name).unwrap_or_else(|| panic!("{link} leads nowhere"));
                let there = heading.is_empty() || found.body.contains(&format!("id=\"{heading}\""));
                assert!(there, "{}: {link} leads to no heading", source.name);
            }
        }
    }
}

/// What stands in both languages of a guide.
#[track_caller]
fn shows(guide: &str, expected: &str) {
    let source = source(guide);
    for (text, language) in [(source.zh_tw, "Chinese"), (source.en, "English")] {
        assert!(text.contains(expected), "the {language} {guide} does not show {expected}");
    }
}

#[test]
fn the_signatures_shown_are_those_that_the_program_makes() {
    let date = "Tue, 24 Nov 2026 06:00:00 GMT";
    let signed = |method, path, body| -> BTreeMap<String, String> {
        let headers = sign("apidemo", b"apidemo", Algorithm::Sha256, method, path, date, body);
        headers.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
    };
    let read = signed("GET", "/v1/customers?page=2", None);
    shows("authentication", &format!("x-date: {}\nAuthorization: {}", read["x-date"], read["authorization"]));
    shows("authentication", "x-date: Tue, 24 Nov 2026 06:00:00 GMT\nGET /v1/customers?page=2 HTTP/1.1\n");
    let signature = read["authorization"].split("signature=\"").nth(1).unwrap().trim_end_matches('"');
    shows("authentication", &format!("```text\n{signature}\n```"));

    let changed = signed("PUT", "/v1/customers/1", Some(br#"{"note":"hello"}"#.as_slice()));
    let signature = changed["authorization"].split("signature=\"").nth(1).unwrap().trim_end_matches('"');
    shows("authentication", &format!("PUT /v1/customers/1 HTTP/1.1\ndigest: {}\n", changed["digest"]));
    shows("authentication", &format!("`{signature}`"));
    assert!(changed["authorization"].contains(r#"headers="x-date request-line digest""#));
}

#[test]
fn the_webhook_shown_is_signed_as_the_program_signs() {
    let (secret, body) = (b"demo-app-secret", br#"{"id":1,"note":"hello"}"#);
    shows("webhooks", &format!("X-Cyberbiz-Hmac-Sha256: {}\n", hex_hmac(secret, body)));
    let domain = hex_hmac(secret, b"demo.shopwire.test");
    shows("webhooks", &format!("X-Cyberbiz-Domain-Hmac-Sha256: {domain}\n"));
    let (id, time) = ("evt_4b1c8f0e2a9d7365c0f1ab52", 1_795_500_000);
    let signature = standard_signature(secret, id, time, body);
    shows(
        "webhooks",
        &format!(
            "webhook-id: {id}\nwebhook-timestamp: {time}\nwebhook-signature: {signature}\n\n{{\"id\":1,\"note\":\"hello\"}}\n"
        ),
    );
    shows("webhooks", &format!("TOLERANCE = {}", webhook::signature::TOLERANCE_SECONDS));
}

fn html(text: &str) -> Rendered {
    render(text, Language::ZhTw, &Links(&Catalogue::read(&[])))
}

#[test]
fn html_in_a_guide_is_text() {
    let page = html("a <script>alert(1)</script> b\n\n<div onclick=\"x\">\n\n```sh\n<b>&\"\n```");
    assert!(!page.html.contains("<script") && !page.html.contains("<div") && !page.html.contains("<b>"));
    assert!(page.html.contains("&lt;script&gt;") && page.html.contains("<code>&lt;b&gt;&amp;&quot;</code>"));
}

#[test]
fn tables_scroll_and_headings_are_linked_to() {
    let page = html("## 一 `x` {#one}\n\n| a |\n| --- |\n| b |\n\n### 小 {#two}\n\n## 二");
    assert!(
        page.html.contains("<div class=\"scroll\" role=\"region\" aria-label=\"表格 1: 一 x\" tabindex=\"0\"><table>")
    );
    assert!(page.html.contains("</table>\n</div>"));
    let listed: Vec<(&str, &str)> = page.headings.iter().map(|heading| (&*heading.id, &*heading.text)).collect();
    assert_eq!(listed, [("one", "一 x"), ("section-3", "二")]);
}

#[test]
fn code_says_what_it_is_and_only_what_is_typed_can_be_copied() {
    let page = html("```sh run\nls\n```\n```python file=a.py\nx\n```\n```sh stays=y\nz\n```\n```text prints=y\no\n```");
    for shown in
        ["終端機</figcaption><pre data-copy", "Python · a.py<", "終端機 · 持續執行<", "輸出</figcaption><pre tabindex"]
    {
        assert!(page.html.contains(shown), "{shown}: {}", page.html);
    }
}

#[test]
fn chinese_lines_are_joined_without_a_space() {
    assert_eq!(html("一，\n二").html, "<p>一，二</p>\n");
    assert_eq!(html("one\ntwo").html, "<p>one\ntwo</p>\n");
}
