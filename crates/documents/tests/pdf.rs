//! The PDF says everything that the documents say, where its contents and bookmarks claim.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use documents::PdfOptions;
use lopdf::{Document, Object};
use serde_json::Value;

/// The PDF as it was read back.
struct Book {
    file: Document,
    /// The text of each page, without spaces and line ends.
    pages: Vec<String>,
    bookmarks: Vec<Bookmark>,
}

struct Bookmark {
    level: usize,
    title: String,
    /// From 1.
    page: usize,
}

static BOOK: OnceLock<Option<Book>> = OnceLock::new();

fn book() -> Option<&'static Book> {
    let make = || documents::pdf(&support::documents(), &PdfOptions { date: "2026-01-15" }).unwrap();
    BOOK.get_or_init(|| support::has_font().then(|| read(&make()))).as_ref()
}

fn read(bytes: &[u8]) -> Book {
    let file = Document::load_mem(bytes).unwrap();
    let numbers: Vec<u32> = file.get_pages().keys().copied().collect();
    let pages = numbers.iter().map(|number| squeeze(&file.extract_text(&[*number]).unwrap())).collect();
    let toc = file.get_toc().unwrap();
    assert!(toc.errors.is_empty(), "{:?}", toc.errors);
    let bookmark = |entry: lopdf::TocType| Bookmark { level: entry.level, title: entry.title, page: entry.page };
    Book { bookmarks: toc.toc.into_iter().map(bookmark).collect(), pages, file }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

impl Book {
    /// What is printed from this bookmark to the next of its level or above.
    fn section(&self, place: usize) -> String {
        let Bookmark { level, page, .. } = self.bookmarks[place];
        let next = self.bookmarks[place + 1..].iter().find(|next| next.level <= level);
        let end = next.map_or(self.pages.len(), |next| next.page);
        self.pages[page - 1..end].concat()
    }

    fn bookmark(&self, level: usize, title: &str) -> usize {
        let found = self.bookmarks.iter().position(|one| one.level == level && one.title == title);
        found.unwrap_or_else(|| panic!("no bookmark {title}"))
    }
}

#[test]
fn every_operation_is_told_with_path_summary_scope_and_parameters() {
    let Some(book) = book() else { return };
    let documents = support::documents();
    for operation in support::operations(&documents) {
        let support::Operation { method, path, summary, .. } = &operation;
        let section = book.section(book.bookmark(3, &format!("{method} {path}　{summary}")));
        let described = documents
            .iter()
            .map(|document| &document["paths"][path][method.to_lowercase()])
            .find(|described| !described.is_null());
        let described = described.unwrap();
        let mut said = vec![path.as_str(), summary];
        said.extend(["x-scope", "description"].iter().filter_map(|key| described[*key].as_str()));
        for parameter in described["parameters"].as_array().into_iter().flatten() {
            said.extend([&parameter["name"], &parameter["description"]].map(|text| text.as_str().unwrap()));
        }
        for text in said {
            let text = squeeze(&text.replace('`', ""));
            assert!(section.contains(&text), "{method} {path} lacks {text} in {section}");
        }
    }
}

#[test]
fn every_model_is_told_with_the_chinese_names_of_its_fields() {
    let Some(book) = book() else { return };
    let mut told = 0;
    for document in support::documents() {
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            let version = document["info"]["title"].as_str().unwrap().rsplit(' ').next().unwrap();
            let named = [name.clone(), format!("{name}（{version}）")];
            let place = book.bookmarks.iter().position(|one| one.level == 2 && named.contains(&one.title));
            let section = book.section(place.unwrap_or_else(|| panic!("no model {name}")));
            for (field, described) in schema["properties"].as_object().into_iter().flatten() {
                for text in [field, described["description"].as_str().unwrap()] {
                    let text = squeeze(&text.replace('`', ""));
                    assert!(section.contains(&text), "{name} lacks {text} in {section}");
                    told += 1;
                }
            }
            for value in schema["oneOf"].as_array().into_iter().flatten() {
                assert!(section.contains(value["const"].as_str().unwrap()), "{name} lacks {value}");
            }
        }
    }
    assert!(told > 100);
}

#[test]
fn every_group_and_every_event_is_found_through_the_bookmarks() {
    let Some(book) = book() else { return };
    for document in support::documents() {
        for tag in document["tags"].as_array().unwrap() {
            let name = format!("{}（{}）", tag["description"].as_str().unwrap(), tag["name"].as_str().unwrap());
            let found = book.bookmarks.iter().find(|one| one.level == 2 && one.title.ends_with(&name));
            let page = found.unwrap_or_else(|| panic!("no bookmark {name}")).page;
            assert!(book.pages[page - 1].contains(&squeeze(&name)), "{name}");
        }
        for (event, described) in document["webhooks"].as_object().into_iter().flatten() {
            let resource = event.split('/').next().unwrap();
            let ending = [format!("（{resource}）"), format!("　{resource}")];
            let chapter = book.bookmarks.iter().position(|one| one.title.ends_with("Webhook")).unwrap();
            let place =
                book.bookmarks[chapter..].iter().position(|one| ending.iter().any(|end| one.title.ends_with(end)));
            let section = book.section(chapter + place.unwrap_or_else(|| panic!("no bookmark for {event}")));
            assert!(section.contains(event.as_str()), "{event}");
            let summary = described["post"]["summary"].as_str().unwrap();
            assert!(section.contains(&squeeze(summary)), "{event} {summary}");
        }
    }
}

