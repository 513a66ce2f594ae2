//! Labels as a PDF: every one of them, as many to a page as the sheet has room for.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use documents::{BarCode, Label, LabelField, LabelSheet, labels_pdf};
use lopdf::Document;

fn label(number: usize) -> Label {
    let field = |name: &str, value: String| LabelField { name: name.into(), value, strong: name == "收件人" };
    Label {
        title: "黑貓宅急便".into(),
        marks: vec!["冷藏".into(), "易碎".into()],
        bar_code: Some(BarCode::Code128(format!("9000000000{number:02}"))),
        fields: vec![
            field("收件人", format!("王小明{number}")),
            field("地址", "100 臺北市中正區重慶南路一段一百二十二號".repeat(9)),
            field("訂單編號", format!("#10{number:02}")),
        ],
        qr_code: Some(format!("9000000000{number:02}")),
    }
}

/// The text of each page, without spaces and line ends.
fn pages(bytes: &[u8]) -> Vec<String> {
    let file = Document::load_mem(bytes).unwrap();
    let text = |number: &u32| file.extract_text(&[*number]).unwrap();
    file.get_pages().keys().map(|number| text(number).split_whitespace().collect()).collect()
}

#[test]
fn four_labels_share_a_page_of_a4_and_none_a_page_of_a_roll() {
    if !support::has_font() {
        return;
    }
    let labels: Vec<Label> = (1..=6).map(label).collect();
    for (sheet, places) in [(LabelSheet::A4, [1, 1, 1, 1, 2, 2]), (LabelSheet::Roll, [1, 2, 3, 4, 5, 6])] {
        let pages = pages(&labels_pdf(&labels, sheet, "託運單").unwrap());
        assert_eq!(pages.len(), places[5]);
        for (nth, page) in (1..=6).zip(places) {
            for printed in [format!("王小明{nth}"), format!("9000000000{nth:02}"), format!("#10{nth:02}")] {
                assert!(pages[page - 1].contains(&printed), "{printed} is not on page {page}: {pages:?}");
            }
        }
        assert!(pages[0].contains("冷藏") && pages[0].contains("黑貓宅急便"));
    }
}

#[test]
fn the_same_labels_make_the_same_file() {
    if support::has_font() {
        let made = || labels_pdf(&[label(1)], LabelSheet::Roll, "託運單").unwrap();
        assert_eq!(made(), made());
    }
}
