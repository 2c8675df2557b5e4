//! The preview: what it answers, to whom, and that nobody can keep it from answering.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::served::{Answer, DESK, LIMIT, Served, difference, in_folder, parse, plain, until};
use crate::support::{on_disk, put};

const BOOK: &str = "\
//- content/procedures/doors/open.md
---
title: Open the doors
owner: desk
---

[The plan](../../files/plan.svg), [the form](../../files/form%20one.pdf).
//- content/files/plan.svg
<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>
//- content/files/form one.pdf
012345678
";

const PAGE: &str = "/procedures/doors/open.html";

fn fresh() -> TempDir {
    on_disk(&format!("{DESK}{BOOK}"))
}

fn book() -> (TempDir, Served) {
    let folder = fresh();
    let served = Served::start(folder.path(), &[]);
    (folder, served)
}

/// A page is to be answered within this, whatever others do.
const SOON: Duration = Duration::from_secs(1);

/// Asks for a page, which has to come at once.
fn loads(served: &Served) {
    let started = Instant::now();
    let answer = served.get(PAGE);
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("Open the doors"));
    assert!(started.elapsed() < SOON, "a page took {:?}", started.elapsed());
}

/// Returns how many threads and open files a preview has that answers and listens for changes, before others come.
fn holds_at_rest(served: &Served) -> (usize, usize) {
    loads(served);
    // The address is told before: until then it has not all of its own.
    served.says("Stop with Ctrl+C");
    served.holds()
}

/// Waits until the threads and open files of a preview are back where they were.
fn recovers(served: &Served, before: (usize, usize)) {
    until("threads and open files are given back", || {
        let (threads, files) = served.holds();
        threads <= before.0 && files <= before.1
    });
    loads(served);
}

#[test]
fn the_preview_shows_what_a_build_writes() {
    let (folder, served) = book();
    assert_eq!(difference(&served, folder.path()), None);
}

#[test]
fn a_page_gets_the_script_on_its_way_out_and_a_file_does_not() {
    let (_folder, served) = book();
    let page = served.get(PAGE);
    assert!(page.text().contains("<script src=\"/__live/live.js\""));
    assert!(!String::from_utf8_lossy(&plain(&page.body)).contains("__live"));
    assert!(!served.get("/assets/style.css").text().contains("__live/"));
}

#[test]
fn folders_and_missing_pages_are_answered_as_people_expect() {
    let (_folder, served) = book();
    assert!(served.get("/").text().contains("<title>Handbook</title>"));
    assert!(served.get("/procedures/doors/").text().contains("Open the doors"));
    let moved = served.get("/procedures/doors");
    assert_eq!((moved.status, moved.header("location")), (302, "/procedures/doors/"));
    let missing = served.get("/procedures/a/b/c.html");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("href=\"../../../assets/style.css\""), "{}", missing.text());
    assert!(missing.text().contains("/__live/live.js"));
}

