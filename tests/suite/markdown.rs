//! Markdown: what an author writes and what a reader gets.

use proptest::prelude::*;
use scraper::{Html, Selector};

use super::support::{edition, html, page, report, text_of};

fn guide(body: &str) -> String {
    format!("//- content/guide/a.md\n---\ntitle: A page\n---\n\n{body}\n")
}

fn text(body: &str) -> String {
    text_of(&guide(body), "guide/a.html")
}

#[test]
fn headings_have_ids_that_are_unique_and_stable() {
    let text = text("## Steps\n\n## Steps\n\n### Über die Größe\n\n## Chosen {#by-hand}\n\n## 日本\n");
    for id in ["steps", "steps-2", "uber-die-grosse", "by-hand", "ri-ben"] {
        assert!(text.contains(&format!("id=\"{id}\"")), "{id} is not in {text}");
    }
}

#[test]
fn a_composed_and_a_decomposed_title_give_the_same_id() {
    assert_eq!(
        text("## Café Zoë").replace("Café Zoë", ""),
        text("## Cafe\u{301} Zoe\u{308}").replace("Cafe\u{301} Zoe\u{308}", "")
    );
    assert!(text("## Cafe\u{301}").contains("id=\"cafe\""));
}

#[test]
fn an_id_given_twice_by_hand_is_reported() {
    assert!(report(&guide("## A {#x}\n\n## B {#x}")).starts_with("duplicate-heading content/guide/a.md:7:1"));
}

#[test]
fn an_alert_says_its_word() {
    let text = text("> [!WARNING]\n> Mind the step.");
    assert!(
        text.contains("class=\"alert warning\"") && text.contains(">Warning</p>") && text.contains("Mind the step."),
        "{text}"
    );
}

#[test]
fn a_table_has_scopes_and_a_region_that_scrolls() {
    let text = text("| Desk | Hours |\n| --- | ---: |\n| Main | 8 |");
    assert!(
        text.contains("role=\"region\"")
            && text.contains("tabindex=\"0\"")
            && text.contains("aria-label=\"Table: Desk, Hours\""),
        "{text}"
    );
    assert!(text.contains("<th scope=\"col\">Desk</th>") && text.contains("<td class=\"right\">8</td>"), "{text}");
    assert!(!text.contains("style="), "{text}");
}

#[test]
fn footnotes_are_numbered_gathered_and_lead_back() {
    let text = text("One[^b] and two[^a] and one again[^b].\n\n[^a]: Second.\n[^b]: First.");
    assert!(text.contains("href=\"#note--1\"") && text.contains("id=\"noted--1-2\""), "{text}");
    let (first, second) = (text.find("First.").expect("there"), text.find("Second.").expect("there"));
    assert!(first < second && text.contains("href=\"#noted--1\""), "{text}");
}

#[test]
fn a_task_list_has_boxes_with_ids_and_names() {
    let text = text("- [ ] Open the door\n- [x] Switch on the light");
    assert!(text.contains("id=\"task--1\"") && text.contains("aria-label=\"Open the door\""), "{text}");
    assert!(text.contains("id=\"task--2\"") && text.contains("checked"), "{text}");
}

#[test]
fn a_definition_list_is_one() {
    let text = text("Holder\n: Whoever answers for it");
    assert!(text.contains("<dt>Holder</dt>") && text.contains("<dd>Whoever answers for it</dd>"), "{text}");
}

#[test]
fn code_is_coloured_by_class_and_never_by_style() {
    let yaml = text("```yaml\n# who\nname: \"Desk\"\ncount: 3\n```");
    for class in ["hl-comment", "hl-key", "hl-string", "hl-number"] {
        assert!(yaml.contains(&format!("class=\"{class}\"")), "{class} is not in {yaml}");
    }
    let unknown = text("```klingon nonsense\n<b>Qapla</b>\n```");
    assert!(unknown.contains("class=\"language-klingon\"") && unknown.contains("&lt;b&gt;"), "{unknown}");
}

