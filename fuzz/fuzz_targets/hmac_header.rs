//! Whatever stands in `Authorization` and the dates, the server answers; and no input is a signature by luck.
#![no_main]

use api::signature::{Credentials, SignedRequest};
use http::{HeaderMap, HeaderValue};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str, &str, &str)| {
    let (authorization, date, path_and_query, version) = input;
    let Ok(credentials) = Credentials::parse(authorization) else {
        return;
    };
    assert!(!credentials.username().is_empty());
    let mut headers = HeaderMap::new();
    if let Ok(date) = HeaderValue::from_str(date) {
        headers.insert("x-date", date);
    }
    let request = SignedRequest {
        method: "GET",
        path_and_query,
        version,
        headers: &headers,
    };
    assert!(
        credentials
            .verify(b"a secret that no input knows", &request, 1_706_933_106)
            .is_err()
    );
});
