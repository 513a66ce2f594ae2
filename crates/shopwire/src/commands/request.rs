//! `shopwire request`: one signed request, and its answer in a form to read.
//!
//! The answer's body goes to standard output and what is said about it to standard error, so that
//! `shopwire request GET /v1/customers | jq` works.

use std::io::Read;
use std::path::Path;

use bytes::Bytes;
use clap::Args;
use http::{HeaderMap, Method};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::api::{Api, Body, ReachFlags};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::print::{BAD, DIM, GOOD, ODD, paint, pretty, say};

pub const EXAMPLES: &str = "\
Examples:
  shopwire request GET '/v1/customers?per_page=2'
  shopwire request POST /v1/customers --data '{\"name\": \"王小明\", \"email\": \"ming@example.com\", …}'
  shopwire request PUT /v1/customers/1 --data @change.json --username vendor
  shopwire request PUT /v1/customers/1 --form --data 'name=王小美&address[city]=台北市'
  shopwire request GET /v1/customers --base-url https://api.example.com --token \"$TOKEN\" | jq '.[].name'

The exit code is 0 for an answer below 400, else 1.";

#[derive(Debug, Args)]
pub struct RequestFlags {
    /// GET, POST, PUT or DELETE
    #[arg(value_parser = method)]
    method: Method,
    /// Such as /v1/customers?page=2; characters that a URL does not have are escaped
    #[arg(value_parser = path)]
    path: String,
    /// Body: text, @FILE, or @- for standard input
    #[arg(long, value_name = "JSON|@FILE")]
    data: Option<String>,
    /// The body is a form: `a=1&b[c]=2`
    #[arg(long, requires = "data")]
    form: bool,
    #[command(flatten)]
    reach: ReachFlags,
    /// Show all headers of the answer
    #[arg(short, long)]
    verbose: bool,
}

fn method(text: &str) -> Result<Method, &'static str> {
    text.to_uppercase().parse().map_err(|_| "expected GET, POST, PUT or DELETE")
}

/// Everything that neither a path nor a query string has.
const FOREIGN: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'\\').add(b'^').add(b'{').add(b'|').add(b'}');

fn path(text: &str) -> Result<String, &'static str> {
    if !text.starts_with('/') {
        return Err("a path begins with a slash, such as /v1/customers");
    }
    Ok(utf8_percent_encode(text, FOREIGN).to_string())
}

pub async fn run(config: &Config, flags: RequestFlags) -> Outcome {
    let api = Api::reach(config, &flags.reach).await?;
    let body = flags.data.as_deref().map(read_data).transpose()?;
    let body = body.map(|data| if flags.form { Body::Form(data) } else { Body::Json(data) });
    let response = api.send(&flags.method, &flags.path, body.as_ref()).await?;
    let status = response.status();
    let style = if status.is_success() {
        GOOD
    } else if status.is_redirection() {
        ODD
    } else {
        BAD
    };
    anstream::eprintln!("{}", paint(style, status));
    print_headers(response.headers(), flags.verbose);
    let body = String::from_utf8_lossy(response.body());
    if !body.is_empty() {
        say!("{}", pretty(&body));
    }
    if status.is_client_error() || status.is_server_error() { Err(Failure::silent(1)) } else { Ok(()) }
}

fn read_data(data: &str) -> Outcome<Bytes> {
    let read = match data.strip_prefix('@') {
        None => return Ok(Bytes::copy_from_slice(data.as_bytes())),
        Some("-") => {
            let mut input = Vec::new();
            std::io::stdin().read_to_end(&mut input).map(|_| input)
        }
        Some(file) => std::fs::read(Path::new(file)),
    };
    read.map(Bytes::from).map_err(|error| Failure::usage(format!("cannot read {data}: {error}")))
}

/// What helps to read the answer, or everything.
const TELLING: &[&str] = &[
    "x-request-id",
    "x-runtime",
    "x-ratelimit-limit-second",
    "x-ratelimit-remaining-second",
    "retry-after",
    "location",
    "x-page",
    "x-per-page",
    "x-offset",
    "x-total",
    "x-total-pages",
    "x-next-page",
    "x-prev-page",
];

fn print_headers(headers: &HeaderMap, verbose: bool) {
    for (name, value) in headers {
        if verbose || TELLING.contains(&name.as_str()) {
            anstream::eprintln!("{}", paint(DIM, format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))));
        }
    }
    anstream::eprintln!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_escaped_once() {
        assert_eq!(path("/v1/a?name=王 小&b[c]=1").unwrap(), "/v1/a?name=%E7%8E%8B%20%E5%B0%8F&b[c]=1");
        assert_eq!(path("/v1/a?name=%E7%8E%8B").unwrap(), "/v1/a?name=%E7%8E%8B");
        assert!(path("v1/customers").is_err());
    }
}
