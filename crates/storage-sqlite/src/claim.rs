//! Due deliveries, taken for sending.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use rusqlite::{OptionalExtension, Row, params};
use storage::{Claim, Claimed, Due, Event, Result};

use crate::connection::{Session, failure};

/// One event goes to several endpoints: its payload is read once.
type Events = HashMap<i64, Arc<Event>>;

impl Session<'_> {
    /// Asks endpoint after endpoint: one step of the index for each, and one for each delivery
    /// that is taken or in flight; none for what waits behind.
    pub(crate) fn claim(&self, claim: &Claim<'_>) -> Result<Claimed> {
        self.begin_snapshot()?;
        let mut claimed = Claimed::default();
        let mut events = HashMap::new();
        if let Some(only) = claim.only {
            for endpoint in only {
                self.ask(*endpoint, claim, &mut claimed, &mut events)?;
                if claimed.unfinished_at.is_some() {
                    break;
                }
            }
            return Ok(claimed);
        }
        let mut endpoint = claim.after;
        let mut wrapped = false;
        loop {
            match self.next_pending_endpoint(endpoint)? {
                Some(next) if !wrapped || next <= claim.after => endpoint = next,
                None if !wrapped && claim.after > i64::MIN => {
                    wrapped = true;
                    endpoint = i64::MIN;
                    continue;
                }
                _ => return Ok(claimed),
            }
            self.ask(endpoint, claim, &mut claimed, &mut events)?;
            if claimed.unfinished_at.is_some() {
                return Ok(claimed);
            }
        }
    }

    fn ask(&self, endpoint: i64, claim: &Claim<'_>, claimed: &mut Claimed, events: &mut Events) -> Result<()> {
        let room = claim.rooms.get(&endpoint).copied().unwrap_or(claim.room);
        if room == 0 {
            return Ok(());
        }
        let left = claim.limit - claimed.due.len();
        for id in self.due_of(endpoint, claim, room.min(left), &mut claimed.next_at)? {
            let due = self.load(id, endpoint, events)?;
            claimed.due.extend(due);
        }
        if claimed.due.len() >= claim.limit {
            claimed.unfinished_at = Some(endpoint);
        }
        Ok(())
    }

    fn next_pending_endpoint(&self, after: i64) -> Result<Option<i64>> {
        let sql = "SELECT endpoint FROM deliveries WHERE state = 0 AND endpoint > ? ORDER BY endpoint LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        statement.query_row([after], |row| row.get(0)).optional().map_err(failure)
    }

    /// Ids of an endpoint's due deliveries, from the index alone; notes when the first that is not due will be.
    fn due_of(&self, endpoint: i64, claim: &Claim<'_>, room: usize, next_at: &mut Option<i64>) -> Result<Vec<i64>> {
        let sql = "SELECT id, next_at FROM deliveries WHERE state = 0 AND endpoint = ? ORDER BY next_at, id";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let mut rows = statement.query([endpoint]).map_err(failure)?;
        let mut ids = Vec::new();
        while ids.len() < room
            && let Some(row) = rows.next().map_err(failure)?
        {
            let (id, at): (i64, i64) = (row.get(0).map_err(failure)?, row.get(1).map_err(failure)?);
            if at > claim.now {
                *next_at = Some(next_at.map_or(at, |earliest| earliest.min(at)));
                break;
            }
            if !claim.in_flight.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    fn load(&self, id: i64, endpoint: i64, events: &mut Events) -> Result<Option<Due>> {
        let sql = "SELECT event, shop, attempts, tries, test FROM deliveries WHERE id = ?";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let row = statement
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
            .optional()
            .map_err(failure)?;
        let Some((event_id, shop, attempts, tries, test)) = row else {
            return Ok(None);
        };
        let event = if let Some(event) = events.get(&event_id) {
            Arc::clone(event)
        } else {
            let event = Arc::new(self.event(event_id)?);
            events.insert(event_id, Arc::clone(&event));
            event
        };
        Ok(Some(Due { id, shop, endpoint, attempts, tries, test, event }))
    }

    pub(crate) fn event(&self, id: i64) -> Result<Event> {
        let sql = "SELECT uid, name, resource_id, at, request_id, payload FROM events WHERE id = ?";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        statement.query_row(params![id], read_event).map_err(failure)
    }
}

fn read_event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        uid: row.get(0)?,
        name: row.get(1)?,
        resource_id: row.get(2)?,
        at: row.get(3)?,
        request_id: row.get(4)?,
        payload: Bytes::copy_from_slice(row.get_ref(5)?.as_bytes()?),
    })
}
