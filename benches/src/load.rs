//! A load generator: a few connections that send prepared requests and read the answers, on one thread.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Prepared requests for one server.
#[derive(Clone)]
pub struct Target {
    pub address: SocketAddr,
    /// Sent in turn, each connection starting elsewhere.
    pub requests: Vec<Vec<u8>>,
}

/// What a run measured.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub per_second: f64,
}

/// Sends for so long on so many connections. Any answer but a 2xx is an error: a benchmark of refusals says nothing.
pub fn run(target: &Target, connections: usize, time: Duration) -> io::Result<Run> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let started = Instant::now();
        let until = started + time;
        let tasks: Vec<_> = (0..connections)
            .map(|number| tokio::spawn(connection(target.clone(), number * target.requests.len() / connections, until)))
            .collect();
        let mut answers = 0;
        for task in tasks {
            answers += task.await.map_err(io::Error::other)??;
        }
        Ok(Run { per_second: f64::from(answers) / started.elapsed().as_secs_f64() })
    })
}

async fn connection(target: Target, first: usize, until: Instant) -> io::Result<u32> {
    let mut stream = TcpStream::connect(target.address).await?;
    stream.set_nodelay(true)?;
    let mut answers = 0;
    let mut buffer = Vec::with_capacity(256 * 1024);
    for request in target.requests.iter().cycle().skip(first) {
        if Instant::now() >= until {
            break;
        }
        stream.write_all(request).await?;
        answer(&mut stream, &mut buffer).await?;
        answers += 1;
    }
    Ok(answers)
}

/// Reads one answer to its end.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    let whole = loop {
        if let Some(length) = length(buffer)? {
            break length;
        }
        if stream.read_buf(buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    while buffer.len() < whole {
        if stream.read_buf(buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}

/// How long head and body are together, once the head is there.
pub fn length(buffer: &[u8]) -> io::Result<Option<usize>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(buffer).map_err(io::Error::other)? else { return Ok(None) };
    let status = response.code.unwrap_or_default();
    if !(200..300).contains(&status) {
        return Err(io::Error::other(format!("answered {status}: {}", String::from_utf8_lossy(&buffer[head..]))));
    }
    let declared = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let body = declared.and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<usize>().ok());
    Ok(Some(head + body.unwrap_or_default()))
}

/// The two in turn, so that a drifting machine drifts for both: the median of the pairs' ratios, and both medians.
pub fn compare(
    ours: &Target,
    theirs: &Target,
    connections: usize,
    rounds: usize,
    time: Duration,
) -> io::Result<(f64, f64, f64)> {
    run(ours, connections, time / 4)?;
    run(theirs, connections, time / 4)?;
    let mut pairs = Vec::new();
    for _ in 0..rounds {
        let ours = run(ours, connections, time)?.per_second;
        let theirs = run(theirs, connections, time)?.per_second;
        pairs.push((ours / theirs, ours, theirs));
    }
    Ok((
        median(pairs.iter().map(|pair| pair.0)),
        median(pairs.iter().map(|pair| pair.1)),
        median(pairs.iter().map(|pair| pair.2)),
    ))
}

pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
