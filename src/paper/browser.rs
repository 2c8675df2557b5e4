//! The browser that prints.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::Error;

/// The names under which it is called from the command line.
const NAMES: [&str; 7] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge"];

/// Where it lies on a Mac and on Windows.
const PLACES: [&str; 8] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Chromium\Application\chrome.exe",
];

/// Where it lies below the user's own programs on Windows, when nobody with more rights put it there for all.
const OWN: &str = r"Google\Chrome\Application\chrome.exe";

/// A handbook of ten thousand pages prints in less.
const PATIENCE: Duration = Duration::from_secs(600);

/// Returns the browser to print with: the one that the variable `CHROMIUM` names, or the first that is installed.
///
/// # Errors
/// Where there is none; the message says what was looked for and what to do.
pub fn browser() -> Result<PathBuf, Error> {
    if let Some(chosen) = std::env::var_os("CHROMIUM").filter(|chosen| !chosen.is_empty()) {
        let chosen = PathBuf::from(chosen);
        return match chosen.is_file() {
            true => Ok(chosen),
            false => Err(Error::Usage(format!("`CHROMIUM` names `{}`, and no program is there", chosen.display()))),
        };
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let named = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let own = std::env::var_os("LOCALAPPDATA").map(|programs| PathBuf::from(programs).join(OWN));
    let all = named.chain(PLACES.iter().map(PathBuf::from)).chain(own);
    all.into_iter().find(|program| program.is_file()).ok_or_else(|| {
        Error::Usage(
            "no Chromium, Chrome or Edge was found, and one of them has to print the PDF\n  \
             help: install one, or name yours in the variable `CHROMIUM`; or print single pages from any browser"
                .to_owned(),
        )
    })
}

/// Has a page printed into a PDF. `work` is a folder of our own, in which the browser keeps what it keeps.
pub fn print(browser: &Path, page: &Path, to: &Path, work: &Path) -> Result<(), Error> {
    // Not with links resolved: on Windows such a path has a form that the browser does not open.
    let page = std::path::absolute(page).map_err(Error::at("find", page))?;
    let mut command = Command::new(browser);
    command
        .args([
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-extensions",
            "--disable-background-networking",
        ])
        .args([
            "--disable-component-update",
            "--disable-sync",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
        ])
        .arg(format!("--user-data-dir={}", work.join("profile").display()))
        .arg(format!("--print-to-pdf={}", to.display()));
    if is_root(work) {
        // It refuses to start for root with its sandbox; all it opens is the document that was written a moment ago.
        command.arg("--no-sandbox");
    }
    command.arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(Error::at("start", browser))?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(Error::at("wait for", browser))? {
            break status;
        }
        if started.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return Err(failed(browser, "it did not come to an end within ten minutes"));
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    match status.success() && to.is_file() {
        true => Ok(()),
        false => Err(failed(browser, &format!("it ended with {status} and printed nothing"))),
    }
}

fn failed(browser: &Path, why: &str) -> Error {
    Error::Usage(format!(
        "`{}` could not print the handbook: {why}\n  help: try another browser by the variable `CHROMIUM`",
        browser.display()
    ))
}

/// Tells whether the system's administrator runs this program: what we make is then root's.
#[cfg(unix)]
fn is_root(own: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(own).is_ok_and(|metadata| metadata.uid() == 0)
}

#[cfg(not(unix))]
fn is_root(_own: &Path) -> bool {
    false
}
