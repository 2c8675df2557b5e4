//! Who reads which list, who must and does not, and to whom one is recommended, as CSV.

use crate::coverage::Coverage;
use crate::coverage::readers::readers;
use crate::handbook::Handbook;

/// Returns a line for each list and each person who has to do with it; nobody who may not be named.
pub fn lists_csv(handbook: &Handbook, coverage: &Coverage) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let heads = ["list", "list name", "person", "name", "state", "required", "recommended", "from", "until", "here"];
    csv.write_record(heads).expect("memory takes whatever is written");
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    for (list, people) in readers(handbook, coverage) {
        for (person, standing) in people.iter().filter(|(person, _)| !person.id.is_empty()) {
            let Some(reading) = standing.reading() else { continue };
            let named = standing.named.as_ref();
            csv.write_record([
                &list.id,
                handbook.title(&list),
                &person.id,
                handbook.title(person),
                reading.word(),
                yes(standing.required),
                yes(standing.recommended),
                &day(named.and_then(|member| member.from)),
                &day(named.and_then(|member| member.until)),
                yes(named.is_some_and(|member| member.presence == crate::coverage::Presence::Here)),
            ])
            .expect("memory takes whatever is written");
        }
    }
    let bytes = csv.into_inner().expect("memory takes whatever is written");
    String::from_utf8(bytes).expect("text in, text out")
}
