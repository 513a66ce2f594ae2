//! Reads: by id and lists, against a bare handler of the same bytes.

use std::io;
use std::time::Duration;

use crate::load::{Target, compare, length};
use crate::server::{Fsync, Shopwire, bare};
use crate::table::Row;

const CONNECTIONS: usize = 32;

pub fn get_by_id(rounds: usize, time: Duration) -> io::Result<Row> {
    let paths = (0..200).map(|number| format!("/v1/customers/{}", number * 7 % 200 + 1));
    against_bare("GET by id, signed", "0.6", paths.collect(), rounds, time)
}

pub fn list_of_50(rounds: usize, time: Duration) -> io::Result<Row> {
    let paths = (1..=4).map(|page| format!("/v1/customers?page={page}"));
    against_bare("list of 50", "0.4", paths.collect(), rounds, time)
}

fn against_bare(
    what: &'static str,
    bar: &'static str,
    paths: Vec<String>,
    rounds: usize,
    time: Duration,
) -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    let shopwire = Shopwire::start(folder.path(), Fsync::Real, None)?;
    let first = paths[0].clone();
    let ours = shopwire.signed(paths.into_iter().map(|path| ("GET", path, None)));
    let body = folder.path().join("body.json");
    std::fs::write(&body, fetch(&ours)?)?;
    let (_bare, address) = bare(&body)?;
    let theirs =
        Target { address, requests: vec![format!("GET {first} HTTP/1.1\r\nhost: bench\r\n\r\n").into_bytes()] };
    let (ratio, ours, theirs) = compare(&ours, &theirs, CONNECTIONS, rounds, time)?;
    Ok(Row::ratio(
        what,
        bar,
        ratio,
        format!("{ours:.0}/s against {theirs:.0}/s of a bare axum handler, 32 connections"),
    ))
}

/// The body of the first request's answer.
pub fn fetch(target: &Target) -> io::Result<Vec<u8>> {
    Ok(answer(target)?.1)
}

/// Head and body of the first request's answer.
pub fn answer(target: &Target) -> io::Result<(String, Vec<u8>)> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(target.address)?;
    stream.write_all(&target.requests[0])?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut answer = Vec::new();
    let mut chunk = vec![0; 65536];
    while length(&answer)?.is_none_or(|whole| answer.len() < whole) {
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        answer.extend_from_slice(&chunk[..read]);
    }
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or_default();
    let body = answer.split_off(head + 4);
    Ok((String::from_utf8_lossy(&answer).into_owned(), body))
}
