//! A bare connection, to send bytes that no well-behaved client would send.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::wait;

/// An open connection to the server.
pub struct Connection {
    stream: TcpStream,
}

impl Connection {
    /// Connects and sends nothing.
    pub async fn open(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.expect("the server accepts connections") }
    }

    /// Connects and sends these bytes.
    pub async fn send(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Self {
        let mut connection = Self::open(address).await;
        connection.write(bytes).await.expect("what is sent first is taken");
        connection
    }

    /// Sends more bytes. Fails once the server has closed the connection.
    pub async fn write(&mut self, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
        self.stream.write_all(bytes.as_ref()).await
    }

    /// Everything the server sends until it closes the connection, which must be soon.
    pub async fn until_closed(&mut self) -> String {
        let mut said = Vec::new();
        // A reset ends the connection too.
        let _ = wait::soon("the end of the connection", self.stream.read_to_end(&mut said)).await;
        String::from_utf8_lossy(&said).into_owned()
    }

    /// The status of the reply as soon as it begins.
    pub async fn status(&mut self) -> u16 {
        let mut head = [0; 12];
        let read = wait::soon("a reply", self.stream.read_exact(&mut head)).await;
        read.expect("the server replies before it closes the connection");
        let text = String::from_utf8_lossy(&head).into_owned();
        text.strip_prefix("HTTP/1.1 ")
            .and_then(|status| status.parse().ok())
            .expect("a status line of HTTP/1.1")
    }
}
