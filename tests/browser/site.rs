//! A site of a partner's own: one page, in an origin of its own, under the policy that the partner chose.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// It is there as long as this is.
pub(crate) struct Site {
    pub(crate) url: String,
    task: JoinHandle<()>,
}

impl Site {
    /// Serves this in the body of a page, whatever is asked for.
    pub(crate) async fn serve(body: &str, policy: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
        let page =
            format!("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>A site</title>{body}");
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Content-Security-Policy: {policy}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        );
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(reply(stream, answer.clone()));
            }
        });
        Self { url, task }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn reply(mut stream: TcpStream, answer: String) -> Option<()> {
    let (mut head, mut part) = (Vec::new(), [0; 4096]);
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut part).await.ok()? {
            0 => return None,
            read => head.extend_from_slice(&part[..read]),
        }
    }
    stream.write_all(answer.as_bytes()).await.ok()
}
