//! Servers to publish to, started by the tests on this machine alone: an SSH, a WebDAV and an S3 server, and a person to ask.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, Once};

use handbook::error::Error;
use handbook::publish::target::Ask;
use tempfile::TempDir;

use crate::support::tree;

/// A server that a handbook can be published to.
pub trait Place {
    /// The address to publish to.
    fn address(&self) -> String;

    /// The variables that a publisher needs, or the person who is asked.
    fn environment(&self) -> BTreeMap<String, String>;

    /// The folder on the server's disk; it may not be there yet.
    fn site(&self) -> PathBuf;

    /// What a reader finds there.
    fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        if self.site().exists() { tree(&self.site()) } else { BTreeMap::new() }
    }

    /// Stops the server and every connection to it.
    fn stop(&mut self);
}

/// A process with all that it started; it ends with this.
struct Process(Child);

impl Process {
    /// Starts a server and waits until it says that it listens.
    fn start(command: &mut Command, listens: &str) -> Option<Self> {
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the server is installed: tests/run does it");
        let mut lines = BufReader::new(child.stderr.take().expect("it was asked for")).lines().map_while(Result::ok);
        let ready = lines.any(|line| line.contains(listens));
        // What the server says later is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let process = Self(child);
        ready.then_some(process)
    }

    fn stop(&mut self) {
        // What a server started may have left its group, as the connections of an SSH server do.
        let mut ids = vec![self.0.id().to_string()];
        let all = said(Command::new("ps").args(["-A", "-o", "pid=", "-o", "ppid="]));
        let all: Vec<(&str, &str)> = all.lines().filter_map(|line| line.trim().split_once(' ')).collect();
        let mut next = 0;
        while let Some(parent) = ids.get(next).cloned() {
            ids.extend(all.iter().filter(|(_, of)| of.trim() == parent).map(|(id, _)| (*id).to_owned()));
            next += 1;
        }
        let _ = Command::new("kill").arg("-9").args(ids).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts a server at a port that is free, again at another where somebody else was faster.
fn at_a_port(mut start: impl FnMut(u16) -> Option<Process>) -> (u16, Process) {
    for _ in 0..5 {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let port = free.local_addr().expect("it has an address").port();
        drop(free);
        if let Some(process) = start(port) {
            return (port, process);
        }
    }
    panic!("the server does not start");
}

/// Where the served files lie. Root's tests serve to a user of lower rank, who must be able to pass.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).expect("it is ours");
    folder
}

/// Tells whether the tests may do everything here, such as making a user with a password.
pub fn is_root() -> bool {
    said(Command::new("id").arg("-u")) == "0"
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("the command is there");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn does(command: &mut Command) {
    assert!(command.output().expect("the command is there").status.success(), "{command:?} fails");
}

/// An SSH server that gives access to files, by a key and, where the tests may make a user, by a password.
pub struct Sftp {
    folder: TempDir,
    process: Process,
    port: u16,
    user: String,
}

pub const PASSWORD: &str = "right horse & #1";

impl Sftp {
    pub fn start() -> Self {
        let folder = folder();
        let at = |name: &str| folder.path().join(name);
        for path in ["site", "home/.ssh"] {
            std::fs::create_dir_all(at(path)).expect("a folder can be made");
        }
        for key in ["host", "home/.ssh/id_ed25519"] {
            does(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(at(key)));
        }
        let user = user();
        if is_root() {
            does(Command::new("chown").arg(&user).arg(at("site")));
        }
        let (port, process) = at_a_port(|port| {
            let settings = format!(
                "ListenAddress 127.0.0.1\nPort {port}\nHostKey {host}\nPidFile none\nUsePAM no\nStrictModes no\n\
                 PasswordAuthentication yes\nKbdInteractiveAuthentication no\nAuthorizedKeysFile {key}\n\
                 MaxStartups 100\nSubsystem sftp internal-sftp\n",
                host = at("host").display(),
                key = at("home/.ssh/id_ed25519.pub").display(),
            );
            std::fs::write(at("sshd_config"), settings).expect("a file can be written");
            // The server wants to be called by its whole path, which is not on everybody's.
            let sshd = ["/usr/sbin/sshd", "/usr/bin/sshd"].into_iter().find(|path| Path::new(path).exists());
            let mut command = Command::new(sshd.expect("sshd is installed: tests/run does it"));
            Process::start(command.args(["-D", "-e", "-f"]).arg(at("sshd_config")), "Server listening on")
        });
        let sftp = Self { folder, process, port, user };
        sftp.know("host.pub");
        sftp
    }

    /// Returns the file of known servers.
    pub fn known(&self) -> PathBuf {
        self.folder.path().join("home/.ssh/known_hosts")
    }

    /// Makes the server known by a key, and by no other.
    pub fn know(&self, key: &str) {
        let key = std::fs::read_to_string(self.folder.path().join(key)).expect("the key is there");
        std::fs::write(self.known(), format!("[127.0.0.1]:{} {key}", self.port)).expect("a file can be written");
    }

    /// Moves the key of the user into an agent, and returns the agent with its socket.
    pub fn with_agent(&self) -> Agent {
        let socket = self.folder.path().join("agent").display().to_string();
        // It goes to the background once it listens, and says by what number it can be ended.
        let said = said(Command::new("ssh-agent").args(["-s", "-a", &socket]));
        let id = said.split_once("SSH_AGENT_PID=").and_then(|(_, rest)| rest.split_once(';')).expect("it says so").0;
        let agent = Agent { id: id.to_owned(), socket };
        let key = self.folder.path().join("home/.ssh/id_ed25519");
        does(Command::new("ssh-add").arg(&key).env("SSH_AUTH_SOCK", &agent.socket));
        self.forget_keys();
        agent
    }

    /// Takes the key of the user away, so that only the password is left.
    pub fn forget_keys(&self) {
        std::fs::remove_file(self.folder.path().join("home/.ssh/id_ed25519")).expect("the key is there");
    }
}

/// An SSH agent; it ends with this.
pub struct Agent {
    id: String,
    pub socket: String,
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(&self.id).status();
    }
}

impl Place for Sftp {
    fn address(&self) -> String {
        format!("sftp://{}@127.0.0.1:{}{}", self.user, self.port, self.site().display())
    }

