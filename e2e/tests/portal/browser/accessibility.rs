//! What axe-core finds wrong with a page, by the rules of WCAG 2.2 AA.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::Page;

const RUN: &str = "
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const found = await axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return found.violations.map((violation) => ({
      rule: violation.id,
      help: violation.help,
      nodes: violation.nodes.map((node) => node.target.join(' ') + '\\n      ' + node.html + '\\n      '
        + node.any.concat(node.all, node.none).map((check) => check.message).join('; ')),
    }));";

/// Of places with the same fault so many are told.
const SOME: usize = 3;

impl Page {
    /// No rule of WCAG 2.2 AA that a program can check is broken.
    pub async fn is_accessible(&self) {
        let violations = self.violations().await;
        assert!(violations.is_empty(), "at {}:\n{}", self.path().await, violations.join("\n"));
    }

    /// What breaks a rule, and where.
    pub async fn violations(&self) -> Vec<String> {
        let axe = axe_core();
        // Put there by the driver, which no policy of the page holds back, and once for each page.
        self.run(&format!("if (!window.axe) {{ {axe} }}"), json!([])).await;
        let found = self.run_async(RUN, json!([])).await;
        found.as_array().into_iter().flatten().map(told).collect()
    }
}

fn told(violation: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes: Vec<String> = violation["nodes"].as_array().into_iter().flatten().map(text).collect();
    let (rule, help, some) = (text(&violation["rule"]), text(&violation["help"]), nodes.len().min(SOME));
    format!("{rule}: {help}; {} places\n    {}", nodes.len(), nodes[..some].join("\n    "))
}

fn axe_core() -> &'static str {
    static AXE: OnceLock<String> = OnceLock::new();
    AXE.get_or_init(|| {
        let path = testkit::needs("axe").expect("axe-core is there");
        std::fs::read_to_string(path).unwrap()
    })
}
