//! Typed reading and writing: what operations and rules hold in their hands.

use std::any::Any;
use std::sync::Arc;

use wire::{Id, Random, Timestamp, token};

use crate::document::to_json;
use crate::{
    Document, Error, Filter, NewEvent, NewRow, OutboxReader, PLATFORM, Query, Reader, Record, Result, ShopId, Stored,
    Writer, etag_of,
};

/// About what a document has in bytes, so that an array of them need not be moved as it grows.
const USUAL_SIZE: usize = 1536;
const MANY: usize = 100;

/// Everything that can be read, of a [`View`] and of a [`Tx`] alike.
pub trait Reading {
    /// One shop's data at one moment.
    fn view(&self) -> View<'_>;

    fn now(&self) -> Timestamp {
        self.view().now
    }

    fn shop(&self) -> ShopId {
        self.view().shop
    }

    fn get<T: Document>(&self, id: Id<T>) -> Result<Option<Record<T>>> {
        let view = self.view();
        let row = view.reader.get(T::KIND, view.shop, id.get())?;
        row.map(|row| Record::from_row(row, &view)).transpose()
    }

    /// The document's JSON, without parsing it where nothing is computed.
    fn stored<T: Document>(&self, id: Id<T>) -> Result<Option<Stored<T>>> {
        let view = self.view();
        let row = view.reader.get(T::KIND, view.shop, id.get())?;
        row.map(|row| Stored::from_row(row, &view)).transpose()
    }

    fn exists<T: Document>(&self, id: Id<T>) -> Result<bool> {
        let view = self.view();
        Ok(view.reader.get(T::KIND, view.shop, id.get())?.is_some())
    }

    fn find<T: Document>(&self, query: &Query) -> Result<Vec<Record<T>>> {
        let view = self.view();
        let mut found = Vec::new();
        view.reader.each(T::KIND, view.shop, query, &mut |row| {
            found.push(Record::from_row(row.to_row(), &view)?);
            Ok(())
        })?;
        Ok(found)
    }

    fn find_one<T: Document>(&self, query: Query) -> Result<Option<Record<T>>> {
        Ok(self.find(&query.limit(1))?.pop())
    }

    fn find_stored<T: Document>(&self, query: &Query) -> Result<Vec<Stored<T>>> {
        let view = self.view();
        let mut found = Vec::new();
        view.reader.each(T::KIND, view.shop, query, &mut |row| {
            found.push(Stored::from_row(row.to_row(), &view)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The JSON array of all documents that the query finds, with its ETag.
    fn find_array<T: Document>(&self, query: &Query) -> Result<(Vec<u8>, String)> {
        let view = self.view();
        let room = query.limit.map_or(0, |limit| usize::try_from(limit).unwrap_or(0).min(MANY));
        let mut array = Vec::with_capacity(2 + room * USUAL_SIZE);
        array.push(b'[');
        // What the array is made of: the same documents give the same bytes, and so the same ETag.
        let mut tags = String::new();
        let mut fresh = true;
        view.reader.each(T::KIND, view.shop, query, &mut |row| {
            if array.len() > 1 {
                array.push(b',');
            }
            if row.due_at.is_none_or(|due| due > view.now.millis()) {
                array.extend_from_slice(row.doc);
                tags.push_str(row.etag);
            } else {
                fresh = false;
                array.extend_from_slice(&Stored::<T>::from_row(row.to_row(), &view)?.json);
            }
            Ok(())
        })?;
        array.push(b']');
        if !fresh {
            let tag = etag_of(&array);
            return Ok((array, tag));
        }
        let name = format!("array {}", etag_of(tags.as_bytes()));
        let tag = view.memoized(&name, || Ok::<_, Error>(Arc::new(etag_of(&array))))?;
        Ok((array, String::clone(&tag)))
    }

    fn count<T: Document>(&self, filters: &[Filter]) -> Result<u64> {
        let view = self.view();
        view.reader.count(T::KIND, view.shop, filters)
    }

    /// The delivery log, of all shops.
    fn log(&self) -> &dyn OutboxReader {
        self.view().reader
    }

    /// The distinct values that documents of this kind carry under a term, sorted.
    fn term_values<T: Document>(&self, term: &str) -> Result<Vec<String>> {
        let view = self.view();
        view.reader.term_values(T::KIND, view.shop, term)
    }
}

/// One shop's data, read only, at one moment.
#[derive(Clone, Copy)]
pub struct View<'a> {
    reader: &'a dyn Reader,
    shop: ShopId,
    now: Timestamp,
}

impl<'a> View<'a> {
    pub fn new(reader: &'a dyn Reader, shop: ShopId, now: Timestamp) -> Self {
        Self { reader, shop, now }
    }

    /// A value made from what is stored, made again only when something in the database has changed.
    /// The name says what it is, of which shop, and who asks.
    pub fn memoized<T, E>(&self, name: &str, make: impl FnOnce() -> Result<Arc<T>, E>) -> Result<Arc<T>, E>
    where
        T: Any + Send + Sync,
        E: From<Error>,
    {
        match self.reader.memo()? {
            Some(memo) => memo.get_or_try(name, make),
            None => make(),
        }
    }

    /// The same moment, of what belongs to no shop.
    #[must_use]
    pub fn platform(self) -> Self {
        Self { shop: PLATFORM, ..self }
    }
}

impl Reading for View<'_> {
    fn view(&self) -> View<'_> {
        *self
    }
}

/// One transaction on one shop's data: documents and the events their changes cause.
pub struct Tx<'a> {
    writer: &'a dyn Writer,
    shop: ShopId,
    now: Timestamp,
    random: &'a dyn Random,
    request_id: Option<&'a str>,
    /// Nobody is told of what it changes.
    quiet: bool,
}