    fn environment(&self) -> BTreeMap<String, String> {
        let home = self.folder.path().join("home").display().to_string();
        BTreeMap::from([("HOME".to_owned(), home), ("SSH_AUTH_SOCK".to_owned(), String::new())])
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn stop(&mut self) {
        self.process.stop();
    }
}

/// A WebDAV server: Apache's, with locks, for one user with a password.
pub struct WebDav {
    folder: TempDir,
    process: Process,
    port: u16,
}

impl WebDav {
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// Starts a server that locks nothing.
    pub fn start_plain() -> Self {
        Self::start_with("Require not method LOCK\n")
    }

    fn start_with(more: &str) -> Self {
        let folder = folder();
        let at = |name: &str| folder.path().join(name);
        for path in ["site", "locks"] {
            std::fs::create_dir(at(path)).expect("a folder can be made");
            if is_root() {
                does(Command::new("chown").arg("www-data").arg(at(path)));
            }
        }
        does(Command::new("htpasswd").arg("-bc").arg(at("users")).args(["anna", PASSWORD]));
        let modules = "mpm_event authz_core authz_user authn_core authn_file auth_basic dav dav_fs";
        let modules: String = modules
            .split(' ')
            .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
            .collect();
        let (port, process) = at_a_port(|port| {
            let settings = format!(
                "ServerRoot {top}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {top}/pid\nMutex posixsem\n\
                 ErrorLog /dev/stderr\nLogLevel notice\nUser www-data\nGroup www-data\n{modules}\
                 DocumentRoot {top}/site\nDavLockDB locks/db\n<Directory {top}/site>\nDav On\nAuthType Basic\n\
                 AuthName site\nAuthUserFile {top}/users\n<RequireAll>\nRequire valid-user\n{more}</RequireAll>\n\
                 AuthzSendForbiddenOnFailure On\n</Directory>\n",
                top = folder.path().display(),
            );
            std::fs::write(at("apache.conf"), settings).expect("a file can be written");
            let mut command = Command::new("/usr/sbin/apache2");
            Process::start(command.arg("-f").arg(at("apache.conf")).arg("-DFOREGROUND"), "resuming normal operations")
        });
        Self { folder, process, port }
    }
}

impl Place for WebDav {
    fn address(&self) -> String {
        format!("webdav://anna@127.0.0.1:{}/our%20pages", self.port)
    }