#[test]
fn html_of_ones_own_is_cleaned_by_an_allow_list() {
    let text = text(
        "<details open onclick=\"x()\"><summary>More</summary>\n\nHidden **text**.\n\n</details>\n\n<script>alert(1)</script><kbd>Ctrl</kbd> <iframe src=\"https://example.edu\"></iframe><p style=\"color:red\" id=\"main--text\">Red</p>",
    );
    assert!(
        text.contains("<details open") && text.contains("<strong>text</strong>") && text.contains("<kbd>Ctrl</kbd>"),
        "{text}"
    );
    for word in ["<script", "onclick", "<iframe", "style=", "main--text"] {
        assert!(!text.contains(word), "{word} survives in {text}");
    }
}

#[test]
fn a_comment_is_left_out_and_hides_nothing() {
    for body in [
        "<!-- for the editor -->\n\nText.",
        "Text <!-- for the editor --> goes on.",
        "<!--><img src=x onerror=alert(1)><script>alert(1)</script>-->\n\nText.",
        "<!---><img src=x onerror=alert(1)>-->\n\nText.",
        "<!-- a --><img src=x onerror=alert(1)><!-- b -->\n\nText.",
    ] {
        let text = text(body);
        for word in ["editor", "onerror", "<script"] {
            assert!(!text.contains(word), "{word} survives of {body} in {text}");
        }
    }
}

#[test]
fn words_that_look_like_a_tag_are_kept_and_reported() {
    let body = "Never paste <script> into a note.\n\nType <your-id> and press <kbd>Enter</kbd>.\n\nThe end.";
    let text = text(body);
    for words in ["Never paste &lt;script&gt; into", "Type &lt;your-id&gt; and", "<kbd>Enter</kbd>", "The end."] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    let report = report(&guide(body));
    assert!(
        report.contains("unknown-tag content/guide/a.md:5:13 ")
            && report.contains("unknown-tag content/guide/a.md:7:6 "),
        "{report}"
    );
}

#[test]
fn a_flood_of_tags_is_shown_as_words() {
    let flood = "<div>".repeat(6_000);
    let report = report(&guide(&flood));
    assert!(
        report.contains("unknown-tag") && report.contains("more than 5000 tags"),
        "{}",
        &report[..200.min(report.len())]
    );
}

#[test]
fn a_hole_cannot_be_forged() {
    let text =
        text("[x](https://example.edu) &#xE000;0&#xE001; \u{e000}0\u{e001} <b title=\"&#57344;0&#57345;\">b</b>");
    assert_eq!(text.matches("https://example.edu").count(), 1, "{text}");
}

#[test]
fn images_and_notes_inside_each_other_lose_nothing() {
    let nested =
        text("![outer [link](https://example.edu) ![inner](https://example.edu/i.png) end](https://example.edu/o.png)");
    assert!(nested.contains("o.png\">outer link inner end</a>") && nested.matches("<a ").count() == 1, "{nested}");
    let notes = text("Text[^a][^b].\n\n[^a]: First\n\n    [^b]: Second\n");
    assert!(notes.contains("First") && notes.contains("Second"), "{notes}");
}

#[test]
fn a_live_table_is_underlined_where_it_stands_even_inside_a_list() {
    let fixture = guide("- é\n\n  ```tasks\n  owner: nobody\n  ```\n\n> ```holders\n> role: nobody-else\n> ```");
    let shown = super::support::shown(&fixture);
    assert!(shown.contains("content/guide/a.md:8:10") && shown.contains("content/guide/a.md:12:9"), "{shown}");
}

#[test]
fn a_field_in_markdown_is_underlined_where_it_stands() {
    let fixture = "//- content/data/contacts.yaml\noffice:\n  name: Office\n  notes: |\n    First [[role:nobody]].\n\n    Second é [[role:nobody]].\n\n    ```tasks\n    owner: nobody\n    ```\n";
    let report = report(fixture);
    for place in ["4:13", "6:16", "9:12"] {
        assert!(
            report.contains(&format!("unknown-reference content/data/contacts.yaml:{place} ")),
            "{place} is not in {report}"
        );
    }
}

