//! A preview that runs as a process of its own, and ways to ask it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use handbook::edition::{Content, compile};
use handbook::load;
use handbook::site::Route;

use crate::support::{TODAY, day};

/// Somebody, and what she does: the start of a fixture.
pub const DESK: &str = "\
//- content/data/people.yaml
amara:
  name: Amara Okafor
//- content/data/roles.yaml
desk:
  name: Desk
  kind: operational
  holders: [{person: amara, from: 2024-01-01}]
";

/// How long anything may take before a test gives up on it.
pub const LIMIT: Duration = Duration::from_secs(20);

pub struct Served {
    process: Child,
    pub port: u16,
    said: std::sync::mpsc::Receiver<String>,
}

/// Returns a command that runs the program in a folder.
pub fn in_folder(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handbook"));
    command.current_dir(folder);
    command
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value)
    }
}

impl Served {
    pub fn start(root: &Path, more: &[&str]) -> Self {
        Self::start_as(Command::new(env!("CARGO_BIN_EXE_handbook")), root, more)
    }

    /// Starts a preview by a command that takes the arguments of `handbook`.
    pub fn start_as(mut command: Command, root: &Path, more: &[&str]) -> Self {
        let port = if more.contains(&"--port") { &[][..] } else { &["--port", "0"][..] };
        let mut process = command
            .args(["serve", "--root"])
            .arg(root)
            .args(port)
            .args(more)
            .env("SOURCE_DATE_EPOCH", "1795392000")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the preview can be started");
        let mut lines = BufReader::new(process.stdout.take().expect("it is a pipe")).lines();
        let first = lines.next().expect("it says where it is").expect("in UTF-8");
        let port = first.rsplit_once(':').and_then(|(_, port)| port.trim_end_matches('/').parse().ok());
        let port = port.unwrap_or_else(|| panic!("no address: {first}"));
        let (sender, said) = std::sync::mpsc::channel();
        let errors = BufReader::new(process.stderr.take().expect("it is a pipe"));
        std::thread::spawn(move || errors.lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
        Self { process, port, said }
    }

    /// Waits until the terminal shows a line that holds some words, and returns it.
    pub fn says(&self, words: &str) -> String {
        self.says_before(words).pop().expect("the line itself is the last")
    }

    /// Waits until the terminal shows a line that holds some words, and returns all that it showed up to it.
    pub fn says_before(&self, words: &str) -> Vec<String> {
        let until = Instant::now() + LIMIT;
        let mut lines: Vec<String> = Vec::new();
        while !lines.last().is_some_and(|line| line.contains(words)) {
            let line = self.said.recv_timeout(until.saturating_duration_since(Instant::now()));
            lines.push(line.unwrap_or_else(|_| panic!("the terminal never says “{words}”")));
        }
        lines
    }

    /// Returns all that the terminal has shown and no test has waited for.
    pub fn said(&self) -> Vec<String> {
        self.said.try_iter().collect()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("it takes connections");
        stream.set_read_timeout(Some(LIMIT)).expect("a limit can be set");
        stream
    }

    /// Sends bytes as they are, and returns all that comes back before the connection ends.
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // It may refuse before all has been sent.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    /// Sends a head, its lines given without their ends, and returns the answer.
    pub fn ask(&self, lines: &[&str]) -> Answer {
        parse(&self.raw(format!("{}\r\n\r\n", lines.join("\r\n")).as_bytes()))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(&[&format!("GET {path} HTTP/1.1"), &format!("Host: 127.0.0.1:{}", self.port)])
    }

    /// Returns how many threads and open files the process has.
    pub fn holds(&self) -> (usize, usize) {
        let count = |what: &str| {
            let folder = format!("/proc/{}/{what}", self.process.id());
            std::fs::read_dir(folder).map_or(0, Iterator::count)
        };
        (count("task"), count("fd"))
    }

    /// Returns the numbers of its sockets.
    pub fn sockets(&self) -> Vec<String> {
        let files = std::fs::read_dir(format!("/proc/{}/fd", self.process.id())).expect("a process has files");
        let links = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
        links
            .filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.trim_end_matches(']').to_owned()))
            .collect()
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.process.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "a signal can be sent");
    }

    pub fn is_running(&mut self) -> bool {
        self.process.try_wait().expect("it can be asked").is_none()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn parse(answer: &[u8]) -> Answer {
    let end = answer.windows(4).position(|end| end == b"\r\n\r\n").unwrap_or(answer.len());
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or_default();
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    Answer { status, headers, body: answer.get(end + 4..).unwrap_or_default().to_vec() }
}

/// Returns a page without what the preview puts into it.
pub fn plain(page: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(page);
    let start = text.find("<link rel=\"stylesheet\" href=\"/__live/");
    let end = start.and_then(|start| text[start..].find("</script>\n").map(|end| start + end + "</script>\n".len()));
    match start.zip(end) {
        Some((start, end)) => format!("{}{}", &text[..start], &text[end..]).into_bytes(),
        None => page.to_vec(),
    }
}

/// Returns the first route whose page is not what a build of the same files writes, and none that a build lacks.
pub fn difference(served: &Served, root: &Path) -> Option<String> {
    let (sources, faults) = load::load(root).ok()?;
    let edition = compile(sources, faults, day(TODAY), None);
    let mut page = Vec::new();
    for route in edition.routes() {
        let wanted = match edition.content(route, &mut page) {
            (Content::Bytes, _) => page.clone(),
            (Content::File(file), _) => [&std::fs::read(file).unwrap_or_default()[..], &page].concat(),
        };
        let found = served.get(&format!("/{}", route.encoded()));
        if plain(&found.body) != wanted {
            return Some(format!("{route} ({})", found.status));
        }
    }
    let missing = Route::new("procedures/never-there.html");
    (!edition.holds(&missing) && served.get(&format!("/{missing}")).status != 404).then(|| missing.to_string())
}

/// Waits until a condition holds.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < LIMIT, "{what}: not within {} s", LIMIT.as_secs());
        std::thread::sleep(Duration::from_millis(10));
    }
}
