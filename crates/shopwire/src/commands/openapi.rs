//! `shopwire openapi`: the documents, as files to check in.

use std::path::PathBuf;

use clap::Args;

use crate::failure::{Failure, Outcome};
use crate::print::say;

#[derive(Debug, Args)]
pub struct OpenapiFlags {
    /// Folder that v1.json and v2.json are written to
    #[arg(long, value_name = "DIR", default_value = "docs/openapi")]
    out: PathBuf,
}

pub fn run(flags: &OpenapiFlags) -> Outcome {
    let cannot =
        |what: &PathBuf, error: std::io::Error| Failure::new(format!("cannot write {}: {error}", what.display()));
    std::fs::create_dir_all(&flags.out).map_err(|error| cannot(&flags.out, error))?;
    for (version, document) in api::VERSIONS.iter().zip(shop::documents()) {
        let path = flags.out.join(format!("{version}.json"));
        let document = serde_json::to_string_pretty(&document).map_err(|error| Failure::new(error.to_string()))?;
        std::fs::write(&path, format!("{document}\n")).map_err(|error| cannot(&path, error))?;
        say!("{}", path.display());
    }
    Ok(())
}
