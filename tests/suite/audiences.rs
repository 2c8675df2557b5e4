//! Audiences: what each may see, and what stands instead of the rest.

use handbook::edition::{Edition, compile};
use handbook::record::audience::{Reach, Sight};

use super::served::{Served, until};
use super::support::{TODAY, day, edition, files, html, on_disk, put, report, run, stderr, stdout, tree};

/// Compiles a fixture for an audience.
fn cut(fixture: &str, audience: &str) -> Edition {
    let whole = edition(fixture);
    compile(whole.sources, Vec::new(), day(TODAY), Some(audience))
}

fn page(fixture: &str, audience: &str, route: &str) -> String {
    html(&cut(fixture, audience), route)
}

fn routes(edition: &Edition) -> Vec<String> {
    edition.routes().map(ToString::to_string).collect()
}

/// Returns the words of an author's text on a page.
fn text(fixture: &str, audience: &str, route: &str) -> String {
    let page = scraper::Html::parse_document(&page(fixture, audience, route));
    let text = scraper::Selector::parse("div.text").expect("the selector is sound");
    page.select(&text).next().expect("a page has a text").inner_html().trim().to_owned()
}

const PEOPLE: &str = "//- content/data/people.yaml\namara:\n  name: Amara Okafor\n  phone: 555-0102\nben:\n  name: Ben Ito\n  audience: supervisors\ncora:\n  name: Cora Lee\n  audience: liaison\nkai:\n  name: Kai Jensen\n  employment: student\n";

#[test]
fn a_ladder_of_its_own_words_shows_no_more_than_the_standard_one() {
    let sees = |ladder: &[&str], audience: &str| {
        let sight = Sight::of(ladder, None, audience).expect("it is on the ladder");
        [Reach::Public, Reach::Staff, Reach::Supervisors, Reach::Liaison].map(|reach| sight.sees(reach))
    };
    let standard = ["public", "staff", "supervisors", "liaison"];
    assert_eq!(sees(&standard, "public"), [true, false, false, false]);
    assert_eq!(sees(&standard, "supervisors"), [true, true, true, false]);
    assert_eq!(sees(&["everybody", "library"], "everybody"), [true, false, false, false]);
    assert_eq!(sees(&["everybody", "library"], "library"), [true; 4]);
    assert_eq!(sees(&["public", "staff", "liaison"], "staff"), [true, true, false, false]);
    assert_eq!(sees(&["staff", "heads", "liaison"], "heads"), [true, true, false, false]);
    assert_eq!(sees(&["liaison", "staff"], "liaison"), [true, false, false, false]);
    assert_eq!(sees(&["library"], "library"), [true; 4]);
    assert!(Sight::of(&standard, None, "everybody").is_none());
}

#[test]
fn people_are_shown_to_staff_and_students_to_supervisors() {
    let has = |audience: &str, route: &str| routes(&cut(PEOPLE, audience)).contains(&route.to_owned());
    assert!(!has("public", "people/amara.html") && has("staff", "people/amara.html"));
    assert!(!has("staff", "people/ben.html") && has("supervisors", "people/ben.html"));
    assert!(!has("staff", "people/kai.html") && has("supervisors", "people/kai.html"));
    assert!(!has("public", "people/index.html"));
    assert!(!page(PEOPLE, "staff", "a-z.html").contains("Jensen"));
    assert!(!page(PEOPLE, "staff", "people/index.html").contains("Ito"));
}

#[test]
fn a_record_can_narrow_what_its_kind_is_shown_to_and_not_widen_it() {
    let fixture = "//- content/data/people.yaml\namara:\n  name: Amara\n  audience: public\n";
    assert!(!routes(&cut(fixture, "public")).contains(&"people/amara.html".to_owned()));
}

