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
    // The theme's own files are copied; they are no part of what a handbook becomes.
    let theme = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default"));
    let copied = theme.iter().filter(|(name, _)| name.starts_with("assets/"));
    for (name, bytes) in copied {
        assert!(made.remove(name).as_ref() == Some(bytes), "{name} is not the theme's");
    }
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