#[test]
fn every_answer_says_what_it_is_and_keeps_to_this_site() {
    let (_folder, served) = book();
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/files/plan.svg", "image/svg+xml"),
        ("/files/form%20one.pdf", "application/pdf"),
        ("/nowhere", "text/html; charset=utf-8"),
        ("/__live/live.js", "text/javascript; charset=utf-8"),
        ("/__live/wait?epoch=&at=/", "application/json"),
    ] {
        let answer = served.get(path);
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert_eq!(answer.header("content-length"), answer.body.len().to_string(), "{path}");
        for (name, value) in [
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
        let (host, line) = (format!("Host: localhost:{}", served.port), format!("HEAD {path} HTTP/1.1"));
        let head = served.ask(&[&line, &host]);
        assert_eq!((head.status, head.body.len()), (answer.status, 0), "{path}");
    }
    let raw = served.raw(format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", served.port).as_bytes());
    let policy = "Content-Security-Policy: default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    assert!(String::from_utf8_lossy(&raw).contains(policy));
    assert!(served.get("/files/plan.svg").header("content-security-policy").starts_with("sandbox"));
}

#[test]
fn a_part_of_a_file_can_be_asked_for() {
    let (_folder, served) = book();
    let part = |range: &str| {
        let (host, range) = (format!("Host: localhost:{}", served.port), format!("Range: {range}"));
        served.ask(&["GET /files/form%20one.pdf HTTP/1.1", &host, &range])
    };
    let shown = |answer: Answer| (answer.status, answer.text(), answer.header("content-range").to_owned());
    assert_eq!(shown(part("bytes=2-4")), (206, "234".into(), "bytes 2-4/10".into()));
    assert_eq!(shown(part("bytes=7-")), (206, "78\n".into(), "bytes 7-9/10".into()));
    assert_eq!(shown(part("bytes=-2")), (206, "8\n".into(), "bytes 8-9/10".into()));
    assert_eq!(shown(part("bytes=8-99")), (206, "8\n".into(), "bytes 8-9/10".into()));
    assert_eq!(shown(part("bytes=10-")), (416, String::new(), "bytes */10".into()));
    for whole in ["bytes=4-2", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes=-"] {
        assert_eq!(shown(part(whole)), (200, "012345678\n".into(), String::new()), "{whole}");
    }
}

/// Ways to ask for what lies outside: beside the root, below it but not of the site, or anywhere on the disk.
const TARGETS: [&str; 62] = [
    "/../secret.txt",
    "/../../secret.txt",
    "/secret.txt",
    "/./secret.txt",
    "//secret.txt",
    "//127.0.0.1/secret.txt",
    "/content/../secret.txt",
    "/files/../../secret.txt",
    "/files/..%2f..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/.%2e/secret.txt",
    "/%2e./secret.txt",
    "/%252e%252e/secret.txt",
    "/%252e%252e%252fsecret.txt",
    "/..%252fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/%5c%2e%2e%5csecret.txt",
    "/files\\..\\..\\secret.txt",
    "/..%c0%afsecret.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "/..%ef%bc%8fsecret.txt",
    "/..;/secret.txt",
    "/;/../secret.txt",
    "/.../secret.txt",
    "/..../secret.txt",
    "/.. /secret.txt",
    "/..%20/secret.txt",
    "/..%00/secret.txt",
    "/secret.txt%00.html",
    "/secret.txt%00",
    "/secret.txt%20",
    "/secret.txt.",
    "/secret.txt::$DATA",
    "/C:/secret.txt",
    "/c:%5csecret.txt",
    "/C|/secret.txt",
    "/%5c%5c127.0.0.1%5cc$%5csecret.txt",
    "/%3f%3f/secret.txt",
    "/aux",
    "/con.html",
    "/nul",
    "/COM1.html",
    "/proc/self/environ",
    "//etc/passwd",
    "/etc/passwd",
    "/%2fetc%2fpasswd",
    "/file:///etc/passwd",
    "/@fs/etc/passwd",
    "/@fs/secret.txt?import&raw??",
    "/secret.txt?raw",
    "/secret.txt?.html",
    "/index.html/../../secret.txt",
    "/index.html#/../secret.txt",
    "/?/../secret.txt",
    "/#/../secret.txt",
    "/content/handbook.yaml",
    "/content/data/people.yaml",
    "/data/people.yaml",
    "/.git/config",
    "/themes/default/templates/base.html",
];

#[test]
fn nothing_but_the_site_is_ever_answered_however_it_is_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let book = fresh();
    let root = folder.path().join("book");
    std::fs::rename(book.path().join("content"), folder.path().join("content")).expect("it can be moved");
    std::fs::create_dir(&root).expect("a folder can be made");
    std::fs::rename(folder.path().join("content"), root.join("content")).expect("it can be moved");
    for place in ["secret.txt", "book/secret.txt", "book/content/.secret.txt"] {
        put(folder.path(), place, "this is the secret\n");
    }
    std::os::unix::fs::symlink(&root, folder.path().join("link")).expect("a link can be made");
    let mut previews = vec![
        Served::start(&root, &[]),
        Served::start(&folder.path().join("link"), &[]),
        Served::start_as(in_folder(folder.path()), std::path::Path::new("book"), &[]),
    ];
    for served in &mut previews {
        let own = format!("127.0.0.1:{}", served.port);
        let absolute = TARGETS.map(|target| format!("http://{own}{target}"));
        for target in TARGETS.iter().copied().chain(absolute.iter().map(String::as_str)) {
            let head = format!("GET {target} HTTP/1.1\r\nHost: {own}\r\n\r\n");
            let raw = served.raw(head.as_bytes());
            let answer = parse(&raw);
            let text = String::from_utf8_lossy(&raw);
            assert!(!text.contains("this is the secret") && !text.contains("root:"), "{target}: {text}");
            assert!(!text.contains("amara:") && !text.contains("{%"), "{target}: {text}");
            assert!(matches!(answer.status, 200 | 302 | 400 | 404), "{target}: {}", answer.status);
        }
        assert!(served.is_running());
        loads(served);
        assert_eq!(served.said().iter().filter(|line| line.contains("panicked")).count(), 0);
    }
}

