//! Places on the network, held to their word on real servers: what they keep, who may in, and what they say when not.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use handbook::error::Error;
use handbook::publish::remote;
use handbook::publish::target::Target;

use crate::servers::{Disk, PASSWORD, Person, Place, S3, Sftp, WebDav, is_root};

fn open(place: &impl Place) -> Box<dyn Target> {
    opened(&place.address(), &Person::of(place)).expect("the place can be opened")
}

fn opened(address: &str, person: &Person) -> Result<Box<dyn Target>, Error> {
    remote::open(address, "Web server", person)
}

fn refusal(address: &str, person: &Person) -> String {
    match opened(address, person) {
        Ok(_) => panic!("{address} is open"),
        Err(cause) => cause.to_string(),
    }
}

/// Returns what a place holds, as text.
fn holds(place: &impl Place) -> BTreeMap<String, String> {
    place.tree().into_iter().map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

fn done<T>(result: Result<T, Error>) -> T {
    result.unwrap_or_else(|cause| panic!("{cause}"))
}

/// Names that have to be written otherwise in an address, or that somebody may take apart.
const ODD: [&str; 7] =
    ["with space.html", "Zürich/Gänse.html", "a&b.html", "a#b.html", "a+b.html", "100%.html", "50%25/x=1;y?.html"];

fn keeps_what_it_is_given(place: &mut impl Place) {
    let target = open(place);
    assert!(done(target.is_empty()));
    assert_eq!(done(target.get("a/b/page.html")), None);
    assert!(!done(target.exists("a/b/page.html")));
    done(target.put("a/b/page.html", b"one"));
    done(target.put("index.html", b"home"));
    done(target.put("a/b/page.html", b"two"));
    assert!(!done(target.is_empty()));
    assert_eq!(done(target.get("a/b/page.html")), Some(b"two".to_vec()));
    assert!(done(target.exists("a/b/page.html")));
    done(target.put("empty.txt", b""));
    assert_eq!(done(target.get("empty.txt")), Some(Vec::new()));
    let expected = [("a/b/page.html", "two"), ("empty.txt", ""), ("index.html", "home")];
    assert_eq!(holds(place), expected.map(|(path, text)| (path.to_owned(), text.to_owned())).into());
}

fn keeps_files_with_odd_names(place: &mut impl Place) {
    let target = open(place);
    for name in ODD {
        done(target.put(name, name.as_bytes()));
        assert_eq!(done(target.get(name)), Some(name.as_bytes().to_vec()), "{name}");
        assert!(done(target.exists(name)), "{name}");
    }
    assert_eq!(holds(place), ODD.map(|name| (name.to_owned(), name.to_owned())).into());
    for name in ODD {
        done(target.remove(name));
    }
    assert!(done(target.is_empty()));
}

fn takes_the_empty_folders_with_the_last_file(place: &mut impl Place) {
    let target = open(place);
    for path in ["a/b/c/one.html", "a/two.html"] {
        done(target.put(path, b"text"));
    }
    done(target.remove("a/b/c/one.html"));
    assert!(!done(target.exists("a/b")));
    assert!(done(target.exists("a/two.html")));
    done(target.remove("a/two.html"));
    done(target.remove("a/two.html"));
    done(target.remove("never/was/there.html"));
    assert!(!done(target.exists("a")));
    assert!(done(target.is_empty()));
}

fn keeps_a_large_file(place: &mut impl Place) {
    let target = open(place);
    let large: Vec<u8> = (0..12_345_678_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    done(target.put("files/large.pdf", &large));
    assert!(place.tree().get("files/large.pdf") == Some(&large));
    assert!(done(target.get("files/large.pdf")).as_ref() == Some(&large));
}

fn lets_one_of_many_create(place: &mut impl Place) {
    let target = open(place);
    for round in 0..5 {
        let path = format!("locks/{round}");
        let wins: usize = thread::scope(|scope| {
            let tries: Vec<_> = (0..4)
                .map(|who: u8| {
                    let (target, path) = (&target, &path);
                    scope.spawn(move || usize::from(done(target.create(path, &[b'0' + who]))))
                })
                .collect();
            tries.into_iter().map(|one| one.join().expect("nobody panics")).sum()
        });
        assert_eq!(wins, 1, "{path}");
        assert_eq!(done(target.get(&path)).expect("somebody made it").len(), 1);
    }
    done(target.remove("locks/0"));
    assert!(done(target.create("locks/0", b"again")));
    assert!(!done(target.create("locks/0", b"another")));
    assert_eq!(done(target.get("locks/0")), Some(b"again".to_vec()));
}

/// What a reader polls while the file is put again and again: whole and there, every time.
fn never_shows_half_a_file(place: &mut impl Place) {
    let target = open(place);
    // Of one length: Apache asks for a file's length before it opens the file, and sends no more of a longer one.
    let texts: [Vec<u8>; 2] = [vec![b'a'; 300_000], vec![b'b'; 300_000]];
    done(target.put("page.html", &texts[0]));
    let (over, polls, seen) = (AtomicBool::new(false), AtomicUsize::new(0), open(place));
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                let bytes = done(seen.get("page.html")).expect("the file never goes");
                assert!(texts.contains(&bytes), "a file of {} bytes was seen", bytes.len());
                polls.fetch_add(1, Ordering::Relaxed);
            }
        });
        for round in 0..40 {
            // It is read once more before each, so that the reader is at work all the while.
            let before = polls.load(Ordering::Relaxed);
            while polls.load(Ordering::Relaxed) == before && !reader.is_finished() {
                thread::yield_now();
            }
            if reader.is_finished() {
                break;
            }
            done(target.put("page.html", &texts[round % 2]));
        }
        over.store(true, Ordering::Relaxed);
        reader.join().expect("nothing torn was seen");
    });
    assert_eq!(place.tree().len(), 1, "nothing is left beside the file");
}

