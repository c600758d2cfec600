//! A database per test.

use std::str::FromStr;

use lienthong_platform::cluster::{Cluster, ClusterPlace};
use lienthong_platform::{App, JobKind};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection as _};
use tokio::sync::OnceCell;

/// A migrated database of one test, dropped by the cluster's end.
pub struct TestDb {
    /// The application over it, in the application's role.
    pub app: App,
    /// Connects as the owner, past every wall: for preparing and checking only.
    pub owner: PgConnectOptions,
}

impl TestDb {
    /// A connection of the owner.
    pub async fn owner(&self) -> PgConnection {
        PgConnection::connect_with(&self.owner).await.expect("the test database answers")
    }
}

static TEMPLATE: OnceCell<(PgConnectOptions, String)> = OnceCell::const_new();

/// A new database without job kinds.
pub async fn test_db() -> TestDb {
    test_db_with(Vec::new()).await
}

/// A new database whose application knows these job kinds.
pub async fn test_db_with(jobs: Vec<JobKind>) -> TestDb {
    let (server, template) = TEMPLATE.get_or_init(prepare).await;
    let name = format!("t_{}", uuid::Uuid::now_v7().simple());
    let mut conn = PgConnection::connect_with(server).await.expect("the test cluster answers");
    // both names are ours: hexadecimal digits
    sqlx::query(AssertSqlSafe(format!("create database {name} template {template}")))
        .execute(&mut conn)
        .await
        .expect("a database from the template");
    let owner = server.clone().database(&name);
    let app = App::new(App::pool(owner.clone().username("lienthong_app"), 4), jobs);
    TestDb { app, owner }
}

async fn prepare() -> (PgConnectOptions, String) {
    let server = server().await;
    let template = format!("template_{}", uuid::Uuid::now_v7().simple());
    let mut conn = PgConnection::connect_with(&server).await.expect("the test cluster answers");
    sqlx::query(AssertSqlSafe(format!("create database {template}"))).execute(&mut conn).await.expect("a template database");
    lienthong_platform::migrate(&server.clone().database(&template)).await.expect("the migrations run");
    (server, template)
}

/// The server named by `LIENTHONG_TEST_PG`, else a throwaway one that dies with this process.
async fn server() -> PgConnectOptions {
    if let Ok(url) = std::env::var("LIENTHONG_TEST_PG") {
        return PgConnectOptions::from_str(&url).expect("LIENTHONG_TEST_PG is a PostgreSQL URL");
    }
    let temporary = std::env::temp_dir();
    sweep(&temporary);
    let folder = temporary.join(format!("{FOLDER}{}", std::process::id()));
    let cluster = match Cluster::start(ClusterPlace::throwaway(folder), |_| {}).await {
        Ok(cluster) => cluster,
        Err(error) => panic!("tests need a PostgreSQL cluster: {error}"),
    };
    let owner = cluster.owner();
    // every test of this process uses it; the kernel stops it when the process ends
    std::mem::forget(cluster);
    owner
}

const FOLDER: &str = "lienthong-test-";

/// Removes what test processes left that are no more.
fn sweep(temporary: &std::path::Path) {
    for entry in std::fs::read_dir(temporary).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(FOLDER)).filter(|pid| pid.parse::<u32>().is_ok());
        if process.is_some_and(|pid| !std::path::Path::new("/proc").join(pid).exists()) {
            // another process may be sweeping too
            std::fs::remove_dir_all(entry.path()).ok();
        }
    }
}
