//! Operations: what a room declares, and all that is known of the API.

use std::sync::Arc;

use http::{Method, StatusCode};
use platform::Feature;
use schemars::{Schema, SchemaGenerator};
use storage::{Tx, View};

use crate::{Answer, Call, Extract, Inputs, Reply, Respond};

/// The operations of one resource group.
pub struct Group {
    /// The group's name in documents: `customers`.
    pub tag: &'static str,
    /// Its Chinese name: 顧客.
    pub label: &'static str,
    scope: Scope,
    feature: Option<Feature>,
    pub(crate) operations: Vec<Operation>,
}

/// What a token must hold to call a group.
#[derive(Debug, Clone, Copy)]
pub enum Scope {
    /// `read_X` for GET and `write_X` for the rest.
    Family(&'static str),
    /// One scope for everything.
    Single(&'static str),
    /// Any token will do.
    Open,
}

impl Scope {
    fn of(self, method: &Method) -> Option<String> {
        match self {
            Self::Family(family) if *method == Method::GET => Some(format!("read_{family}")),
            Self::Family(family) => Some(format!("write_{family}")),
            Self::Single(scope) => Some(scope.to_owned()),
            Self::Open => None,
        }
    }
}

pub(crate) type Describe = Box<dyn Fn(&mut Inputs, &mut SchemaGenerator) + Send + Sync>;
pub(crate) type Output = Box<dyn Fn(&mut SchemaGenerator) -> Option<Schema> + Send + Sync>;
type WriteOnce = Box<dyn FnOnce(&mut Tx<'_>) -> Answer<Reply> + Send>;
type ReadAny = Arc<dyn Fn(&View<'_>, &Call) -> Answer<Reply> + Send + Sync>;
type Prepare = Box<dyn Fn(&Call) -> Answer<WriteOnce> + Send + Sync>;

/// How an operation runs. Sealed: rooms hand over functions, nothing else.
pub enum Run {
    Read(ReadAny),
    /// Reads its input first, outside of the transaction.
    Write(Prepare),
}

/// One operation: where it is, what it does, and its documentation.
pub struct Operation {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) note: Option<&'static str>,
    pub(crate) path_labels: Vec<(&'static str, &'static str)>,
    pub(crate) scope: Option<String>,
    /// What the caller's shop must have beyond its plan.
    pub(crate) feature: Option<Feature>,
    pub(crate) status: StatusCode,
    /// What it may answer beside that, and when.
    pub(crate) also: Vec<(StatusCode, &'static str)>,
    /// Errors of its own, beside those that every operation may give.
    pub(crate) refusals: Vec<(u16, &'static str)>,
    /// Needs no credentials, and stands in no document.
    pub(crate) public: bool,
    /// A field that takes long to read (a password is hashed).
    pub(crate) slow_field: Option<&'static str>,
    /// Its answer takes long to make.
    pub(crate) slow: bool,
    pub(crate) inputs: Describe,
    pub(crate) output: Output,
    pub(crate) media_type: &'static str,
    pub(crate) paged: bool,
    pub(crate) run: Run,
}

impl Group {
    pub fn new(tag: &'static str, label: &'static str, scope: Scope) -> Self {
        Self { tag, label, scope, feature: None, operations: Vec::new() }
    }

    /// All its operations are for shops with this feature.
    #[must_use]
    pub fn needing(self, feature: Feature) -> Self {
        Self { feature: Some(feature), ..self }
    }

    /// A GET that only reads.
    pub fn get<A: 'static>(&mut self, path: &'static str, run: impl Function<Reads, A>) -> &mut Operation {
        self.add(Method::GET, path, run)
    }

    /// A GET that may store something: what is made when it is first asked for.
    pub fn writing_get<A: 'static>(&mut self, path: &'static str, run: impl Function<Writes, A>) -> &mut Operation {
        self.add(Method::GET, path, run)
    }

    pub fn post<A: 'static>(&mut self, path: &'static str, run: impl Function<Writes, A>) -> &mut Operation {
        self.add(Method::POST, path, run)
    }

    /// A POST that only asks, with a body that is too much for a query string: read and scoped as a GET is.
    pub fn asking_post<A: 'static>(&mut self, path: &'static str, run: impl Function<Reads, A>) -> &mut Operation {
        let scope = self.scope_of(&Method::GET);
        let operation = self.add(Method::POST, path, run);
        operation.scope = scope;
        operation.status(StatusCode::OK)
    }

    pub fn put<A: 'static>(&mut self, path: &'static str, run: impl Function<Writes, A>) -> &mut Operation {
        self.add(Method::PUT, path, run)
    }

