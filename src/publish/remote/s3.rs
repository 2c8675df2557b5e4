//! A bucket of S3, at Amazon or at any other server that speaks it.
//!
//! An object is whole or not there, so nothing is moved; folders are only names. The server is told the kind of each
//! file, or else a bucket hands pages out as downloads.

use std::time::Duration;

use rusty_s3::actions::{DeleteObject, GetObject, HeadObject, PutObject};
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};

use super::address::{Address, is_here, web};
use super::http::{Answer, Client, refused};
use super::retry::{Fault, persist};
use crate::error::Error;
use crate::publish::target::{Ask, Target};
use crate::serve::content_type;

/// A bucket, or what lies in one below a prefix.
pub struct S3 {
    address: Address,
    client: Client,
    bucket: Bucket,
    credentials: Credentials,
}

/// How long a signed request may be used.
const VALID: Duration = Duration::from_secs(600);

impl S3 {
    /// Takes the bucket of an address, with the keys of the environment.
    pub fn open(address: Address, ask: &dyn Ask) -> Result<Self, Error> {
        let unusable = |why: String| Error::Usage(format!("the address `{}` cannot be used: {why}", address.text));
        let region = address.option("region").map(str::to_owned).or_else(|| ask.variable("AWS_REGION"));
        let region = region.unwrap_or_else(|| "us-east-1".to_owned());
        let amazon = format!("https://s3.{region}.amazonaws.com");
        let endpoint = address.option("endpoint").unwrap_or(&amazon);
        let url = web(endpoint).ok_or_else(|| unusable("write `endpoint=https://host`".to_owned()))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        if url.scheme() != "https" && !is_here(&host) {
            return Err(unusable(
                "its endpoint must start with `https://`, or others could change the pages on the way".to_owned(),
            ));
        }
        // A name with dots is not covered by Amazon's certificate; other servers seldom know names in front of theirs.
        let style = match address.option("endpoint") {
            None if !address.host.contains('.') => UrlStyle::VirtualHost,
            _ => UrlStyle::Path,
        };
        let bucket =
            Bucket::new(url, style, address.host.clone(), region).map_err(|cause| unusable(cause.to_string()))?;
        let key = |name: &str| ask.variable(name).filter(|value| !value.is_empty());
        let (Some(id), Some(secret)) = (key("AWS_ACCESS_KEY_ID"), key("AWS_SECRET_ACCESS_KEY")) else {
            return Err(Error::Usage(format!(
                "the keys for `{}` are not known: set the variables `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`",
                address.text
            )));
        };
        let credentials = match key("AWS_SESSION_TOKEN") {
            Some(token) => Credentials::new_with_token(id, secret, token),
            None => Credentials::new(id, secret),
        };
        let s3 = Self { address, client: Client::new(&host, None), bucket, credentials };
        s3.attempt("connect to", "", |_| s3.any().map(drop))?;
        Ok(s3)
    }

    fn attempt<T>(
        &self,
        doing: &'static str,
        path: &str,
        act: impl FnMut(usize) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        persist(act).map_err(|cause| Error::Remote { doing, what: self.address.at(path), cause })
    }

    fn key(&self, path: &str) -> String {
        match self.address.path.trim_start_matches('/') {
            "" => path.to_owned(),
            prefix => format!("{prefix}/{path}"),
        }
    }

    /// Tells whether any object lies below the prefix.
    fn any(&self) -> Result<bool, Fault> {
        let prefix = self.key("");
        let mut listing = GetObject::new(&self.bucket, Some(&self.credentials), "");
        for (name, value) in [("list-type", "2"), ("max-keys", "1"), ("prefix", &*prefix)] {
            listing.query_mut().insert(name, value);
        }
        let answer = self.client.send("GET", listing.sign(VALID).as_str(), &[], b"")?;
        if answer.status == 200 { Ok(answer.text().contains("<Key>")) } else { Err(judged(&answer)) }
    }