impl Reading for Tx<'_> {
    fn view(&self) -> View<'_> {
        View { reader: self.writer, shop: self.shop, now: self.now }
    }
}

impl<'a> Tx<'a> {
    pub fn new(
        writer: &'a dyn Writer,
        shop: ShopId,
        now: Timestamp,
        random: &'a dyn Random,
        request_id: Option<&'a str>,
    ) -> Self {
        Self { writer, shop, now, random, request_id, quiet: false }
    }

    /// The same, but what changes fires no events: for a past that is made up, of which nobody was ever told.
    #[must_use]
    pub fn quietly(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// The same transaction, on what belongs to no shop.
    pub fn platform(&mut self) -> Tx<'_> {
        Tx { shop: PLATFORM, ..*self }
    }

    pub fn random(&self) -> &dyn Random {
        self.random
    }

    /// The API request that this transaction is part of, if it is of one.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id
    }

    /// Runs a part of the transaction that may fail without the rest: what it wrote leaves no trace when it answers
    /// `Err`. The store's own failures come first.
    pub fn attempt<T, E>(&mut self, part: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<Result<T, E>> {
        self.writer.begin_part()?;
        let outcome = part(self);
        self.writer.end_part(outcome.is_ok())?;
        Ok(outcome)
    }

    /// An id for something that lives inside a document.
    pub fn next_id(&mut self, sequence: &str) -> Result<i64> {
        self.writer.next_id(sequence)
    }

    /// Stores a new document under a new id, and fires its `created` event.
    pub fn insert<T: Document>(&mut self, value: T) -> Result<Record<T>> {
        let record = self.insert_quietly(value)?;
        self.fire(T::EVENTS.created, record.value.id(), &record.stored)?;
        Ok(record)
    }

    /// Like [`Tx::insert`] for what was there before anybody looked: the data that a shop starts with.
    pub fn insert_quietly<T: Document>(&mut self, mut value: T) -> Result<Record<T>> {
        value.set_id(self.reserve()?);
        self.insert_reserved(value)
    }

    /// An id that a new document will have: for what others must know it by before it is stored.
    pub fn reserve<T: Document>(&mut self) -> Result<Id<T>> {
        Ok(Id::new(self.writer.next_id(T::KIND.table)?))
    }

    /// Like [`Tx::insert_quietly`], under the id that was reserved for it.
    pub fn insert_reserved<T: Document>(&mut self, value: T) -> Result<Record<T>> {
        let stored = to_json(&value)?;
        let etag = etag_of(&stored);
        let record = Record { value, version: 1, stored, etag };
        let (terms, text) = (record.value.terms(), text(&record.value));
        self.put(&record, (!terms.is_empty()).then_some(&terms), text.as_deref())?;
        Ok(record)
    }

    /// Stores the document if it changed, and then fires its `updated` event. Answers whether it did.
    pub fn save<T: Document>(&mut self, record: &mut Record<T>) -> Result<bool> {
        let changed = self.save_quietly(record)?;
        if changed {
            self.fire(T::EVENTS.updated, record.value.id(), &record.stored)?;
        }
        Ok(changed)
    }

    /// Like [`Tx::save`] for a change that is another resource's event, or none: a derived total, a use count.
    pub fn save_quietly<T: Document>(&mut self, record: &mut Record<T>) -> Result<bool> {
        let Some(before) = record.value_before()? else {
            return Ok(false);
        };
        record.value.touch(self.now);
        record.stored = to_json(&record.value)?;
        record.etag = etag_of(&record.stored);
        record.version += 1;
        let (terms, new_text) = (record.value.terms(), text(&record.value));
        let text = (new_text != text(&before)).then(|| new_text.unwrap_or_default());
        self.put(record, (terms != before.terms()).then_some(&terms), text.as_deref())?;
        Ok(true)
    }

    /// Removes the document and fires its `deleted` event with it as it last stood.
    pub fn delete<T: Document>(&mut self, record: Record<T>) -> Result<Stored<T>> {
        self.writer.delete(T::KIND, self.shop, record.value.id().get())?;
        self.fire(T::EVENTS.deleted, record.value.id(), &record.stored)?;
        Ok(record.into_stored())
    }

    /// Fires an event that a transition makes, with the document as it stands in the store.
    pub fn emit<T: Document>(&mut self, event: &'static str, record: &Record<T>) -> Result<()> {
        self.fire(Some(event), record.value.id(), &record.stored)
    }

    /// Fires an event whose payload is not the document itself.
    pub fn emit_payload<T, P: serde::Serialize>(
        &mut self,
        event: &'static str,
        resource: Id<T>,
        payload: &P,
    ) -> Result<()> {
        let payload = serde_json::to_vec(payload).map_err(|error| Error::Unavailable(error.to_string()))?;
        self.fire(Some(event), resource, &payload)
    }

    /// Sends an endpoint an event that did not happen, marked as a test. Answers the delivery's id.
    pub fn emit_test<T>(
        &mut self,
        shop: ShopId,
        endpoint: Id<T>,
        event: &str,
        resource_id: i64,
        payload: &[u8],
    ) -> Result<i64> {
        let uid = self.event_uid();
        let (at, request_id) = (self.now.millis(), self.request_id);
        let event = NewEvent { name: event, resource_id, payload, uid: &uid, at, request_id };
        self.writer.emit_test(shop, endpoint.get(), event)
    }

    /// Puts a delivery at the start of its schedule, due at once. Answers whether there is such a delivery.
    pub fn resend(&mut self, delivery: i64) -> Result<bool> {
        self.writer.resend(delivery, self.now.millis())
    }

    /// From now on the endpoint receives exactly these events of the shop, which need not be this
    /// transaction's: endpoints belong to the platform.
    pub fn subscribe<T>(&mut self, shop: ShopId, endpoint: Id<T>, events: &[String]) -> Result<()> {
        self.writer.subscribe(shop, endpoint.get(), events)
    }

    fn put<T: Document>(
        &self,
        record: &Record<T>,
        terms: Option<&Vec<(&'static str, String)>>,
        text: Option<&str>,
    ) -> Result<()> {
        let row = NewRow {
            id: record.value.id().get(),
            version: record.version,
            due_at: record.value.due_at().map(Timestamp::millis),
            etag: &record.etag,
            doc: &record.stored,
            terms: terms.map(Vec::as_slice),
            text,
        };
        self.writer.put(T::KIND, self.shop, row)
    }

    fn fire<T>(&self, event: Option<&'static str>, resource: Id<T>, payload: &[u8]) -> Result<()> {
        let Some(name) = event.filter(|_| !self.quiet) else { return Ok(()) };
        let uid = self.event_uid();
        let at = self.now.millis();
        let event = NewEvent { name, resource_id: resource.get(), payload, uid: &uid, at, request_id: self.request_id };
        self.writer.emit(self.shop, event)
    }

    fn event_uid(&self) -> String {
        format!("evt_{}", token(self.random, 12))
    }
}

/// A kind without an index of words has no text, and none is made.
fn text<T: Document>(value: &T) -> Option<String> {
    T::KIND.text().and_then(|_| value.text())
}
