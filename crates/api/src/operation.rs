//! Operations: what a room declares, and all that is known of the API.

use std::sync::Arc;

use http::{Method, StatusCode};
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

pub(crate) type Describe = Box<dyn Fn(&mut Inputs, &mut SchemaGenerator) + Send + Sync>;
pub(crate) type Output = Box<dyn Fn(&mut SchemaGenerator) -> Option<Schema> + Send + Sync>;
type WriteOnce = Box<dyn FnOnce(&mut Tx<'_>) -> Answer<Reply> + Send>;
type ReadAny = Box<dyn Fn(&View<'_>, &Call) -> Answer<Reply> + Send + Sync>;
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
    pub(crate) status: StatusCode,
    /// Errors of its own, beside those that every operation may give.
    pub(crate) refusals: Vec<(u16, &'static str)>,
    /// Needs no credentials, and stands in no document.
    pub(crate) public: bool,
    /// A field that takes long to read (a password is hashed).
    pub(crate) slow_field: Option<&'static str>,
    pub(crate) inputs: Describe,
    pub(crate) output: Output,
    pub(crate) paged: bool,
    pub(crate) run: Run,
}

impl Group {
    pub fn new(tag: &'static str, label: &'static str, scope: Scope) -> Self {
        Self { tag, label, scope, operations: Vec::new() }
    }

    /// A GET that only reads.
    pub fn get<A: 'static, R: ReadOperation<A>>(&mut self, path: &'static str, run: R) -> &mut Operation {
        let output = Output::from(Box::new(R::output));
        let paged = R::PAGED;
        self.add(Method::GET, path, Box::new(R::describe), output, paged, run.into_run())
    }

    /// A GET that may store something: what is made when it is first asked for.
    pub fn writing_get<A: 'static, W: WriteOperation<A>>(&mut self, path: &'static str, run: W) -> &mut Operation {
        self.change(Method::GET, path, run)
    }

    pub fn post<A: 'static, W: WriteOperation<A>>(&mut self, path: &'static str, run: W) -> &mut Operation {
        self.change(Method::POST, path, run)
    }

    pub fn put<A: 'static, W: WriteOperation<A>>(&mut self, path: &'static str, run: W) -> &mut Operation {
        self.change(Method::PUT, path, run)
    }

    pub fn delete<A: 'static, W: WriteOperation<A>>(&mut self, path: &'static str, run: W) -> &mut Operation {
        self.change(Method::DELETE, path, run)
    }

    /// A page for people, reached by a link that carries its own key; its first path parameter is the shop's id.
    pub fn public<A: 'static, W: WriteOperation<A>>(&mut self, path: &'static str, run: W) -> &mut Operation {
        let operation = self.change(Method::GET, path, run);
        operation.public = true;
        operation
    }

    fn change<A: 'static, W: WriteOperation<A>>(
        &mut self,
        method: Method,
        path: &'static str,
        run: W,
    ) -> &mut Operation {
        let output = Output::from(Box::new(W::output));
        let paged = W::PAGED;
        self.add(method, path, Box::new(W::describe), output, paged, run.into_run())
    }

    fn add(
        &mut self,
        method: Method,
        path: &'static str,
        inputs: Describe,
        output: Output,
        paged: bool,
        run: Run,
    ) -> &mut Operation {
        let scope = match self.scope {
            Scope::Family(family) if method == Method::GET => Some(format!("read_{family}")),
            Scope::Family(family) => Some(format!("write_{family}")),
            Scope::Single(scope) => Some(scope.to_owned()),
            Scope::Open => None,
        };
        let status = if method == Method::POST { StatusCode::CREATED } else { StatusCode::OK };
        self.operations.push(Operation {
            method,
            path,
            tag: self.tag,
            summary: "",
            note: None,
            path_labels: Vec::new(),
            scope,
            status,
            refusals: Vec::new(),
            public: false,
            slow_field: None,
            inputs,
            output,
            paged,
            run,
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

    /// An error that only this operation gives.
    pub fn refuses(&mut self, status: u16, when: &'static str) -> &mut Self {
        self.refusals.push((status, when));
        self
    }

    /// A field that takes long to read (a password is hashed): input that has it is read beside the request threads.
    pub fn slow_field(&mut self, name: &'static str) -> &mut Self {
        self.slow_field = Some(name);
        self
    }
}

/// A function that reads: its arguments are its input, its result its answer.
pub trait ReadOperation<A>: Send + Sync + Sized + 'static {
    const PAGED: bool;
    fn describe(inputs: &mut Inputs, generator: &mut SchemaGenerator);
    fn output(generator: &mut SchemaGenerator) -> Option<Schema>;
    fn into_run(self) -> Run;
}

/// A function that writes in one transaction: its arguments are its input, its result its answer.
pub trait WriteOperation<A>: Send + Sync + Sized + 'static {
    const PAGED: bool;
    fn describe(inputs: &mut Inputs, generator: &mut SchemaGenerator);
    fn output(generator: &mut SchemaGenerator) -> Option<Schema>;
    fn into_run(self) -> Run;
}

macro_rules! operation {
    ($($input:ident),*) => {
        #[allow(non_snake_case, unused_variables)]
        impl<F, R, $($input),*> ReadOperation<($($input,)*)> for F
        where
            F: Fn(&View<'_>, $($input),*) -> Answer<R> + Send + Sync + 'static,
            R: Respond,
            $($input: Extract),*
        {
            const PAGED: bool = R::PAGED;

            fn describe(inputs: &mut Inputs, generator: &mut SchemaGenerator) {
                $($input::describe(inputs, generator);)*
            }

            fn output(generator: &mut SchemaGenerator) -> Option<Schema> {
                R::schema(generator)
            }

            fn into_run(self) -> Run {
                Run::Read(Box::new(move |view, call| self(view, $($input::extract(call)?),*).map(R::respond)))
            }
        }

        #[allow(non_snake_case, unused_variables)]
        impl<F, R, $($input),*> WriteOperation<($($input,)*)> for F
        where
            F: Fn(&mut Tx<'_>, $($input),*) -> Answer<R> + Send + Sync + 'static,
            R: Respond,
            $($input: Extract),*
        {
            const PAGED: bool = R::PAGED;

            fn describe(inputs: &mut Inputs, generator: &mut SchemaGenerator) {
                $($input::describe(inputs, generator);)*
            }

            fn output(generator: &mut SchemaGenerator) -> Option<Schema> {
                R::schema(generator)
            }

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
operation!();
operation!(A);
operation!(A, B);
operation!(A, B, C);
operation!(A, B, C, D);
