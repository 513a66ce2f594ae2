//! The fields a demo shop keeps of its customers.

use storage::{Result, Tx};

use super::{Component, CustomFieldType};

pub(crate) fn seed(tx: &mut Tx<'_>) -> Result<()> {
    let fields = [
        ("member_no", "會員編號", Component::Text, &[][..]),
        ("skin_type", "膚質", Component::Select, &["乾性", "油性", "混合性", "敏感性"]),
        ("anniversary", "紀念日", Component::Date, &[]),
        ("shoe_size", "鞋號", Component::Number, &[]),
    ];
    for (name, label, component, options) in fields {
        tx.insert(CustomFieldType {
            name: name.to_owned(),
            label: label.to_owned(),
            component,
            visible_when_create: true,
            visible_when_update: true,
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            ..CustomFieldType::default()
        })?;
    }
    Ok(())
}
