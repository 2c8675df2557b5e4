//! Links: every one is checked, exactly by letter case, and shown from both ends.

use super::support::{page, report, text_of};

const DESK: &str = "\
//- content/data/roles.yaml
desk:
  name: Circulation desk
  kind: operational
  coverage: {minimum: 0}
";

fn procedure(body: &str) -> String {
    format!(
        "{DESK}//- content/guide/desk.md\n---\ntitle: Desk\n---\n\n[[procedures/desk/close]]\n//- content/procedures/desk/open.md\n---\ntitle: Open the desk\nowner: desk\n---\n\n{body}\n//- content/procedures/desk/close.md\n---\ntitle: Close the desk\nowner: desk\n---\n\n## Lock the door\n\nSee [[procedures/desk/open]].\n"
    )
}

#[test]
fn a_reference_becomes_a_relative_link_with_the_title_of_its_target() {
    let text = text_of(
        &procedure("Ask [[role:desk]], or [[role:desk|the desk]]; then [[procedures/desk/close]]."),
        "procedures/desk/open.html",
    );
    assert!(text.contains("<a href=\"../../roles/desk.html\">Circulation desk</a>"), "{text}");
    assert!(text.contains("<a href=\"../../roles/desk.html\">the desk</a>"), "{text}");
    assert!(text.contains("<a href=\"../../procedures/desk/close.html\">Close the desk</a>"), "{text}");
}

#[test]
fn a_relation_is_shown_at_both_ends() {
    let fixture = procedure("Then [close](close.md).");
    let role = page(&fixture, "roles/desk.html");
    assert!(role.contains("procedures/desk/open.html\">Open the desk</a>"), "{role}");
    let open = page(&fixture, "procedures/desk/open.html");
    assert!(open.contains("Mentioned in") && open.contains("Close the desk"), "{open}");
}

#[test]
fn ordinary_links_to_md_files_and_their_headings_work() {
    let text = text_of(
        &procedure("[Close](close.md#lock-the-door) and [[procedures/desk/close#lock-the-door]]."),
        "procedures/desk/open.html",
    );
    assert!(
        text.contains("close.html#lock-the-door\">Close</a>") && text.contains("#lock-the-door\">Lock the door</a>"),
        "{text}"
    );
    assert_eq!(report(&procedure("[Close](close.md#lock-the-door) and [up](../desk/close.md).")), "");
}

#[test]
fn what_leads_nowhere_is_reported_with_what_was_meant() {
    let cases = [
        ("[x](closed.md)", "broken-link"),
        ("[x](Close.md)", "broken-link"),
        ("[x](close.md#lock-the-dor)", "unknown-heading"),
        ("[x](#nothing)", "unknown-heading"),
        ("[x](../../files/sheet.pdf)", "missing-attachment"),
        ("![A sheet](../../files/sheet.png)", "missing-attachment"),
        ("[[role:dest]]", "unknown-reference"),
        ("[[rule:desk]]", "unknown-reference"),
        ("[x](../../../outside.md)", "broken-link"),
        ("[x](javascript:alert(1))", "unsafe-link"),
        ("[x](data:text/html,x)", "unsafe-link"),
        ("[x](//evil.example)", "unsafe-link"),
        ("[x](&#106;avascript:alert(1))", "unsafe-link"),
        ("[x](file:///etc/passwd)", "unsafe-link"),
    ];
    for (link, rule) in cases {
        let report = report(&procedure(link));
        assert!(report.starts_with(&format!("{rule} content/procedures/desk/open.md:6:")), "{link} gives {report}");
        let text = text_of(&procedure(link), "procedures/desk/open.html");
        assert!(!text.contains("javascript:") && !text.contains("file:") && !text.contains("data:"), "{text}");
    }
}

#[test]
fn letter_case_counts_and_the_hint_says_so() {
    let shown = super::support::shown(&procedure("[x](Close.md)"));
    assert!(
        shown.contains("the file is called `content/procedures/desk/close.md`: small and capital letters count"),
        "{shown}"
    );
}

#[test]
fn an_attachment_is_linked_and_copied() {
    let fixture =
        format!("{}//- content/files/desk sheet.txt\nPaper\n", procedure("[The sheet](../../files/desk%20sheet.txt)"));
    assert_eq!(report(&fixture), "");
    let text = text_of(&fixture, "procedures/desk/open.html");
    assert!(text.contains("href=\"../../files/desk%20sheet.txt\""), "{text}");
}

#[test]
fn a_page_nobody_links_to_is_reported() {
    let fixture = format!("{DESK}//- content/procedures/alone.md\n---\ntitle: Alone\nowner: desk\n---\n\nText.\n");
    assert!(report(&fixture).starts_with("orphan-page content/procedures/alone.md:2:8"), "{}", report(&fixture));
}

