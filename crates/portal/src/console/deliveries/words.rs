//! States and failures in the reader's language.

use storage::{DeliveryState, DeliverySummary};
use webhook::Reason;

use crate::texts::deliveries::Texts;

/// A state as a class that gives it a shape, and a word.
pub(super) fn state(delivery: &DeliverySummary, texts: &Texts) -> (&'static str, &'static str) {
    match delivery.state {
        DeliveryState::Pending if delivery.attempts == 0 => ("soft", texts.pending),
        DeliveryState::Pending => ("odd", texts.retrying),
        DeliveryState::Delivered => ("good", texts.delivered),
        DeliveryState::GivenUp => ("bad", texts.given_up),
    }
}

pub(super) fn reason(reason: Reason<'_>, texts: &Texts) -> String {
    match reason {
        Reason::Answered(status) => texts.answered.replace("{status}", &status.to_string()),
        Reason::Redirected(status) => texts.redirected.replace("{status}", &status.to_string()),
        Reason::TimedOut(seconds) => texts.timed_out.replace("{seconds}", seconds),
        Reason::AddressRefused(address) => texts.refused.replace("{address}", address),
        Reason::Unresolved => texts.unresolved.to_owned(),
        Reason::Unreachable => texts.unreachable.to_owned(),
        Reason::Untrusted => texts.untrusted.to_owned(),
        Reason::Broken => texts.broken.to_owned(),
        Reason::EndpointGone => texts.endpoint_gone.to_owned(),
        Reason::Other(words) => words.to_owned(),
    }
}

/// What the last try came to, in short, if there was one.
pub(super) fn last(delivery: &DeliverySummary, texts: &Texts) -> Option<String> {
    match delivery.status {
        Some(status) => Some(texts.short_answered.replace("{status}", &status.to_string())),
        None => Reason::of(None, delivery.failure.as_deref()).map(|why| reason(why, texts)),
    }
}
