//! Reading the rule.

use api::{Answer, Group, Json};
use storage::View;

use super::BonusRule;

pub(crate) fn operations(group: &mut Group) {
    group.get("/v1/bonus_rule", show).summary("取得商店的會員紅利積點規則");
}

fn show(view: &View<'_>) -> Answer<Json<BonusRule>> {
    Ok(Json(BonusRule::of(view)?))
}