#[test]
fn two_files_that_differ_by_letter_case_are_reported() {
    let fixture = "//- content/guide/Desk.md\n---\ntitle: A\n---\n//- content/guide/desk.md\n---\ntitle: B\n---\n";
    assert!(report(fixture).starts_with("same-address "), "{}", report(fixture));
}

#[test]
fn an_address_a_page_once_had_leads_on() {
    let fixture = format!(
        "{DESK}//- content/procedures/new.md\n---\ntitle: New\nowner: desk\naliases: [procedures/old/place]\n---\n\nText.\n"
    );
    let old = page(&fixture, "procedures/old/place.html");
    assert!(
        old.contains("url=../../procedures/new.html") && old.contains("href=\"../../procedures/new.html\""),
        "{old}"
    );
}

#[test]
fn a_former_address_stays_inside_the_site() {
    for alias in ["../../evil", "", "/etc/passwd", "a/../../b", "C:/x", ".hidden/x", "index"] {
        let fixture =
            format!("{DESK}//- content/guide/new.md\n---\ntitle: New\naliases: [\"{alias}\"]\n---\n\nText.\n");
        assert!(report(&fixture).contains("wrong-value content/guide/new.md:3:"), "{alias}: {}", report(&fixture));
        let edition = super::support::edition(&fixture);
        assert!(edition.routes().all(
            |route| !route.as_str().contains("..") && route.as_str().ends_with(|c: char| c.is_ascii_alphanumeric())
        ));
    }
}

#[test]
fn two_things_at_one_address_are_reported() {
    let cases = [
        "//- content/data/people.yaml\nindex:\n  name: Index\n",
        "//- content/guide/a.md\n---\ntitle: A\naliases: [guide/b]\n---\n//- content/guide/b.md\n---\ntitle: B\n---\n",
        "//- content/files/A.txt\nx\n//- content/files/a.txt\ny\n",
        "//- content/guide/a.md\n---\ntitle: A\n---\n//- content/guide/a.html/b.md\n---\ntitle: B\n---\n",
    ];
    for fixture in cases {
        assert!(report(fixture).starts_with("same-address content/"), "{fixture} gives {}", report(fixture));
    }
}

#[test]
fn a_name_that_some_system_refuses_is_reported_and_left_out() {
    for name in ["con", "a?b", "x:y", "a\u{202e}b", &"long".repeat(60)] {
        let fixture = format!("//- content/guide/{name}.md\n---\ntitle: A\n---\n\nText.\n");
        assert!(report(&fixture).starts_with("unusable-name content/guide/"), "{name}: {}", report(&fixture));
        let edition = super::support::edition(&fixture);
        assert!(edition.routes().all(|route| !route.as_str().contains(&format!("guide/{name}."))), "{name}");
    }
}

#[test]
fn a_heading_of_a_record_and_an_anchor_in_html_are_checked() {
    let role = report(&procedure("[[role:desk#nowhere]]"));
    assert!(role.starts_with("unknown-heading content/procedures/desk/open.md:6:"), "{role}");
    let html = report(&procedure("<a href=\"#gone\">x</a>"));
    assert!(html.starts_with("unknown-heading content/procedures/desk/open.md:6:"), "{html}");
}

#[test]
fn a_picture_beside_a_page_is_told_where_to_go() {
    let folder = super::support::on_disk("//- content/guide/a.md\n---\ntitle: A\n---\n\nText.\n");
    std::fs::write(folder.path().join("content/guide/desk.png"), b"\x89PNG\xff").expect("written");
    let said = super::support::stdout(&super::support::run(folder.path(), &["check"]));
    assert!(
        said.contains("warning[unplaced-file]") && said.contains("content/files/") && !said.contains("Notepad"),
        "{said}"
    );
}

#[test]
fn an_audience_must_be_on_the_ladder() {
    let fixture = "//- content/data/contacts.yaml\na:\n  name: A\n  audience: staf\n//- content/guide/a.md\n---\ntitle: A\naudience: everybody\n---\n";
    let report = report(fixture);
    assert!(report.contains("unknown-audience content/data/contacts.yaml:3:13"), "{report}");
    assert!(report.contains("unknown-audience content/guide/a.md:3:11"), "{report}");
}

#[test]
fn the_menu_of_a_long_folder_shows_the_page_itself() {
    let mut fixture = String::new();
    for page in 0..130 {
        fixture.push_str(&format!("//- content/guide/p{page:03}.md\n---\ntitle: Page {page:03}\n---\n\nText.\n"));
    }
    let edition = super::support::edition(&fixture);
    for page in [0, 59, 60, 100, 129] {
        let html = super::support::html(&edition, &format!("guide/p{page:03}.html"));
        assert!(
            html.contains(&format!("p{page:03}.html\" aria-current=\"page\"")),
            "page {page} is not in its own menu"
        );
    }
}
