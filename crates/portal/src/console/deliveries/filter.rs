//! Which deliveries are asked for: as it was typed, what is wrong with it, and what it means.

use platform::Shop;
use serde::Deserialize;
use storage::{DeliveryFilter, DeliveryState};
use wire::{Id, Timestamp};

use crate::texts::deliveries::Texts;

const HOUR: i64 = 3_600_000;

/// The states a list can be narrowed to, by the names that stand in URLs.
pub(super) const STATES: [(&str, DeliveryState); 3] = [
    ("pending", DeliveryState::Pending),
    ("delivered", DeliveryState::Delivered),
    ("given_up", DeliveryState::GivenUp),
];
/// Stretches of time that end now.
pub(super) const RANGES: [(&str, i64); 3] = [("1h", HOUR), ("24h", 24 * HOUR), ("7d", 168 * HOUR)];

/// The query string of a list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) event: String,
    pub(super) endpoint: String,
    pub(super) state: String,
    pub(super) resource: String,
    pub(super) range: String,
    pub(super) since: String,
    pub(super) until: String,
    /// The last delivery of the page before.
    pub(super) before: String,
    /// The newest delivery that is shown already.
    pub(super) after: String,
}

/// What is wrong, by field.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Faults {
    pub(super) resource: Option<&'static str>,
    pub(super) since: Option<&'static str>,
    pub(super) until: Option<&'static str>,
}

impl Faults {
    pub(super) fn any(&self) -> bool {
        *self != Self::default()
    }
}

impl Asked {
    /// The shop's deliveries that are meant. A name that no list offers matches nothing.
    pub(super) fn filter(&self, shop: Id<Shop>, now: Timestamp, texts: &Texts) -> Result<DeliveryFilter, Faults> {
        let mut faults = Faults::default();
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let number = |text: &str| given(text).map(|text| text.parse::<i64>().unwrap_or(-1));
        let resource_id = given(&self.resource)
            .and_then(|text| text.parse().map_err(|_| faults.resource = Some(texts.fault_resource)).ok());
        let moment = |text: &str, fault: &mut Option<&'static str>| {
            let text = given(text)?;
            read_time(&text).ok_or(()).map_err(|()| *fault = Some(texts.fault_time)).ok()
        };
        let since = moment(&self.since, &mut faults.since).map(Timestamp::millis);
        let until = moment(&self.until, &mut faults.until).map(Timestamp::millis);
        if let (Some(since), Some(until)) = (since, until)
            && since >= until
        {
            faults.until = Some(texts.fault_order);
        }
        if faults.any() {
            return Err(faults);
        }
        let range = RANGES.iter().find(|(name, _)| *name == self.range).map(|(_, length)| now.millis() - length);
        Ok(DeliveryFilter {
            shop: Some(shop.get()),
            event: given(&self.event),
            endpoint: number(&self.endpoint),
            state: self.state(),
            resource_id,
            since: since.or(range),
            until,
            before: number(&self.before),
            ..DeliveryFilter::default()
        })
    }

    pub(super) fn state(&self) -> Option<DeliveryState> {
        STATES.iter().find(|(name, _)| *name == self.state).map(|(_, state)| *state)
    }

    /// The conditions as a query string, without the place in the list.
    pub(super) fn query(&self) -> String {
        let Self { event, endpoint, state, resource, range, since, until, .. } = self;
        let pairs = [
            ("event", event),
            ("endpoint", endpoint),
            ("state", state),
            ("resource", resource),
            ("range", range),
            ("since", since),
            ("until", until),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty());
        form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish()
    }

    /// A time as the browser's own field takes it; as it was typed, if it is none.
    pub(super) fn field_time(text: &str) -> String {
        read_time(text.trim()).map_or_else(|| text.to_owned(), |time| time.to_string().replace(' ', "T"))
    }
}

/// `2026-01-15`, `2026-01-15 10:30` or with seconds; browsers write a T between.
fn read_time(text: &str) -> Option<Timestamp> {
    let text = text.replace('T', " ");
    text.parse().or_else(|_| format!("{text}:00").parse()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::EN;

    fn asked(query: &str) -> Asked {
        let mut asked = Asked::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = match &*name {
                "event" => &mut asked.event,
                "endpoint" => &mut asked.endpoint,
                "state" => &mut asked.state,
                "resource" => &mut asked.resource,
                "range" => &mut asked.range,
                "since" => &mut asked.since,
                "until" => &mut asked.until,
                other => panic!("{other}"),
            };
            value.as_ref().clone_into(field);
        }
        asked
    }

    #[test]
    fn what_is_typed_becomes_a_filter_of_the_shop() {
        let now: Timestamp = "2026-01-15 10:41:30".parse().unwrap();
        let query = "event=customers%2Fcreate&endpoint=5&state=given_up&resource=42&range=1h";
        let asked = asked(query);
        let filter = asked.filter(Id::new(7), now, &EN.deliveries).unwrap();
        let expected = DeliveryFilter {
            shop: Some(7),
            event: Some("customers/create".into()),
            endpoint: Some(5),
            state: Some(DeliveryState::GivenUp),
            resource_id: Some(42),
            since: Some(now.millis() - HOUR),
            ..DeliveryFilter::default()
        };
        assert_eq!(filter, expected);
        assert_eq!(asked.query(), query);
    }

    #[test]
    fn times_are_read_as_browsers_and_people_write_them() {
        let now = Timestamp::default();
        for text in ["2026-01-15 10:30", "2026-01-15T10:30", "2026-01-15 10:30:00"] {
            let filter = asked(&format!("since={text}&range=7d")).filter(Id::new(7), now, &EN.deliveries).unwrap();
            assert_eq!(filter.since, Some("2026-01-15 10:30:00".parse::<Timestamp>().unwrap().millis()), "{text}");
        }
        assert_eq!(Asked::field_time("2026-01-15"), "2026-01-15T00:00:00");
        assert_eq!(Asked::field_time("soon"), "soon");
    }

    #[test]
    fn what_cannot_be_understood_is_told_by_field() {
        let fault = |query: &str| asked(query).filter(Id::new(7), Timestamp::default(), &EN.deliveries).unwrap_err();
        let texts = &EN.deliveries;
        assert_eq!(fault("resource=mei"), Faults { resource: Some(texts.fault_resource), ..Faults::default() });
        assert_eq!(fault("since=soon"), Faults { since: Some(texts.fault_time), ..Faults::default() });
        let reversed = fault("since=2026-01-02&until=2026-01-01");
        assert_eq!(reversed, Faults { until: Some(texts.fault_order), ..Faults::default() });
    }
}
