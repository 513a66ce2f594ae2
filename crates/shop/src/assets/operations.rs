//! 圖庫: listing, uploading and removing pictures.

use std::collections::BTreeSet;
use std::sync::Arc;

use api::files::{name_in, release};
use api::{Answer, Body, Error, Group, Listing, Paging, Path, Site};
use storage::{Query, Reading, Record, Stored, Tx, View};
use wire::Id;

use super::types::{CONTENT, NewPicture, Picture, THUMB};

pub(crate) fn operations(group: &mut Group) {
    group.get("/v1/assets/pictures", list).summary("取得圖庫中的所有圖片");
    group
        .post("/v1/assets/pictures", upload)
        .summary("上傳圖片到圖庫")
        .note("JPEG、PNG、GIF 或 WebP，依檔案內容判斷，最多 4000 萬像素。縮圖長邊最多 240 像素，內容圖最多 1024 像素；圖片本身較小時即為原圖。");
    group
        .delete("/v1/assets/pictures/{picture_id}", remove)
        .summary("透過圖片 ID 刪除圖庫中的圖片")
        .note("圖片檔案隨後移除，網址不再可用。");
}

fn list(view: &View<'_>, paging: Paging) -> Answer<Listing<Picture>> {
    Listing::of(view, paging, Query::all())
}

fn upload(tx: &mut Tx<'_>, site: Arc<Site>, Body(new): Body<NewPicture>) -> Answer<Record<Picture>> {
    let NewPicture { picture: image } = new;
    let url = |name| site.file_url(tx.shop(), name);
    let picture = Picture {
        url: url(&image.name),
        url_thumb: url(image.at(&THUMB)),
        url_content: url(image.at(&CONTENT)),
        ..Picture::default()
    };
    Ok(tx.insert(picture)?)
}

fn remove(tx: &mut Tx<'_>, Path(id): Path<Id<Picture>>) -> Answer<Stored<Picture>> {
    let picture = tx.get(id)?.ok_or(Error::NotFound)?;
    // A small picture is its own thumbnail.
    let urls = BTreeSet::from([&picture.url, &picture.url_thumb, &picture.url_content]);
    let files = urls.into_iter().filter_map(|url| name_in(url, tx.shop())).collect();
    release(tx, files)?;
    Ok(tx.delete(picture)?)
}