#[test]
fn only_this_computers_own_names_are_answered_to() {
    let (_folder, mut served) = book();
    let port = served.port;
    for host in
        [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}"), format!("LocalHost:{port}")]
    {
        assert_eq!(served.ask(&["GET / HTTP/1.1", &format!("Host: {host}")]).status, 200, "{host}");
    }
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("127.0.0.1@evil.example:{port}"),
        format!("evil.example@127.0.0.1:{port}"),
        format!("localhost.:{port}"),
        format!("127.1:{port}"),
        format!("0.0.0.0:{port}"),
        format!("[::]:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("192.168.0.1:{port}"),
        "localhost".to_owned(),
        "localhost:".to_owned(),
        "localhost:1".to_owned(),
        format!("localhost:{port}0"),
        format!("localhost:{port}:{port}"),
        format!("localhost:0{port}"),
        format!("localhost\u{e9}:{port}"),
        format!("localhost:{port},evil.example"),
        format!("http://localhost:{port}"),
        String::new(),
        "[".to_owned(),
        ":".to_owned(),
        format!(":{port}"),
    ] {
        assert_eq!(served.ask(&["GET / HTTP/1.1", &format!("Host: {host}")]).status, 421, "{host}");
    }
    let own = format!("Host: localhost:{port}");
    for (heads, status) in [
        (vec!["GET / HTTP/1.1"], 421),
        (vec!["GET / HTTP/1.1", &own, &own], 421),
        (vec!["GET / HTTP/1.1", &own, "HOST: evil.example"], 421),
        (vec!["GET http://evil.example/ HTTP/1.1", &own], 421),
        (vec!["GET http://evil.example/ HTTP/1.1", "Host: evil.example"], 421),
        (vec!["GET / HTTP/1.1", "Host : localhost"], 400),
        (vec!["GET / HTTP/1.1", &own, " folded"], 400),
        (vec!["GET / HTTP/1.1", &own, "no colon"], 400),
        (vec!["GET / HTTP/1.1", &own, ": no name"], 400),
        (vec!["GET /", &own], 400),
        (vec!["GET  / HTTP/1.1", &own], 400),
        (vec!["GET index.html HTTP/1.1", &own], 400),
        (vec!["GET * HTTP/1.1", &own], 400),
        (vec!["GET /%zz HTTP/1.1", &own], 400),
        (vec!["GET / HTTP/2.0", &own], 505),
        (vec!["GET / HTPT/1.1", &own], 400),
        (vec!["POST / HTTP/1.1", &own], 405),
        (vec!["DELETE / HTTP/1.1", &own], 405),
        (vec!["OPTIONS / HTTP/1.1", &own], 405),
        (vec!["CONNECT localhost:1 HTTP/1.1", &own], 405),
        (vec!["get / HTTP/1.1", &own], 405),
        (vec!["GET / HTTP/1.1", &own, "Content-Length: 1000000000000"], 413),
        (vec!["GET / HTTP/1.1", &own, "Transfer-Encoding: chunked"], 413),
        (vec!["GET / HTTP/1.1", &own, "X-Letters: \u{e9}\u{fc}"], 200),
        (vec!["GET / HTTP/1.0", &own], 200),
    ] {
        assert_eq!(served.ask(&heads).status, status, "{heads:?}");
    }
    assert_eq!(parse(&served.raw(&[b"GET / HTTP/1.1\r\n".as_slice(), &vec![b'a'; 64 * 1024]].concat())).status, 431);
    assert!(served.is_running());
    loads(&served);
}

