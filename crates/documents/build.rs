//! Puts a font for the PDF into the crate, if there is one: the files that `SHOPWIRE_FONT` names (with the
//! separator of `PATH` between them), else those that `scripts/fonts` left in `fonts/`. Without any the crate
//! builds as well, and looks for a font of the system when it needs one.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::ZlibEncoder;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=SHOPWIRE_FONT");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=fonts");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut list = String::from("&[\n");
    for (nth, path) in font_files()?.into_iter().enumerate() {
        println!("cargo::rerun-if-changed={}", path.display());
        let font = fs::read(&path).map_err(|error| format!("cannot read the font {}: {error}", path.display()))?;
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&font)?;
        let name = format!("/font-{nth}.z");
        fs::write(format!("{}{name}", out.display()), packed.finish()?)?;
        writeln!(list, "    include_bytes!(concat!(env!(\"OUT_DIR\"), {name:?})),")?;
    }
    list.push(']');
    fs::write(out.join("fonts.rs"), list)?;
    Ok(())
}

fn font_files() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    if let Some(named) = env::var_os("SHOPWIRE_FONT").filter(|named| !named.is_empty()) {
        return Ok(env::split_paths(&named).collect());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir("fonts")? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| ["ttf", "otf", "ttc"].iter().any(|known| kind == *known)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
