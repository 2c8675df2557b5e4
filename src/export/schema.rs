//! JSON Schemas: of the data files as they are written, and of the files for other programs as they are shown. What is said
//! of fields comes from their declarations; tests hold every schema to its files.

use serde_json::{Map, Value, json};

use crate::coverage::{Part, State};
use crate::parse::page::Front;
use crate::record::field::{Field, Fields};
use crate::record::shape::Shape;
use crate::record::{Common, Kind};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
const ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// Returns the schema of the data files of a kind, for editors.
pub fn of_data(kind: Kind) -> String {
    let record = object(&[Common::FIELDS, kind.fields()], written);
    text(&json!({
        "$schema": DRAFT,
        "title": format!("{}: content/data/{}.yaml", kind.title(), kind.plural()),
        "description": kind.about(),
        "type": ["object", "null"],
        "propertyNames": { "pattern": ID, "maxLength": 80 },
        "additionalProperties": record,
    }))
}

/// Returns the schema of `handbook.json`.
pub fn of_handbook() -> String {
    let mut definitions = Map::new();
    for kind in Kind::RECORDS {
        let fields = object(&[Common::FIELDS, kind.fields()], shown);
        let own = json!({ "id": { "type": "string", "pattern": ID }, "fields": fields });
        definitions.insert(kind.singular().to_owned(), linked(*kind, own));
    }
    let heading = json!({ "level": { "enum": [2, 3, 4, 5, 6] }, "id": words(), "text": words() });
    let own = json!({
        "id": words(),
        "title": words(),
        "summary": { "type": ["string", "null"] },
        "headings": { "type": "array", "items": closed(heading) },
        "fields": object(&[Front::FIELDS], shown),
    });
    definitions.insert(Kind::Page.singular().to_owned(), linked(Kind::Page, own));
    let to = |kind: &Kind| json!({ "$ref": format!("#/$defs/{}", kind.singular()) });
    let records: Vec<Value> = Kind::RECORDS.iter().map(to).collect();
    let mut schema = closed(json!({
        "$schema": words(),
        "title": words(),
        "institution": { "type": ["string", "null"] },
        "day": day(),
        "audience": words(),
        "records": { "type": "array", "items": { "oneOf": records } },
        "pages": { "type": "array", "items": to(&Kind::Page) },
    }));
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!("A handbook: every record and every page that one audience sees, with all links");
    schema["description"] = json!(
        "Fields stand under the keys of the data files; those that are empty or not shown are left out. Texts in Markdown are HTML, with addresses from the top of the site. The texts of pages stand at their routes. A reference that leads to something not shown has a kind and no id."
    );
    schema["$defs"] = Value::Object(definitions);
    text(&schema)
}

/// Returns the schema of `coverage.json`.
pub fn of_coverage() -> String {
    let states = State::ALL.map(State::word);
    let parts = [Part::Holder, Part::Backup, Part::Reader].map(Part::word);
    let kinds: Vec<&str> = Kind::STAFFED.iter().map(|kind| kind.singular()).collect();
    let day_or_none = json!({ "type": ["string", "null"], "pattern": DAY });
    let holder = closed(json!({
        "person": { "type": ["string", "null"], "pattern": ID },
        "kind": { "enum": parts },
        "from": day_or_none,
        "until": day_or_none,
        "here": { "type": "boolean" },
    }));
    let row = closed(json!({
        "kind": { "enum": kinds },
        "id": { "type": "string", "pattern": ID },
        "name": words(),
        "state": { "enum": states },
        "reason": words(),
        "depth": number(),
        "minimum": number(),
        "target": number(),
        "maximum": { "type": ["integer", "null"], "minimum": 0 },
        "accepted_until": day_or_none,
        "holders": { "type": "array", "items": holder },
    }));
    let mut schema = closed(json!({ "$schema": words(), "day": day(), "coverage": { "type": "array", "items": row } }));
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!("Coverage of every role, access and list on a day");
    text(&schema)
}

fn text(schema: &Value) -> String {
    let mut text = serde_json::to_string_pretty(schema).expect("a schema holds only text and numbers");
    text.push('\n');
    text
}

/// Returns the schema of an object that has exactly some keys.
fn closed(properties: Value) -> Value {
    let keys: Vec<String> = properties.as_object().map(|keys| keys.keys().cloned().collect()).unwrap_or_default();
    json!({ "type": "object", "properties": properties, "required": keys, "additionalProperties": false })
}

/// Returns the schema of a record or a page, with what is the same for all of them.
fn linked(kind: Kind, own: Value) -> Value {
    let link = json!({ "label": words(), "from": reference(Kind::ALL) });
    let mut properties = json!({
        "kind": { "const": kind.singular() },
        "route": words(),
        "links": { "type": "array", "items": closed(link) },
    });
    for (key, value) in own.as_object().into_iter().flatten() {
        properties[key] = value.clone();
    }
    closed(properties)
}