    pub fn delete<A: 'static>(&mut self, path: &'static str, run: impl Function<Writes, A>) -> &mut Operation {
        self.add(Method::DELETE, path, run)
    }

    /// What is reached by a link that carries its own key, and stands in no document; its first path parameter is the
    /// shop's id.
    pub fn public<M: 'static, A: 'static>(&mut self, path: &'static str, run: impl Function<M, A>) -> &mut Operation {
        let operation = self.add(Method::GET, path, run);
        operation.public = true;
        operation
    }

    fn scope_of(&self, method: &Method) -> Option<String> {
        self.scope.of(method)
    }

    fn add<M: 'static, A: 'static, F: Function<M, A>>(
        &mut self,
        method: Method,
        path: &'static str,
        function: F,
    ) -> &mut Operation {
        let scope = self.scope_of(&method);
        let usual = if method == Method::POST { StatusCode::CREATED } else { StatusCode::OK };
        self.operations.push(Operation {
            method,
            path,
            tag: self.tag,
            summary: "",
            note: None,
            path_labels: Vec::new(),
            scope,
            feature: self.feature,
            status: F::STATUS.unwrap_or(usual),
            also: Vec::new(),
            refusals: Vec::new(),
            public: false,
            slow_field: None,
            slow: false,
            inputs: Box::new(F::describe),
            output: Box::new(F::output),
            media_type: F::MEDIA_TYPE,
            paged: F::PAGED,
            run: function.into_run(),
        });
        let last = self.operations.len() - 1;
        &mut self.operations[last]
    }
}

impl Operation {
    /// What it does, in a few words of Chinese.
    pub fn summary(&mut self, text: &'static str) -> &mut Self {
        self.summary = text;
        self
    }

    /// What a caller should know beyond the summary.
    pub fn note(&mut self, text: &'static str) -> &mut Self {
        self.note = Some(text);
        self
    }

    /// What a path parameter is, where its type does not say.
    pub fn path_parameter(&mut self, name: &'static str, label: &'static str) -> &mut Self {
        self.path_labels.push((name, label));
        self
    }

    /// The status of success, where it is not 201 for POST and 200 for the rest.
    pub fn status(&mut self, status: StatusCode) -> &mut Self {
        self.status = status;
        self
    }

    /// What a token must hold to call it, where that is not what the rest of its group asks for.
    pub fn scoped(&mut self, scope: Scope) -> &mut Self {
        self.scope = scope.of(&self.method);
        self
    }

    /// Another way in which it succeeds: without a body that says anything.
    pub fn also_answers(&mut self, status: StatusCode, when: &'static str) -> &mut Self {
        self.also.push((status, when));
        self
    }

    /// An error that only this operation gives.
    pub fn refuses(&mut self, status: u16, when: &'static str) -> &mut Self {
        self.refusals.push((status, when));
        self
    }

    /// It is for shops with this feature.
    pub fn needs(&mut self, feature: Feature) -> &mut Self {
        self.feature = Some(feature);
        self
    }

    /// Its answer takes long to make (a document is set): it is made beside the request threads. For what only reads.
    pub fn slow(&mut self) -> &mut Self {
        self.slow = true;
        self
    }

    /// A field that takes long to read (a password is hashed): input that has it is read beside the request threads.
    pub fn slow_field(&mut self, name: &'static str) -> &mut Self {
        self.slow_field = Some(name);
        self
    }
}

/// What a function does that takes a [`View`].
#[derive(Debug)]
pub struct Reads;
/// What a function does that takes a [`Tx`]: it runs in one transaction.
#[derive(Debug)]
pub struct Writes;

/// A function as an operation: its arguments are its input, its result its answer. `M` is [`Reads`] or
/// [`Writes`] and `A` its arguments; both follow from the function.
pub trait Function<M, A>: Send + Sync + Sized + 'static {
    const PAGED: bool;
    const STATUS: Option<StatusCode>;
    const MEDIA_TYPE: &'static str;
    fn describe(inputs: &mut Inputs, generator: &mut SchemaGenerator);
    fn output(generator: &mut SchemaGenerator) -> Option<Schema>;
    fn into_run(self) -> Run;
}

/// What the signature says, whatever the function works on.
macro_rules! signature {
    ($($input:ident),*) => {
        const PAGED: bool = R::PAGED;
        const STATUS: Option<StatusCode> = R::STATUS;
        const MEDIA_TYPE: &'static str = R::MEDIA_TYPE;

        fn describe(inputs: &mut Inputs, generator: &mut SchemaGenerator) {
            $($input::describe(inputs, generator);)*
        }

        fn output(generator: &mut SchemaGenerator) -> Option<Schema> {
            R::schema(generator)
        }
    };
}

macro_rules! function {
    ($($input:ident),*) => {
        #[allow(unused_variables)] // a function without input
        impl<F, R, $($input),*> Function<Reads, ($($input,)*)> for F
        where
            F: Fn(&View<'_>, $($input),*) -> Answer<R> + Send + Sync + 'static,
            R: Respond,
            $($input: Extract),*
        {
            signature!($($input),*);

            fn into_run(self) -> Run {
                Run::Read(Arc::new(move |view, call| self(view, $($input::extract(call)?),*).map(R::respond)))
            }
        }

        #[allow(non_snake_case, unused_variables)]
        impl<F, R, $($input),*> Function<Writes, ($($input,)*)> for F
        where
            F: Fn(&mut Tx<'_>, $($input),*) -> Answer<R> + Send + Sync + 'static,
            R: Respond,
            $($input: Extract),*
        {
            signature!($($input),*);

            fn into_run(self) -> Run {
                let run = Arc::new(self);
                Run::Write(Box::new(move |call| {
                    let run = Arc::clone(&run);
                    $(let $input = $input::extract(call)?;)*
                    Ok(Box::new(move |tx| run(tx, $($input),*).map(R::respond)))
                }))
            }
        }
    };
}
function!();
function!(A);
function!(A, B);
function!(A, B, C);
function!(A, B, C, D);