#[test]
fn pages_of_other_sites_are_told_nothing() {
    let (_folder, served) = book();
    let port = served.port;
    let host = format!("Host: 127.0.0.1:{port}");
    let own = format!("Origin: http://127.0.0.1:{port}");
    let navigation = ["Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
    let ask = |more: &[&str]| served.ask(&[&["GET / HTTP/1.1", &host], more].concat());
    for fine in [
        vec![],
        vec!["Sec-Fetch-Site: none"],
        vec!["Sec-Fetch-Site: same-origin"],
        vec!["Sec-Fetch-Site: same-origin", &own],
        vec!["Sec-Fetch-Site: cross-site", navigation[0], navigation[1]],
        vec![&own],
    ] {
        assert_eq!(ask(&fine).status, 200, "{fine:?}");
    }
    let near = format!("Origin: http://127.0.0.1:{}", port ^ 1);
    for foreign in [
        vec!["Sec-Fetch-Site: cross-site"],
        vec!["Sec-Fetch-Site: same-site"],
        vec!["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"],
        vec!["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"],
        vec!["Sec-Fetch-Site: cross-site", navigation[0], navigation[1], "Sec-Fetch-Dest: iframe"],
        vec!["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"],
        vec!["Origin: https://evil.example"],
        vec!["Origin: null"],
        vec!["Origin: "],
        vec![&near],
        vec![&own, "Origin: https://evil.example"],
        vec!["Sec-Fetch-Site: same-origin", "Origin: https://evil.example"],
    ] {
        let answer = ask(&foreign);
        assert_eq!(answer.status, 403, "{foreign:?}");
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(!answer.text().contains("Handbook"));
    }
}

/// Returns the ports on which a preview listens besides its own.
fn listens(served: &Served) -> Vec<u16> {
    let sockets = served.sockets();
    let table = std::fs::read_to_string("/proc/net/tcp").expect("the system has a table of connections");
    let lines = table.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let own = lines.filter(|fields| fields[3] == "0A" && sockets.contains(&fields[9].to_owned()));
    let ports = own.filter_map(|fields| u16::from_str_radix(fields[1].rsplit(':').next()?, 16).ok());
    ports.filter(|port| *port != served.port).collect()
}

#[test]
fn there_is_no_way_in_but_the_door() {
    let (_folder, served) = book();
    loads(&served);
    assert_eq!(listens(&served), Vec::<u16>::new());
}

#[test]
fn bursts_of_connections_that_stay_open_are_all_answered() {
    let (_folder, served) = book();
    let before = holds_at_rest(&served);
    for count in [4, 6, 8, 16, 32, 64] {
        let streams: Vec<TcpStream> = (0..count).map(|_| served.connect()).collect();
        let started = Instant::now();
        let head = format!("GET {PAGE} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: keep-alive\r\n\r\n", served.port);
        // Whoever was sent away before asking comes again, as browsers do.
        let asked: Vec<_> =
            streams.into_iter().map(|mut stream| stream.write_all(head.as_bytes()).map(|()| stream)).collect();
        for stream in asked {
            let mut answer = Vec::new();
            let came = stream.and_then(|mut stream| stream.read_to_end(&mut answer));
            if came.is_err() || answer.is_empty() {
                answer = served.raw(head.as_bytes());
            }
            assert_eq!(parse(&answer).status, 200);
        }
        assert!(started.elapsed() < SOON, "{count} connections took {:?}", started.elapsed());
    }
    recovers(&served, before);
}

#[test]
fn connections_opened_in_advance_hold_nobody_up() {
    let (_folder, served) = book();
    let before = holds_at_rest(&served);
    let idle: Vec<TcpStream> = (0..4).map(|_| served.connect()).collect();
    (0..30).for_each(|_| loads(&served));
    let more: Vec<TcpStream> = (0..100).map(|_| served.connect()).collect();
    (0..10).for_each(|_| loads(&served));
    drop((idle, more));
    recovers(&served, before);
}

#[test]
fn clients_that_send_a_byte_a_second_hold_nobody_up() {
    let (_folder, served) = book();
    let before = holds_at_rest(&served);
    let mut slow: Vec<TcpStream> = (0..20).map(|_| served.connect()).collect();
    for byte in b"GET" {
        slow.iter_mut().for_each(|stream| drop(stream.write_all(&[*byte])));
        let second = Instant::now();
        while second.elapsed() < Duration::from_secs(1) {
            loads(&served);
        }
    }
    drop(slow);
    recovers(&served, before);
}

#[test]
fn readers_that_read_nothing_hold_nobody_up() {
    let folder = fresh();
    std::fs::write(folder.path().join("content/files/film.mp4"), vec![7; 40_000_000]).expect("it can be written");
    let served = Served::start(folder.path(), &[]);
    loads(&served);
    let head = format!("GET /files/film.mp4 HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", served.port);
    let mut lazy: Vec<TcpStream> = (0..40).map(|_| served.connect()).collect();
    lazy.iter_mut().for_each(|stream| drop(stream.write_all(head.as_bytes())));
    (0..20).for_each(|_| loads(&served));
    drop(lazy);
    until("the film can be had again", || {
        let answer = served.get("/files/film.mp4");
        answer.status == 200 && answer.body.len() == 40_000_000
    });
}

#[test]
fn clients_that_go_on_talking_hold_nobody_up() {
    let (_folder, served) = book();
    let before = holds_at_rest(&served);
    let head = format!("GET {PAGE} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", served.port);
    let mut talkers: Vec<TcpStream> = (0..40).map(|_| served.connect()).collect();
    talkers.iter_mut().for_each(|stream| drop(stream.write_all(head.as_bytes())));
    for _ in 0..20 {
        talkers.iter_mut().for_each(|stream| drop(stream.write_all(b"x")));
        loads(&served);
        thread::sleep(Duration::from_millis(50));
    }
    drop(talkers);
    recovers(&served, before);
}

#[test]
fn a_folder_that_became_a_link_leads_nowhere() {
    let (folder, served) = book();
    let outside = tempfile::tempdir().expect("a temporary folder can be made");
    put(outside.path(), "plan.svg", "this is the secret");
    let files = folder.path().join("content/files");
    assert_eq!(served.get("/files/plan.svg").status, 200);
    std::fs::rename(&files, folder.path().join("away")).expect("it can be moved");
    std::os::unix::fs::symlink(outside.path(), &files).expect("a link can be made");
    for _ in 0..100 {
        assert!(!served.get("/files/plan.svg").text().contains("secret"));
    }
}

#[test]
fn a_thousand_connections_that_are_dropped_leave_nothing_behind() {
    let (_folder, served) = book();
    let before = holds_at_rest(&served);
    for round in 0..1000 {
        let mut stream = served.connect();
        match round % 4 {
            0 => {}
            1 => drop(stream.write_all(b"GET / HT")),
            2 => drop(write!(stream, "GET {PAGE} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", served.port)),
            _ => drop(stream.shutdown(Shutdown::Both)),
        }
        if round % 100 == 0 {
            loads(&served);
        }
    }
    recovers(&served, before);
}

#[test]
fn with_few_files_allowed_every_page_is_answered_all_the_same() {
    let folder = fresh();
    let mut shell = Command::new("bash");
    shell.args(["-c", "ulimit -n 64 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_handbook")]);
    let mut served = Served::start_as(shell, folder.path(), &[]);
    let before = holds_at_rest(&served);
    let idle: Vec<TcpStream> = (0..200).map(|_| served.connect()).collect();
    (0..20).for_each(|_| loads(&served));
    drop(idle);
    let (_, waiting) = wait_for_news(&served, 30);
    (0..20).for_each(|_| loads(&served));
    drop(waiting);
    recovers(&served, before);
    assert!(served.is_running());
}

