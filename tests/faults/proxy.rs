//! A proxy between the program and PostgreSQL. It counts the statements of a writing transaction and the
//! rows that answer them. It can kill the program before a statement, or before the answer to its commit.

use std::{
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream, UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// The moment to kill the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kill {
    /// Before this statement of the transaction is forwarded. The first one begins the transaction.
    Before(usize),
    /// After PostgreSQL has committed, before the program learns of it.
    AfterCommit,
}

#[derive(Debug)]
struct Plan {
    kill: Kill,
    process: u32,
    is_done: bool,
}

/// The cost of a transaction until it was committed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) statements: usize,
    /// Rows that PostgreSQL sent.
    pub(crate) rows: usize,
}

/// A proxy that runs as long as the test's runtime.
pub(crate) struct Proxy {
    /// The database URL to give to the program.
    pub(crate) url: String,
    plan: Arc<Mutex<Option<Plan>>>,
    costs: Arc<Mutex<Vec<Cost>>>,
}

impl Proxy {
    /// Starts a proxy to a database of the cluster at this socket.
    pub(crate) async fn start(socket: PathBuf, user: &str, database: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it listens");
        let plan: Arc<Mutex<Option<Plan>>> = Arc::default();
        let costs: Arc<Mutex<Vec<Cost>>> = Arc::default();
        let url = format!("postgresql://{user}@{address}/{database}");
        tokio::spawn({
            let (plan, costs) = (plan.clone(), costs.clone());
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    client.set_nodelay(true).expect("the connection is open");
                    let server =
                        UnixStream::connect(&socket).await.expect("the test's own PostgreSQL answers");
                    tokio::spawn(relay(client, server, plan.clone(), costs.clone()));
                }
            }
        });
        Self { url, plan, costs }
    }

    /// Kills the program during the next writing transaction.
    pub(crate) fn kill(&self, process: u32, kill: Kill) {
        *self.plan.lock().expect("nobody panics") = Some(Plan { kill, process, is_done: false });
    }

    /// The cost of each transaction committed so far.
    pub(crate) fn costs(&self) -> Vec<Cost> {
        self.costs.lock().expect("nobody panics").clone()
    }

    /// Whether the program was killed.
    pub(crate) fn has_killed(&self) -> bool {
        self.plan.lock().expect("nobody panics").as_ref().is_some_and(|plan| plan.is_done)
    }
}

async fn relay(
    client: TcpStream,
    server: UnixStream,
    plan: Arc<Mutex<Option<Plan>>>,
    costs: Arc<Mutex<Vec<Cost>>>,
) {
    let ((from_client, mut to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let committing = Arc::new(Mutex::new(false));
    let rows = Arc::new(Mutex::new(0));
    let asked = forward(from_client, to_server, &plan, &committing, (&rows, &costs));
    let answered = async {
        let mut from_server: OwnedReadHalf = from_server;
        while let Ok(message) = message(&mut from_server, false).await {
            // The program sends one request at a time, so the next message answers the commit.
            if *committing.lock().expect("nobody panics") && strikes(&plan, Kill::AfterCommit) {
                return;
            }
            *rows.lock().expect("nobody panics") += usize::from(message[0] == b'D');
            if to_client.write_all(&message).await.is_err() {
                return;
            }
        }
    };
    // When either end closes, both do.
    tokio::select! {
        _ = asked => {}
        () = answered => {}
    }
}

/// Forwards the program's messages, one statement at a time.
async fn forward(
    mut client: impl AsyncRead + Unpin,
    mut server: OwnedWriteHalf,
    plan: &Mutex<Option<Plan>>,
    committing: &Mutex<bool>,
    (rows, costs): (&Mutex<usize>, &Mutex<Vec<Cost>>),
) -> std::io::Result<()> {
    let mut is_first = true;
    let (mut asked, mut statements, mut executes) = (Vec::new(), 0, false);
    loop {
        let message = message(&mut client, is_first).await?;
        let kind = if is_first { 0 } else { message[0] };
        is_first = false;
        let text = if kind == b'Q' { &message[5..message.len() - 1] } else { &[] };
        executes |= [b'Q', b'E'].contains(&kind);
        let begins = text == b"START TRANSACTION";
        let commits = text == b"COMMIT";
        asked.extend(&message);
        // The program waits for an answer only after a query or a sync.
        if ![0, b'Q', b'S', b'X', b'p'].contains(&kind) {
            continue;
        }
        if begins || statements > 0 {
            statements += usize::from(executes);
        }
        if executes && statements > 0 && strikes(plan, Kill::Before(statements)) {
            return Ok(());
        }
        if begins {
            *rows.lock().expect("nobody panics") = 0;
        }
        if commits && statements > 0 {
            let rows = *rows.lock().expect("nobody panics");
            costs.lock().expect("nobody panics").push(Cost { statements, rows });
        }
        *committing.lock().expect("nobody panics") = commits && statements > 0;
        server.write_all(&asked).await?;
        asked.clear();
        executes = false;
        if commits || text == b"ROLLBACK" {
            statements = 0;
        }
    }
}

/// A message of the protocol: kind, length and body. The first message of a connection has no kind.
async fn message(client: &mut (impl AsyncRead + Unpin), is_first: bool) -> std::io::Result<Vec<u8>> {
    let mut message = vec![0; if is_first { 4 } else { 5 }];
    client.read_exact(&mut message).await?;
    let head = message.len();
    let length = u32::from_be_bytes(message[head - 4..].try_into().expect("four bytes"));
    message.resize(head + length as usize - 4, 0);
    client.read_exact(&mut message[head..]).await?;
    Ok(message)
}

/// Kills the program if this is the moment.
fn strikes(plan: &Mutex<Option<Plan>>, here: Kill) -> bool {
    let mut plan = plan.lock().expect("nobody panics");
    let Some(plan) = plan.as_mut().filter(|plan| plan.kill == here && !plan.is_done) else { return false };
    let killed = Command::new("kill").args(["-KILL", &plan.process.to_string()]).status();
    assert!(killed.expect("kill is there").success());
    plan.is_done = true;
    true
}
