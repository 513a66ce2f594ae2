//! What must hold of an installation's settings, and how it is told.

use api::{Answer, Error};
use platform::{App, CallingApp, Endpoint, Installation, Line, Shop};
use storage::{Field, Filter, Query, Reading};

use super::{
    AddOnManifest, AddOnVersion, LineChatBot, SettingValue, ShopAddOn, ShopAddOnEnvelope, ShopInfo, ShopInfoEnvelope,
    ShopLine,
};

impl From<&Shop> for ShopInfoEnvelope {
    fn from(shop: &Shop) -> Self {
        let storefront = shop.storefront.clone();
        let Line { login_enable, liff_enable, liff_id, bot_id } = storefront.line;
        let shop_info = ShopInfo {
            primary_domain: shop.storefront_domain.clone(),
            name: shop.name.clone(),
            id: shop.id,
            email: shop.email.clone(),
            og_image_url: storefront.og_image_url,
            shop_line_chat_bot: bot_id.map(|bot_id| LineChatBot { bot_id }),
            shop_line: ShopLine { login_enable, liff_id, liff_enable },
            language: storefront.language,
            currency: "TWD".into(),
            sms_prefix: storefront.sms_prefix,
            merchant_location: storefront.merchant_location,
            market_location: storefront.market_location,
        };
        Self { shop_info }
    }
}

impl ShopAddOnEnvelope {
    /// The installation as the app sees it. Reads on the platform.
    pub(super) fn of(
        from: &impl Reading,
        app: &App,
        installation: &Installation,
        calling: &CallingApp,
    ) -> Answer<Self> {
        let field = |name, id| Filter::equals(Field::integer(name), id);
        let in_shop =
            Query::all().filter(field("app_id", app.id.get())).filter(field("shop_id", installation.shop_id.get()));
        let endpoint = from.find_one::<Endpoint>(in_shop)?.map(storage::Record::into_value);
        let (webhook_url, webhook_events) = endpoint.map(|endpoint| (endpoint.url, endpoint.events)).unzip();
        let manifest = &app.manifest;
        let value = |field: &String| (field.clone(), installation.settings.get(field).cloned());
        let add_on_version = AddOnVersion {
            webhook_url,
            manifest: AddOnManifest {
                name: app.name.clone(),
                version: installation.version.clone(),
                scopes: installation.scopes.to_string(),
                manifest_version: manifest.manifest_version,
                r#type: manifest.transaction_type.clone(),
                webhook_events: webhook_events.unwrap_or_default(),
            },
            embedded: manifest.embedded,
            status: "published".into(),
            scopes: installation.scopes.to_string(),
        };
        let shop_add_on = ShopAddOn {
            id: installation.id,
            settings: manifest.setting_fields.iter().map(value).collect(),
            vendor_type: manifest.vendor.clone(),
            token: calling.token.to_string(),
            start_at: installation.start_at,
            end_at: installation.end_at,
            add_on_version,
        };
        Ok(Self { shop_add_on })
    }
}

/// Sets all of the values, or none where the app declares no such field.
pub(super) fn set(installation: &mut Installation, app: &App, values: Vec<SettingValue>) -> Answer<()> {
    let declared = &app.manifest.setting_fields;
    let faults: Vec<String> = values
        .iter()
        .filter(|value| !declared.contains(&value.field))
        .map(|value| match declared.as_slice() {
            [] => format!("設定欄位 (field) 無效值：{}，app 未宣告任何設定欄位", value.field),
            known => format!("設定欄位 (field) 無效值：{}，可用的值：{}", value.field, known.join("、")),
        })
        .collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    installation.settings.extend(values.into_iter().map(|value| (value.field, value.data)));
    Ok(())
}
