//! A shop with a million products: reads, searches, memory and start at that size.

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::deliveries::{fill, free_address, subscribe};
use crate::load::{Target, compare, median, run};
use crate::reads::fetch;
use crate::server::{Fsync, Process, Shopwire, bare, binary};
use crate::table::Row;

pub type Bench = fn(&Large, usize, Duration) -> io::Result<Row>;

pub const BENCHES: &[(&str, Bench)] = &[
    ("large-get", Large::get_by_id),
    ("large-list", Large::list_of_50),
    ("large-deep-page", Large::deep_page),
    ("large-search", Large::search),
    ("large-search-best", Large::best_selling),
    ("large-search-one", Large::search_for_one),
    ("large-start", Large::start),
    ("large-memory", Large::memory),
];

const CONNECTIONS: usize = 32;
const PER_PAGE: u64 = 50;
/// What `/v1/products/search` is asked for.
const COMMON: &str = "%E6%9C%89%E6%A9%9F%E6%A3%89"; // 有機棉: some in a thousand products
const PREFIX: &str = "cotto";
const QUEUED: usize = 100_000;

/// A demo shop of so many products. Its folder is made once, and stays where somebody named it.
pub struct Large {
    products: u64,
    folder: PathBuf,
    _temporary: Option<tempfile::TempDir>,
}

impl Large {
    /// Makes the shop, or takes the one that is in the folder. How long it took is told beside the table.
    pub fn open(products: u64, folder: Option<PathBuf>) -> io::Result<Self> {
        let temporary = if folder.is_none() { Some(tempfile::tempdir()?) } else { None };
        let folder = folder.or_else(|| Some(temporary.as_ref()?.path().to_owned())).unwrap_or_default();
        std::fs::create_dir_all(&folder)?;
        let large = Self { products, folder, _temporary: temporary };
        let made = Instant::now();
        let is_new = !large.folder.join("shopwire.db").exists();
        drop(Shopwire::start_large(&large.folder, products)?);
        if is_new {
            let bytes = std::fs::metadata(large.folder.join("shopwire.db"))?.len();
            let (seconds, mib) = (made.elapsed().as_secs(), bytes >> 20);
            eprintln!("{products} products were made in {seconds} s; the database has {mib} MiB");
        }
        Ok(large)
    }

    fn serve(&self) -> io::Result<Shopwire> {
        Shopwire::start(&self.folder, Fsync::Real, None)
    }

    fn some_products(&self) -> Vec<String> {
        // Steps of a number without common factors walk through all of them in no order.
        (0..2_000).map(|number: u64| format!("/v1/products/{}", number * 7_919_777 % self.products + 1)).collect()
    }

    fn get_by_id(&self, rounds: usize, time: Duration) -> io::Result<Row> {
        self.against_bare("GET by id, of", "0.6", self.some_products(), rounds, time)
    }

    fn list_of_50(&self, rounds: usize, time: Duration) -> io::Result<Row> {
        let paths = (1..=4).map(|page| format!("/v1/products?page={page}"));
        self.against_bare("list of 50, of", "0.4", paths.collect(), rounds, time)
    }

    /// Against a bare handler of the median answer's bytes: products differ in size.
    fn against_bare(
        &self,
        what: &str,
        bar: &str,
        paths: Vec<String>,
        rounds: usize,
        time: Duration,
    ) -> io::Result<Row> {
        let shopwire = self.serve()?;
        let body = self.folder.join("body.json");
        let mut bodies = Vec::new();
        for path in paths.iter().take(25) {
            bodies.push(fetch(&shopwire.signed([("GET", path.clone(), None)]))?);
        }
        bodies.sort_by_key(Vec::len);
        std::fs::write(&body, &bodies[bodies.len() / 2])?;
        let ours = shopwire.signed(paths.into_iter().map(|path| ("GET", path, None)));
        let (_bare, address) = bare(&body)?;
        let theirs = Target { address, requests: vec![b"GET / HTTP/1.1\r\nhost: bench\r\n\r\n".to_vec()] };
        let (ratio, ours, theirs) = compare(&ours, &theirs, CONNECTIONS, rounds, time)?;
        let detail = format!(
            "{ours:.0}/s against {theirs:.0}/s of a bare axum handler of {} bytes, {CONNECTIONS} connections",
            bodies[bodies.len() / 2].len()
        );
        Ok(Row::ratio(format!("{what} {} products", self.products), bar, ratio, detail))
    }

    fn deep_page(&self, rounds: usize, time: Duration) -> io::Result<Row> {
        let shopwire = self.serve()?;
        let deep = (self.products / PER_PAGE).clamp(1, 10_000);
        let page = |page: u64| shopwire.signed([("GET", format!("/v1/products?page={page}"), None)]);
        let (ratio, first, last) = compare(&page(1), &page(deep), CONNECTIONS, rounds, time)?;
        let detail = format!("{first:.0}/s of page 1, {last:.0}/s of page {deep}");
        Ok(Row::at_most("a deep page, times page 1", 5.0, ratio, "", detail))
    }

