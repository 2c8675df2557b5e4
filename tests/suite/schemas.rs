//! The JSON Schemas: files for other programs keep to them, data files that are sound do, and what breaks them is found. An
//! independent validator judges.

use std::collections::BTreeMap;
use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use handbook::edition::{Edition, compile};
use handbook::load;
use handbook::record::Kind;
use handbook::record::field::Item;
use handbook::source::{SourcePath, Sources};
use serde_json::{Value, json};

use super::kinds::{WRONG, required};
use super::support::{TODAY, day, files, html, run, stderr, stdout};

/// A schema, ready to judge.
struct Judge(Schemas, SchemaIndex);

impl Judge {
    fn new(schema: &str) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let schema = serde_json::from_str(schema).expect("a schema is JSON");
        compiler.add_resource("https://example.edu/schema.json", schema).expect("a schema has an address");
        let index = compiler.compile("https://example.edu/schema.json", &mut schemas);
        let index = index.unwrap_or_else(|fault| panic!("the schema is unsound: {fault:#}"));
        Self(schemas, index)
    }

    fn accepts(&self, value: &Value) -> bool {
        self.0.validate(value, self.1).is_ok()
    }

    fn assert_accepts(&self, value: &Value, what: &str) {
        if let Err(fault) = self.0.validate(value, self.1) {
            panic!("{what}: {fault:#}");
        }
    }
}

fn seen_by(sources: &Sources, audience: Option<&str>) -> Edition {
    compile(sources.clone(), Vec::new(), day(TODAY), audience)
}

fn of_fixture(fixture: &str, audience: Option<&str>) -> Edition {
    let mut sources = Sources::default();
    files(fixture).into_iter().for_each(|(path, text)| drop(sources.texts.insert(SourcePath::new(&path), text.into())));
    seen_by(&sources, audience)
}

/// Returns a file of data, and the schema that it names.
fn export(edition: &Edition, route: &str) -> (Value, Judge) {
    let value: Value = serde_json::from_str(&html(edition, route)).expect("an export is JSON");
    let schema = html(edition, value["$schema"].as_str().expect("an export names its schema"));
    (value, Judge::new(&schema))
}

fn root(below: &str) -> Sources {
    load::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(below)).expect("a handbook can be read").0
}

#[test]
fn every_export_for_every_audience_keeps_to_the_schema_that_it_names() {
    for (name, sources) in [("the sample", root("")), ("the golden handbook", root("tests/golden/input"))] {
        for audience in [None, Some("public"), Some("staff"), Some("supervisors"), Some("liaison")] {
            let edition = seen_by(&sources, audience);
            let (value, judge) = export(&edition, "handbook.json");
            let what = format!("handbook.json of {name} for {audience:?}");
            judge.assert_accepts(&value, &what);
            let count = |key: &str| value[key].as_array().map_or(0, Vec::len);
            assert_eq!(count("records"), edition.site.handbook.entries().count(), "{what}");
            assert_eq!(count("pages"), edition.site.handbook.pages().count(), "{what}");
            if audience != Some("public") {
                let (value, judge) = export(&edition, "coverage.json");
                judge.assert_accepts(&value, &format!("coverage.json of {name} for {audience:?}"));
            }
        }
    }
}

#[test]
fn what_breaks_the_form_of_an_export_is_refused() {
    let edition = seen_by(&root("tests/golden/input"), None);
    let (handbook, judge) = export(&edition, "handbook.json");
    let role = handbook["records"].as_array().and_then(|all| all.iter().position(|record| record["kind"] == "role"));
    let role = format!("/records/{}", role.expect("there is a role"));
    let spoilt = |pointer: &str, value: Value| {
        let mut handbook = handbook.clone();
        *handbook.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing stands at {pointer}")) = value;
        handbook
    };
    for (pointer, value) in [
        ("/day", json!("23 November 2026")),
        ("/records", json!({})),
        (&*format!("{role}/kind"), json!("rolle")),
        (&*format!("{role}/fields/kind"), json!("whatever")),
        (&*format!("{role}/fields/holders"), json!("amara-okafor")),
        (&*format!("{role}/fields/holders/0/person/kind"), json!("service")),
        (&*format!("{role}/fields"), json!({ "kind": "operational" })),
        (&*format!("{role}/fields"), json!({ "kind": "operational", "name": "A role", "holder": [] })),
        ("/pages/0/headings", json!([{ "level": 1, "id": "a", "text": "A" }])),
        ("/pages/0/title", json!(null)),
    ] {
        assert!(!judge.accepts(&spoilt(pointer, value.clone())), "{value} at {pointer} is accepted");
    }
    let (mut coverage, judge) = export(&edition, "coverage.json");
    coverage["coverage"][0]["state"] = json!("fine");
    assert!(!judge.accepts(&coverage));
}

