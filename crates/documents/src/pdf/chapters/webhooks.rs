//! The webhooks: how they come, how to verify them, and every event with its payload.

use super::{Book, WEBHOOKS, cell, prose};
use crate::Error;
use crate::catalogue::Event;
use crate::pdf::look;
use crate::pdf::sheets::Anchor;
use crate::pdf::table::{Cells, Columns};
use crate::pdf::type_setter::Span;

const INTRO: &str = "資料變更時，伺服器以 `POST` 把該物件送到訂閱的網址，內容就是物件本身（`application/json`）。每次變更與它的事件一起成立：\
    有變更必有事件，沒有變更就沒有事件。";

const RULES: [&str; 5] = [
    "先驗證再處理：以 App Secret 對收到的原始位元組計算 HMAC-SHA256，與 `X-Cyberbiz-Hmac-Sha256` 以固定時間比對。",
    "任何 2xx 回應表示已收到。其他回應、逾時或連線失敗，會依排程重送：5 秒、30 秒、2 分、10 分、30 分、1 小時、2 小時、4 小時、8 小時、\
     12 小時；接收端可用 `Retry-After` 要求晚一點再送。",
    "至少送達一次，因此可能重複；重送的事件有相同的 `webhook-id`，可用來略過。",
    "不保證順序；請以內容中的 `updated_at` 判斷新舊。",
    "請先回應，再做費時的處理。",
];

const HEADERS: &Columns = &[("標頭", 175.0), ("說明", 320.0)];
const EVENTS: &Columns = &[("事件", 165.0), ("觸發時機", 210.0), ("內容", 120.0)];

impl<'b> Book<'b, '_> {
    pub(super) fn webhooks(&mut self) -> Result<(), Error> {
        let catalogue = self.catalogue;
        if catalogue.events.is_empty() {
            return Ok(());
        }
        self.chapter(WEBHOOKS)?;
        self.text(INTRO)?;
        self.flow.gap(4.0);
        self.points(&RULES)?;
        if !catalogue.event_headers.is_empty() {
            self.subheading("標頭")?;
            let rows: Vec<Cells<'b>> = catalogue
                .event_headers
                .iter()
                .map(|header| vec![vec![Span::new(header.name.as_str(), look::CELL.bold())], cell(&header.label)])
                .collect();
            self.flow.table(HEADERS, rows)?;
        }
        for (place, (resource, events)) in by_resource(&catalogue.events).into_iter().enumerate() {
            self.flow.gap(12.0);
            self.flow.need(100.0);
            let title = format!("{}.{}　{}", WEBHOOKS + 1, place + 1, self.resource_label(resource, &events));
            self.flow.heading(2, &title, look::SECTION, Anchor::Event(place))?;
            self.flow.gap(3.0);
            let rows: Vec<Cells<'b>> = events.into_iter().map(|event| self.event(event)).collect();
            self.flow.table(EVENTS, rows)?;
        }
        Ok(())
    }

    /// `優惠券（coupons）`: named as the group is, or what is sent.
    fn resource_label(&self, resource: &str, events: &[&Event]) -> String {
        let group = self.catalogue.groups.iter().find(|group| group.tag == resource).map(|group| group.label.as_str());
        let payload = events.first().and_then(|event| self.catalogue.model_of(&event.payload.kind));
        let model = payload.map(|model| model.label.as_str());
        // Events about a part of something are not named as the whole is.
        let is_whole = |label: &&str| self.catalogue.groups.iter().any(|group| group.label == *label);
        match group.or(model.filter(|label| !label.is_empty() && !is_whole(label))) {
            Some(label) => format!("{label}（{resource}）"),
            None => resource.to_owned(),
        }
    }

    fn event(&self, event: &'b Event) -> Cells<'b> {
        let mut when = cell(&event.when);
        if !event.note.is_empty() {
            when.push(Span::new("\n", look::CELL));
            when.extend(prose(&event.note, look::CELL.colour(look::SOFT)));
        }
        let payload = self.kind(&event.payload.kind, look::CELL);
        vec![vec![Span::new(event.name.as_str(), look::CELL.bold())], when, payload]
    }
}

/// Events of the same resource together, in the order of the documents.
fn by_resource(events: &[Event]) -> Vec<(&str, Vec<&Event>)> {
    let mut resources: Vec<(&str, Vec<&Event>)> = Vec::new();
    for event in events {
        let resource = event.name.split('/').next().unwrap_or_default();
        match resources.iter_mut().find(|(known, _)| *known == resource) {
            Some((_, found)) => found.push(event),
            None => resources.push((resource, vec![event])),
        }
    }
    resources
}
