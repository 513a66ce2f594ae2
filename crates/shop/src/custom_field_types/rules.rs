//! What must hold of types, and of the values they allow.

use std::borrow::Cow;

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Record};
use wire::Date;

use super::types::{MODEL, NAME};
use super::{Component, CustomFieldType, Model, NewCustomFieldType};

/// The types of the fields that customers have, oldest first.
pub fn of_customers(from: &impl Reading) -> storage::Result<Vec<Record<CustomFieldType>>> {
    from.find(&customers())
}

pub fn customers() -> Query {
    Query::all().filter(Filter::equals(MODEL, model_word(Model::Customer)))
}

/// The type of this name that customers have.
pub fn named(name: &str) -> Query {
    customers().filter(Filter::equals(NAME, name.trim()))
}

fn model_word(model: Model) -> &'static str {
    match model {
        Model::Customer => "Customer",
    }
}

impl NewCustomFieldType {
    /// The type this asks for: a name that no other has, and a choice where one is to be made.
    pub fn check(self, from: &impl Reading) -> Answer<CustomFieldType> {
        let name = self.name.trim().to_owned();
        let component = self.component.unwrap_or_default();
        let mut options: Vec<String> = Vec::new();
        for option in self.options.unwrap_or_default() {
            let option = option.trim();
            if !option.is_empty() && options.iter().all(|known| known != option) {
                options.push(option.to_owned());
            }
        }
        let mut faults = Vec::new();
        if from.find_one::<CustomFieldType>(named(&name))?.is_some() {
            faults.push("類型名稱 (name) 已被使用".to_owned());
        }
        if component == Component::Select && options.is_empty() {
            faults.push("選項 (options) 不能為空白".to_owned());
        }
        if !faults.is_empty() {
            return Err(Error::Invalid(faults));
        }
        let label = self.label.map(|label| label.trim().to_owned()).filter(|label| !label.is_empty());
        Ok(CustomFieldType {
            model: self.model,
            label: label.unwrap_or_else(|| name.clone()),
            name,
            component,
            required: self.required.unwrap_or(false),
            visible_when_create: self.visible_when_create.unwrap_or(true),
            visible_when_update: self.visible_when_update.unwrap_or(true),
            options,
            ..CustomFieldType::default()
        })
    }
}

impl CustomFieldType {
    /// The value as it is kept, or what is wrong with it.
    pub fn check<'v>(&self, value: &'v str) -> Result<Cow<'v, str>, String> {
        let wrong = |text: &str| Err(format!("{} ({}) {text}", self.label, self.name));
        let plain = value.trim();
        if plain.is_empty() {
            return if self.required { wrong("不能為空白") } else { Ok("".into()) };
        }
        match self.component {
            Component::Text | Component::Textarea => Ok(value.into()),
            Component::Number if plain.parse::<f64>().is_ok_and(f64::is_finite) => Ok(plain.into()),
            Component::Number => wrong("必須是數字"),
            Component::Date => match plain.parse::<Date>() {
                Ok(date) => Ok(date.to_string().into()),
                Err(_) => wrong("必須是日期 (YYYY-MM-DD)"),
            },
            Component::Select if self.options.iter().any(|option| option == plain) => Ok(plain.into()),
            Component::Select => wrong(&format!("無效值，可用的值：{}", self.options.join("、"))),
            // What a form sends of a box, as everywhere in this API.
            Component::Checkbox => match plain.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" | "on" => Ok("true".into()),
                "false" | "0" | "no" | "off" => Ok("false".into()),
                _ => wrong("必須是 true 或 false"),
            },
        }
    }
}
