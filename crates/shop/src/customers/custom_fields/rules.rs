//! What must hold of a customer's fields: each of a type that the shop has, with a value that the type allows,
//! and one of a kind.

use api::{Answer, Error};
use storage::{Reading, Record, Tx};
use wire::Id;

use crate::custom_field_types::{CustomFieldType, rules::of_customers};
use crate::customers::{CustomField, Customer};

/// What a field is to be.
#[derive(Debug)]
pub struct Entry {
    /// The field that it changes; without one, the field of that name, or a new one.
    pub id: Option<Id<CustomField>>,
    pub name: String,
    pub value: String,
}

/// A new field; the customer must not have one of that name.
pub fn add(tx: &mut Tx<'_>, customer: &mut Customer, name: String, value: String) -> Answer<CustomField> {
    let types = of_customers(tx)?;
    if customer.custom_fields.iter().any(|field| same(&field.name, &name)) {
        return Err(Error::invalid(duplicate(&name)));
    }
    let mut field = CustomField { id: Id::new(tx.next_id("custom_fields")?), ..CustomField::default() };
    write(&mut field, &types, &name, &value).map_err(Error::invalid)?;
    customer.custom_fields.push(field.clone());
    Ok(field)
}

/// Another name or value for one field.
pub fn change(
    from: &impl Reading,
    customer: &mut Customer,
    id: Id<CustomField>,
    name: Option<String>,
    value: Option<String>,
) -> Answer<CustomField> {
    let index = position(customer, id)?;
    let before = &customer.custom_fields[index];
    let name = name.unwrap_or_else(|| before.name.clone());
    let value = value.unwrap_or_else(|| before.value.clone());
    if customer.custom_fields.iter().any(|field| field.id != id && same(&field.name, &name)) {
        return Err(Error::invalid(duplicate(&name)));
    }
    let field = &mut customer.custom_fields[index];
    write(field, &of_customers(from)?, &name, &value).map_err(Error::invalid)?;
    Ok(field.clone())
}

/// Changes the fields that are there and adds those that are not: all of it, or nothing and every fault.
pub fn upsert(tx: &mut Tx<'_>, customer: &mut Customer, entries: Vec<Entry>) -> Answer<()> {
    let types = of_customers(tx)?;
    let mut faults = Vec::new();
    let mut touched = Vec::new();
    for Entry { id, name, value } in entries {
        let fields = &mut customer.custom_fields;
        let index = match id {
            Some(id) => position(customer, id)?,
            None => fields.iter().position(|field| same(&field.name, &name)).unwrap_or_else(|| {
                fields.push(CustomField::default());
                fields.len() - 1
            }),
        };
        if touched.contains(&index) {
            faults.push(duplicate(&name));
            continue;
        }
        touched.push(index);
        if let Err(fault) = write(&mut customer.custom_fields[index], &types, &name, &value) {
            faults.push(fault);
        }
    }
    // Only now, since entries of one request may pass names on among each other.
    for (index, field) in customer.custom_fields.iter().enumerate() {
        if !field.name.is_empty() && customer.custom_fields[..index].iter().any(|other| same(&other.name, &field.name))
        {
            faults.push(duplicate(&field.name));
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    for field in customer.custom_fields.iter_mut().filter(|field| field.id == Id::default()) {
        field.id = Id::new(tx.next_id("custom_fields")?);
    }
    Ok(())
}

/// Takes fields away, all of them or none. Answers them as they were.
pub fn remove(customer: &mut Customer, ids: &[Id<CustomField>]) -> Answer<Vec<CustomField>> {
    for id in ids {
        position(customer, *id)?;
    }
    Ok(customer.custom_fields.extract_if(.., |field| ids.contains(&field.id)).collect())
}

pub fn field(customer: &Customer, id: Id<CustomField>) -> Answer<&CustomField> {
    Ok(&customer.custom_fields[position(customer, id)?])
}

fn position(customer: &Customer, id: Id<CustomField>) -> Answer<usize> {
    customer.custom_fields.iter().position(|field| field.id == id).ok_or(Error::NotFound)
}

fn write(field: &mut CustomField, types: &[Record<CustomFieldType>], name: &str, value: &str) -> Result<(), String> {
    let known = types.iter().find(|known| same(&known.name, name));
    let known = known.ok_or_else(|| format!("名稱 (name) 無效值，沒有自訂欄位 {name}"))?;
    field.value = known.check(value)?.into_owned();
    field.name.clone_from(&known.name);
    field.label.clone_from(&known.label);
    Ok(())
}

/// Names are told apart as the types' are.
fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

fn duplicate(name: &str) -> String {
    format!("名稱 (name) 重複，每位顧客只能有一個 {name}")
}
