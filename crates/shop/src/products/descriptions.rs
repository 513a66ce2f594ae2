//! A product's descriptions, one for each tab of its page.

use api::{Answer, Body, Error, Group, Json, Path};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Tx, View};
use wire::Id;

use super::rules::{change, product};
use super::{DescriptionSetting, Product, ProductDescription};

pub(super) fn operations(group: &mut Group) {
    group.get("/v1/products/get_product_description_setting_names", settings).summary("取得所有商品介紹支援的類型");
    group.get("/v1/products/{product_id}/product_descriptions", list).summary("透過商品 ID 取得該商品所有商品介紹");
    group
        .post("/v1/products/{product_id}/product_descriptions", create)
        .summary("透過商品 ID 建立該商品的商品介紹")
        .note("每種類型一項商品只有一份；已有的類型請改用更新。");
    group
        .get("/v1/products/{product_id}/product_descriptions/{product_description_id}", show)
        .summary("透過商品 ID 與商品介紹 ID 取得該商品介紹");
    group
        .put("/v1/products/{product_id}/product_descriptions/{product_description_id}", update)
        .summary("透過商品 ID 與商品介紹 ID 更新該商品介紹");
}

impl DescriptionSetting {
    const ALL: [Self; 6] = [Self::Intro, Self::SizeTable, Self::TryReport, Self::Dress, Self::Spec, Self::Shipping];

    fn title(self) -> &'static str {
        match self {
            Self::Intro => "商品介紹",
            Self::SizeTable => "尺寸表",
            Self::TryReport => "試穿報告",
            Self::Dress => "穿搭推薦",
            Self::Spec => "商品規格",
            Self::Shipping => "運送方式",
        }
    }
}

/// 商品介紹支援的類型
#[derive(Debug, Serialize, JsonSchema)]
struct SettingName {
    /// 商品介紹類型
    setting_name: DescriptionSetting,
    /// 商品介紹標題
    title: &'static str,
}

#[allow(clippy::unnecessary_wraps)] // as every operation answers
fn settings(_: &View<'_>) -> Answer<Json<Vec<SettingName>>> {
    let name = |setting_name: DescriptionSetting| SettingName { setting_name, title: setting_name.title() };
    Ok(Json(DescriptionSetting::ALL.map(name).into()))
}

fn list(view: &View<'_>, Path(id): Path<Id<Product>>) -> Answer<Json<Vec<ProductDescription>>> {
    Ok(Json(product(view, id)?.into_value().product_descriptions))
}

fn show(
    view: &View<'_>,
    Path((id, description)): Path<(Id<Product>, Id<ProductDescription>)>,
) -> Answer<Json<ProductDescription>> {
    let descriptions = product(view, id)?.into_value().product_descriptions;
    descriptions.into_iter().find(|known| known.id == description).map(Json).ok_or(Error::NotFound)
}

/// 新的商品介紹
#[derive(Debug, Deserialize, JsonSchema)]
struct DescriptionCreate {
    /// 頁籤名稱
    setting_name: DescriptionSetting,
    /// 頁籤內容
    body_html: Option<String>,
}

fn create(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Product>>,
    Body(new): Body<DescriptionCreate>,
) -> Answer<Json<ProductDescription>> {
    let (_, description) = change(tx, id, |tx, product| {
        only_one(product, new.setting_name, None)?;
        let description = ProductDescription {
            id: Id::new(tx.next_id("product_descriptions")?),
            setting_name: new.setting_name,
            body_html: new.body_html.unwrap_or_default(),
        };
        product.product_descriptions.push(description.clone());
        Ok(description)
    })?;
    Ok(Json(description))
}

/// 商品介紹的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
struct DescriptionChange {
    /// 頁籤名稱
    setting_name: Option<DescriptionSetting>,
    /// 頁籤內容
    body_html: Option<String>,
}

fn update(
    tx: &mut Tx<'_>,
    Path((id, description)): Path<(Id<Product>, Id<ProductDescription>)>,
    Body(change_of): Body<DescriptionChange>,
) -> Answer<Json<ProductDescription>> {
    let (_, description) = change(tx, id, |_, product| {
        if let Some(setting) = change_of.setting_name {
            only_one(product, setting, Some(description))?;
        }
        let known = product.product_descriptions.iter_mut().find(|known| known.id == description);
        let known = known.ok_or(Error::NotFound)?;
        known.setting_name = change_of.setting_name.unwrap_or(known.setting_name);
        known.body_html = change_of.body_html.unwrap_or_else(|| std::mem::take(&mut known.body_html));
        Ok(known.clone())
    })?;
    Ok(Json(description))
}

fn only_one(product: &Product, setting: DescriptionSetting, except: Option<Id<ProductDescription>>) -> Answer<()> {
    let same = |known: &ProductDescription| known.setting_name == setting && Some(known.id) != except;
    if product.product_descriptions.iter().any(same) {
        return Err(Error::invalid("頁籤名稱 (setting_name) 已有商品介紹，請改用更新"));
    }
    Ok(())
}
