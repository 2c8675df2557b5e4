//! The keys by which servers are known again: `~/.ssh/known_hosts`, and the one of the machine.

use std::path::{Path, PathBuf};

use russh::keys::known_hosts::{known_host_keys_path, learn_known_hosts_path};
use russh::keys::{Algorithm, HashAlg, PublicKey};

use crate::publish::target::Ask;

/// What is known of the server at a host and port.
pub struct Known {
    file: Option<PathBuf>,
    host: String,
    port: u16,
    keys: Vec<PublicKey>,
}

impl Known {
    /// Reads what is known; the home is the folder that holds `.ssh`.
    pub fn read(home: Option<&Path>, host: &str, port: u16) -> Result<Self, String> {
        let file = home.map(|home| home.join(".ssh").join("known_hosts"));
        let mut keys = Vec::new();
        for path in file.iter().map(PathBuf::as_path).chain([Path::new("/etc/ssh/ssh_known_hosts")]) {
            let known = known_host_keys_path(host, port, path)
                .map_err(|cause| format!("the file of known servers `{}` cannot be read: {cause}", path.display()))?;
            keys.extend(known.into_iter().map(|(_, key)| key));
        }
        Ok(Self { file, host: host.to_owned(), port, keys })
    }

    pub fn contains(&self, key: &PublicKey) -> bool {
        self.keys.iter().any(|known| known.key_data() == key.key_data())
    }

    /// Puts first the kinds of key that the server is known by, so that it shows one that can be compared.
    pub fn prefer(&self, kinds: &[Algorithm]) -> Vec<Algorithm> {
        let rsa = |kind: &Algorithm| matches!(kind, Algorithm::Rsa { .. });
        let known = |kind: &&Algorithm| {
            self.keys.iter().map(PublicKey::algorithm).any(|known| known == **kind || (rsa(&known) && rsa(kind)))
        };
        let (first, rest): (Vec<_>, Vec<_>) = kinds.iter().partition(known);
        first.into_iter().chain(rest).cloned().collect()
    }

    /// Judges a key that is not known: another one than before is refused; a new server is asked about and remembered.
    pub fn judge(&self, key: &PublicKey, ask: Option<&dyn Ask>) -> Result<(), String> {
        let print = key.fingerprint(HashAlg::Sha256);
        let (host, port) = (&self.host, self.port);
        let file = self.file.as_deref().map_or("~/.ssh/known_hosts".into(), |file| file.display().to_string());
        if !self.keys.is_empty() {
            return Err(format!(
                "the server shows another key than before ({print}), so it may be another server that wants your \
                 password; ask those who run it whether its key was changed, and if so, remove the lines of `{host}` \
                 from `{file}`"
            ));
        }
        let kind = key.algorithm();
        let question = format!(
            "The server {host} (port {port}) is not known on this computer. Its key is {kind} {print}. Those who run it \
             can tell you whether that is right. Trust it from now on?"
        );
        if !ask.is_some_and(|ask| ask.agree(&question)) {
            return Err(format!("the server is not known on this computer, and nobody agreed to its key {print}"));
        }
        let Some(file) = &self.file else { return Ok(()) };
        learn_known_hosts_path(host, port, key, file)
            .map_err(|cause| format!("the key of the server cannot be added to `{}`: {cause}", file.display()))
    }
}
