//! Events: what a room may tell the outside, declared once with the type of what is sent.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Something that happens in a shop and that an endpoint can subscribe to.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    /// `orders/paid`: what `X-Cyberbiz-Event` says.
    pub name: &'static str,
    /// When it fires, in a few words of Chinese.
    pub when: &'static str,
    pub(crate) payload: fn(&mut SchemaGenerator) -> Schema,
}

impl Event {
    /// An event whose payload is a `T`.
    pub const fn of<T: JsonSchema>(name: &'static str, when: &'static str) -> Self {
        Self { name, when, payload: SchemaGenerator::subschema_for::<T> }
    }

    /// The event as an operation of the receiver's: one entry of OpenAPI's `webhooks`.
    pub(crate) fn describe(&self, generator: &mut SchemaGenerator) -> Value {
        let name = json!({
            "name": EVENT.0, "in": "header", "required": true, "description": EVENT.1,
            "schema": { "type": "string", "const": self.name },
        });
        let others = HEADERS.iter().map(|(name, _)| json!({ "$ref": format!("#/components/parameters/{name}") }));
        json!({
            "post": {
                "operationId": format!("webhook_{}", self.name.replace('/', "_")),
                "summary": self.when,
                "parameters": std::iter::once(name).chain(others).collect::<Vec<_>>(),
                "requestBody": {
                    "required": true,
                    "content": { "application/json": { "schema": (self.payload)(generator).to_value() } },
                },
                "responses": {
                    "2XX": { "description": "已收到" },
                    "default": { "description": "其他任何回應或逾時都視為未送達，之後依排程重送" },
                },
            },
        })
    }
}

const EVENT: (&str, &str) = ("X-Cyberbiz-Event", "事件名稱：resource/action");

/// The request headers that every webhook has beside the event's name.
const HEADERS: &[(&str, &str)] = &[
    ("X-Cyberbiz-Domain", "平台核發的商店網域"),
    ("X-Cyberbiz-Shop-Domain", "商家自訂的前台網域"),
    ("X-Cyberbiz-Hmac-Sha256", "以 App Secret 對原始 body 計算的 HMAC-SHA256（hex）"),
    ("X-Cyberbiz-Domain-Hmac-Sha256", "以 App Secret 對 X-Cyberbiz-Domain 計算的 HMAC-SHA256（hex）"),
    ("User-Agent", "CyberbizAppWebhook/1.0"),
    ("webhook-id", "事件的識別碼；同一事件重送時不變，可用來略過重複"),
    ("webhook-timestamp", "送出時間（Unix 秒）；與現在相差超過 5 分鐘時應拒絕"),
    ("webhook-signature", "Standard Webhooks 簽章：v1, 之後是 `id.timestamp.body` 的 HMAC-SHA256（base64）"),
];

pub(crate) fn header_parameters() -> Value {
    HEADERS
        .iter()
        .map(|(name, text)| {
            let parameter = json!({
                "name": name, "in": "header", "required": true, "description": text, "schema": { "type": "string" },
            });
            ((*name).to_owned(), parameter)
        })
        .collect::<Map<_, _>>()
        .into()
}
