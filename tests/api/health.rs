//! Health checks: whether the process lives, and whether it can work.

use harness::{Cluster, db, wait};

#[tokio::test]
async fn a_server_with_its_database_is_live_and_ready() {
    let visitor = harness::start().await.visitor();
    visitor.get("/health/live").await.is(200);
    visitor.get("/health/ready").await.is(200);
}

#[tokio::test]
async fn a_server_is_unready_while_any_role_is_refused() {
    let cluster = Cluster::guarded().await;
    let server = harness::start_on(&cluster, |_| {}).await;
    let visitor = server.visitor();
    for login in server.db_logins().await {
        let role = login.get_user().expect("a role");
        db::attempt(&login, &format!("alter role {role} password 'mine'")).await.expect("any role may");
        cluster.db_end_sessions(role).await;
        wait::until(&format!("{role} is missed"), async || {
            (visitor.get("/health/ready").await.status == 503).then_some(())
        })
        .await;
        server.db_logins().await;
        wait::until(&format!("{role} is there again"), async || {
            (visitor.get("/health/ready").await.status == 200).then_some(())
        })
        .await;
    }
}