#[test]
fn two_texts_on_one_page_share_no_id() {
    let fixture = "//- content/data/services.yaml\nalma:\n  name: Alma\n  notes: |\n    One[^a].\n\n    - [ ] Box\n\n    [^a]: Note.\n  outage_effect: |\n    Two[^a].\n\n    - [ ] Box\n\n    [^a]: Note.\n";
    let html = page(fixture, "services/alma.html");
    let page = Html::parse_document(&html);
    let ids: Vec<&str> =
        page.select(&Selector::parse("[id]").expect("sound")).filter_map(|element| element.attr("id")).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    // What an outage means stands on a service's page twice; its notes and boxes keep their ids once each otherwise.
    assert!(ids.contains(&"notes--note--1") && ids.contains(&"outage_effect--note--1"), "{ids:?}");
}

#[test]
fn links_in_html_of_ones_own_are_checked_and_led_right() {
    let body = "<a href=\"b.md\">B</a> <a href=\"c.md\">C</a> <a href=\"javascript:x()\">D</a> <img src=\"../files/x.png\" alt=\"X\">";
    let fixture = format!("{}//- content/guide/b.md\n---\ntitle: B\n---\n", guide(body));
    let report = report(&fixture);
    assert!(report.contains("broken-link content/guide/a.md:5:") && report.contains("missing-attachment"), "{report}");
    let text = text_of(&fixture, "guide/a.html");
    assert!(text.contains("href=\"../guide/b.html\"") && !text.contains("javascript"), "{text}");
}

#[test]
fn live_tables_show_the_data_of_the_day() {
    let data = "\
//- content/data/people.yaml
amara:
  name: Amara Okafor
  phone: 555-0101
  leave: {from: 2026-11-20, until: 2026-11-30}
ben:
  name: Ben Whitfield
  email: ben@example.edu
//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
  holders: amara
  backups: ben
//- content/data/tasks.yaml
open-desk:
  name: Open the desk
  every: day
  owner: desk
//- content/data/contacts.yaml
office:
  name: The office
  phone: 555-0199
//- content/data/services.yaml
alma:
  name: Alma
  outage_effect: Nobody can **borrow**.
  used_by: role:desk
  report_to: contact:office
";
    let body = "```coverage\nroles: desk\n```\n\n```holders\nrole: desk\n```\n\n```tasks\nowner: desk\n```\n\n```contacts\nservice: alma\n```\n\n```outage\nservice: alma\n```";
    let text = text_of(&format!("{data}{}", guide(body)), "guide/a.html");
    for shown in [
        "away until 30 November 2026",
        "ben@example.edu",
        "Open the desk",
        "555-0199",
        "Nobody can <strong>borrow</strong>",
    ] {
        assert!(text.contains(shown), "{shown} is not in {text}");
    }
}

#[test]
fn a_live_table_that_is_wrong_is_reported_at_its_place() {
    let report = report(&guide("```holders\nrole: nobody\n```\n\n```tasks\nowner_role: x\n```"));
    assert!(report.contains("unknown-reference content/guide/a.md:6:7"), "{report}");
    assert!(report.contains("unknown-key content/guide/a.md:10:1"), "{report}");
}

#[test]
fn a_live_table_that_would_show_itself_is_refused() {
    let fixture = "//- content/data/services.yaml\nalma:\n  name: Alma\n  outage_effect: |\n    Nothing works.\n\n    ```outage\n    service: alma\n    ```\n";
    assert!(
        report(fixture)
            .contains("wrong-value content/data/services.yaml:6:5 a live table cannot stand in `outage_effect`\n"),
        "{}",
        report(fixture)
    );
    assert!(page(fixture, "services/alma.html").contains("Nothing works."));
}

#[test]
fn front_matter_may_be_left_out_when_the_text_starts_with_its_title() {
    let page = page("//- content/guide/a.md\n# How to start\n\nText.\n", "guide/a.html");
    assert!(page.contains("<h1>How to start</h1>") && page.matches("<h1").count() == 1, "{page}");
}

#[test]
fn deep_nesting_and_long_words_do_no_harm() {
    let deep = format!("{}x\n\n{}y\n\n## {}\n", ">".repeat(20_000), "- ".repeat(2_000), "ä".repeat(10_000));
    let edition = edition(&guide(&deep));
    let page = html(&edition, "guide/a.html");
    let id = page.split("<h2 id=\"").nth(1).and_then(|rest| rest.split('"').next());
    assert!(page.contains("</html>") && id.is_none_or(|id| id.len() <= 83), "{id:?}");
}