#[test]
fn references_to_what_is_hidden_become_neutral_words_once_however_many_there_are() {
    let fixture = format!(
        "{PEOPLE}//- content/data/roles.yaml\ndesk:\n  name: Desk\n  kind: operational\n  coverage: {{minimum: 1, target: 3}}\n  holders: [cora, {{person: ben, from: 2031-01-01}}, amara]\n"
    );
    let page = page(&fixture, "staff", "roles/desk.html");
    assert_eq!(page.matches("somebody not named here").count(), 1, "{page}");
    for hidden in ["Ben", "ben", "Cora", "cora", "2031"] {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
    assert!(page.find("Amara") < page.find("somebody not named here"));
}

#[test]
fn a_state_that_hangs_on_somebody_hidden_is_withheld_and_one_that_does_not_is_told() {
    let role = |target: usize| {
        format!(
            "{PEOPLE}//- content/data/roles.yaml\ndesk:\n  name: Desk\n  kind: operational\n  coverage: {{minimum: 1, target: {target}}}\n  holders: [ben, amara]\n"
        )
    };
    assert!(page(&role(2), "staff", "roles/desk.html").contains("◌</span> withheld"));
    assert!(page(&role(1), "staff", "roles/desk.html").contains("●</span> covered"));
    assert!(page(&role(2), "supervisors", "roles/desk.html").contains("●</span> covered"));
    assert!(page(&role(2), "staff", "index.html").contains("1 depends on somebody not named here"));
}

#[test]
fn nothing_is_said_of_holders_whom_an_audience_may_not_know() {
    let fixture = "//- content/data/access.yaml\nsftp:\n  name: Transfer directory\n  kind: account\n//- content/procedures/load.md\n---\ntitle: Load\nneeds: sftp\n---\n\n```holders\naccess: sftp\n```\n";
    for audience in ["staff", "supervisors"] {
        let told = audience == "supervisors";
        assert_eq!(page(fixture, audience, "access/sftp.html").contains("gap"), told, "{audience}");
        assert_eq!(page(fixture, audience, "procedures/load.html").contains("nobody today"), told, "{audience}");
        assert_eq!(page(fixture, audience, "index.html").contains("Transfer directory"), told, "{audience}");
    }
}

const BLOCKS: &str = "//- content/guide/a.md\n---\ntitle: A\n---\n\nFor all.\n\n```audience staff\nFor **staff**.\n\n## Inside\n```\n\n## After\n";

#[test]
fn a_block_stands_on_the_page_of_its_audience_as_if_it_had_no_fences() {
    assert_eq!(text(BLOCKS, "staff", "guide/a.html").matches("<p>For <strong>staff</strong>.</p>").count(), 1);
    assert!(text(BLOCKS, "staff", "guide/a.html").contains("id=\"inside\""));
    let public = text(BLOCKS, "public", "guide/a.html");
    assert!(public.starts_with("<p>For all.</p>\n<h2 id=\"after\">After "), "{public}");
    let without = "//- content/guide/a.md\n---\ntitle: A\n---\n\nFor all.\n\n## After\n";
    assert_eq!(page(BLOCKS, "public", "guide/a.html"), page(without, "public", "guide/a.html"));
}

#[test]
fn blocks_may_lie_in_lists_in_quotations_and_in_each_other() {
    let list = "//- content/guide/a.md\n# A\n\n1. One\n   ```audience staff\n   Hidden.\n   ```\n2. Two\n";
    assert_eq!(text(list, "public", "guide/a.html"), "<ol>\n<li>One</li>\n<li>Two</li>\n</ol>");
    let quoted = "//- content/guide/a.md\n# A\n\n> One\n>\n> ```audience staff\n> Hidden.\n> ```\n";
    assert_eq!(text(quoted, "public", "guide/a.html"), "<blockquote>\n<p>One</p>\n</blockquote>");
    let nested = "//- content/guide/a.md\n# A\n\n`````audience staff\nStaff.\n\n````audience liaison\nLiaison.\n\n```yaml\na: 1\n```\n````\n`````\n";
    assert_eq!(text(nested, "staff", "guide/a.html"), "<p>Staff.</p>");
    assert!(text(nested, "liaison", "guide/a.html").contains("<p>Liaison.</p>"));
    let open = "//- content/guide/a.md\n# A\n\nText.\n\n```audience staff\nNever closed.\n";
    assert_eq!(text(open, "public", "guide/a.html"), "<p>Text.</p>");
    assert!(text(open, "staff", "guide/a.html").contains("Never closed."));
}

#[test]
fn a_block_for_nobody_known_is_reported_and_shown_to_the_narrowest_alone() {
    let fixture = "//- content/guide/a.md\n# A\n\n```audience staf\nX\n```\n\n```audience\nY\n```\n";
    let report = report(fixture);
    assert!(report.contains("unknown-audience content/guide/a.md:3:13 there is no audience `staf`"), "{report}");
    assert!(report.contains("unknown-audience content/guide/a.md:7:1 "), "{report}");
    assert_eq!(text(fixture, "supervisors", "guide/a.html"), "");
    assert!(text(fixture, "liaison", "guide/a.html").contains('X'));
}

#[test]
fn a_link_to_what_is_hidden_goes_with_its_words_in_every_form() {
    let fixture = "//- content/procedures/vault.md\n---\ntitle: Opening the vault\naudience: liaison\n---\n\nText.\n//- content/procedures/a.md\n---\ntitle: A\n---\n\nOne [[procedures/vault]], two [[procedures/vault|the vault]], three [**unlock** `it`](vault.md \"Vault\"), four <a title=\"Vault\" href=\"vault.md\">the <b>vault</b></a>, five ![a [vault](vault.md)](../files/p.png).\n\n## The [vault](vault.md)\n\n<div><a\nhref='v&#97;ult.md'>the vault</a> and more</div>\n\nSee [[#the-vault|the vault]].\n//- content/files/p.png\nx\n";
    let page = page(fixture, "staff", "procedures/a.html");
    let lower = page.to_lowercase();
    assert!(!lower.contains("vault") && !lower.contains("unlock"), "{page}");
    assert!(page.contains("One a page not shown here, two a page not shown here, three a page not shown here, four a page not shown here, five"), "{page}");
    assert!(page.contains("id=\"the-a-page-not-shown-here\"") && page.contains("See a part not shown here."), "{page}");
    assert!(page.contains("alt=\"a a page not shown here\"") && page.contains("and more"), "{page}");
}

#[test]
fn a_page_that_names_no_audience_is_for_the_one_that_the_settings_name() {
    let fixture = "//- content/handbook.yaml\ntitle: H\ndefault_audience: staff\n//- content/guide/a.md\n# A\n//- content/guide/b.md\n---\ntitle: B\naudience: public\n---\n";
    let public = routes(&cut(fixture, "public"));
    assert!(!public.contains(&"guide/a.html".to_owned()) && public.contains(&"guide/b.html".to_owned()));
    let wrong = "//- content/handbook.yaml\ntitle: H\ndefault_audience: staf\n";
    assert!(report(wrong).contains("unknown-audience content/handbook.yaml:2:19"), "{}", report(wrong));
}

#[test]
fn an_attachment_is_there_only_where_a_shown_text_uses_it() {
    let fixture = "//- content/files/plan.pdf\nx\n//- content/files/keys.pdf\nx\n//- content/files/nobody.pdf\nx\n//- content/guide/a.md\n---\ntitle: A\n---\n\n[Plan](../files/plan.pdf)\n\n```audience staff\n[Keys](../files/keys.pdf)\n```\n";
    let files = |audience: &str| {
        let routes = routes(&cut(fixture, audience)).into_iter();
        routes.filter(|route| route.starts_with("files/")).collect::<Vec<_>>()
    };
    assert_eq!(files("public"), ["files/plan.pdf"]);
    assert_eq!(files("staff"), ["files/keys.pdf", "files/plan.pdf"]);
}

#[test]
fn who_carries_how_much_is_shown_to_supervisors() {
    let has = |audience: &str, route: &str| routes(&cut(PEOPLE, audience)).contains(&route.to_owned());
    assert!(!has("staff", "matrix.html") && has("supervisors", "matrix.html"));
    assert!(!has("public", "coverage.html") && has("staff", "coverage.html"));
    assert!(!page(PEOPLE, "staff", "index.html").contains("Roles and people"));
}

#[test]
fn every_page_says_for_whom_it_is() {
    assert!(page(PEOPLE, "staff", "index.html").contains("Audience: staff"));
    assert!(html(&edition(PEOPLE), "index.html").contains("Audience: liaison"));
}

#[test]
fn every_link_of_every_audience_leads_somewhere() {
    let sources = super::support::sample().sources;
    let links = scraper::Selector::parse("a[href]").expect("the selector is sound");
    for audience in ["public", "staff", "supervisors", "liaison"] {
        let edition = compile(sources.clone(), Vec::new(), day(TODAY), Some(audience));
        let routes = routes(&edition);
        for route in routes.iter().filter(|route| route.ends_with(".html")) {
            let folder = route.rsplit_once('/').map_or("", |(folder, _)| folder);
            for link in scraper::Html::parse_document(&html(&edition, route)).select(&links) {
                let to = link.value().attr("href").unwrap_or_default().split('#').next().unwrap_or_default();
                if to.is_empty() || to.contains(':') {
                    continue;
                }
                let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
                for part in to.split('/') {
                    match part {
                        ".." => parts.truncate(parts.len().saturating_sub(1)),
                        part => parts.push(part),
                    }
                }
                assert!(routes.contains(&parts.join("/")), "{audience}: {route} leads to {to}");
            }
        }
    }
}

#[test]
fn the_narrowest_audience_sees_what_a_build_without_one_shows() {
    let folder = on_disk(PEOPLE);
    assert!(run(folder.path(), &["build"]).status.success());
    let output = run(folder.path(), &["build", "--audience", "liaison", "--out", "other"]);
    assert!(stdout(&output).contains("files for liaison,"), "{}", stdout(&output));
    assert!(tree(&folder.path().join("_site")) == tree(&folder.path().join("other")));
}

#[test]
fn an_audience_that_there_is_not_is_refused_with_the_nearest() {
    let folder = on_disk(PEOPLE);
    let output = run(folder.path(), &["build", "--audience", "staf"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("there is no audience `staf`\n  help: did you mean `staff`?"),
        "{}",
        stderr(&output)
    );
    assert!(!folder.path().join("_site").exists());
    assert_eq!(files(PEOPLE).len(), 2);
}

#[test]
fn a_preview_for_an_audience_shows_its_part_and_no_problem_of_the_rest() {
    let folder = on_disk(PEOPLE);
    put(folder.path(), "content/guide/a.md", "# A\n\n[[person:benn]]\n\n```audience liaison\nHidden.\n```\n");
    let served = Served::start(folder.path(), &["--audience", "staff"]);
    assert_eq!(served.get("/people/ben.html").status, 404);
    assert!(!served.get("/guide/a.html").text().contains("Hidden."));
    let state = served.get("/__live/wait?epoch=&at=%2Fguide%2Fa.html").text();
    assert!(state.contains("\"problems\":[]") && !state.contains("ben"), "{state}");
    put(folder.path(), "content/guide/a.md", "# A\n\n```audience staff\nShown now.\n```\n");
    until("the block is shown", || served.get("/guide/a.html").text().contains("Shown now."));
}

const VAULT: &str = "//- content/procedures/vault.md\n---\ntitle: Opening the vault\naudience: liaison\n---\n\nText.\n";

#[test]
fn the_labels_of_boxes_and_tables_hide_what_the_text_hides() {
    let fixture = format!(
        "{VAULT}{PEOPLE}//- content/procedures/a.md\n# A\n\n- [ ] Ring [[person:cora]] or [the vault](vault.md)\n\n| [the vault](vault.md) | [[person:cora]] |\n| --- | --- |\n| 1 | 2 |\n"
    );
    let staff = page(&fixture, "staff", "procedures/a.html");
    assert!(!staff.to_lowercase().contains("vault") && !staff.contains("cora"), "{staff}");
    assert!(staff.contains("aria-label=\"Ring somebody not named here or a page not shown here\""), "{staff}");
    let whole = html(&edition(&fixture), "procedures/a.html");
    assert!(whole.contains("aria-label=\"Ring Cora Lee or the vault\""), "{whole}");
    assert!(whole.contains("aria-label=\"Table: the vault, Cora Lee\""), "{whole}");
}

#[test]
fn a_block_that_is_not_opened_as_it_should_be_is_reported_and_shown_to_nobody_but_the_narrowest() {
    for block in [
        "<details><summary>More</summary>\n```audience supervisors\nSECRET\n```\n</details>",
        "```Audience supervisors\nSECRET\n```",
        "```audience: supervisors\nSECRET\n```",
        "```audience=supervisors\nSECRET\n```",
        "```{audience} supervisors\nSECRET\n```",
        "```audiences supervisors\nSECRET\n```",
        "- item\n      ```audience supervisors\n      SECRET\n      ```",
        "10. ````audience staff\n\n    shown\n\n    ```audience supervisors\n    SECRET\n    ```\n    ````",
        "  ````audience staff\n    ```audience supervisors\n    SECRET\n    ```\n  ````",
        "```audience supervisors SECRET```",
    ] {
        let fixture = format!("//- content/guide/a.md\n# A\n\n{block}\n");
        assert!(!page(&fixture, "staff", "guide/a.html").contains("SECRET"), "{block}");
        assert!(report(&fixture).contains("unknown-audience content/guide/a.md:"), "{block}: {}", report(&fixture));
        assert!(page(&fixture, "liaison", "guide/a.html").contains("SECRET"), "{block}");
    }
    let example = "//- content/guide/a.md\n# A\n\n````markdown\n```audience staff\nX\n```\n````\n";
    assert_eq!(report(example), "");
    assert!(page(example, "public", "guide/a.html").contains("audience staff"));
}

#[test]
fn what_cannot_be_read_well_enough_is_for_the_narrowest_alone() {
    for head in [
        "title: A\naudiance: supervisors",
        "title: A\nAudience: supervisors",
        "title: A\naudience: [supervisors]",
        "title: QC: x\naudience: supervisors",
    ] {
        let fixture = format!("//- content/guide/a.md\n---\n{head}\n---\n\nSECRET\n");
        assert!(!routes(&cut(&fixture, "staff")).contains(&"guide/a.html".to_owned()), "{head}");
    }
    for text in
        ["---\ntitle: A\naudience: supervisors\n\n# A\n", "----\ntitle: A\naudience: supervisors\n----\n\n# A\n"]
    {
        let fixture = format!("//- content/guide/a.md\n{text}");
        assert!(!routes(&cut(&fixture, "staff")).contains(&"guide/a.html".to_owned()), "{text}");
    }
    let record = "//- content/data/contacts.yaml\ndesk:\n  name: Desk\n  audiance: supervisors\n";
    assert!(!routes(&cut(record, "staff")).contains(&"contacts/desk.html".to_owned()));
    for settings in ["title: H\ndefault_audiance: staff\n", "title: 'H\ndefault_audience: staff\n"] {
        let fixture = format!("//- content/handbook.yaml\n{settings}//- content/guide/a.md\n# A\n");
        assert!(!routes(&cut(&fixture, "public")).contains(&"guide/a.html".to_owned()), "{settings}");
    }
}

#[test]
fn a_ladder_that_stands_upside_down_is_reported_and_shows_no_more() {
    let fixture = format!(
        "{VAULT}//- content/handbook.yaml\ntitle: H\naudiences: [liaison, supervisors, staff, public, staff]\n"
    );
    let report = report(&fixture);
    assert!(
        report.contains("wrong-value content/handbook.yaml:2:22 `supervisors` stands behind `liaison`"),
        "{report}"
    );
    assert!(!routes(&cut(&fixture, "public")).contains(&"procedures/vault.html".to_owned()));
}

#[test]
fn two_places_of_one_name_or_one_folder_are_reported() {
    let places = |name: &str, to: &str| {
        report(&format!(
            "//- content/handbook.yaml\ntitle: H\npublish: [{{name: a, to: one, audience: staff}}, {{name: {name}, to: {to}, audience: liaison}}]\n"
        ))
    };
    assert!(places("a", "two").contains("two places to publish to are called `a`"));
    assert!(places("b", "one/").contains("`a` and `b` publish to one place"));
    assert_eq!(places("b", "two"), "");
}

#[test]
fn a_hidden_link_that_ends_nowhere_takes_no_more_than_its_own_page() {
    let of = |text: &str| {
        page(&format!("{VAULT}//- content/procedures/a.md\n# A\n\n{text}\n"), "staff", "procedures/a.html")
    };
    for text in [
        "xäääääääääääää[^1].\n\n[^1]: n <a href=\"vault.md\">gone\n\nKEEP.",
        "<a href=\"vault.md\">\n\npara\n\npara\n\n## Head</a>",
        "<a href=\"vault.md\">\n\n```coverage\n```\n\n## Head</a>",
        "One <a href=\"vault.md\">gone",
        "<div><a href=\"vault.md\">gone\n\n**more**</a></div>",
    ] {
        let page = of(text);
        assert!(page.contains("This text is not shown here.") && !page.contains("gone"), "{text}: {page}");
    }
    for text in [
        "<a href=\"vault.md\">a <!-- </a> --> SECRET</a>",
        "<a href=\"vault.md\">A <span title=\"</a>\">B</span> SECRET</a>",
        "![SECRET](vault.md)",
        "<img src=\"vault.md\" alt=\"SECRET\"> more",
    ] {
        let page = of(&format!("Before {text} and after."));
        assert!(!page.contains("SECRET") && page.contains("Before a page not shown here"), "{text}: {page}");
    }
}