#[test]
fn a_record_stands_in_the_export_with_its_fields_by_key_its_links_and_what_links_to_it() {
    let fixture = "\
//- content/data/people.yaml
amara:
  name: Amara
//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
  notes: See [[procedures/open]].
  holders:
    - person: amara
      from: 2026-01-05
//- content/data/tasks.yaml
open-up:
  name: Open up
  every: year
  anchor: 07-01
  owner: desk
  lead_time: 2 weeks
//- content/procedures/open.md
---
title: Open
owner: desk
reviewed: {on: 2026-11-01, by: amara}
---
First words.

## Lights
";
    let (value, _) = export(&of_fixture(fixture, None), "handbook.json");
    let find = |list: &str, id: &str| {
        let all = value[list].as_array().expect("a list");
        all.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("there is no {id}")).clone()
    };
    let amara = json!({ "kind": "person", "id": "amara" });
    let desk = json!({ "kind": "role", "id": "desk" });
    assert_eq!(
        find("records", "desk"),
        json!({
            "kind": "role",
            "id": "desk",
            "route": "roles/desk.html",
            "fields": {
                "name": "Desk",
                "notes": "<p>See <a href=\"procedures/open.html\">Open</a>.</p>\n",
                "kind": "operational",
                "holders": [{ "person": amara, "from": "2026-01-05" }],
            },
            "links": [
                { "label": "Procedures", "from": { "kind": "page", "id": "procedures/open" } },
                { "label": "Tasks", "from": { "kind": "task", "id": "open-up" } },
            ],
        })
    );
    assert_eq!(
        find("records", "open-up")["fields"],
        json!({ "name": "Open up", "every": "year", "anchor": "07-01", "owner": desk, "lead_time": "2 weeks" })
    );
    let page = find("pages", "procedures/open");
    assert_eq!((&page["title"], &page["summary"]), (&json!("Open"), &json!("First words.")));
    assert_eq!(page["headings"], json!([{ "level": 2, "id": "lights", "text": "Lights" }]));
    assert_eq!(page["fields"]["owner"], desk);
    assert_eq!(page["fields"]["reviewed"], json!({ "on": "2026-11-01", "by": amara }));
}

const PARTLY_HIDDEN: &str = "\
//- content/data/people.yaml
amara:
  name: Amara
secret-person:
  name: Hidden Name
  audience: liaison
//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
  holders: [secret-person, amara]
  notes: |
    For all.

    ```audience liaison
    Hidden words.
    ```
";

#[test]
fn what_is_hidden_leaves_neither_id_nor_word_nor_number_in_the_export() {
    let edition = of_fixture(PARTLY_HIDDEN, Some("staff"));
    let text = html(&edition, "handbook.json");
    for word in ["secret-person", "Hidden"] {
        assert!(!text.contains(word), "{word} is in {text}");
    }
    let (value, judge) = export(&edition, "handbook.json");
    judge.assert_accepts(&value, "a handbook with something hidden");
    let desk = value["records"].as_array().and_then(|all| all.iter().find(|record| record["id"] == "desk"));
    let holders = &desk.expect("the role is shown")["fields"]["holders"];
    let hidden = json!({ "person": { "kind": "person", "id": null } });
    assert_eq!(*holders, json!([{ "person": { "kind": "person", "id": "amara" } }, hidden]));
}

