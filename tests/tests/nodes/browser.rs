//! A browser as small as these tests need: one connection per request, cookies kept.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    fn header(&self, wanted: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    }
}

/// One request on a connection of its own.
pub async fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(address).await?;
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\naccept: text/html\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{request}\r\n{body}").as_bytes()).await?;
    let mut read = Vec::new();
    stream.read_to_end(&mut read).await?;
    parse(&String::from_utf8_lossy(&read)).ok_or_else(|| io::Error::other("no whole answer"))
}

fn parse(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let answer = Answer {
        status,
        headers,
        body: body.to_owned(),
    };
    let length: Option<usize> = answer.header("content-length").and_then(|length| length.parse().ok());
    let whole = length.is_none_or(|length| length == answer.body.len());
    whole.then_some(answer)
}

#[derive(Clone)]
pub struct Browser {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
    visits: usize,
}

impl Browser {
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            cookies: BTreeMap::new(),
            visits: 0,
        }
    }

    /// Signs in at the demonstration's issuer.
    pub async fn sign_in(&mut self, issuer: &str, person: &str) {
        let begun = self.get(&format!("/ingresar/{issuer}?volver=/")).await.unwrap();
        let (issuer, path) = split(begun.header("location").expect("a redirect to the issuer"));
        let (endpoint, query) = path.split_once('?').unwrap();
        let form = format!("{query}&person={person}");
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        let chosen = ask(issuer, "POST", endpoint, &kind, &form).await.unwrap();
        let (_, back) = split(chosen.header("location").expect("a redirect back"));
        assert_eq!(self.get(&back).await.unwrap().status, 303, "signed in");
    }

    /// What people do: a page for anybody, a page of theirs, a draft that is begun and thrown away.
    pub async fn visit(&mut self) -> Result<(), String> {
        self.visits += 1;
        match self.visits % 3 {
            0 => self.expect("GET", "/", "", 200).await.map(drop),
            1 => self.expect("GET", "/casos", "", 200).await.map(drop),
            _ => {
                let page = self.expect("GET", "/tramites/SVT-135", "", 200).await?;
                let token = field(&page.body, "csrf").ok_or("the page has no form")?;
                let form = format!("csrf={token}");
                let begun = self.expect("POST", "/tramites/SVT-135/empezar", &form, 303).await?;
                let step = begun.header("location").ok_or("no draft")?.to_owned();
                let draft = step.split('/').nth(2).ok_or("no draft")?;
                let discard = format!("/borradores/{draft}/borrar");
                self.expect("POST", &discard, &form, 303).await.map(drop)
            }
        }
    }

    async fn expect(&mut self, method: &str, path: &str, body: &str, status: u16) -> Result<Answer, String> {
        let answer = self.send(method, path, body).await;
        let answer = answer.map_err(|error| format!("{method} {path}: {error}"))?;
        if answer.status == status {
            Ok(answer)
        } else {
            Err(format!("{method} {path}: {} instead of {status}", answer.status))
        }
    }

    async fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.send("GET", path, "").await
    }

    async fn send(&mut self, method: &str, path: &str, body: &str) -> io::Result<Answer> {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let headers = [
            ("cookie", cookies.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let answer = ask(self.address, method, path, &headers, body).await?;
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = cookie.split(';').next().and_then(|pair| pair.split_once('='));
            if let Some((name, value)) = pair {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(answer)
    }
}

/// Where an address of this machine leads, and its path.
fn split(url: &str) -> (SocketAddr, String) {
    let rest = url.strip_prefix("http://").expect("an address of this machine");
    let (host, path) = rest.split_once('/').unwrap();
    let host = host.replace("localhost", "127.0.0.1");
    (host.parse().unwrap(), format!("/{path}"))
}

fn field(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next().map(str::to_owned)
}
