//! `shopwire documents`: everything that can be read or imported, as files to hand out.

use std::path::PathBuf;

use ::documents::PdfOptions;
use clap::Args;
use serde_json::Value;
use wire::{Clock, SystemClock};

use crate::failure::{Failure, Outcome};
use crate::print::say;

#[derive(Debug, Args)]
pub struct DocumentsFlags {
    /// Folder that the documents are written to
    #[arg(long, value_name = "DIR", default_value = "documents")]
    out: PathBuf,
    /// Address of the API in the Postman collection
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    base_url: String,
}

pub fn run(flags: &DocumentsFlags) -> Outcome {
    let made = |error: ::documents::Error| Failure::new(error.to_string());
    let groups = shop::groups();
    let versions = ["v1", "v2"];
    let documents = versions.map(|version| api::document(&groups, &shop::events(), version));
    for (version, document) in versions.iter().zip(&documents) {
        flags.write(&format!("openapi-{version}.json"), pretty(document)?.as_bytes())?;
        flags.write(&format!("openapi-{version}.yaml"), ::documents::yaml(document).map_err(made)?.as_bytes())?;
    }
    let collection = pretty(&::documents::postman(&documents, &flags.base_url))?;
    flags.write("shopwire.postman_collection.json", collection.as_bytes())?;
    // Last: it is the one that may want for something.
    let date = SystemClock.now().date().to_string();
    let pdf = ::documents::pdf(&documents, &PdfOptions { date: &date }).map_err(made)?;
    flags.write("shopwire-api.pdf", &pdf)
}

impl DocumentsFlags {
    fn write(&self, name: &str, content: &[u8]) -> Outcome {
        let path = self.out.join(name);
        std::fs::create_dir_all(&self.out)
            .and_then(|()| std::fs::write(&path, content))
            .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))?;
        say!("{}", path.display());
        Ok(())
    }
}

fn pretty(document: &Value) -> Outcome<String> {
    serde_json::to_string_pretty(document)
        .map(|text| format!("{text}\n"))
        .map_err(|error| Failure::new(error.to_string()))
}
