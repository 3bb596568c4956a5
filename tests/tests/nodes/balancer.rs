//! A balancer as an operator would set one up: it asks each node whether it is ready, several times a second, and sends
//! connections only to those that are, in turn. It never tries twice.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use crate::browser;
use crate::node::Node;

/// How often each node is asked: several times within the second that a node waits before it goes.
const ASK_EVERY: Duration = Duration::from_millis(100);

#[derive(Default)]
struct Backend {
    address: Option<SocketAddr>,
    ready: AtomicBool,
    served: AtomicUsize,
}

pub struct Balancer {
    address: SocketAddr,
    backends: Arc<Mutex<Vec<Arc<Backend>>>>,
}

impl Balancer {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let backends = Arc::<Mutex<Vec<Arc<Backend>>>>::default();
        let chosen = Arc::clone(&backends);
        tokio::spawn(async move {
            for turn in 0.. {
                let (client, _) = listener.accept().await.unwrap();
                let ready: Vec<_> = chosen
                    .lock()
                    .unwrap()
                    .iter()
                    .filter(|node| node.is_ready())
                    .cloned()
                    .collect();
                let backend = ready.get(turn % ready.len().max(1)).cloned();
                tokio::spawn(async move {
                    if let Some(backend) = backend {
                        let _ = backend.serve(client).await;
                    }
                });
            }
        });
        Self { address, backends }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    /// Sends connections to a node too, whenever it is ready.
    pub fn asks(&self, node: &Node) {
        let backend = Arc::new(Backend {
            address: Some(node.address()),
            ..Backend::default()
        });
        self.backends.lock().unwrap().push(Arc::clone(&backend));
        tokio::spawn(async move {
            loop {
                backend.ask().await;
                tokio::time::sleep(ASK_EVERY).await;
            }
        });
    }

    pub async fn until_ready(&self, node: &Node) {
        let backends = self.backends.lock().unwrap().clone();
        let backend = backends
            .iter()
            .find(|backend| backend.address == Some(node.address()))
            .unwrap();
        while !backend.is_ready() {
            tokio::time::sleep(ASK_EVERY).await;
        }
    }

    /// Connections that each node has taken.
    pub fn served(&self) -> Vec<usize> {
        let backends = self.backends.lock().unwrap();
        backends
            .iter()
            .map(|backend| backend.served.load(Ordering::Relaxed))
            .collect()
    }
}

impl Backend {
    fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    async fn ask(&self) {
        let Some(address) = self.address else { return };
        let answer = browser::ask(address, "GET", "/salud/listo", &[], "").await;
        self.ready
            .store(answer.is_ok_and(|answer| answer.status == 200), Ordering::Relaxed);
    }

    async fn serve(&self, mut client: TcpStream) -> io::Result<()> {
        let Some(address) = self.address else { return Ok(()) };
        self.served.fetch_add(1, Ordering::Relaxed);
        let mut node = TcpStream::connect(address).await?;
        tokio::io::copy_bidirectional(&mut client, &mut node).await?;
        Ok(())
    }
}
