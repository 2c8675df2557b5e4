//! A small handbook with a bit of everything, compared file by file with what it once became.
//!
//! `HANDBOOK_BLESS=1 cargo test golden` writes what it becomes now; look at the difference before you keep it.

use std::path::Path;

use super::support::tree;

#[test]
fn the_small_handbook_becomes_exactly_what_it_was() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let out = tempfile::tempdir().expect("a temporary folder can be made");
    let output = super::support::run(&golden.join("input"), &["build", "--out", &out.path().display().to_string()]);
    assert!(output.status.success(), "{}", super::support::stderr(&output));
    let mut made = tree(out.path());
    // The style sheet is the theme's own file, copied; it is no part of what a handbook becomes.
    made.remove("assets/style.css").expect("the theme's style is written");
    let expected = golden.join("output");
    if std::env::var_os("HANDBOOK_BLESS").is_some() {
        let _ = std::fs::remove_dir_all(&expected);
        for (name, bytes) in &made {
            super::support::put(&expected, name, &String::from_utf8_lossy(bytes));
        }
    }
    let kept = tree(&expected);
    let names = |tree: &std::collections::BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&kept), "other files than before");
    for (name, bytes) in &made {
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&kept[name]), "{name}");
    }
}
