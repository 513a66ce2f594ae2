//! 應用程式與商店: the shop, and an app's settings in it.

use std::sync::Arc;

use api::{Answer, Body, Denied, Error, Group, Json};
use platform::{App, Caller, CallingApp, Installation};
use storage::{Reading, Record, Tx, View};

use super::rules::set;
use super::{ShopAddOnEnvelope, ShopAddOnSettingsUpdate, ShopInfoEnvelope};

pub(crate) fn operations(group: &mut Group) {
    group.get("/shop", show_shop).summary("取得商店資訊");
    group
        .writing_get("/settings", show_settings)
        .summary("取得 app 在此商店的設定")
        .note("只能以 app 的 API Token 呼叫；帳號沒有 app，得到 401。");
    group
        .put("/settings", update_settings)
        .summary("更新 app 在此商店的設定")
        .note("只能設定 app 的 manifest 以 `setting_fields` 宣告的欄位；有一個欄位未宣告，便全部不更新。");
}

#[allow(clippy::unnecessary_wraps)] // the shape of every operation
fn show_shop(_: &View<'_>, caller: Arc<Caller>) -> Answer<Json<ShopInfoEnvelope>> {
    Ok(Json(ShopInfoEnvelope::from(&caller.shop)))
}

fn show_settings(tx: &mut Tx<'_>, caller: Arc<Caller>) -> Answer<Json<ShopAddOnEnvelope>> {
    let platform = &mut tx.platform();
    let (calling, app, installation) = installed(platform, &caller)?;
    ShopAddOnEnvelope::of(platform, &app, &installation, calling).map(Json)
}

fn update_settings(
    tx: &mut Tx<'_>,
    Body(update): Body<ShopAddOnSettingsUpdate>,
    caller: Arc<Caller>,
) -> Answer<Json<ShopAddOnEnvelope>> {
    let platform = &mut tx.platform();
    let (calling, app, mut installation) = installed(platform, &caller)?;
    set(&mut installation, &app, update.settings)?;
    platform.save(&mut installation)?;
    ShopAddOnEnvelope::of(platform, &app, &installation, calling).map(Json)
}

/// The app that calls, and its installation in the caller's shop.
fn installed<'c>(
    platform: &mut Tx<'_>,
    caller: &'c Caller,
) -> Answer<(&'c CallingApp, Record<App>, Record<Installation>)> {
    let calling = caller.app.as_ref().ok_or(Error::Unauthorized(Denied::NoApp))?;
    let app = platform.get(calling.id)?.ok_or(Error::Unauthorized(Denied::Token))?;
    let installation = app.installation(platform, caller.shop.id)?;
    let installation = installation.ok_or(Error::Unauthorized(Denied::Token))?;
    Ok((calling, app, installation))
}
