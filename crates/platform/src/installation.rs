//! An app in a shop: what the shop granted it, and the settings it keeps there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Reading, Record, Result, Tx};
use wire::{Id, Timestamp};

use crate::access::of_app;
use crate::{App, Endpoint, Scopes, Shop};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Installation {
    #[serde(default)]
    pub id: Id<Installation>,
    pub shop_id: Id<Shop>,
    pub app_id: Id<App>,
    /// What the shop granted.
    pub scopes: Scopes,
    /// The app's version when the shop last agreed to it.
    pub version: String,
    /// Values of the fields that the app's manifest declares.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    pub start_at: Timestamp,
    #[serde(default)]
    pub end_at: Option<Timestamp>,
}

storage::document!(
    Installation,
    "應用程式安裝",
    "installations",
    [
        Index::unique("installations_app", &[Field::integer("app_id"), Field::integer("shop_id")]),
        Index::on("installations_shop", &[Field::integer("shop_id")]),
    ]
);

impl Installation {
    pub fn of(from: &impl Reading, app: Id<App>, shop: Id<Shop>) -> Result<Option<Record<Self>>> {
        from.find_one(of_app(app).filter(Filter::equals(Field::integer("shop_id"), shop)))
    }
}

impl App {
    /// Installs the app in a shop with these scopes, or notes what the shop grants it now. Its webhooks come from
    /// there too, to where those of its own shop go.
    pub fn install(&self, tx: &mut Tx<'_>, shop: Id<Shop>, scopes: Scopes) -> Result<Record<Installation>> {
        if let Some(mut known) = Installation::of(tx, self.id, shop)? {
            known.scopes = scopes;
            known.version.clone_from(&self.manifest.version);
            tx.save(&mut known)?;
            return Ok(known);
        }
        for endpoint in tx.find::<Endpoint>(&of_app(self.id))? {
            if endpoint.shop_id == self.shop_id && shop != self.shop_id {
                crate::access::subscribe_in(tx, self, shop, &endpoint.url, endpoint.events.clone())?;
            }
        }
        tx.insert(Installation {
            id: Id::default(),
            shop_id: shop,
            app_id: self.id,
            scopes,
            version: self.manifest.version.clone(),
            settings: BTreeMap::new(),
            start_at: tx.now(),
            end_at: None,
        })
    }

    /// The app's installation in a shop. In its own shop an app has one from the start; one that was made before
    /// there were installations gets it here.
    pub fn installation(&self, tx: &mut Tx<'_>, shop: Id<Shop>) -> Result<Option<Record<Installation>>> {
        match Installation::of(tx, self.id, shop)? {
            None if shop == self.shop_id => self.install(tx, shop, self.scopes.clone()).map(Some),
            found => Ok(found),
        }
    }
}
