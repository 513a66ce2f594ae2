//! How a query is answered: from which table on, so that a page costs what it shows and not all that it leaves out.
//!
//! Terms and words lie in tables of their own, sorted by the document's id within each value. A list in the order of
//! ids is read from there, and ends with its page. A list in the order of a field is read along the field's index
//! where many documents have the term or word, and gathered from those that have it where they are few.

use rusqlite::params_from_iter;
use storage::{Cast, Error, Field, Filter, Index, Kind, Order, Query, Result, ShopId};

use crate::connection::{Session, failure};
use crate::sql::{self, Statement};
use crate::words;

/// More documents are not counted to decide on a plan: it is many.
const MANY: i64 = 20_000;
/// To gather a document costs as much as to pass over so many in an index.
const GATHERING: i64 = 8;

/// What is asked, apart from conditions on the document itself.
struct Asked<'a> {
    kind: &'a Kind,
    shop: ShopId,
    filters: &'a [Filter],
    /// The table of words and what it is asked.
    text: Option<(&'static Index, String)>,
}

/// Where a statement begins.
#[derive(Debug, Clone, Copy)]
enum Source<'a> {
    Documents,
    /// Along the index of the order's field.
    Along(&'static Index),
    Text,
    /// The documents with one value of one term, by the number of its filter.
    Term(usize, &'static str, &'a String),
}

impl Source<'_> {
    /// The document's id.
    fn id(self) -> &'static str {
        match self {
            Self::Documents | Self::Along(_) => "d.id",
            Self::Text => "t.rowid",
            Self::Term(..) => "t.id",
        }
    }
}

/// The statement that finds a query's rows; `None` when nothing can be found.
pub(crate) fn rows(session: &Session<'_>, kind: &Kind, shop: ShopId, query: &Query) -> Result<Option<Statement>> {
    let Some(asked) = Asked::new(kind, shop, &query.filters)? else { return Ok(None) };
    let source = asked.source(session, query)?;
    let mut statement = asked.select("d.id, d.version, d.due_at, d.etag, d.doc", source, true);
    statement.add(" ORDER BY ");
    statement.add(&sql::order(source.id(), query.order));
    Ok(Some(statement))
}

/// The statement that counts; `None` when there is nothing to count.
pub(crate) fn count(session: &Session<'_>, kind: &Kind, shop: ShopId, filters: &[Filter]) -> Result<Option<Statement>> {
    let Some(asked) = Asked::new(kind, shop, filters)? else { return Ok(None) };
    let source = asked.smallest(session)?.unwrap_or(Source::Documents);
    let elsewhere = |filter: &Filter| {
        matches!(filter, Filter::Matches(_) | Filter::HasTerm(..) | Filter::HasNoTerm(..))
            || matches!(filter, Filter::IdIn(_) | Filter::IdAfter(_) | Filter::IdBefore(_))
    };
    // What ids, terms and words tell is told without the documents.
    let with_documents = matches!(source, Source::Documents) || !filters.iter().all(elsewhere);
    Ok(Some(asked.select("count(*)", source, with_documents)))
}

impl<'a> Asked<'a> {
    fn new(kind: &'a Kind, shop: ShopId, filters: &'a [Filter]) -> Result<Option<Self>> {
        let mut phrases = Vec::new();
        for filter in filters {
            let Filter::Matches(text) = filter else { continue };
            let more = storage::phrases(text);
            if more.is_empty() {
                return Ok(None);
            }
            phrases.extend(more);
        }
        if phrases.is_empty() {
            return Ok(Some(Self { kind, shop, filters, text: None }));
        }
        let no_words = || Error::Unavailable(format!("{} has no index of words", kind.table));
        let index = kind.text().ok_or_else(no_words)?;
        Ok(Some(Self { kind, shop, filters, text: Some((index, words::expression(shop, &phrases))) }))
    }

    fn source(&self, session: &Session<'_>, query: &Query) -> Result<Source<'a>> {
        let Some(source) = self.smallest(session)? else { return Ok(Source::Documents) };
        let (Order::Ascending(field) | Order::Descending(field)) = query.order else { return Ok(source) };
        let Some(index) = self.index_of(field).filter(|_| query.limit.is_some()) else { return Ok(source) };
        let size = self.size(session, source, MANY)?;
        let all = i64::try_from(session.count_all(self.kind, self.shop)?).unwrap_or(i64::MAX);
        let shown = query.limit.unwrap_or_default().saturating_add(query.offset);
        let passed = i64::try_from(shown).unwrap_or(i64::MAX).saturating_mul(all / size.max(1));
        Ok(if passed < size.saturating_mul(GATHERING) { Source::Along(index) } else { source })
    }

    /// The index that is in the order of this field.
    fn index_of(&self, field: Field) -> Option<&'static Index> {
        self.kind.indexes.iter().find(|index| index.fields == [field])
    }