fn says_that_the_server_is_gone(place: &mut impl Place) {
    let target = open(place);
    let (address, person) = (place.address(), Person::of(place));
    place.stop();
    let cause = target.put("index.html", b"home").expect_err("the server is gone").to_string();
    assert!(
        cause.contains("cannot write") && cause.contains("index.html`: there is no server at 127.0.0.1"),
        "{cause}"
    );
    let cause = refusal(&address, &person);
    assert!(cause.contains("there is no server at 127.0.0.1"), "{cause}");
}

/// A folder of root's is closed to the server, where the tests are root's.
fn says_what_the_user_may_not(place: &mut impl Place) {
    if !is_root() {
        return;
    }
    let target = open(place);
    done(target.put("locked/old.html", b"old"));
    std::os::unix::fs::chown(place.site().join("locked"), Some(0), Some(0)).expect("root can");
    let cause = target.put("locked/index.html", b"home").expect_err("the folder is root's").to_string();
    assert!(cause.contains("/locked/index.html`: ") && cause.contains("permission"), "{cause}");
}

/// A disk of its own, where the tests may mount one.
fn says_that_the_disk_is_full(place: &mut impl Place) {
    let target = open(place);
    done(target.put("small/index.html", b"home"));
    let Some(disk) = Disk::mount(&place.site().join("small")) else { return };
    let cause = target.put("small/large.pdf", &[b'a'; 1_000_000]).expect_err("the disk is small").to_string();
    assert!(
        cause.contains("cannot write") && cause.contains("/small/large.pdf`: the server's disk is full"),
        "{cause}"
    );
    drop(disk);
}

