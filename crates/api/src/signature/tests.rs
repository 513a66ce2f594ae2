use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;

use super::*;

const SECRET: &[u8] = b"s3cret";
const AT: &str = "Sat, 03 Feb 2024 04:05:06 GMT";
const NOW: i64 = 1_706_933_106;
// Made with openssl over "x-date: …" and "GET /v1/customers HTTP/1.1", and the same with "?page=2"
const OF_PATH: &str = "wY79IuJOAWZBbHCMb+qSQT+MD8Lq1kjZju6hwEpo+aI=";
const OF_QUERY: &str = "yR2K30hk5I9opCkAzrvK7ILKFxlwKULzfsz8Ijr2iFA=";

fn headers<const N: usize>(values: [(&'static str, &str); N]) -> HeaderMap {
    values
        .into_iter()
        .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
        .collect()
}

fn get<'a>(path_and_query: &'a str, headers: &'a HeaderMap) -> SignedRequest<'a> {
    SignedRequest {
        method: "GET",
        path_and_query,
        version: "HTTP/1.1",
        headers,
    }
}

fn credentials(signed: &str, signature: &str) -> Credentials {
    Credentials::parse(&format!(
        r#"hmac username="U", algorithm="hmac-sha256", headers="{signed}", signature="{signature}""#
    ))
    .unwrap()
}

/// Credentials for a text that a client signed by its own idea.
fn signing(signed: &str, text: &str) -> Credentials {
    credentials(
        signed,
        &general_purpose::STANDARD.encode(Algorithm::Sha256.sign(SECRET, text.as_bytes())),
    )
}

fn refusal(header: &str) -> SignatureError {
    Credentials::parse(header).unwrap_err()
}

#[test]
fn a_known_signature_is_accepted() {
    let dated = headers([("x-date", AT)]);
    let by_path = credentials("x-date request-line", OF_PATH);
    assert_eq!(by_path.username(), "U");
    assert_eq!(by_path.verify(SECRET, &get("/v1/customers", &dated), NOW), Ok(()));
    for (name, signature) in [
        (
            "hmac-sha384",
            "lw2iVw/F+yEO/VxA8uepa23JjmSVRvJqSS9tkaSeZrQuiqiMFQOic+i4kdfC6DGg",
        ),
        (
            "HMAC-SHA512",
            "WK8klcKLh0DjvwNeNt8fSwR0Mx4WVZetvPFUCoZ0LgBrfHCg1r7XB7tSoyu2fLqWPGLq3vHlTH40GZRMmq8JxA==",
        ),
    ] {
        let header =
            format!(r#"hmac username="U", algorithm="{name}", headers="x-date request-line", signature="{signature}""#);
        let parsed = Credentials::parse(&header).unwrap();
        assert_eq!(
            parsed.verify(SECRET, &get("/v1/customers", &dated), NOW),
            Ok(()),
            "{name}"
        );
        assert!(
            parsed.verify(b"another", &get("/v1/customers", &dated), NOW).is_err(),
            "{name}"
        );
    }
}

#[test]
fn the_query_string_may_be_signed_or_not() {
    let dated = headers([("x-date", AT)]);
    let with_query = get("/v1/customers?page=2", &dated);
    let mismatch = Err(SignatureError::Mismatch);
    assert_eq!(
        credentials("x-date request-line", OF_PATH).verify(SECRET, &with_query, NOW),
        Ok(())
    );
    let by_query = credentials("x-date request-line", OF_QUERY);
    assert_eq!(by_query.verify(SECRET, &with_query, NOW), Ok(()));
    assert_eq!(
        by_query.verify(SECRET, &get("/v1/customers?page=3", &dated), NOW),
        mismatch
    );
    assert_eq!(by_query.verify(SECRET, &get("/v1/customers", &dated), NOW), mismatch);
}

#[test]
fn whatever_is_signed_must_be_what_was_sent() {
    let dated = headers([("x-date", AT)]);
    let signed = credentials("x-date request-line", OF_PATH);
    let request = get("/v1/customers", &dated);
    let mismatch = Err(SignatureError::Mismatch);
    assert_eq!(signed.verify(b"another", &request, NOW), mismatch);
    assert_eq!(signed.verify(b"", &request, NOW), mismatch);
    assert_eq!(signed.verify(SECRET, &get("/v1/orders", &dated), NOW), mismatch);
    assert_eq!(
        signed.verify(
            SECRET,
            &SignedRequest {
                method: "PUT",
                ..request
            },
            NOW
        ),
        mismatch
    );
    let later = headers([("x-date", "Sat, 03 Feb 2024 04:05:07 GMT")]);
    assert_eq!(signed.verify(SECRET, &get("/v1/customers", &later), NOW), mismatch);
    assert_eq!(
        credentials("x-date request-line", "AAAA").verify(SECRET, &request, NOW),
        mismatch
    );
}

#[test]
fn the_version_is_the_one_spoken_or_1_1() {
    let dated = headers([("x-date", AT)]);
    for (spoken, signed, good) in [
        ("HTTP/1.1", "HTTP/1.1", true),
        ("HTTP/1.1", "HTTP/1.0", false),
        ("HTTP/1.1", "HTTP/2", false),
        ("HTTP/1.0", "HTTP/1.0", true),
        ("HTTP/1.0", "HTTP/1.1", true),
        ("HTTP/2.0", "HTTP/1.1", true),
        ("HTTP/2.0", "HTTP/2.0", true),
        ("HTTP/2.0", "HTTP/2", true),
        ("HTTP/2", "HTTP/2.0", true),
    ] {
        let signed = signing(
            "x-date request-line",
            &format!("x-date: {AT}\nGET /v1/customers {signed}"),
        );
        let request = SignedRequest {
            version: spoken,
            ..get("/v1/customers?page=2", &dated)
        };
        assert_eq!(
            signed.verify(SECRET, &request, NOW).is_ok(),
            good,
            "{spoken}, {signed:?}"
        );
    }
}

#[test]
fn headers_are_signed_in_the_clients_order() {
    let mut sent = headers([
        ("date", AT),
        ("host", "demo.example"),
        ("x-extra", "a"),
        ("digest", "SHA-256=x"),
    ]);
    sent.append("x-extra", HeaderValue::from_static("b"));
    let signed = signing(
        "digest Request-Line HOST x-extra date",
        &format!("digest: SHA-256=x\nGET /v1/customers HTTP/1.1\nhost: demo.example\nx-extra: a, b\ndate: {AT}"),
    );
    assert_eq!(signed.verify(SECRET, &get("/v1/customers", &sent), NOW), Ok(()));
    sent.remove("digest");
    let missing = Err(SignatureError::MissingHeader("digest".to_owned()));
    assert_eq!(signed.verify(SECRET, &get("/v1/customers", &sent), NOW), missing);
}

#[test]
fn the_request_target_stands_for_the_request_line() {
    let dated = headers([("date", AT)]);
    for path in ["/v1/customers", "/v1/customers?page=2"] {
        let signed = signing(
            "(request-target) date",
            &format!("(request-target): get {path}\ndate: {AT}"),
        );
        assert_eq!(signed.verify(SECRET, &get("/v1/customers?page=2", &dated), NOW), Ok(()));
    }
}

#[test]
fn date_and_request_must_be_signed() {
    let sent = headers([("x-date", AT), ("host", "demo.example")]);
    for (names, text, error) in [
        ("x-date", format!("x-date: {AT}"), SignatureError::RequestLineNotSigned),
        (
            "request-line",
            "GET /v1/customers HTTP/1.1".to_owned(),
            SignatureError::DateNotSigned,
        ),
        (
            "host request-line",
            "host: demo.example\nGET /v1/customers HTTP/1.1".to_owned(),
            SignatureError::DateNotSigned,
        ),
        (
            "date request-line",
            format!("date: {AT}\nGET /v1/customers HTTP/1.1"),
            SignatureError::MissingHeader("date".to_owned()),
        ),
    ] {
        assert_eq!(
            signing(names, &text).verify(SECRET, &get("/v1/customers", &sent), NOW),
            Err(error),
            "{names}"
        );
    }
}

#[test]
fn the_date_is_near() {
    let dated = headers([("x-date", AT)]);
    let signed = credentials("x-date request-line", OF_PATH);
    let request = get("/v1/customers", &dated);
    for near in [NOW - 300, NOW + 300] {
        assert_eq!(signed.verify(SECRET, &request, near), Ok(()));
    }
    for far in [NOW - 301, NOW + 301, i64::MIN, i64::MAX] {
        assert_eq!(signed.verify(SECRET, &request, far), Err(SignatureError::DateSkew));
    }
}

#[test]
fn dates_are_rfc_1123_or_iso_8601() {
    for date in [
        AT,
        "2024-02-03T04:05:06Z",
        "2024-02-03T12:05:06+08:00",
        "20240203T040506Z",
        "Sat, 3 Feb 2024 12:05:06 +0800",
    ] {
        let sent = headers([("x-date", date)]);
        let signed = signing("x-date request-line", &format!("x-date: {date}\nGET / HTTP/1.1"));
        assert_eq!(signed.verify(SECRET, &get("/", &sent), NOW), Ok(()), "{date}");
    }
    for date in [
        "",
        "now",
        "1706933106",
        "2024-02-03 04:05:06",
        "Sun, 03 Feb 2024 04:05:06 GMT",
    ] {
        let sent = headers([("x-date", date)]);
        let signed = signing("x-date request-line", &format!("x-date: {date}\nGET / HTTP/1.1"));
        assert_eq!(
            signed.verify(SECRET, &get("/", &sent), NOW),
            Err(SignatureError::DateFormat),
            "{date}"
        );
    }
}

#[test]
fn of_two_dates_x_date_counts() {
    let sent = headers([("x-date", "Sat, 03 Feb 2024 03:00:00 GMT"), ("date", AT)]);
    let text = format!("date: {AT}\nx-date: Sat, 03 Feb 2024 03:00:00 GMT\nGET / HTTP/1.1");
    let signed = signing("date x-date request-line", &text);
    assert_eq!(
        signed.verify(SECRET, &get("/", &sent), NOW),
        Err(SignatureError::DateSkew)
    );
}

#[test]
fn the_header_is_read_however_it_is_written() {
    let dated = headers([("x-date", AT)]);
    let unpadded = OF_PATH.trim_end_matches('=');
    for header in [
        format!(r#"HMAC username="U",algorithm="hmac-sha256",headers="x-date request-line",signature="{OF_PATH}""#),
        format!(
            r#"  hmac   Signature = "{OF_PATH}" , headers="X-Date  Request-Line" ,, algorithm="hmac-sha256", username="U", "#
        ),
        format!("hmac username=U, algorithm=hmac-sha256, headers=x-date request-line, signature={OF_PATH}"),
        format!(
            r#"hmac username="\U", algorithm="hmac-sha256", headers="x-date request-line", signature="{unpadded}", id="x""#
        ),
    ] {
        let parsed = Credentials::parse(&header).unwrap();
        assert_eq!(parsed.username(), "U", "{header}");
        assert_eq!(
            parsed.verify(SECRET, &get("/v1/customers", &dated), NOW),
            Ok(()),
            "{header}"
        );
    }
}

#[test]
fn malformed_headers_say_why() {
    let all = r#"hmac username="U", algorithm="hmac-sha256", headers="date", signature="AAAA""#;
    assert!(Credentials::parse(all).is_ok());
    for (header, error) in [
        ("", SignatureError::Scheme),
        ("Bearer abc", SignatureError::Scheme),
        ("hmacusername=U", SignatureError::Scheme),
        ("hmac", SignatureError::MissingParameter("username")),
        ("hmac username", SignatureError::Malformed),
        ("hmac =U", SignatureError::Malformed),
        (r#"hmac username="U"#, SignatureError::Malformed),
        (r#"hmac username="U\"#, SignatureError::Malformed),
        (
            r#"hmac username="U" algorithm="hmac-sha256""#,
            SignatureError::Malformed,
        ),
    ] {
        assert_eq!(refusal(header), error, "{header}");
    }
    assert_eq!(
        refusal(&all.replace("\"U\"", "\"\"")),
        SignatureError::MissingParameter("username")
    );
    assert_eq!(
        refusal(&all.replace("headers", "header")),
        SignatureError::MissingParameter("headers")
    );
    assert_eq!(
        refusal(&format!("{all}, Username=\"V\"")),
        SignatureError::RepeatedParameter("username")
    );
    assert_eq!(
        refusal(&all.replace("sha256", "sha1")),
        SignatureError::UnknownAlgorithm
    );
    assert_eq!(refusal(&all.replace("AAAA", "A-_!")), SignatureError::SignatureEncoding);
    assert_eq!(
        refusal(&all.replace("date", &"a ".repeat(65))),
        SignatureError::TooManyHeaders
    );
}

#[test]
fn a_digest_must_match_its_body() {
    let body = br#"{"a":1}"#;
    let sha256 = "SHA-256=AVq9f1zFei3ZS3WQ8ErYCEJzkF7jPsXOvq5iJ2qX+GI=";
    let sha512 = "sha-512=77eoKY+QWudD2+IVLhYkFfYqFtLVrFx4gW3NVxFOeldHKbgTmI8dCYTPbzjE/Mmjfqn+w9o1GYNTb3J4XXq3Bw==";
    let check = |digest: &str, body: &[u8]| check_digest(&headers([("digest", digest)]), body);
    assert_eq!(check_digest(&HeaderMap::new(), body), Ok(()));
    assert_eq!(check(sha256, body), Ok(()));
    assert_eq!(check(sha512, body), Ok(()));
    assert_eq!(check(&format!("{sha512}, md5=x,{sha256}"), body), Ok(()));
    assert_eq!(check(sha256, br#"{"a":2}"#), Err(SignatureError::DigestMismatch));
    assert_eq!(
        check(&format!("{sha256},SHA-512=AAAA"), body),
        Err(SignatureError::DigestMismatch)
    );
    for unreadable in ["", "SHA-256", "SHA-256=!", "md5=AAAA"] {
        assert_eq!(
            check(unreadable, body),
            Err(SignatureError::DigestFormat),
            "{unreadable}"
        );
    }
}

#[test]
fn the_signature_does_not_show_in_debug() {
    let shown = format!("{:?}", credentials("x-date request-line", OF_PATH));
    assert!(
        shown.contains("username: \"U\"") && !shown.contains("signature:"),
        "{shown}"
    );
}

fn algorithms() -> impl Strategy<Value = Algorithm> {
    prop_oneof![
        Just(Algorithm::Sha256),
        Just(Algorithm::Sha384),
        Just(Algorithm::Sha512)
    ]
}

proptest! {
    #[test]
    fn parse_never_panics(header in any::<String>()) {
        let _ = Credentials::parse(&header);
        let _ = Credentials::parse(&format!("hmac {header}"));
    }

    #[test]
    fn parse_never_panics_on_near_misses(
        header in "hmac ((username|algorithm|headers|signature|x)[ =\",\\\\]{0,3}(U|hmac-sha256|date é|AAAA)?[ \",\\\\]{0,3}){0,6}"
    ) {
        let _ = Credentials::parse(&header);
    }

    #[test]
    fn what_is_signed_here_verifies_here(
        username in "[ -~]{1,20}",
        secret in proptest::collection::vec(any::<u8>(), 0..200),
        algorithm in algorithms(),
        method in "GET|POST|PUT|DELETE",
        path in "/[a-z0-9/%]{0,20}(\\?[a-z0-9=&?]{0,20})?",
        body in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..100)),
    ) {
        let mut sent: HeaderMap = sign(&username, &secret, algorithm, &method, &path, AT, body.as_deref())
            .into_iter()
            .map(|(name, value)| (name, value.parse().unwrap()))
            .collect();
        let authorization = sent.remove(AUTHORIZATION).unwrap();
        let parsed = Credentials::parse(authorization.to_str().unwrap()).unwrap();
        prop_assert_eq!(parsed.username(), username);
        let request = SignedRequest { method: &method, path_and_query: &path, version: "HTTP/1.1", headers: &sent };
        prop_assert_eq!(parsed.verify(&secret, &request, NOW), Ok(()));
        prop_assert_eq!(check_digest(&sent, body.as_deref().unwrap_or_default()), Ok(()));
        let other = [&secret[..], b"x"].concat();
        prop_assert_eq!(parsed.verify(&other, &request, NOW), Err(SignatureError::Mismatch));
    }
}
