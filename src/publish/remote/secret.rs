//! Where the password of a place comes from.

use super::address::Address;
use crate::error::Error;
use crate::publish::target::Ask;

/// Returns the password for a place: from the variable of its name, from the one for all, or from a person.
pub fn password(address: &Address, name: &str, ask: &dyn Ask) -> Result<String, Error> {
    let own = variable(name);
    let given = [&*own, "HANDBOOK_PASSWORD"].into_iter().find_map(|name| ask.variable(name));
    match given.filter(|password| !password.is_empty()) {
        Some(password) => Ok(password),
        None => ask.secret(&own, &format!("the password of `{}` at {}", address.user, address.host)),
    }
}

/// Returns the name of the variable that may hold the password of a place: `Web server` has
/// `HANDBOOK_PASSWORD_WEB_SERVER`.
fn variable(name: &str) -> String {
    let tail: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    if tail.is_empty() { "HANDBOOK_PASSWORD".to_owned() } else { format!("HANDBOOK_PASSWORD_{tail}") }
}