    fn search(&self, rounds: usize, time: Duration) -> io::Result<Row> {
        self.searched("search: newest 50 of a common word", &[COMMON, PREFIX], "", rounds, time)
    }

    fn best_selling(&self, rounds: usize, time: Duration) -> io::Result<Row> {
        self.searched("search: best-selling 50 of a common word", &[COMMON], "&order_by=sales_volume", rounds, time)
    }

    fn search_for_one(&self, rounds: usize, time: Duration) -> io::Result<Row> {
        let shopwire = self.serve()?;
        let some = fetch(&shopwire.signed([("GET", format!("/v1/products/{}", self.products / 2), None)]))?;
        let some: serde_json::Value = serde_json::from_slice(&some).map_err(io::Error::other)?;
        let sku = some["product_variants"][0]["sku"].as_str().unwrap_or_default().to_owned();
        drop(shopwire);
        self.searched("search: one product by its SKU", &[&sku], "&filter_published=false", rounds, time)
    }

    /// How long one search takes at a time, beside how many a second there are at once.
    fn searched(&self, what: &str, words: &[&str], more: &str, rounds: usize, time: Duration) -> io::Result<Row> {
        let shopwire = self.serve()?;
        let mut detail = String::new();
        let mut slowest = 0.0_f64;
        for word in words {
            let target = shopwire.signed([("GET", format!("/v1/products/search?q={word}{more}"), None)]);
            let found: Vec<serde_json::Value> = serde_json::from_slice(&fetch(&target)?).map_err(io::Error::other)?;
            run(&target, 1, time / 4)?;
            let one = (0..rounds).map(|_| run(&target, 1, time / 2).map(|run| 1_000.0 / run.per_second));
            let one = median(one.collect::<io::Result<Vec<_>>>()?.into_iter());
            let all = run(&target, CONNECTIONS, time)?.per_second;
            slowest = slowest.max(one);
            let _ = write!(
                detail,
                "{word}: {} found in {one:.2} ms, {all:.0}/s on {CONNECTIONS} connections; ",
                found.len()
            );
        }
        Ok(Row::noted(what.to_owned(), format!("{slowest:.2} ms"), detail.trim_end_matches("; ").to_owned()))
    }

    /// From the process to its first answer, without what only a demo does at start.
    fn start(&self, rounds: usize, _: Duration) -> io::Result<Row> {
        let mut times = Vec::new();
        for _ in 0..rounds.max(3) {
            times.push(started(&self.folder)?.as_secs_f64() * 1_000.0);
        }
        let detail = format!("from the process to its first answer, a database of {} products", self.products);
        Ok(Row::at_most("start to serving", 100.0, median(times.into_iter()), " ms", detail))
    }

    /// The last one: it leaves a queue behind.
    fn memory(&self, _: usize, time: Duration) -> io::Result<Row> {
        let dead = free_address()?;
        let shop = {
            let shopwire = self.serve()?;
            subscribe(&shopwire, &format!("http://{dead}/"))?;
            shopwire.facts["shop"]["id"].as_i64().unwrap_or_default()
        };
        fill(&self.folder, shop, QUEUED)?;
        let shopwire = self.serve()?;
        let pages = (1..=200).map(|page| format!("/v1/products?page={page}"));
        let searches = [COMMON, PREFIX].map(|word| format!("/v1/products/search?q={word}"));
        let paths = self.some_products().into_iter().chain(pages).chain(searches);
        let target = shopwire.signed(paths.map(|path| ("GET", path, None)));
        run(&target, CONNECTIONS, time * 2)?;
        let detail = format!(
            "resident after reads, lists and searches, with {} products and {QUEUED} queued deliveries; {:.0} MiB of it \
             anonymous",
            self.products,
            shopwire.anonymous_memory()
        );
        Ok(Row::at_most("memory at that size", 200.0, shopwire.memory(), " MiB", detail))
    }
}

fn started(folder: &Path) -> io::Result<Duration> {
    let address = free_address()?;
    let mut command = Command::new(binary("shopwire")?);
    command
        .args(["serve", "--metrics-listen", "off", "--log", "warn", "--listen", &address.to_string(), "--data"])
        .arg(folder)
        .stdout(Stdio::null());
    let begun = Instant::now();
    let _process = Process::new(command.spawn()?);
    while begun.elapsed() < Duration::from_mins(1) {
        if answers(address).is_ok_and(|answers| answers) {
            return Ok(begun.elapsed());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Err(io::Error::other("the server did not start"))
}

fn answers(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}