macro_rules! places {
    ($($module:ident $server:ident: $($claim:ident)*;)*) => {
        $(mod $module {
            use crate::servers::$server;
            $(#[test] fn $claim() { super::$claim(&mut $server::start()); })*
        })*
    };
}

places! {
    sftp Sftp:
        keeps_what_it_is_given keeps_files_with_odd_names takes_the_empty_folders_with_the_last_file keeps_a_large_file
        lets_one_of_many_create never_shows_half_a_file says_that_the_server_is_gone says_what_the_user_may_not
        says_that_the_disk_is_full;
    webdav WebDav:
        keeps_what_it_is_given keeps_files_with_odd_names takes_the_empty_folders_with_the_last_file keeps_a_large_file
        lets_one_of_many_create never_shows_half_a_file says_that_the_server_is_gone says_what_the_user_may_not
        says_that_the_disk_is_full;
    s3 S3:
        keeps_what_it_is_given keeps_files_with_odd_names takes_the_empty_folders_with_the_last_file keeps_a_large_file
        lets_one_of_many_create says_that_the_server_is_gone;
}

#[test]
fn a_password_in_an_address_is_refused_and_not_shown() {
    let nobody = Person::of(&Nowhere);
    for address in ["sftp://anna:hunter2@127.0.0.1/site", "sftp://anna:hun/ter2@127.0.0.1/site"] {
        let cause = refusal(address, &nobody);
        assert!(!cause.contains("hunter2") && !cause.contains("ter2"), "{cause}");
        assert!(cause.contains("HANDBOOK_PASSWORD") || cause.contains("write it as"), "{cause}");
    }
}

#[test]
fn an_address_that_cannot_be_used_says_why() {
    let nobody = Person::of(&Nowhere);
    for (address, why) in [
        ("ftp://anna@127.0.0.1/site", "it must start with"),
        ("webdav://anna@example.org/site", "the password would travel readable"),
        ("s3://pages?endpoint=http://example.org", "its endpoint must start with `https://`"),
        ("s3://pages?regoin=eu-west-1", "it knows the options `endpoint` and `region`, not `regoin`"),
        ("sftp://127.0.0.1/site", "it names no user"),
        ("sftp://anna@127.0.0.1/site#2", "write a `#` in a path as `%23`"),
        ("server/site", "write it as `sftp://user@host/path`"),
    ] {
        let cause = refusal(address, &nobody);
        assert!(cause.contains(why), "{cause}");
    }
}

/// No server at all.
struct Nowhere;

impl Place for Nowhere {
    fn address(&self) -> String {
        String::new()
    }
    fn environment(&self) -> BTreeMap<String, String> {
        BTreeMap::new()
    }
    fn site(&self) -> PathBuf {
        PathBuf::new()
    }
    fn stop(&mut self) {}
}

#[test]
fn a_server_by_sftp_takes_the_key_of_an_agent() {
    let server = Sftp::start();
    let agent = server.with_agent();
    let person = Person::of(&server).with("SSH_AUTH_SOCK", &agent.socket);
    done(done(opened(&server.address(), &person)).put("index.html", b"home"));
    assert_eq!(person.asked(), Vec::<String>::new());
    assert_eq!(holds(&server)["index.html"], "home");
}

#[test]
fn a_server_by_sftp_takes_a_password_from_a_variable_or_from_a_person() {
    if !is_root() {
        return;
    }
    let server = Sftp::start();
    server.forget_keys();
    for variable in ["HANDBOOK_PASSWORD_WEB_SERVER", "HANDBOOK_PASSWORD"] {
        let person = Person::of(&server).with(variable, PASSWORD);
        done(done(opened(&server.address(), &person)).put("index.html", b"home"));
        assert_eq!(person.asked(), Vec::<String>::new());
    }
    let mut person = Person::of(&server);
    person.secret = Some(PASSWORD.to_owned());
    done(opened(&server.address(), &person));
    let question = "HANDBOOK_PASSWORD_WEB_SERVER: the password of `handbooktest` at 127.0.0.1";
    assert_eq!(person.asked(), [question]);
}

#[test]
fn a_wrong_password_by_sftp_is_said_and_not_shown() {
    let server = Sftp::start();
    server.forget_keys();
    let cause = refusal(&server.address(), &Person::of(&server).with("HANDBOOK_PASSWORD", "wrong horse"));
    assert!(cause.contains("the server does not know this user or password"), "{cause}");
    assert!(!cause.contains("horse"), "{cause}");
}

#[test]
fn an_unknown_server_by_sftp_is_asked_about_once() {
    let server = Sftp::start();
    std::fs::remove_file(server.known()).expect("the server was known");
    let mut person = Person::of(&server);
    let cause = refusal(&server.address(), &person);
    assert!(cause.contains("not known on this computer"), "{cause}");
    assert!(person.asked()[0].contains("SHA256:"), "{:?}", person.asked());
    person.agrees = true;
    done(opened(&server.address(), &person));
    person.agrees = false;
    done(opened(&server.address(), &person));
    assert_eq!(person.asked().len(), 2);
}

#[test]
fn a_server_by_sftp_with_another_key_than_before_is_refused() {
    let server = Sftp::start();
    server.know("home/.ssh/id_ed25519.pub");
    let mut person = Person::of(&server);
    person.agrees = true;
    let cause = refusal(&server.address(), &person);
    assert!(cause.contains("the server shows another key than before (SHA256:"), "{cause}");
    assert_eq!(person.asked(), Vec::<String>::new());
}

#[test]
fn a_wrong_password_by_webdav_is_said_and_not_shown() {
    let server = WebDav::start();
    let cause = refusal(&server.address(), &Person::of(&server).with("HANDBOOK_PASSWORD", "wrong horse"));
    assert!(cause.contains("the server does not know this user or password"), "{cause}");
    assert!(!cause.contains("horse"), "{cause}");
}

#[test]
fn a_server_by_webdav_that_locks_nothing_is_still_served() {
    keeps_what_it_is_given(&mut WebDav::start_plain());
    let server = WebDav::start_plain();
    let target = open(&server);
    assert!(done(target.create("lock", b"one")));
    assert!(!done(target.create("lock", b"two")));
    assert_eq!(holds(&server)["lock"], "one");
}

#[test]
fn a_bucket_is_told_what_its_files_are() {
    let server = S3::start();
    let target = open(&server);
    for (path, kind) in [
        ("index.html", "text/html; charset=utf-8"),
        ("theme/style.css", "text/css; charset=utf-8"),
        ("files/plan.svg", "image/svg+xml"),
        ("files/form.pdf", "application/pdf"),
    ] {
        done(target.put(path, b"text"));
        assert_eq!(server.kind(path), kind);
    }
}

#[test]
fn a_bucket_without_keys_or_with_wrong_ones_says_which_variables_hold_them() {
    let server = S3::start();
    let mut person = Person::of(&server);
    person.variables.remove("AWS_SECRET_ACCESS_KEY");
    let cause = refusal(&server.address(), &person);
    assert!(cause.contains("set the variables `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`"), "{cause}");
    let cause = refusal(&server.address(), &Person::of(&server).with("AWS_SECRET_ACCESS_KEY", "wrong horse"));
    assert!(cause.contains("the server does not know these keys"), "{cause}");
    assert!(!cause.contains("horse"), "{cause}");
    let cause = refusal(&server.address().replace("s3://pages", "s3://nothing"), &Person::of(&server));
    assert!(cause.contains("there is no such bucket"), "{cause}");
}