/// Returns the schema of an object with declared fields, each as `value` says.
fn object(declared: &[&'static [Field]], value: fn(&Shape) -> Value) -> Value {
    let fields = || declared.iter().flat_map(|fields| fields.iter());
    let property = |field: &Field| {
        let mut schema = value(&(field.shape)());
        schema["title"] = json!(field.label);
        (field.key.to_owned(), schema)
    };
    let properties: Map<String, Value> = fields().map(property).collect();
    let required: Vec<&str> = fields().filter(|field| field.is_required()).map(|field| field.key).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn words() -> Value {
    json!({ "type": "string" })
}

fn number() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn day() -> Value {
    json!({ "type": "string", "pattern": DAY })
}

fn pattern(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": pattern })
}

/// Returns the schema of what may be written in a data file.
fn written(shape: &Shape) -> Value {
    match shape {
        // Whatever YAML takes it for, it is read as text.
        Shape::Text | Shape::Anchor => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Phone => json!({ "type": ["string", "number"], "pattern": "([0-9][^0-9]*){3}" }),
        Shape::Prose => json!({ "type": ["string", "number", "boolean"], "description": "Markdown" }),
        Shape::Email => pattern(r"^\s*\S+@\S+\.\S+\s*$"),
        Shape::Web => pattern(r"^\s*https?://\S+\s*$"),
        Shape::Day => day(),
        Shape::Moment => pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2})?$"),
        Shape::Period => pattern("^[0-9]+ (hour|day|week|month|year)s?$"),
        Shape::Words(words) => json!({ "enum": words }),
        Shape::YesNo => json!({ "enum": ["yes", "no", true, false] }),
        Shape::Number => json!({ "type": ["integer", "string"], "minimum": 0, "pattern": "^[0-9]+$" }),
        Shape::Reference(kinds) => id_of(kinds),
        Shape::Group(fields, None) => object(&[*fields], written),
        Shape::Group(fields, Some(short)) => {
            let alone = fields.iter().find(|field| field.key == *short).map(|field| written(&(field.shape)()));
            json!({ "anyOf": [alone, object(&[*fields], written)] })
        }
        Shape::List(of) => {
            let one = written(of);
            json!({ "anyOf": [one, { "type": "array", "items": one }, { "type": "null" }] })
        }
        Shape::Optional(of) => json!({ "anyOf": [written(of), { "type": "null" }] }),
        Shape::Open => json!({ "type": "object" }),
    }
}

/// Returns the schema of an id as it is written, with or without its kind before it.
fn id_of(kinds: &[Kind]) -> Value {
    let one = kinds.iter().map(|kind| kind.one()).collect::<Vec<_>>().join(" or ");
    if kinds.contains(&Kind::Page) {
        let about = if kinds.len() > 1 { "`kind:id` of a record, or the path of a page" } else { "The path of a page" };
        return json!({ "type": "string", "minLength": 1, "description": about });
    }
    let words = kinds.iter().map(|kind| kind.singular()).collect::<Vec<_>>().join("|");
    let pattern = format!(r"^\s*(({words}):\s*)?[a-z0-9]+(-[a-z0-9]+)*\s*$");
    json!({ "type": ["string", "integer"], "pattern": pattern, "description": format!("The id of {one}") })
}

/// Returns the schema of what `handbook.json` shows of a field.
fn shown(shape: &Shape) -> Value {
    match shape {
        Shape::Text | Shape::Email | Shape::Phone | Shape::Web | Shape::Period | Shape::Anchor => words(),
        Shape::Prose => json!({ "type": "string", "contentMediaType": "text/html" }),
        Shape::Day => day(),
        Shape::Moment => pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$"),
        Shape::Words(words) => json!({ "enum": words }),
        Shape::YesNo => json!({ "type": "boolean" }),
        Shape::Number => number(),
        Shape::Reference(kinds) => reference(kinds),
        Shape::Group(fields, _) => object(&[*fields], shown),
        Shape::List(of) => json!({ "type": "array", "items": shown(of), "minItems": 1 }),
        Shape::Optional(of) => shown(of),
        Shape::Open => json!({ "type": "object" }),
    }
}

/// Returns the schema of a reference as it is shown; without an id where it leads to nothing that is shown.
fn reference(kinds: &[Kind]) -> Value {
    let words: Vec<Option<&str>> = kinds.iter().map(|kind| Some(kind.singular())).chain([None]).collect();
    closed(json!({ "kind": { "enum": words }, "id": { "type": ["string", "null"] } }))
}
