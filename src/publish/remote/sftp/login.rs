//! How a user is made known to an SSH server: by the agent's keys, by key files, by a password, in this order.

use std::sync::Arc;

use russh::client::{AuthResult, Handle, KeyboardInteractiveAuthResponse};
use russh::keys::agent::AgentIdentity;
use russh::keys::agent::client::{AgentClient, AgentStream};
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg, decode_secret_key};

use super::connect::{Access, Visitor};
use crate::publish::remote::retry::Fault;

type Agent = AgentClient<Box<dyn AgentStream + Send + Unpin>>;

/// Servers close the connection after six keys that they do not know.
const KEYS: usize = 5;

/// Tries the keys of the agent and those in files, and tells whether the server took one.
pub async fn with_keys(access: &Access, connection: &mut Handle<Visitor>) -> bool {
    let mut tried = 0;
    let hash = connection.best_supported_rsa_hash().await.ok().flatten().flatten();
    if let Some(mut agent) = agent(access).await {
        for identity in agent.request_identities().await.unwrap_or_default() {
            let AgentIdentity::PublicKey { key, .. } = identity else { continue };
            if tried == KEYS || connection.is_closed() {
                return false;
            }
            tried += 1;
            let hash = hash.filter(|_| key.algorithm().is_rsa());
            if accepted(connection.authenticate_publickey_with(&access.user, key, hash, &mut agent).await) {
                return true;
            }
        }
    }
    for key in files(access) {
        if tried == KEYS || connection.is_closed() {
            return false;
        }
        tried += 1;
        if with_file(access, connection, key, hash).await {
            return true;
        }
    }
    false
}

/// Tries a password, in whichever of two ways the server asks for it.
pub async fn with_password(access: &Access, connection: &mut Handle<Visitor>, password: &str) -> Result<(), Fault> {
    let broken = |cause: russh::Error| Fault::Passing(format!("the server broke off the login: {cause}"));
    let asks = match connection.authenticate_password(&access.user, password).await.map_err(broken)? {
        AuthResult::Success => return Ok(()),
        AuthResult::Failure { remaining_methods, .. } => {
            remaining_methods.contains(&russh::MethodKind::KeyboardInteractive)
        }
    };
    if asks {
        let mut reply =
            connection.authenticate_keyboard_interactive_start(&access.user, None::<String>).await.map_err(broken)?;
        // A server may ask in several rounds, some of them without a question.
        for _ in 0..4 {
            match reply {
                KeyboardInteractiveAuthResponse::Success => return Ok(()),
                KeyboardInteractiveAuthResponse::Failure { .. } => break,
                KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. } => {
                    let answers = vec![password.to_owned(); prompts.len()];
                    reply = connection.authenticate_keyboard_interactive_respond(answers).await.map_err(broken)?;
                }
            }
        }
    }
    Err(Fault::Lasting(format!("the server does not know this user or password (`{}`)", access.user)))
}

fn accepted<E>(result: Result<AuthResult, E>) -> bool {
    result.is_ok_and(|result| result.success())
}

async fn with_file(access: &Access, connection: &mut Handle<Visitor>, key: PrivateKey, hash: Option<HashAlg>) -> bool {
    let key = PrivateKeyWithHashAlg::new(Arc::new(key), hash);
    accepted(connection.authenticate_publickey(&access.user, key).await)
}

/// Returns the keys in files that can be used without a passphrase.
fn files(access: &Access) -> Vec<PrivateKey> {
    let Some(home) = &access.home else { return Vec::new() };
    let texts = ["id_ed25519", "id_ecdsa", "id_rsa"].map(|name| std::fs::read_to_string(home.join(".ssh").join(name)));
    texts.into_iter().flatten().filter_map(|text| decode_secret_key(&text, None).ok()).collect()
}

#[cfg(unix)]
async fn agent(access: &Access) -> Option<Agent> {
    let agent = AgentClient::connect_uds(access.agent.as_ref()?).await.ok()?;
    Some(agent.dynamic())
}

#[cfg(windows)]
async fn agent(access: &Access) -> Option<Agent> {
    let pipe = access.agent.as_deref().unwrap_or(r"\\.\pipe\openssh-ssh-agent");
    if let Ok(agent) = AgentClient::connect_named_pipe(pipe).await {
        return Some(agent.dynamic());
    }
    Some(AgentClient::connect_pageant().await.ok()?.dynamic())
}