/// Opens connections that wait for news, and returns the epoch they wait to end.
fn wait_for_news(served: &Served, count: usize) -> (String, Vec<TcpStream>) {
    let state = state(served, "/");
    let epoch = state["epoch"].as_str().expect("a state has an epoch").to_owned();
    let head = format!("GET /__live/wait?epoch={epoch}&at=%2F HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", served.port);
    let waiting = (0..count).map(|_| {
        let mut stream = served.connect();
        stream.write_all(head.as_bytes()).expect("it can be sent");
        stream
    });
    (epoch, waiting.collect())
}

fn state(served: &Served, at: &str) -> serde_json::Value {
    let answer = served.get(&format!("/__live/wait?epoch=&at={}", at.replace('/', "%2F")));
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

#[test]
fn whoever_waits_for_news_is_told_when_there_are_some() {
    let (folder, served) = book();
    let (epoch, waiting) = wait_for_news(&served, 5);
    put(folder.path(), "content/procedures/doors/close.md", "# Close the doors\n");
    for mut stream in waiting {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer comes");
        let state: serde_json::Value = serde_json::from_slice(&parse(&answer).body).expect("it is JSON");
        assert_ne!(state["epoch"], epoch.as_str());
    }
}

#[test]
fn whoever_stops_waiting_is_forgotten() {
    let (_folder, served) = book();
    let before = holds_at_rest(&served);
    let (_, waiting) = wait_for_news(&served, 6);
    drop(waiting);
    recovers(&served, before);
}

#[test]
fn the_problems_of_a_page_come_first_with_their_place() {
    let folder = fresh();
    put(folder.path(), "content/guide/other.md", "# Other\n\n[[person:nobody]]\n");
    put(
        folder.path(),
        "content/data/roles.yaml",
        "desk:\n  name: Desk\n  kind: operational\n  holders: [amarra]\ncounter:\n  name: Counter\n  kind: operational\n  holders: [amara]\n",
    );
    let served = Served::start(folder.path(), &[]);
    let desk = state(&served, "/roles/desk.html");
    let first = &desk["problems"][0];
    assert_eq!(first["message"], "there is no person `amarra`");
    assert_eq!(first["hints"][0], "did you mean `amara`?");
    assert_eq!((&first["file"], &first["line"]), (&"content/data/roles.yaml".into(), &4.into()));
    assert_eq!(first["excerpt"]["marked"], "amarra");
    assert_eq!(first["here"], true);
    let here = |state: &serde_json::Value| {
        let problems = state["problems"].as_array().expect("a list").clone();
        problems.iter().filter(|problem| problem["here"] == true).count()
    };
    assert_eq!(here(&state(&served, "/roles/counter.html")), 0);
    assert_eq!(here(&state(&served, "/guide/other.html")), 1);
    assert!(desk["summary"].as_str().expect("words").contains("errors"));
    assert_eq!(state(&served, "/nowhere.html")["gone"], true);
}

#[test]
fn a_port_that_is_taken_is_passed_over() {
    let folder = fresh();
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let port = taken.local_addr().expect("it has an address").port();
    let served = Served::start(folder.path(), &["--port", &port.to_string()]);
    assert!(served.port > port);
    loads(&served);
}

#[test]
fn a_rebuild_is_told_in_one_line() {
    let (folder, served) = book();
    served.says("Ready in");
    served.says("Stop with Ctrl+C");
    put(folder.path(), "content/data/roles.tmp", "desk:\n  name: Desk\n  kind: operational\n  holders: [amarra]\n");
    let data = folder.path().join("content/data");
    std::fs::rename(data.join("roles.tmp"), data.join("roles.yaml")).expect("it can be renamed");
    let line = served.says("data/roles.yaml");
    assert!(line.contains(" ms · ") && line.contains("error"), "{line}");
    assert!(line.chars().count() < 80, "{line}");
    assert!(LIMIT > SOON && served.said().is_empty());
}

#[test]
fn a_template_that_fails_is_told_in_the_terminal_before_anybody_opens_a_page() {
    let (folder, served) = book();
    served.says("Stop with Ctrl+C");
    put(folder.path(), "themes/default/templates/page.html", "{{ page.nosuch.deeper }}\n");
    let line = served.says("templates/page.html");
    assert!(line.contains("1 error (themes/default/templates/page.html:1)"), "{line}");
    let home = state(&served, "/");
    assert_eq!(home["problems"][0]["rule"], "template-fault");
    let (page, state) = (served.get(PAGE), state(&served, PAGE));
    assert_eq!(page.status, 500);
    assert!(page.text().contains(&format!("data-page=\"{}\"", state["page"].as_str().expect("a mark"))));
    assert_eq!(
        state["problems"]
            .as_array()
            .map_or(0, |problems| problems.iter().filter(|problem| problem["rule"] == "template-fault").count()),
        1
    );
}

#[test]
fn more_problems_than_are_sent_are_all_counted() {
    let (folder, _) = book();
    let links: String = (0..150).map(|number| format!("[[role:nobody-{number}]]\n\n")).collect();
    put(folder.path(), "content/guide/many.md", &format!("# Many\n\n{links}"));
    let served = Served::start(folder.path(), &[]);
    let many = state(&served, "/guide/many.html");
    assert_eq!((&many["here"], many["problems"].as_array().map(Vec::len)), (&150.into(), Some(100)));
    assert_eq!(state(&served, "/index.html")["here"], 0);
}