#[test]
fn the_page_that_the_contents_name_holds_the_heading() {
    let Some(book) = book() else { return };
    let mut checked = 0;
    let operations = support::operations(&support::documents());
    let mut by_tag: BTreeMap<&str, Vec<&support::Operation>> = BTreeMap::new();
    for operation in &operations {
        by_tag.entry(&operation.tag).or_default().push(operation);
    }
    let first = book.bookmarks[0].page;
    let lines: Vec<String> = (2..first)
        .flat_map(|page| {
            let text = book.file.extract_text(&[u32::try_from(page).unwrap()]).unwrap();
            text.lines().map(squeeze).filter(|line| !line.is_empty()).collect::<Vec<_>>()
        })
        .collect();
    for mark in book.bookmarks.iter().filter(|mark| mark.level == 3) {
        let (heading, summary) = mark.title.split_once('　').unwrap();
        let (method, path) = heading.split_once(' ').unwrap();
        let summary = squeeze(summary);
        let pages = listed(&lines, method, &summary);
        assert!(pages.contains(&mark.page), "{} is on page {}, not on one of {pages:?}", mark.title, mark.page);
        assert!(book.pages[mark.page - 1].contains(&squeeze(path)), "{} is not on page {}", mark.title, mark.page);
        checked += 1;
    }
    assert_eq!(checked, operations.len());
    // Every page says which it is.
    for (nth, page) in book.pages.iter().enumerate().skip(1) {
        assert!(page.contains(&(nth + 1).to_string()));
    }
}

/// The pages that the contents give for this entry.
fn listed(lines: &[String], method: &str, summary: &str) -> Vec<usize> {
    let follows = |place: usize| {
        // Chinese and Latin words are printed in pieces.
        let mut title = String::new();
        let mut pieces = lines[place + 1..].iter();
        while title.len() < summary.len() {
            title.push_str(pieces.next()?);
        }
        if title == summary { pieces.next()?.parse().ok() } else { None }
    };
    (0..lines.len()).filter(|place| lines[*place] == method).filter_map(follows).collect()
}

#[test]
fn fonts_are_embedded_and_subset() {
    let Some(book) = book() else { return };
    let mut fonts = 0;
    for object in book.file.objects.values() {
        let Ok(font) = object.as_dict() else { continue };
        if !font.has_type(b"FontDescriptor") {
            continue;
        }
        fonts += 1;
        let name = String::from_utf8(font.get(b"FontName").unwrap().as_name().unwrap().to_vec()).unwrap();
        let (tag, _) = name.split_once('+').unwrap_or_else(|| panic!("{name} is not a subset"));
        assert!(tag.len() == 6 && tag.chars().all(|letter| letter.is_ascii_uppercase()), "{name}");
        let file = [b"FontFile2".as_slice(), b"FontFile3"].into_iter().find_map(|key| font.get(key).ok());
        let (_, file) = book.file.dereference(file.unwrap_or_else(|| panic!("{name} is not embedded"))).unwrap();
        let Object::Stream(file) = file else { panic!("{name} has no file") };
        assert!(file.content.len() < 2_000_000, "{name}: {} bytes are no subset", file.content.len());
    }
    assert!(fonts > 0);
}

#[test]
fn the_document_is_tagged_named_and_in_chinese() {
    let Some(book) = book() else { return };
    let catalog = book.file.catalog().unwrap();
    assert!(catalog.has(b"StructTreeRoot"));
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"zh-Hant-TW");
    assert!(book.pages[0].contains("API&Webhook文件"));
    assert!(book.pages[0].contains("2026-01-15"));
    let version = support::documents()[0]["info"]["version"].as_str().unwrap().to_owned();
    assert!(book.pages[0].contains(&version));
}

#[test]
fn links_lead_from_operations_to_their_models() {
    let Some(book) = book() else { return };
    let place = book.bookmarks.iter().position(|one| one.title.starts_with("GET /v1/customers　")).unwrap();
    let model = &book.bookmarks[book.bookmark(2, "Customer")];
    let pages = book.file.get_pages();
    let page = |number: usize| pages[&u32::try_from(number).unwrap()];
    let model_page = page(model.page);
    // An operation that begins at the foot of a page goes on with the next.
    let told_on = book.bookmarks[place].page..=book.bookmarks[place + 1].page;
    let links: Vec<Value> = told_on
        .flat_map(|number| book.file.get_page_annotations(page(number)).unwrap())
        .filter_map(|link| {
            let (_, to) = book.file.dereference(link.get(b"Dest").ok()?).ok()?;
            let page = to.as_array().ok()?.first()?.as_reference().ok()?;
            Some(serde_json::json!({ "page": page.0, "text": lopdf::decode_text_string(link.get(b"Contents").ok()?).ok()? }))
        })
        .collect();
    let expected = serde_json::json!({ "page": model_page.0, "text": "Customer" });
    assert!(links.contains(&expected), "{expected} is not among {links:?}");
}

#[test]
fn the_same_documents_make_the_same_file() {
    if !support::has_font() {
        return;
    }
    let make = || documents::pdf(&support::documents(), &PdfOptions { date: "2026-01-15" }).unwrap();
    assert!(make() == make());
}
