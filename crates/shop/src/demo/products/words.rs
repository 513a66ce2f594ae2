//! What the demo says of a product.

use super::goods::{self, Kind};
use crate::customers::demo::dice::Dice;
use crate::products::Product;

/// The words of one product.
pub(super) struct Words {
    pub thing: &'static str,
    pub usual_price: i64,
    pub slogan: &'static str,
    thing_in_english: &'static str,
    style: goods::Words,
    material: goods::Words,
    features: [&'static str; 3],
    /// The same words come again after some hundred products; these come with another number.
    series: u64,
}

impl Words {
    /// Those of the kind's product of this number: every combination once, before any comes again.
    pub fn of(kind: &Kind, number: u64, dice: &mut Dice) -> Self {
        let (things, styles, materials) = (kind.things.len(), kind.styles.len(), kind.materials.len());
        let all = things * styles * materials;
        // A prime that no table's length has as a factor, so that neighbours have nothing in common.
        let at = super::place(number % all as u64 * 101, all);
        let ((thing, thing_in_english), usual_price) = kind.things[at % things];
        let first = super::place(dice.roll(), kind.features.len());
        Self {
            thing,
            thing_in_english,
            usual_price,
            style: kind.styles[at / things % styles],
            material: kind.materials[at / things / styles],
            slogan: *dice.pick(kind.slogans),
            features: [0, 1, 2].map(|next| kind.features[(first + next) % kind.features.len()]),
            series: number / all as u64,
        }
    }

    pub fn title(&self) -> String {
        let series = if self.series == 0 { String::new() } else { format!(" No. {}", self.series + 1) };
        format!("{}{}{}{series}", self.material.0, self.style.0, self.thing)
    }

    pub fn english(&self) -> String {
        format!("{} {} {}", self.style.1, self.material.1, self.thing_in_english)
    }

    pub fn handle(&self, number: u64) -> String {
        let words = self.english().to_lowercase().replace(' ', "-");
        format!("{words}-{}", number + 1)
    }

    pub fn brief(&self) -> String {
        format!("{}：{}，{}", self.title(), self.slogan, self.features[0])
    }

    pub fn body(&self) -> String {
        let features = self.features.join("</li><li>");
        format!("<p>{}。{}{}，為每天而做。</p><ul><li>{features}</li></ul>", self.slogan, self.style.0, self.thing)
    }

    pub fn specification(&self, product: &Product) -> String {
        let row = |name: &str, value: &str| format!("<tr><th>{name}</th><td>{value}</td></tr>");
        let options = product.product_options.iter();
        let options: String = options.map(|option| row(&option.name, &option.types.replace(',', "、"))).collect();
        let vendor = product.vendor.as_deref().unwrap_or_default();
        format!("<table>{}{options}{}</table>", row("特色", self.material.0), row("品牌", vendor))
    }
}
