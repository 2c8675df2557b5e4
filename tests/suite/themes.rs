//! A site's own theme lies over the built-in one, file by file; a broken template is a fault with a place.

use super::support::{edition, html, on_disk, report, run, stderr, stdout};

const OWN: &str = "//- content/handbook.yaml\ntitle: H\ntheme: ours\n";

#[test]
fn a_template_of_ones_own_may_build_on_the_default() {
    let fixture = format!(
        "{OWN}//- themes/ours/templates/404.html\n{{% extends \"default/404.html\" %}}\n{{% block main %}}Ours: {{{{ super() }}}}{{% endblock %}}\n"
    );
    let page = html(&edition(&fixture), "404.html");
    assert!(page.contains("Ours:") && page.contains("Page not found"), "{page}");
}

#[test]
fn a_broken_template_is_reported_at_its_place_and_the_default_stands_in() {
    let fixture = format!(
        "{OWN}//- themes/ours/templates/404.html\n{{% extends \"base.html\" %}}\n{{% block main %}}{{{{ nonsense( }}}}\n"
    );
    assert!(report(&fixture).starts_with("template-fault themes/ours/templates/404.html:2:"), "{}", report(&fixture));
    assert!(html(&edition(&fixture), "404.html").contains("Page not found"));
}

#[test]
fn a_template_that_fails_while_it_is_shown_is_reported_and_the_page_says_so() {
    let folder = on_disk(&format!("{OWN}//- themes/ours/templates/404.html\n<p>{{{{ page.no.such.thing }}}}</p>\n"));
    let checked = run(folder.path(), &["check"]);
    assert_eq!(checked.status.code(), Some(1), "check passes what build does not");
    let strict = run(folder.path(), &["build", "--strict"]);
    assert!(strict.status.code() == Some(1) && !folder.path().join("_site").exists());
    let output = run(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("error[template-fault]")
            && stderr(&output).contains("themes/ours/templates/404.html:1"),
        "{}",
        stderr(&output)
    );
    let page = std::fs::read_to_string(folder.path().join("_site/404.html")).expect("the page is written");
    assert!(page.contains("This page cannot be shown"), "{page}");
}

#[test]
fn a_file_of_ones_own_replaces_the_default() {
    let folder = on_disk(&format!("{OWN}//- themes/ours/assets/style.css\nbody {{ color: navy }}\n"));
    assert!(run(folder.path(), &["build"]).status.success());
    let style = std::fs::read_to_string(folder.path().join("_site/assets/style.css")).expect("the style is written");
    assert_eq!(style, "body { color: navy }\n");
}

#[test]
fn a_template_that_writes_without_end_is_stopped() {
    let fixture = format!(
        "{OWN}//- themes/ours/templates/404.html\n{{% for a in range(end=3000) %}}{{% for b in range(end=3000) %}}all work and no play {{% endfor %}}{{% endfor %}}\n"
    );
    let faults = edition(&fixture).faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].message, "this template cannot be used: what it writes grows past 20 MB");
}

#[test]
fn an_attachment_and_a_file_of_the_theme_at_one_address_make_one_file() {
    let folder = on_disk(&format!("{OWN}//- content/files/a.txt\nours\n//- themes/ours/files/a.txt\nthe theme's\n"));
    assert!(run(folder.path(), &["build"]).status.success());
    let text = std::fs::read_to_string(folder.path().join("_site/files/a.txt")).expect("it is written");
    assert_eq!(text, "ours\n");
}

#[test]
fn a_colour_of_ones_own_is_lighter_on_dark_pages_and_stands_in_the_one_sheet() {
    let fixture = "//- content/handbook.yaml\ntitle: H\nlook: {accent: '#7a3b00'}\n";
    let edition = edition(fixture);
    let sheet = html(&edition, "assets/style.css");
    let plain = html(&self::edition("//- content/handbook.yaml\ntitle: H\n"), "assets/style.css");
    let colours = sheet.strip_prefix(&plain).expect("the colours follow the theme's sheet");
    assert!(colours.contains("--accent-on-light: #7a3b00;"), "{colours}");
    let dark = colours.split("--accent-on-dark: #").nth(1).expect("a colour for dark pages");
    assert!(dark[..2] > *"7a", "not lighter: {colours}");
    assert_eq!(html(&edition, "index.html").matches("rel=\"stylesheet\"").count(), 1);
}

#[test]
fn a_colour_follows_a_sheet_of_ones_own_too() {
    let folder = on_disk(&format!(
        "{OWN}look: {{accent: '#7a3b00'}}\n//- themes/ours/assets/style.css\nbody {{ color: navy }}\n"
    ));
    assert!(run(folder.path(), &["build"]).status.success());
    let style = std::fs::read_to_string(folder.path().join("_site/assets/style.css")).expect("the style is written");
    assert!(style.starts_with("body { color: navy }\n") && style.contains("--accent-on-light: #7a3b00;"), "{style}");
}

#[test]
fn a_colour_that_cannot_be_read_is_left_out_and_the_nearest_is_named() {
    let fixture = "//- content/handbook.yaml\ntitle: H\nlook:\n  accent: '#ffee00'\n  accent_dark: '#ffee00'\n";
    let sheet = html(&edition(fixture), "assets/style.css");
    assert!(!sheet.contains("--accent-on-light: ") && sheet.contains("--accent-on-dark: #ffee00;"), "{sheet}");
    let folder = on_disk(fixture);
    let said = stdout(&run(folder.path(), &["check"]));
    assert!(said.contains("too faint on the light pages: a contrast of 1."), "{said}");
    let near = said.split("the nearest that can be read is `").nth(1).and_then(|rest| rest.split('`').next());
    let mended = fixture.replace("accent: '#ffee00'", &format!("accent: '{}'", near.expect("a colour")));
    assert!(!report(&mended).contains("faint-colour"), "the hint does not help: {}", report(&mended));
}

#[test]
fn a_logo_stands_on_every_page_and_goes_where_the_site_goes() {
    let folder = on_disk(
        "//- content/handbook.yaml\ntitle: H\nlook: {logo: files/logo.svg}\n//- content/files/logo.svg\n<svg/>\n",
    );
    let built = run(folder.path(), &["build", "--audience", "public"]);
    assert!(built.status.success(), "{}", stderr(&built));
    let page = std::fs::read_to_string(folder.path().join("_site/index.html")).expect("the page is written");
    assert!(page.contains("src=\"files/logo.svg\" alt=\"\""), "{page}");
    assert!(folder.path().join("_site/files/logo.svg").exists());
}
