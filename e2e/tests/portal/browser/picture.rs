//! Pictures of whole pages, kept in `target/screenshots/` for people to look at.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::Page;

/// Pixels. A page that is longer is cut off: nobody looks at more.
const TALLEST: f64 = 6000.0;

impl Page {
    /// Takes a picture of the page from top to bottom.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        self.run("window.scrollTo(0, 0)", json!([])).await; // what sticks to the top is to be there
        let size = self.session.devtools("Page.getLayoutMetrics", json!({})).await["cssContentSize"].take();
        let edge = |name: &str| size[name].as_f64().unwrap_or_default();
        let clip = json!({ "x": 0, "y": 0, "scale": 1, "width": edge("width"), "height": edge("height").min(TALLEST) });
        let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = self.session.devtools("Page.captureScreenshot", how).await;
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/screenshots"));
        let path = folder.join(format!("{name}.png"));
        std::fs::create_dir_all(&folder).unwrap();
        let bytes = STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}
