//! Tests of the cluster through its public interface. Each test has its own cluster, which takes a second to
//! start.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use tokio_postgres::NoTls;

use super::Embedded;

/// A temporary directory, deleted at the end.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("accord-embedded-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if let Ok(elsewhere) = fs::read_link(self.0.join("cluster")) {
            let _ = fs::remove_dir_all(elsewhere);
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn answers(embedded: &Embedded) -> bool {
    let Ok((client, connection)) = embedded.config().connect(NoTls).await else { return false };
    let connection = tokio::spawn(connection);
    let answer = client.query_one("select 1", &[]).await.is_ok();
    drop(client);
    connection.await.unwrap().unwrap();
    answer
}

fn postmaster(directory: &Path) -> Option<String> {
    let file = fs::read_to_string(directory.join("cluster/pgdata/postmaster.pid")).ok()?;
    file.lines().next().map(str::to_owned)
}

#[tokio::test]
async fn the_last_user_stops_the_cluster() {
    let directory = Directory::new("last");
    let server = Embedded::scratch(&directory.0).await.unwrap();
    let command = Embedded::scratch(&directory.0).await.unwrap();
    server.stop().await.unwrap();
    assert!(answers(&command).await);
    drop(command);
    assert_eq!(postmaster(&directory.0), None);
}

#[tokio::test]
async fn a_stale_lock_file_does_not_prevent_a_start() {
    let directory = Directory::new("killed");
    let killed = Embedded::scratch(&directory.0).await.unwrap();
    let pid = postmaster(&directory.0).unwrap();
    assert!(std::process::Command::new("kill").args(["-9", &pid]).status().unwrap().success());
    drop(killed);
    let file = directory.0.join("cluster/pgdata/postmaster.pid");
    let stale = fs::read_to_string(&file).unwrap();
    fs::write(&file, stale.replacen(&pid, &std::process::id().to_string(), 1)).unwrap();
    let restarted = Embedded::scratch(&directory.0).await.unwrap();
    assert!(answers(&restarted).await);
}

#[tokio::test]
async fn a_cluster_at_a_long_path_starts() {
    let directory = Directory::new("long");
    let long = directory.0.join("a-rather-long-name".repeat(6));
    let embedded = Embedded::scratch(&long).await.unwrap();
    assert!(answers(&embedded).await);
    assert!(embedded.url().parse::<tokio_postgres::Config>().is_ok());
}

#[tokio::test]
async fn an_abandoned_start_leaves_nothing_running() {
    let directory = Directory::new("given-up");
    let start = Embedded::scratch(&directory.0);
    assert!(tokio::time::timeout(std::time::Duration::ZERO, start).await.is_err());
    assert_eq!(postmaster(&directory.0), None);
    assert!(answers(&Embedded::scratch(&directory.0).await.unwrap()).await);
}

#[tokio::test]
async fn other_users_cannot_open_the_lock_files() {
    let directory = Directory::new("locks");
    let data_dir = directory.0.join("data");
    fs::create_dir(&data_dir).unwrap();
    // As an older release left it.
    fs::write(data_dir.join("change.lock"), "").unwrap();
    fs::set_permissions(data_dir.join("change.lock"), fs::Permissions::from_mode(0o644)).unwrap();
    let _embedded = Embedded::scratch(&data_dir).await.unwrap();
    for name in ["change.lock", "users.lock", "postgresql.log"] {
        assert_eq!(fs::metadata(data_dir.join(name)).unwrap().mode() & 0o777, 0o600, "{name}");
    }
}

#[tokio::test]
async fn other_users_cannot_list_a_new_data_directory() {
    let directory = Directory::new("listed");
    let data_dir = directory.0.join("data");
    let _embedded = Embedded::scratch(&data_dir).await.unwrap();
    assert_eq!(fs::metadata(&data_dir).unwrap().mode() & 0o066, 0);
}