#[test]
fn no_source_of_a_text_is_left_in_a_handbook_that_was_cut() {
    let sources_of = |edition: &Edition| {
        let mut left = Vec::new();
        for entry in edition.site.handbook.entries() {
            left.extend(entry.common.notes.as_ref().map(|notes| notes.0.value.clone()));
            entry.record.walker().walk(&mut |_, item| {
                if let Item::Prose(text) = item {
                    left.push(text.value.clone());
                }
            });
        }
        left.retain(|text| !text.is_empty());
        left
    };
    let whole = of_fixture(PARTLY_HIDDEN, None);
    assert!(sources_of(&whole).concat().contains("Hidden words"));
    assert_eq!(sources_of(&of_fixture(PARTLY_HIDDEN, Some("staff"))), Vec::<String>::new());
    let sample = root("");
    assert!(sources_of(&seen_by(&sample, None)).len() > 20);
    assert_eq!(sources_of(&seen_by(&sample, Some("supervisors"))), Vec::<String>::new());
    let page = html(&of_fixture(PARTLY_HIDDEN, Some("staff")), "roles/desk.html");
    assert!(page.contains("For all."), "what is shown of a text stays");
}

/// Returns the schema of every kind's data files, as the command prints it.
fn of_data() -> BTreeMap<&'static str, Judge> {
    let here = tempfile::tempdir().expect("a temporary folder can be made");
    let schema = |kind: &Kind| {
        let output = run(here.path(), &["schema", kind.plural()]);
        assert!(output.status.success(), "{}", stderr(&output));
        (kind.plural(), Judge::new(&stdout(&output)))
    };
    Kind::RECORDS.iter().map(schema).collect()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("it is YAML")
}

#[test]
fn the_data_files_of_the_sample_keep_to_the_schemas_that_the_command_prints() {
    let (schemas, sample) = (of_data(), root(""));
    let mut seen = 0;
    for (path, text) in &sample.texts {
        let Some(kind) = path.as_str().strip_prefix("content/data/").and_then(|rest| rest.strip_suffix(".yaml")) else {
            continue;
        };
        schemas[kind].assert_accepts(&yaml(text), path.as_str());
        seen += 1;
    }
    assert_eq!(seen, Kind::RECORDS.len());
}

#[test]
fn what_the_check_calls_a_wrong_value_or_date_the_schema_refuses_too() {
    let schemas = of_data();
    for (plural, key, value, rule) in WRONG {
        let given: String = required(plural)
            .lines()
            .filter(|line| !line.starts_with(&format!("  {key}:")))
            .map(|line| format!("{line}\n"))
            .collect();
        let record = |line: &str| yaml(&format!("some-record:\n  name: A name\n{given}{line}"));
        if matches!(*rule, "wrong-value" | "wrong-date") {
            let wrong = record(&format!("  {key}: {value}\n"));
            assert!(!schemas[plural].accepts(&wrong), "{plural}: `{key}: {value}` is accepted");
        }
    }
    for (kind, judge) in &schemas {
        let sound = yaml(&format!("some-record:\n  name: A name\n{}", required(kind)));
        judge.assert_accepts(&sound, kind);
        let mut unknown = sound.clone();
        unknown["some-record"]["surname"] = json!("A key that nobody knows");
        assert!(!judge.accepts(&unknown), "{kind}");
        assert!(!judge.accepts(&json!({ "Some record": sound["some-record"] })), "{kind}");
        assert!(!judge.accepts(&json!({ "some-record": {} })), "{kind}");
    }
}

#[test]
fn a_schema_of_no_kind_is_answered_with_the_nearest_and_none_at_all_with_the_list() {
    let here = tempfile::tempdir().expect("a temporary folder can be made");
    let unknown = run(here.path(), &["schema", "rolles"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("did you mean `roles`?"), "{}", stderr(&unknown));
    let all = stdout(&run(here.path(), &["schema"]));
    assert_eq!(all.lines().count(), Kind::RECORDS.len());
    assert!(all.lines().all(|line| line.len() <= 80) && all.contains("content/data/roles.yaml"), "{all}");
}
