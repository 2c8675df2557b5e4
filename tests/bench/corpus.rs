//! The content that is measured, made from one seed: about 800 words a page, with tables, steps, code and six links, a
//! person to every ten pages and a role to every twenty.

use std::fmt::Write as _;
use std::path::Path;

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).expect("a roll is small")
    }

    fn words(&mut self, count: usize) -> String {
        const COMMON: &str = "check store open close count sign record team shift lead role label date stock order \
            report log call note review approve guest client form folder key lock door window before after during while \
            the a an and or with without within above below between to for of in on at by as it is are was has have must";
        const SYLLABLES: &str =
            "ba con der fil gar hes in jo ket lum mar nes op par qui rus sol tem ur vin wes xan yor zel";
        let (common, syllables): (Vec<&str>, Vec<&str>) = (COMMON.split(' ').collect(), SYLLABLES.split(' ').collect());
        let mut words = String::new();
        for at in 0..count {
            if at > 0 {
                words.push(' ');
            }
            if self.roll(3) > 0 {
                words.push_str(common[self.roll(common.len())].trim());
            } else {
                (0..2 + self.roll(2)).for_each(|_| words.push_str(syllables[self.roll(syllables.len())]));
            }
        }
        words
    }
}

/// Returns the folder of a page below `procedures/`.
pub fn folder(page: usize) -> String {
    format!("sec-{:02}/grp-{:03}", page % 20, page / 500)
}

/// Writes the content of a handbook of so many pages.
pub fn generate(root: &Path, pages: usize) {
    let put = |path: String, text: String| {
        let path = root.join("content").join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    };
    let mut dice = Dice(42);
    let (people, roles) = (pages.div_ceil(10), pages.div_ceil(20));
    put("handbook.yaml".into(), "title: Handbook\ninstitution: {name: Sample Library}\n".into());
    let mut text = String::new();
    for person in 0..people {
        let _ = writeln!(
            text,
            "person-{person}:\n  name: Person {person}\n  email: p{person}@example.edu\n  start: 2020-01-0{}",
            1 + person % 9
        );
    }
    put("data/people.yaml".into(), std::mem::take(&mut text));
    for role in 0..roles {
        let (holder, backup) = (dice.roll(people), dice.roll(people));
        let _ = writeln!(
            text,
            "role-{role}:\n  name: Role {role}\n  summary: {}.\n  kind: operational\n  coverage: {{minimum: 1, target: 2}}\n  holders:\n    - {{person: person-{holder}, from: 2021-01-01}}\n  backups: [person-{backup}]",
            dice.words(12)
        );
    }
    put("data/roles.yaml".into(), text);
    for page in 0..pages {
        let link = |dice: &mut Dice| {
            let target = dice.roll(pages);
            format!("[page {target}](../../{}/page-{target}.md)", folder(target))
        };
        let mut text = format!(
            "---\ntitle: \"{page} {}\"\nowner: role-{}\ntags: [opening, closing]\nreviewed: {{on: 2026-05-1{}, by: person-{}}}\n---\n\n",
            dice.words(4),
            dice.roll(roles),
            page % 10,
            dice.roll(people)
        );
        for section in 0..5 {
            let _ = write!(
                text,
                "{} {} {}.\n\n## {} {section}\n\n",
                dice.words(60),
                link(&mut dice),
                dice.words(30),
                dice.words(3)
            );
            match section {
                1 | 3 => {
                    text.push_str("| One | Two | Three |\n| --- | --- | --- |\n");
                    (0..5).for_each(|_| {
                        text.push_str(&format!("| {} | {} | {} |\n", dice.words(2), dice.words(3), dice.words(2)))
                    });
                }
                2 => (1..8).for_each(|step| text.push_str(&format!("{step}. {}.\n", dice.words(18)))),
                _ => {
                    text.push_str("```yaml\n");
                    (0..9).for_each(|line| {
                        text.push_str(&format!("key_{line}: \"{}\"  # {}\n", dice.words(3), dice.words(3)))
                    });
                    text.push_str("```\n");
                }
            }
            text.push('\n');
        }
        put(format!("procedures/{}/page-{page}.md", folder(page)), text);
    }
}