    /// Where to begin when not with the documents: with the words, unless a term has few documents and the words
    /// more. None where a condition on the documents themselves promises to be the shorter way.
    fn smallest(&self, session: &Session<'_>) -> Result<Option<Source<'a>>> {
        if self.filters.iter().any(|filter| self.is_selective(filter)) {
            return Ok(None);
        }
        let terms = self.filters.iter().enumerate().filter_map(|(number, filter)| match filter {
            Filter::HasTerm(term, values) if values.len() == 1 => Some(Source::Term(number, term, &values[0])),
            _ => None,
        });
        let terms: Vec<_> = terms.collect();
        // To ask the words for one document after another is dearer than to ask the terms.
        let (mut smallest, mut least) = match self.text {
            Some(_) => (Some(Source::Text), MANY / GATHERING),
            None if terms.len() < 2 => return Ok(terms.first().copied()),
            None => (Some(terms[0]), MANY),
        };
        for term in terms {
            let size = self.size(session, term, least)?;
            if size < least {
                (smallest, least) = (Some(term), size);
            }
        }
        let few_have_it = matches!(smallest, Some(Source::Term(..))) && self.text.is_some();
        if few_have_it && self.size(session, Source::Text, least)? < least {
            smallest = Some(Source::Text);
        }
        Ok(smallest)
    }

    /// Whether the filter is looked up in an index and finds few. A flag does not.
    fn is_selective(&self, filter: &Filter) -> bool {
        match filter {
            Filter::IdIn(_) => true,
            Filter::Equals(field, _) | Filter::OneOf(field, _) => {
                field.cast != Cast::Flag && self.kind.indexes.iter().any(|index| index.fields.first() == Some(field))
            }
            _ => false,
        }
    }

    /// How many documents a source has, or that they are at least so many.
    fn size(&self, session: &Session<'_>, source: Source<'a>, enough: i64) -> Result<i64> {
        let mut statement = Statement::default();
        statement.add("SELECT count(*) FROM (SELECT 1 FROM ");
        match (source, &self.text) {
            (Source::Text, Some((index, expression))) => {
                statement.add(&format!("{0} WHERE {0} MATCH ?", index.name));
                statement.bind(expression.clone());
            }
            (Source::Term(_, term, value), _) => {
                statement.add("terms WHERE ");
                statement.of_term(self.kind, self.shop, term, [value]);
            }
            _ => return Ok(enough),
        }
        statement.add(" LIMIT ?)");
        statement.bind(enough);
        let mut prepared = session.connection.prepare_cached(&statement.sql).map_err(failure)?;
        prepared.query_row(params_from_iter(statement.parameters), |row| row.get(0)).map_err(failure)
    }

    fn select(&self, columns: &str, source: Source<'a>, with_documents: bool) -> Statement {
        let mut statement = Statement::default();
        statement.add(&format!("SELECT {columns} FROM "));
        let documents = if with_documents {
            format!(" CROSS JOIN {} AS d ON d.id = {}", self.kind.table, source.id())
        } else {
            String::new()
        };
        match (source, &self.text) {
            (Source::Text, Some((index, expression))) => {
                statement.add(&format!("{} AS t{documents} WHERE t.{} MATCH ?", index.name, index.name));
                statement.bind(expression.clone());
            }
            (Source::Term(_, term, value), _) => {
                statement.add(&format!("terms AS t{documents} WHERE t.kind = ? AND t.shop = ? AND t.term = ?"));
                statement.add(" AND t.value = ?");
                statement.bind(self.kind.table.to_owned());
                statement.bind(self.shop);
                statement.bind(term.to_owned());
                statement.bind(value.clone());
            }
            (Source::Along(index), _) => {
                statement.add(&format!("{} AS d INDEXED BY {} WHERE TRUE", self.kind.table, index.name));
            }
            _ => statement.add(&format!("{} AS d WHERE TRUE", self.kind.table)),
        }
        if with_documents {
            statement.add(" AND d.shop = ?");
            statement.bind(self.shop);
        }
        // The sign keeps the engine from beginning with these after all.
        if let Some((index, expression)) = self.text.as_ref().filter(|_| !matches!(source, Source::Text)) {
            statement.add(&format!(" AND +{} IN (SELECT rowid FROM {1} WHERE {1} MATCH ?)", source.id(), index.name));
            statement.bind(expression.clone());
        }
        for (number, filter) in self.filters.iter().enumerate() {
            match filter {
                Filter::HasTerm(..) if matches!(source, Source::Term(taken, ..) if taken == number) => {}
                // Nothing leads anywhere but these values: few, as a rule.
                Filter::HasTerm(term, values) if matches!(source, Source::Documents) && !self.has_selective() => {
                    statement.add(" AND d.id IN (SELECT id FROM terms WHERE ");
                    statement.of_term(self.kind, self.shop, term, values);
                    statement.add(")");
                }
                Filter::HasTerm(term, values) => self.and_exists(&mut statement, "", source, term, values),
                Filter::HasNoTerm(term, values) => self.and_exists(&mut statement, "NOT ", source, term, values),
                filter => statement.and(source.id(), filter),
            }
        }
        statement
    }

    fn has_selective(&self) -> bool {
        self.filters.iter().any(|filter| self.is_selective(filter))
    }

    fn and_exists(&self, statement: &mut Statement, not: &str, source: Source<'_>, term: &str, values: &[String]) {
        statement.add(&format!(" AND {not}EXISTS (SELECT 1 FROM terms AS x WHERE x.id = {} AND ", source.id()));
        statement.of_term(self.kind, self.shop, term, values);
        statement.add(")");
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use storage::Document;
    use storage::conformance::{KINDS, Thing};

    use super::*;
    use crate::schema;

    const COUNT: Field = Field::integer("count");

    fn explained(connection: &Connection, statement: Statement) -> Vec<String> {
        let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        let mut explain = connection.prepare(&sql).unwrap();
        let steps = explain.query_map(params_from_iter(statement.parameters), |row| row.get(3)).unwrap();
        steps.collect::<Result<_, _>>().unwrap()
    }

    /// A shop of 30,000 things, of which all are tagged `all`, and 10 `rare`; their text says the same.
    fn shop() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::prepare(&mut connection, KINDS, false).unwrap();
        connection
            .execute_batch(
                "CREATE TEMP TABLE numbers AS
                   WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 30000) SELECT id FROM n;
                 INSERT INTO conformance_things SELECT id, 7, 1, NULL, '', '{\"count\":1}' FROM numbers;
                 INSERT INTO blocks VALUES ('conformance_things', 7, 0, 30000);
                 INSERT INTO terms SELECT 'conformance_things', 7, 'tag', 'all', id FROM numbers;
                 INSERT INTO terms SELECT 'conformance_things', 7, 'tag', 'rare', id FROM numbers LIMIT 10;
                 INSERT INTO conformance_things_text (rowid, words)
                   SELECT id, iif(id <= 10, '00000007all 00000007rare', '00000007all') FROM numbers;",
            )
            .unwrap();
        connection
    }