    fn fetch(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let key = self.key(path);
        let url = GetObject::new(&self.bucket, Some(&self.credentials), &key).sign(VALID);
        let answer = self.client.send("GET", url.as_str(), &[], b"")?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 if !answer.text().contains("NoSuchBucket") => Ok(None),
            _ => Err(judged(&answer)),
        }
    }

    fn is_there(&self, path: &str) -> Result<bool, Fault> {
        let key = self.key(path);
        let url = HeadObject::new(&self.bucket, Some(&self.credentials), &key).sign(VALID);
        let answer = self.client.send("HEAD", url.as_str(), &[], b"")?;
        match answer.status {
            200 => Ok(true),
            404 => Ok(false),
            _ => Err(judged(&answer)),
        }
    }

    /// Puts an object, under a condition or not, and tells whether the condition was met.
    fn store(&self, path: &str, condition: Option<(&str, &str)>, bytes: &[u8]) -> Result<bool, Fault> {
        let key = self.key(path);
        let kind = content_type(path);
        let mut put = PutObject::new(&self.bucket, Some(&self.credentials), &key);
        put.headers_mut().insert("content-type", &*kind);
        let headers: Vec<(&str, &str)> = [("content-type", &*kind)].into_iter().chain(condition).collect();
        let answer = self.client.send("PUT", put.sign(VALID).as_str(), &headers, bytes)?;
        match answer.status {
            200..300 => Ok(true),
            412 => Ok(false),
            // Two conditions met at once; the server wants to be asked again.
            409 => Err(Fault::Passing("somebody else writes it at the same time".to_owned())),
            501 if condition.is_some() => self.store(path, None, bytes),
            _ => Err(judged(&answer)),
        }
    }
}

impl Target for S3 {
    fn name(&self) -> String {
        self.address.text.clone()
    }

    fn is_empty(&self) -> Result<bool, Error> {
        self.attempt("look into", "", |_| Ok(!self.any()?))
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        self.attempt("read", path, |_| self.fetch(path))
    }

    fn exists(&self, path: &str) -> Result<bool, Error> {
        self.attempt("look at", path, |_| self.is_there(path))
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.attempt("write", path, |_| self.store(path, None, bytes).map(drop))
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, Error> {
        self.attempt("create", path, |tries| {
            // A server that does not know the condition would write over what stands there: it is looked at first.
            if self.is_there(path)? {
                // What stands there after a lost connection may be what was sent over it.
                return Ok(tries > 0 && self.fetch(path)?.as_deref() == Some(bytes));
            }
            self.store(path, Some(("if-none-match", "*")), bytes)
        })
    }

    fn remove(&self, path: &str) -> Result<(), Error> {
        self.attempt("remove", path, |_| {
            let key = self.key(path);
            let url = DeleteObject::new(&self.bucket, Some(&self.credentials), &key).sign(VALID);
            let answer = self.client.send("DELETE", url.as_str(), &[], b"")?;
            if matches!(answer.status, 200..300 | 404) { Ok(()) } else { Err(judged(&answer)) }
        })
    }
}

/// Says in plain words what S3 has against a request.
fn judged(answer: &Answer) -> Fault {
    let text = answer.text();
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map_or("", |(code, _)| code);
    Fault::Lasting(match code {
        "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidToken" | "ExpiredToken" => {
            "the server does not know these keys: look at `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`".to_owned()
        }
        "InternalError" | "SlowDown" => return Fault::Passing("the server is busy or out of order".to_owned()),
        "NoSuchBucket" => "there is no such bucket".to_owned(),
        "PermanentRedirect" | "AuthorizationHeaderMalformed" | "AuthorizationQueryParametersError" => {
            "the bucket is in another region: add `?region=…` to the address".to_owned()
        }
        "RequestTimeTooSkewed" => "the clock of this computer is wrong".to_owned(),
        "" | "AccessDenied" => return refused(answer),
        code => format!("the server refused it ({code}, status {})", answer.status),
    })
}
