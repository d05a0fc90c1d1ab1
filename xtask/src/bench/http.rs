//! A minimal HTTP client for single requests to our own servers. wrk makes the load.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context, Result, ensure};

const TIMEOUT: Duration = Duration::from_secs(20);

/// A response with status 200.
pub(super) struct Answer {
    head: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let fields = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut values = fields.filter(|(field, _)| field.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value.trim())
    }
}

/// Requests a path, on a new connection.
pub(super) fn get(address: SocketAddr, path: &str) -> Result<Answer> {
    let answer = exchange(address, path).with_context(|| format!("GET http://{address}{path}"))?;
    let middle =
        answer.windows(4).position(|four| four == b"\r\n\r\n").context("the response has no body")?;
    let head = String::from_utf8_lossy(&answer[..middle]).into_owned();
    let status = head.split_whitespace().nth(1);
    ensure!(status == Some("200"), "GET http://{address}{path}: {}", String::from_utf8_lossy(&answer));
    let answer = Answer { head, body: answer[middle + 4..].to_vec() };
    let length = answer.header("content-length").and_then(|length| length.parse().ok());
    ensure!(length == Some(answer.body.len()), "GET http://{address}{path}: the response is incomplete");
    Ok(answer)
}

fn exchange(address: SocketAddr, path: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}