#[test]
fn an_image_on_the_web_is_a_link_and_is_reported() {
    let fixture = guide("![The alarm](https://example.edu/a.png) and [![](https://example.edu/b.png)](other.md)\n");
    let page = page(&fixture, "guide/a.html");
    assert!(page.contains("<a class=\"web\" href=\"https://example.edu/a.png\">The alarm</a>"), "{page}");
    assert!(!page.contains("<img"), "{page}");
    assert_eq!(report(&fixture).matches("image-from-elsewhere content/guide/a.md").count(), 2);
    let raw = guide("<img src=\"https://example.edu/a.png\" alt=\"The alarm\">\n");
    assert!(report(&raw).contains("image-from-elsewhere content/guide/a.md"), "{}", report(&raw));
}

/// Returns the scripts of a page that are not the theme's own.
fn strange_scripts(page: &Html) -> Vec<String> {
    let scripts = Selector::parse("script").expect("sound");
    let own = |address: &str| {
        let name = address.trim_start_matches("../").strip_prefix("assets/");
        name.and_then(|name| name.strip_suffix(".js"))
            .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase()))
    };
    let strange = page
        .select(&scripts)
        .filter(|script| !script.attr("src").is_some_and(own) || script.text().any(|text| !text.is_empty()));
    strange.map(|script| script.html()).collect()
}

/// Strings that have broken out of HTML somewhere.
fn payload() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("<script>alert(1)</script>".to_owned()),
        Just("\"><img src=x onerror=alert(1)>".to_owned()),
        Just("' onmouseover='alert(1)".to_owned()),
        Just("</title><svg onload=alert(1)>".to_owned()),
        Just("{{ 7 * 7 }}{% raw %}".to_owned()),
        Just("javascript:alert(1)".to_owned()),
        Just("\u{e000}0\u{e001}".to_owned()),
        "[ -~]{1,40}",
        "\\PC{1,20}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn nothing_written_anywhere_becomes_markup(words in payload()) {
        let quoted = serde_json::to_string(&words).expect("text is JSON");
        let fixture = format!(
            "//- content/handbook.yaml\ntitle: {quoted}\ninstitution: {{name: {quoted}}}\n//- content/data/roles.yaml\ndesk:\n  name: {quoted}\n  kind: operational\n  summary: {quoted}\n  authority: {quoted}\n  tags: [{quoted}]\n  coverage: {{minimum: 0}}\n//- content/procedures/a.md\n---\ntitle: {quoted}\nsummary: {quoted}\nowner: desk\ntags: [{quoted}]\nbased_on: {{title: {quoted}}}\n---\n\n`x` [[role:desk]] [[role:desk|y]]\n"
        );
        let edition = edition(&fixture);
        let bad = Selector::parse("iframe, svg, object, [onerror], [onload], [onmouseover], [onclick], [style]").expect("sound");
        for route in ["index.html", "roles/desk.html", "procedures/a.html", "roles/index.html", "coverage.html", "a-z.html"] {
            let text = html(&edition, route);
            let page = Html::parse_document(&text);
            prop_assert_eq!(page.select(&bad).count(), 0, "{}", route);
            prop_assert_eq!(strange_scripts(&page), Vec::<String>::new(), "{}", route);
            let links = Selector::parse("a[href]").expect("sound");
            for link in page.select(&links).filter_map(|link| link.attr("href")) {
                prop_assert!(!link.trim().to_lowercase().starts_with("javascript:"), "{} {}", route, link);
            }
        }
    }

    #[test]
    fn any_markdown_becomes_whole_html_without_anything_that_acts(body in "(\\PC|\n|[<>\"'&#\\[\\]`*_|:-]){0,200}") {
        let edition = edition(&guide(&body.replace("//- ", "")));
        let mut buffer = Vec::new();
        let (_, fault) = edition.content(&handbook::site::Route::new("guide/a.html"), &mut buffer);
        prop_assert!(fault.is_none());
        let page = Html::parse_document(&String::from_utf8(buffer).expect("UTF-8"));
        let bad = Selector::parse("iframe, object, embed, main form, [onerror], [onload], [onclick]").expect("sound");
        prop_assert_eq!(page.select(&bad).count(), 0);
        prop_assert_eq!(strange_scripts(&page), Vec::<String>::new());
    }
}
