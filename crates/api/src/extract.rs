//! What operations take: the parts of a request, typed and checked.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use files::FileName;
use platform::Caller;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use storage::ShopId;
use wire::{Id, Labelled};

use crate::paging::PagingQuery;
use crate::shape::Shape;
use crate::{Answer, Denied, Error, Paging};

/// One request, past the gate: who calls, and what was sent.
#[derive(Debug)]
pub struct Call {
    /// Values of the path's parameters, in the path's order.
    pub path: Vec<(String, String)>,
    /// Query string and body in one: the body's value where both name a field.
    pub parameters: Value,
    /// Nobody, for the few pages that need no credentials.
    pub caller: Option<Arc<Caller>>,
    pub site: Arc<Site>,
    pub request_id: Arc<str>,
}

/// Where this installation is reached.
#[derive(Debug, Clone)]
pub struct Site {
    /// `https://api.example.com`, without a slash at the end.
    pub base_url: String,
    /// What the URLs of files begin with, where that is not this installation itself: a CDN in front of it.
    pub files_url: Option<String>,
}

impl Site {
    /// Where everybody finds a file of a shop.
    pub fn file_url(&self, shop: ShopId, name: &FileName) -> String {
        match &self.files_url {
            Some(url) => format!("{url}/{shop}/{name}"),
            None => format!("{}/files/{shop}/{name}", self.base_url),
        }
    }
}

/// What an operation's input adds to its documentation.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Schemas of the path's parameters, in the path's order.
    pub path: Vec<Schema>,
    /// Objects whose fields are query parameters.
    pub query: Vec<Schema>,
    pub body: Option<Schema>,
}

/// A part of a request that an operation can take as an argument.
pub trait Extract: Sized + Send + 'static {
    fn extract(call: &Call) -> Answer<Self>;
    fn describe(inputs: &mut Inputs, generator: &mut SchemaGenerator);
}

/// The path's parameters: one, or a tuple in the path's order.
#[derive(Debug)]
pub struct Path<T>(pub T);

/// One parameter of a path.
pub trait PathPart: Sized + Send + 'static {
    fn parse(name: &str, text: &str) -> Answer<Self>;
    fn schema() -> Schema;
}

impl<T: Labelled + 'static> PathPart for Id<T> {
    fn parse(name: &str, text: &str) -> Answer<Self> {
        text.parse().map_err(|_| Error::invalid(format!("{} ID ({name}) 無效值", T::LABEL)))
    }

    fn schema() -> Schema {
        json_schema!({ "type": "integer", "format": "int64", "description": format!("{} ID", T::LABEL) })
    }
}

impl PathPart for String {
    fn parse(_: &str, text: &str) -> Answer<Self> {
        Ok(text.to_owned())
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string" })
    }
}

fn path_part<T: PathPart>(call: &Call, number: usize) -> Answer<T> {
    let (name, text) = call.path.get(number).ok_or(Error::NotFound)?;
    T::parse(name, text)
}

macro_rules! path_of {
    ($($part:ident $number:tt),+) => {
        impl<$($part: PathPart),+> Extract for Path<($($part),+)> {
            fn extract(call: &Call) -> Answer<Self> {
                Ok(Self(($(path_part::<$part>(call, $number)?),+)))
            }

            fn describe(inputs: &mut Inputs, _: &mut SchemaGenerator) {
                $(inputs.path.push($part::schema());)+
            }
        }
    };
}
path_of!(A 0, B 1);
path_of!(A 0, B 1, C 2);

impl<T: Labelled + 'static> Extract for Path<Id<T>> {
    fn extract(call: &Call) -> Answer<Self> {
        Ok(Self(path_part(call, 0)?))
    }

    fn describe(inputs: &mut Inputs, _: &mut SchemaGenerator) {
        inputs.path.push(Id::<T>::schema());
    }
}

impl Extract for Path<String> {
    fn extract(call: &Call) -> Answer<Self> {
        Ok(Self(path_part(call, 0)?))
    }

    fn describe(inputs: &mut Inputs, _: &mut SchemaGenerator) {
        inputs.path.push(<String as PathPart>::schema());
    }
}

/// Filters and options from the query string. Unknown ones are ignored.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + JsonSchema + Send + 'static> Extract for Query<T> {
    fn extract(call: &Call) -> Answer<Self> {
        read(&call.parameters).map(Self)
    }

    fn describe(inputs: &mut Inputs, generator: &mut SchemaGenerator) {
        inputs.query.push(inline::<T>(generator));
    }
}

/// The body, JSON or form. Unknown fields are ignored; what is wrong is named field by field.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + JsonSchema + Send + 'static> Extract for Body<T> {
    fn extract(call: &Call) -> Answer<Self> {
        read(&call.parameters).map(Self)
    }

    fn describe(inputs: &mut Inputs, generator: &mut SchemaGenerator) {
        inputs.body = Some(generator.subschema_for::<T>());
    }
}

impl Extract for Paging {
    fn extract(call: &Call) -> Answer<Self> {
        read::<PagingQuery>(&call.parameters).map(Self::from)
    }

    fn describe(inputs: &mut Inputs, generator: &mut SchemaGenerator) {
        inputs.query.push(inline::<PagingQuery>(generator));
    }
}

/// Where this installation is reached, for the links that answers hold.
impl Extract for Arc<Site> {
    fn extract(call: &Call) -> Answer<Self> {
        Ok(Self::clone(&call.site))
    }

    fn describe(_: &mut Inputs, _: &mut SchemaGenerator) {}
}

/// Who calls.
impl Extract for Arc<Caller> {
    fn extract(call: &Call) -> Answer<Self> {
        call.caller.clone().ok_or(Error::Unauthorized(Denied::NoCredentials))
    }

    fn describe(_: &mut Inputs, _: &mut SchemaGenerator) {}
}

/// The type's schema in place, not by reference: its fields become parameters.
fn inline<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    T::json_schema(generator)
}

/// Reads a `T` out of untyped input, by the schema that also documents it.
fn read<T: DeserializeOwned + JsonSchema + 'static>(input: &Value) -> Answer<T> {
    let mut faults = Vec::new();
    let value = shape_of::<T>().read(input, &mut faults);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    serde_json::from_value(value).map_err(|error| Error::invalid(format!("參數格式不正確：{error}")))
}

/// Schemas are compiled once a type, at its first request.
fn shape_of<T: JsonSchema + 'static>() -> Arc<Shape> {
    static SHAPES: LazyLock<RwLock<HashMap<TypeId, Arc<Shape>>>> = LazyLock::new(RwLock::default);
    let key = TypeId::of::<T>();
    if let Some(shape) = SHAPES.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Arc::clone(shape);
    }
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    let empty = Map::new();
    let root = schema.as_object().unwrap_or(&empty);
    let definitions = root.get("$defs").and_then(Value::as_object).unwrap_or(&empty);
    let shape = Arc::new(Shape::compile(schema.as_value(), definitions));
    SHAPES.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&shape));
    shape
}
