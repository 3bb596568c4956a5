//! A browser without its pictures: it keeps cookies and shows redirections instead of following them.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, redirect};

/// An answer that is not there after this long counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);
const FORM: &str = "application/x-www-form-urlencoded";
const BOUNDARY: &str = "----radica-crash";

/// Somebody's browser. Its cookies hold at every node.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
    csrf: String,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub text: String,
}

/// Nobody knows whether what was asked was done.
#[derive(Debug)]
pub struct Lost;

/// A file of a form.
pub struct Annex<'a> {
    pub field: &'a str,
    pub content: &'a [u8],
}

impl Browser {
    /// One where somebody has signed in through the demonstration's issuer at a node.
    pub async fn signed_in(base: &str, audience: &str, subject: &str) -> Result<Self, Lost> {
        let client = Client::builder().redirect(redirect::Policy::none()).timeout(PATIENCE);
        let mut browser = Self {
            client: client.build().unwrap(),
            cookies: BTreeMap::new(),
            csrf: String::new(),
        };
        let (chooser, address) = browser.follow(format!("{base}/ingresar/{audience}")).await?;
        let mut choice = hidden(&chooser.text);
        choice.push(("person".to_owned(), subject.to_owned()));
        let chosen = browser
            .ask(Method::POST, &address, Some((form(&choice), FORM.to_owned())))
            .await?;
        browser
            .follow(joined(&address, &chosen.location.unwrap_or_default()))
            .await?;
        let page = browser.get(base, "/tramites/SVT-135").await?;
        browser.csrf = field(&page.text, "csrf").ok_or(Lost)?;
        Ok(browser)
    }

    /// A page of a node.
    pub async fn get(&mut self, base: &str, path: &str) -> Result<Answer, Lost> {
        self.ask(Method::GET, &joined(base, path), None).await
    }

    /// Sends a form to a node.
    pub async fn post(&mut self, base: &str, path: &str, pairs: &[(String, String)]) -> Result<Answer, Lost> {
        let body = form(&self.with_token(pairs)).into_bytes();
        self.ask_bytes(&joined(base, path), body, FORM.to_owned()).await
    }

    /// Sends a form that may have a file to a node.
    pub async fn post_parts(
        &mut self,
        base: &str,
        path: &str,
        pairs: &[(String, String)],
        annex: Option<&Annex<'_>>,
    ) -> Result<Answer, Lost> {
        let body = multipart(&self.with_token(pairs), annex);
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.ask_bytes(&joined(base, path), body, kind).await
    }

    fn with_token(&self, pairs: &[(String, String)]) -> Vec<(String, String)> {
        let token = ("csrf".to_owned(), self.csrf.clone());
        let others = pairs.iter().filter(|(name, _)| name != "csrf").cloned();
        std::iter::once(token).chain(others).collect()
    }

    async fn follow(&mut self, address: String) -> Result<(Answer, String), Lost> {
        let mut address = address;
        loop {
            let answer = self.ask(Method::GET, &address, None).await?;
            match &answer.location {
                Some(location) => address = joined(&address, location),
                None => return Ok((answer, address)),
            }
        }
    }

    async fn ask(&mut self, method: Method, url: &str, body: Option<(String, String)>) -> Result<Answer, Lost> {
        let request = self.client.request(method, url);
        let request = match body {
            Some((body, kind)) => request.header(CONTENT_TYPE, kind).body(body),
            None => request,
        };
        self.send(request).await
    }

    async fn ask_bytes(&mut self, url: &str, body: Vec<u8>, kind: String) -> Result<Answer, Lost> {
        let request = self.client.post(url).header(CONTENT_TYPE, kind).body(body);
        self.send(request).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Result<Answer, Lost> {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let answer = request
            .header(COOKIE, cookies.join("; "))
            .send()
            .await
            .map_err(|_| Lost)?;
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie
                .to_str()
                .unwrap_or_default()
                .split(';')
                .next()
                .unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = answer.status().as_u16();
        let location = answer
            .headers()
            .get(LOCATION)
            .and_then(|location| location.to_str().ok());
        let location = location.map(str::to_owned);
        let text = answer.text().await.map_err(|_| Lost)?;
        Ok(Answer { status, location, text })
    }
}

/// The hidden fields of a page.
pub fn hidden(html: &str) -> Vec<(String, String)> {
    let inputs = html.split("<input type=\"hidden\" name=\"").skip(1);
    let pairs = inputs.filter_map(|rest| {
        let (name, rest) = rest.split_once('"')?;
        let (value, _) = rest.strip_prefix(" value=\"")?.split_once('"')?;
        Some((name.to_owned(), unescape(value)))
    });
    pairs.collect()
}

fn field(html: &str, name: &str) -> Option<String> {
    hidden(html)
        .into_iter()
        .find_map(|(each, value)| (each == name).then_some(value))
}

fn unescape(text: &str) -> String {
    let text = text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

fn form(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn multipart(pairs: &[(String, String)], annex: Option<&Annex<'_>>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in pairs {
        let part = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    if let Some(Annex { field, content }) = annex {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"recibo.pdf\"\r\n\
             content-type: application/pdf\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

/// An address that may lack its scheme and host, against one that has them.
fn joined(base: &str, location: &str) -> String {
    if location.starts_with("http") {
        return location.to_owned();
    }
    let host = base
        .find("://")
        .and_then(|scheme| base[scheme + 3..].find('/').map(|end| scheme + 3 + end));
    format!("{}{location}", &base[..host.unwrap_or(base.len())])
}
