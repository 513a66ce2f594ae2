//! What is read from small documents.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;

fn document(version: &str, schemas: Value, body: Value) -> Value {
    json!({
        "info": { "title": format!("Books API {version}"), "version": "1.2.3" },
        "tags": [{ "name": "books", "description": "書" }],
        "paths": { "/books": { "post": {
            "operationId": "post_books",
            "tags": ["books"],
            "requestBody": { "content": body },
            "responses": {
                "404": { "description": "沒有這本書" },
                "201": { "description": "已建立", "content": { "application/json": { "schema": { "type": "object" } } } },
            },
        } } },
        "components": { "schemas": schemas },
    })
}

fn kind_of(schema: Value) -> Kind {
    let body = json!({ "application/json": { "schema": schema } });
    let schemas = json!({ "Book": { "type": "object", "properties": {} } });
    let mut catalogue = Catalogue::read(&[document("v1", schemas, body)]);
    catalogue.groups.remove(0).operations.remove(0).body.unwrap().kind
}

fn basic(name: &str, format: &str) -> Piece {
    Piece::Basic { name: name.into(), format: format.into() }
}

#[test]
fn a_form_has_texts_files_and_lists_of_files() {
    let file = json!({ "type": "string", "format": "binary" });
    let form = json!({
        "type": "object",
        "properties": { "cover": file, "pages": { "type": "array", "items": file }, "title": { "type": "string" } },
        "required": ["cover"],
    });
    let body = json!({ "multipart/form-data": { "schema": form } });
    let catalogue = Catalogue::read(&[document("v1", json!({}), body)]);
    let operation = catalogue.operations().next().unwrap();
    assert!(operation.takes_files());
    let fields = catalogue.fields_of(&operation.body.as_ref().unwrap().kind);
    let told: Vec<_> =
        fields.iter().map(|field| (&*field.name, field.kind.is_file, field.kind.is_list, field.required)).collect();
    assert_eq!(told, [("cover", true, false, true), ("pages", true, true, false), ("title", false, false, false)]);
}

#[test]
fn a_type_names_its_choices_its_items_and_its_models() {
    let book = json!({ "$ref": "#/components/schemas/Book" });
    let text = |text: &str| Piece::Text(text.into());
    let books = kind_of(json!({ "anyOf": [{ "type": "array", "items": book }, { "type": "null" }] }));
    assert_eq!((books.pieces, books.nullable, books.is_list), (vec![Piece::Model(0), text("[]")], true, true));
    let deadline = json!({ "anyOf": [{ "type": "string", "format": "timestamp" }, { "const": 0 }] });
    assert_eq!(kind_of(deadline).pieces, [basic("string", "timestamp"), text(" | "), text("0")]);
    let maybe = kind_of(json!({ "type": "array", "items": { "type": ["integer", "null"] } }));
    assert_eq!(maybe.pieces, [text("("), basic("integer", ""), text(" | null)"), text("[]")]);
    assert_eq!(kind_of(json!({})).pieces, [Piece::Any]);
}

#[test]
fn an_object_without_a_name_is_told_field_by_field() {
    let item = json!({ "type": "object", "properties": { "quantity": { "type": "integer", "minimum": 1 } } });
    let items = kind_of(json!({ "anyOf": [{ "type": "array", "items": item }, { "type": "null" }] }));
    assert!(items.is_list);
    let [quantity] = &items.fields[..] else { panic!("{items:?}") };
    assert_eq!(
        (&*quantity.name, quantity.limits[0].rule, &*quantity.limits[0].value),
        ("quantity", Rule::Minimum, "1")
    );
    assert_eq!(quantity.example, "2", "what a name suggests");
}

#[test]
fn versions_share_what_they_describe_alike() {
    let shelf = json!({ "type": "object", "properties": { "book": { "$ref": "#/components/schemas/Book" } } });
    let with = |book: Value| json!({ "Book": book, "Shelf": shelf, "Colour": { "oneOf": [{ "const": "red" }] } });
    let body = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Shelf" } } });
    let [thin, thick] = ["thin", "thick"].map(|label| json!({ "type": "object", "description": label }));
    let read = |one: &Value, other: &Value| {
        Catalogue::read(
            &[("v1", one), ("v2", other)].map(|(name, book)| document(name, with(book.clone()), body.clone())),
        )
    };
    let alike = read(&thin, &thin);
    assert_eq!(alike.models.len(), 3);
    assert!(std::ptr::eq(alike.model("v1", "Shelf").unwrap(), alike.model("v2", "Shelf").unwrap()));
    let differing = read(&thin, &thick);
    let [one, other] = ["v1", "v2"].map(|version| differing.model(version, "Shelf").unwrap());
    assert!(one.apart && other.apart && other.version == "v2", "it leads to what differs");
    assert_eq!(differing.model_of(&other.fields()[0].kind).unwrap().label, "thick");
    assert!(other.is_input, "it is sent and never answered");
    let colour = differing.model("v2", "Colour").unwrap();
    assert!(!colour.apart && colour.values()[0].value == "red");
}

#[test]
fn answers_come_by_status_and_refusals_say_why() {
    let body = json!({ "application/json": { "schema": { "type": "object" } } });
    let catalogue = Catalogue::read(&[document("v1", json!({}), body)]);
    let operation = catalogue.group("v1", "books").unwrap().operation("post_books").unwrap();
    assert_eq!(operation.success().unwrap().status, "201");
    let refused: Vec<_> = operation.failures().map(|answer| (&*answer.status, &*answer.text)).collect();
    assert_eq!(refused, [("404", "沒有這本書")]);
}

#[test]
fn an_answer_may_be_a_file_or_one_of_two_that_are_good() {
    let mut described = document("v1", json!({}), json!({}));
    let post = described["paths"].as_object_mut().unwrap().values_mut().find_map(|path| path.get_mut("post")).unwrap();
    post["responses"]["201"]["content"] =
        json!({ "application/zip": { "schema": { "type": "string", "format": "binary" } } });
    post["responses"]["202"] = json!({ "description": "之後完成" });
    let catalogue = Catalogue::read(&[described]);
    let operation = catalogue.group("v1", "books").unwrap().operation("post_books").unwrap();
    let success = operation.success().unwrap();
    assert_eq!((success.status.as_str(), success.file.as_deref()), ("201", Some("application/zip")));
    assert!(success.content.is_none());
    let others: Vec<_> = operation.other_successes().map(|answer| (&*answer.status, &*answer.text)).collect();
    assert_eq!(others, [("202", "之後完成")]);
}
