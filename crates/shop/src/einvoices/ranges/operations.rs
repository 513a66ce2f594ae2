//! Ranges over the API, for whoever fetches them from the tax office or a value-added service. Our own.

use api::{Answer, Body, Group, Listing, Paging};
use storage::{Order, Query, Record, Tx, View};

use super::{InvoiceRange, InvoiceRangeCreate, add};

pub(crate) fn operations(group: &mut Group) {
    group.get("/einvoice_ranges", list).summary("取得商店的發票字軌").note("由新到舊。");
    group.post("/einvoice_ranges", create).summary("新增發票字軌").note(
        "字軌為向財政部取得的配號，每個號碼只使用一次，先新增的字軌先用。\
         號碼用完時訂單的發票維持未開立，補上字軌後自動開立。同一期別的字軌不能重疊。",
    );
}

fn list(view: &View<'_>, paging: Paging) -> Answer<Listing<InvoiceRange>> {
    Listing::of(view, paging, Query::all().order(Order::NewestFirst))
}

fn create(tx: &mut Tx<'_>, Body(new): Body<InvoiceRangeCreate>) -> Answer<Record<InvoiceRange>> {
    add(tx, new)
}