    #[test]
    fn a_page_costs_what_it_shows() {
        const TERM: &str = "SEARCH t USING PRIMARY KEY (kind=? AND shop=? AND term=? AND value=?)";
        const LOOK_UP: &str = "SEARCH d USING INTEGER PRIMARY KEY (rowid=?)";
        const WORDS: &str = "SCAN t VIRTUAL TABLE";
        const ALONG: &str = "SEARCH d USING INDEX conformance_things_count (shop=?)";
        const ALONG_ONE: &str = "SEARCH d USING INDEX conformance_things_count (shop=? AND <expr>=?)";
        let connection = shop();
        let session = Session::writing(&connection);
        let tag = |tag: &str| Filter::HasTerm("tag", vec![tag.to_owned()]);
        let text = |text: &str| Filter::Matches(text.to_owned());
        let (newest, ascending) = (Order::NewestFirst, Order::Ascending(COUNT));
        let cases: Vec<(Vec<Filter>, Order, &str, bool)> = vec![
            (vec![tag("all")], newest, TERM, false),
            (vec![tag("all")], Order::OldestFirst, TERM, false),
            (vec![tag("all"), tag("rare")], newest, TERM, false),
            (vec![tag("all"), Filter::equals(Field::flag("open"), true)], newest, TERM, false),
            (vec![text("all")], newest, WORDS, false),
            (vec![text("all"), tag("all")], newest, WORDS, false),
            (vec![text("all"), tag("rare")], newest, TERM, false),
            // Along the index where many have it, else gathered and sorted.
            (vec![tag("all")], ascending, ALONG, false),
            (vec![text("all")], ascending, ALONG, false),
            (vec![tag("rare")], ascending, TERM, true),
            (vec![text("rare")], ascending, WORDS, true),
            (vec![tag("all"), Filter::equals(COUNT, 5)], newest, ALONG_ONE, false),
        ];
        for (filters, order, first, sorted) in cases {
            let query = Query { filters, order, limit: Some(50), ..Query::default() };
            let mut statement = rows(&session, Thing::KIND, 7, &query).unwrap().unwrap();
            statement.add(" LIMIT 50");
            let plan = explained(&connection, statement);
            assert!(plan[0].starts_with(first), "{query:?}: {plan:#?}");
            assert!(first.contains("SEARCH d") || plan.iter().any(|step| step == LOOK_UP), "{query:?}: {plan:#?}");
            assert_eq!(plan.iter().any(|step| step.contains("TEMP B-TREE")), sorted, "{query:?}: {plan:#?}");
        }
    }

    #[test]
    fn terms_and_words_are_counted_without_the_documents() {
        let connection = shop();
        let session = Session::writing(&connection);
        let tag = |tag: &str| Filter::HasTerm("tag", vec![tag.to_owned()]);
        let text = Filter::Matches("all".to_owned());
        let not = Filter::HasNoTerm("tag", vec!["rare".to_owned()]);
        for filters in [vec![tag("all")], vec![text.clone()], vec![text, tag("all"), not, Filter::IdAfter(5)]] {
            let plan = explained(&connection, count(&session, Thing::KIND, 7, &filters).unwrap().unwrap());
            assert!(!plan.iter().any(|step| step.contains(" d ")), "{filters:?}: {plan:#?}");
        }
    }
}
