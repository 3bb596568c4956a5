//! Listening, and stopping without cutting anybody off.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long requests under way may take to end once the server stops.
pub const DRAIN: Duration = Duration::from_secs(20);

/// Told to everything that runs when the program has to stop.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// A signal given by the caller: send `true` to stop.
    pub fn by_hand() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// Stops on Ctrl+C or SIGTERM.
    ///
    /// # Errors
    /// When the system refuses to tell of signals.
    pub fn on_signals() -> io::Result<Self> {
        let (sender, stop) = Self::by_hand();
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::spawn(async move {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            tracing::info!("stopping");
            sender.send_replace(true);
            // Kept until the program ends, so that a receiver never sees a closed channel.
            std::future::pending::<()>().await;
        });
        Ok(stop)
    }

    /// The signal, for parts that watch it themselves.
    pub fn receiver(&self) -> watch::Receiver<bool> {
        self.0.clone()
    }

    /// Waits for the signal.
    pub async fn wait(&self) {
        // An error means that the sender is gone, and so is the program.
        let _ = self.0.clone().wait_for(|stopped| *stopped).await;
    }
}

/// Takes an address to listen on.
///
/// # Errors
/// When it is taken or not ours; says which.
pub async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|error| io::Error::new(error.kind(), format!("no se puede escuchar en {address}: {error}")))
}

/// Serves until told to stop, then lets requests under way end.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, router: Router, stop: Stop) -> io::Result<()> {
    let stopping = stop.clone();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async move { stopping.wait().await });
    let hurry = async {
        stop.wait().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        done = serving.into_future() => done,
        () = hurry => Ok(()),
    }
}
