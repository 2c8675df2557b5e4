//! Requests over HTTP and what comes back. The only place that names the HTTP library.

use std::io::ErrorKind;

use ureq::Agent;
use ureq::http::{Request, Response};
use ureq::tls::{RootCerts, TlsConfig};

use super::retry::{CONNECT, Fault, IDLE};

/// Speaks to one server.
pub struct Client {
    agent: Agent,
    host: String,
    authorization: Option<String>,
}

/// What a server answered.
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    /// Returns a client for a host. Whom to trust is what this computer says, which may know a campus's own authority.
    pub fn new(host: &str, authorization: Option<String>) -> Self {
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_per_read(Some(IDLE))
            .timeout_per_write(Some(IDLE))
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            // A redirection is answered by a person: the password is not carried to where somebody else points.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build();
        Self { agent: config.new_agent(), host: host.to_owned(), authorization }
    }

    /// Sends a request and reads the whole answer. A busy server is a fault that may pass.
    pub fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, Fault> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header("Authorization", authorization);
        }
        let lasting = |cause: ureq::http::Error| Fault::Lasting(format!("the request cannot be made: {cause}"));
        let response = if body.is_empty() && method != "PUT" {
            self.agent.run(request.body(()).map_err(lasting)?)
        } else {
            self.agent.run(request.body(body).map_err(lasting)?)
        };
        let answer = response.and_then(read).map_err(|cause| self.fault(&cause))?;
        match answer.status {
            408 | 429 | 503 | 504 => {
                Err(Fault::Passing(format!("the server is busy or out of order (status {})", answer.status)))
            }
            _ => Ok(answer),
        }
    }

    /// Says why no answer came.
    fn fault(&self, cause: &ureq::Error) -> Fault {
        let host = &self.host;
        match cause {
            ureq::Error::HostNotFound => Fault::Lasting(format!("there is no server called {host}")),
            ureq::Error::Io(cause) if cause.kind() == ErrorKind::ConnectionRefused => {
                Fault::Passing(format!("there is no server at {host}"))
            }
            ureq::Error::Timeout(_) | ureq::Error::ConnectionFailed => {
                Fault::Passing(format!("the server {host} does not answer"))
            }
            ureq::Error::Io(cause) if cause.kind() == ErrorKind::InvalidData => untrusted(host, cause),
            ureq::Error::Rustls(cause) => untrusted(host, cause),
            ureq::Error::Io(cause) => Fault::Passing(format!("the connection to {host} broke off: {cause}")),
            cause => Fault::Passing(format!("{host} gave no answer that can be understood: {cause}")),
        }
    }
}

fn untrusted(host: &str, cause: &dyn std::fmt::Display) -> Fault {
    Fault::Lasting(format!("this computer cannot be sure that it speaks to {host} in private: {cause}"))
}

fn read(response: Response<ureq::Body>) -> Result<Answer, ureq::Error> {
    let (head, mut body) = response.into_parts();
    let body = body.with_config().limit(u64::MAX).read_to_vec()?;
    Ok(Answer { status: head.status.as_u16(), headers: head.headers, body })
}

/// Says in plain words what a status means that nobody hoped for.
pub fn refused(answer: &Answer) -> Fault {
    Fault::Lasting(match answer.status {
        401 => match answer.header("WWW-Authenticate") {
            Some(ways) if !ways.to_ascii_lowercase().contains("basic") => {
                "the server wants another way to log in than by user and password".to_owned()
            }
            _ => "the server does not know this user or password".to_owned(),
        },
        403 => "permission denied: the server does not let this user do that".to_owned(),
        404 | 410 => "the server says that it is not there".to_owned(),
        405 | 501 => "the server cannot do that at this address; is it the right one?".to_owned(),
        // Apache says no more than this where it may not write.
        500 => {
            "the server failed at it (status 500): it has no permission to write there, or is out of order".to_owned()
        }
        413 => "the file is larger than the server takes".to_owned(),
        423 => "somebody holds it locked on the server".to_owned(),
        507 => "the server's disk is full".to_owned(),
        status @ 300..=399 => format!(
            "the server points elsewhere (status {status}, {}); use that address if it is right",
            answer.header("Location").unwrap_or("it does not say where")
        ),
        status => format!("the server refused it (status {status})"),
    })
}
