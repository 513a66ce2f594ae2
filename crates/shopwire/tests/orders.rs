//! Orders on the command line, of the demo shop of a running server.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::Folder;

fn statuses(order: &Value) -> String {
    let of = |name: &str| order["statuses"][name].as_str().unwrap().to_owned();
    ["order_status", "financial_status", "fulfillment_status", "return_status"].map(of).join(" ")
}

#[test]
fn an_order_is_placed_and_taken_from_step_to_step() {
    let folder = Folder::new();
    let server = folder.serve(&["--demo"]);

    // The newest first, and only those that are asked for.
    let listed = folder.run(&["order", "list", "--limit", "5", "--json"]).ok().json();
    assert_eq!(listed.as_array().unwrap().len(), 5);
    assert_eq!(listed[0]["order_number"], 1_500);
    let closed = folder.run(&["order", "list", "--status", "closed", "--return-status", "returned"]).ok();
    assert!(
        closed.out.lines().skip(1).all(|line| line.contains("closed refunded returned returned")),
        "{}",
        closed.out
    );
    assert!(closed.out.lines().count() > 3);

    // As some shopper would have it, and as somebody says.
    let line = folder.run(&["order", "place"]).ok().out;
    assert!(line.starts_with("#1501 (id 501)  open ") && line.contains("NT$ "), "{line}");
    let sku = "--sku=GIFT-500=3";
    let place =
        ["order", "place", sku, "--guest", "--payment", "atm", "--shipping", "宅配", "--note", "趕時間", "--json"];
    let placed = folder.run(&place).ok().json();
    assert_eq!(
        json!([placed["customer"], placed["payment_method"], placed["note"], placed["line_items"][0]["quantity"]]),
        json!([null, "atm", "趕時間", 3])
    );
    assert_eq!(placed["subtotal_price"], 1_500.0);
    let refused = folder.run(&["order", "place", "--customer", "999999"]);
    assert!(refused.code == 1 && refused.err.contains("404"), "{}", refused.err);
    let refused = folder.run(&["order", "place", "--shipping", "飛鴿"]);
    assert!(refused.code == 1 && refused.err.contains("配送名稱 (shipping_name) 必須是"), "{}", refused.err);
    let refused = folder.run(&["order", "place", "--sku", "NO-SUCH"]);
    assert!(refused.code == 2 && refused.err.contains("NO-SUCH"), "{}", refused.err);

    // By number and by id, to its end.
    let customer = folder.run(&["order", "place", "--customer", "2", "--payment", "credit_card", "--json"]).ok().json();
    assert_eq!(customer["customer"]["id"], 2);
    let (name, id) = (customer["order_name"].as_str().unwrap(), customer["id"].to_string());
    let number = customer["order_number"].to_string();
    let paid = folder.run(&["order", "advance", &number, "paid", "--json"]).ok().json();
    assert!(statuses(&paid).starts_with("open paid "), "{paid}");
    folder.run(&["order", "advance", &id, "fulfilled", "--tracking-number", "900123456789"]).ok();
    let received = folder.run(&["order", "advance", name, "received"]).ok().out;
    assert!(received.contains("open paid received no_need"), "{received}");
    let wanted = format!("{}=1", customer["line_items"][0]["id"]);
    let asked =
        folder.run(&["order", "advance", name, "request_return", "--line", &wanted, "--reason", "尺寸不合"]).ok();
    assert!(asked.out.contains("received request_return"), "{}", asked.out);
    let refused = folder.run(&["order", "advance", name, "cancelled"]);
    assert!(refused.code == 1 && refused.err.contains("訂單已出貨，不能取消"), "{}", refused.err);
    let refused = folder.run(&["order", "advance", name, "flown"]);
    assert!(refused.code == 2 && refused.err.contains("paid, remitted"), "{}", refused.err);
    let shown = folder.run(&["order", "show", name]).ok().out;
    for words in ["900123456789", "信用卡", customer["line_items"][0]["title"].as_str().unwrap()] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert_eq!(folder.run(&["order", "show", "#99"]).code, 2);
    server.stop();
    let alone = folder.run(&["order", "list"]);
    assert!(alone.code == 1 && alone.err.contains("shopwire serve"), "{}", alone.err);
}

#[test]
fn a_simulated_shop_lives_until_it_is_told_to_end() {
    let folder = Folder::new();
    let server = folder.serve(&["--demo"]);
    let flags = ["simulate", "--orders-per-minute", "600", "--day", "10ms", "--seed", "7"];
    let mut running = folder.start("simulate.log", &mut folder.command(&flags));
    running.wait_for("with seed 7");
    // Faster than the server lets it: it waits, and goes on.
    let printed = running.wait_for("  closed  ");
    let placed = printed.iter().find(|line| line.contains("  placed  ")).unwrap();
    assert!(placed.contains("NT$ ") && placed.contains("  #15"), "{placed}");
    for what in ["  paid  ", "  preparing  ", "  fulfilled  ", "  received  "] {
        assert!(printed.iter().any(|line| line.contains(what)), "{what}: {printed:#?}");
    }
    assert!(printed.iter().all(|line| !line.contains('\u{1b}')), "no colour where nobody looks");
    running.signal("INT");
    let summary = running.wait_for("Summary").pop().unwrap();
    assert!(summary.contains("orders for NT$ ") && summary.contains("waits for the server's pace"), "{summary}");
    assert_eq!(running.end().code(), Some(0), "{}", running.log());
    let over = folder.run(&["simulate", "--seconds", "1", "--orders-per-minute", "120"]).ok();
    assert!(over.out.lines().last().unwrap().starts_with("Summary of 1 s: "), "{}", over.out);
    server.stop();
}

#[test]
fn nobody_shops_where_it_is_no_sandbox() {
    let folder = Folder::new();
    let server = folder.serve(&[]);
    folder.run(&["shop", "create", "茶行", "--domain", "tea.shopwire.test"]).ok();
    folder.run(&["account", "create", "erp"]).ok();
    let empty = folder.run(&["simulate", "--seconds", "1"]);
    assert!(empty.code == 1 && empty.err.contains("nothing to sell"), "{}", empty.err);
    let refused = folder.run(&["order", "place", "--variant", "1"]);
    assert!(refused.code == 1 && refused.err.contains("只有測試商店可以使用"), "{}", refused.err);
    server.stop();
}
