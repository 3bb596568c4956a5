//! Something between a store and its server that does wrong, at one request of your choice or at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use radica_storage::objects::s3::Place;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// The server answers with this status and code, and nothing is done.
    Answer(u16, &'static str),
    /// The connection ends before the request arrives.
    Reset,
    /// It is done, and the connection ends before the answer.
    LostAnswer,
    /// Half of the answer comes.
    Truncated,
    /// Nothing comes.
    Silence,
}

/// When it goes wrong.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// At one request, counted from 1.
    At(usize),
    /// At every one.
    Always,
}

/// It ends when it is dropped.
pub struct Proxy {
    requests: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Proxy {
    /// Stands before the server of a place, which leads to it from now on.
    pub async fn before(place: &mut Place, fault: Fault, when: When) -> Self {
        let server = place.endpoint.take().unwrap().replace("http://", "");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        place.endpoint = Some(format!("http://{}", listener.local_addr().unwrap()));
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
                let wrong = match when {
                    When::At(at) => at == number,
                    When::Always => true,
                };
                let server = server.clone();
                tokio::spawn(async move { pass(client, &server, wrong.then_some(fault)).await });
            }
        });
        Self { requests, accepting }
    }

    /// How many requests came.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// One request for each connection, so that requests are counted by them.
async fn pass(mut client: TcpStream, server: &str, fault: Option<Fault>) -> std::io::Result<()> {
    if matches!(fault, Some(Fault::Reset)) {
        return client.set_zero_linger();
    }
    let request = read_request(&mut client).await?;
    match fault {
        Some(Fault::Silence) => std::future::pending().await,
        Some(Fault::Answer(status, code)) => {
            let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>prueba</Message></Error>");
            let length = body.len();
            let answer =
                format!("HTTP/1.1 {status} Fault\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
            return client.write_all(answer.as_bytes()).await;
        }
        _ => {}
    }
    let mut upstream = TcpStream::connect(server).await?;
    upstream.write_all(&request).await?;
    let mut answer = Vec::new();
    upstream.read_to_end(&mut answer).await?;
    match fault {
        Some(Fault::LostAnswer) => client.set_zero_linger(),
        Some(Fault::Truncated) => client.write_all(&answer[..answer.len() / 2]).await,
        _ => client.write_all(&close(answer)).await,
    }
}

/// The whole request, which is told to be the only one of its connection.
async fn read_request(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut request = Vec::new();
    loop {
        if let Some(end) = head_of(&request) {
            let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.map_or(0, |length| length.trim().parse().unwrap_or(0));
            if request.len() >= end + length {
                return Ok(close(request));
            }
        }
        if client.read_buf(&mut request).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// A message with `connection: close` in its head.
fn close(mut message: Vec<u8>) -> Vec<u8> {
    if let Some(end) = head_of(&message) {
        message.splice(end - 2..end - 2, *b"connection: close\r\n");
    }
    message
}

/// Where the head of a message ends.
fn head_of(message: &[u8]) -> Option<usize> {
    message
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .map(|at| at + 4)
}
