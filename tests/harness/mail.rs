//! A mail server that stores every mail, or refuses as many as a test wants.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::Server;

impl Server {
    /// Sends the digests due at an instant, as the server would at that instant.
    pub async fn send_digests_at(&self, now: jiff::Timestamp) {
        self.running.send_digests_at(now).await.expect("the digests are sent");
    }

    /// Mails the holders of new keys, as the server does every five minutes.
    pub async fn tell_of_keys(&self) {
        self.running.tell_of_keys().await.expect("the mails are sent");
    }

    /// The path that turns a person's digest off. Only the mail contains it.
    pub fn db_digest_off_path(&self, person: &str) -> String {
        self.running.digest_off_path(person.parse().expect("a person has an id"))
    }
}

/// A mail as received.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The recipient's address.
    pub to: String,
    /// Head and body.
    pub raw: Vec<u8>,
}

/// The mail server.
#[derive(Clone)]
pub struct MailSink {
    address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    mails: Vec<Mail>,
    refuse: usize,
}

impl MailSink {
    /// Starts a mail server on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("it listens");
        let sink = Self { address, kept: Arc::default() };
        let serving = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().talk(stream));
            }
        });
        sink
    }

    /// Its address in the form of `the mail server's setting`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The mails received since the last call.
    pub fn take(&self) -> Vec<Mail> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut kept.mails)
    }

    /// Refuses the next `mails` mails with a temporary error.
    pub fn refuse(&self, mails: usize) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).refuse = mails;
    }

    /// Stores or refuses a mail, and returns the reply.
    fn answer(&self, mail: Mail) -> &'static str {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.refuse > 0 {
            kept.refuse -= 1;
            return "451 not now";
        }
        kept.mails.push(mail);
        "250 ok"
    }

    /// Speaks the part of RFC 5321 that a client needs to send one mail.
    async fn talk(self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut read = BufReader::new(read);
        let mut to = String::new();
        write.write_all(b"220 sink\r\n").await.ok()?;
        loop {
            let mut line = String::new();
            if read.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    "250 ok"
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await.ok()?;
                    let raw = body(&mut read).await?;
                    self.answer(Mail { to: to.clone(), raw })
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
    }
}

/// Everything up to the lone dot, with doubled leading dots undone.
async fn body(read: &mut (impl AsyncBufReadExt + Unpin)) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = Vec::new();
        if read.read_until(b'\n', &mut line).await.ok()? == 0 {
            return None;
        }
        match line.as_slice() {
            b".\r\n" => return Some(body),
            [b'.', rest @ ..] => body.extend_from_slice(rest),
            line => body.extend_from_slice(line),
        }
    }
}
