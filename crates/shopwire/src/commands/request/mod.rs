//! `shopwire request`: one signed request, and its answer in a form to read.
//!
//! The answer's body goes to standard output and what is said about it to standard error, so that
//! `shopwire request GET /v1/customers | jq` works.

mod credentials;

use std::io::Read;
use std::path::Path;

use api::signature::{Algorithm, http_date, sign};
use bytes::Bytes;
use clap::Args;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderMap, Method, Request, Uri};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use wire::{Clock, SystemClock};

use crate::config::{BaseUrl, Config};
use crate::data_folder::DataFolder;
use crate::failure::{Failure, Outcome};
use crate::http_client::{HttpClient, NoAnswer};
use crate::print::{BAD, DIM, GOOD, ODD, paint, pretty, say};
use credentials::{CredentialFlags, Credentials};

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
    /// Server to ask [default: the one on the data folder]
    #[arg(long, value_name = "URL")]
    base_url: Option<BaseUrl>,
    #[command(flatten)]
    credentials: CredentialFlags,
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
    let base_url = flags.base_url.clone().map_or_else(|| base_url(config), |url| url.0);
    let credentials = flags.credentials.find(config).await?;
    let body = flags.data.as_deref().map(read_data).transpose()?;
    let request = build(&flags, &base_url, &credentials, body)?;
    let response = HttpClient::new()?.send(request).await.map_err(|failed| match failed {
        NoAnswer::Unreachable { .. } => {
            Failure::new(format!("{failed}: start `shopwire serve`, or name the server with --base-url"))
        }
        failed => Failure::new(failed.to_string()),
    })?;
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

/// Where the folder's server said it is reached, else where it would be.
fn base_url(config: &Config) -> String {
    let folder = DataFolder::existing(&config.data.value).ok();
    folder.and_then(|folder| folder.server_url()).unwrap_or_else(|| match &config.server.base_url.value {
        Some(url) => url.0.clone(),
        None => format!("http://{}", config.server.listen.value),
    })
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

fn build(
    flags: &RequestFlags,
    base_url: &str,
    credentials: &Credentials,
    body: Option<Bytes>,
) -> Outcome<Request<Bytes>> {
    let unfit = |error: http::Error| Failure::usage(format!("this cannot be asked for: {error}"));
    let uri: Uri =
        format!("{base_url}{}", flags.path).parse().map_err(|error: http::uri::InvalidUri| unfit(error.into()))?;
    let host = uri.authority().map(ToString::to_string).unwrap_or_default();
    // What the server sees as its path: the base URL may have one of its own.
    let signed_path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let mut request = Request::builder()
        .method(&flags.method)
        .uri(uri)
        .header(HOST, host)
        .header(USER_AGENT, concat!("shopwire/", env!("CARGO_PKG_VERSION")));
    match credentials {
        Credentials::Token(token) => request = request.header(AUTHORIZATION, format!("Bearer {}", **token)),
        Credentials::Account { username, secret } => {
            let date = http_date(SystemClock.now().seconds());
            let (method, secret) = (flags.method.as_str(), secret.as_bytes());
            let signed = sign(username, secret, Algorithm::Sha256, method, &signed_path, &date, body.as_deref());
            for (name, value) in signed {
                request = request.header(name, value);
            }
        }
    }
    if body.is_some() {
        let kind = if flags.form { "application/x-www-form-urlencoded" } else { "application/json" };
        request = request.header(CONTENT_TYPE, kind);
    }
    request.body(body.unwrap_or_default()).map_err(unfit)
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