    fn environment(&self) -> BTreeMap<String, String> {
        BTreeMap::from([("HANDBOOK_PASSWORD".to_owned(), PASSWORD.to_owned())])
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("site/our pages")
    }

    fn stop(&mut self) {
        self.process.stop();
    }
}

/// An S3 server: s3rver, taught by `tests/servers/s3.js` to check signatures and the condition of a PUT.
pub struct S3 {
    folder: TempDir,
    process: Process,
    port: u16,
}

impl S3 {
    pub fn start() -> Self {
        let folder = folder();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/s3.js");
        let (port, process) = at_a_port(|port| {
            let mut command = Command::new("node");
            // It names things by MD4, which newer versions of node have put away.
            command.arg("--openssl-legacy-provider");
            Process::start(command.arg(&script).arg(port.to_string()).arg(folder.path()), "listening")
        });
        Self { folder, process, port }
    }

    /// Returns the content type that a browser is told for an object.
    pub fn kind(&self, path: &str) -> String {
        let file = self.site().join(format!("{path}._S3rver_metadata.json"));
        let text = std::fs::read_to_string(file).expect("an object has its metadata");
        let metadata: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        metadata["content-type"].as_str().expect("it is text").to_owned()
    }
}

impl Place for S3 {
    fn address(&self) -> String {
        format!("s3://pages/our%20hand%26book?endpoint=http://127.0.0.1:{}&region=eu-west-1", self.port)
    }

    fn environment(&self) -> BTreeMap<String, String> {
        ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(|name| (name.to_owned(), "S3RVER".to_owned())).into()
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("pages/our hand&book")
    }

    fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        let files = if self.site().exists() { tree(&self.site()) } else { BTreeMap::new() };
        let object = |(path, bytes): (String, _)| Some((path.strip_suffix("._S3rver_object")?.to_owned(), bytes));
        files.into_iter().filter_map(object).collect()
    }

    fn stop(&mut self) {
        self.process.stop();
    }
}

/// Returns the user who publishes: one made for the tests where they may, else whoever runs them.
fn user() -> String {
    static MADE: Once = Once::new();
    if !is_root() {
        return said(Command::new("id").arg("-un"));
    }
    let name = "handbooktest";
    MADE.call_once(|| {
        if said(Command::new("id").args(["-u", name])).is_empty() {
            does(Command::new("useradd").args(["-M", "-d", "/nonexistent", "-s", "/bin/sh", name]));
        }
        does(Command::new("sh").arg("-c").arg(format!("echo '{name}:{PASSWORD}' | chpasswd")));
        std::fs::create_dir_all("/run/sshd").expect("root can make a folder");
    });
    name.to_owned()
}

/// Somebody who answers, and who remembers what was asked.
pub struct Person {
    pub variables: BTreeMap<String, String>,
    pub secret: Option<String>,
    pub agrees: bool,
    pub asked: Mutex<Vec<String>>,
}

impl Person {
    /// Somebody who has the variables of a server, and who says no to every question.
    pub fn of(place: &impl Place) -> Self {
        Self { variables: place.environment(), secret: None, agrees: false, asked: Mutex::default() }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panics with it").clone()
    }

    fn hears(&self, question: &str) {
        self.asked.lock().expect("nobody panics with it").push(question.to_owned());
    }
}

impl Ask for Person {
    fn secret(&self, variable: &str, what: &str) -> Result<String, Error> {
        self.hears(&format!("{variable}: {what}"));
        self.secret.clone().ok_or_else(|| Error::Usage(format!("nobody says {what}; set `{variable}`")))
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn agree(&self, question: &str) -> bool {
        self.hears(question);
        self.agrees
    }
}

/// A disk of 256 kB; it goes with this.
pub struct Disk(PathBuf);

impl Disk {
    /// Mounts a disk over a folder, open to everybody, where the tests may.
    pub fn mount(folder: &Path) -> Option<Self> {
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", "size=256k,mode=777", "tmpfs"]).arg(folder).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success()).then(|| Self(folder.to_owned()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
