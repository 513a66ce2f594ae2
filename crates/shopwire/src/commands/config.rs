//! `shopwire config`: what is in force, as a configuration file that says where each value comes from.

use crate::config::{Config, Line, MASTER_KEY, Shown, environment};
use crate::failure::Outcome;
use crate::print::{DIM, paint, say};

pub fn run(config: &Config) -> Outcome {
    let lines: Vec<(Line, String)> = config
        .lines()
        .into_iter()
        .map(|line| {
            let text = text_of(&line);
            (line, text)
        })
        .collect();
    let wide = lines.iter().map(|(_, text)| text.chars().count()).max().unwrap_or_default();
    let mut table = "";
    for (line, text) in &lines {
        if line.table != table {
            table = line.table;
            say!();
            say!("[{table}]");
        }
        let gap = " ".repeat(wide - text.chars().count());
        say!("{text}{gap}  {}", paint(DIM, format!("# {}", line.source)));
    }
    say!();
    let key = config.data.value.join("master.key");
    let origin = match environment(MASTER_KEY) {
        Some(_) => format!("environment {MASTER_KEY}"),
        None => format!("file {}", key.display()),
    };
    say!("{}", paint(DIM, format!("# the master key is not shown  # {origin}")));
    Ok(())
}

fn text_of(line: &Line) -> String {
    match &line.value {
        Shown::Value(value) => format!("{} = {value}", line.name),
        Shown::Hidden => format!("# {} is set, and not shown", line.name),
        Shown::Nothing => format!("# {} is not set", line.name),
    }
}
