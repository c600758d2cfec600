//! Against real clusters in the temporary folder, one per story.

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use sqlx::ConnectOptions as _;

use super::*;

struct Place(ClusterPlace);

impl Place {
    fn new(name: &str) -> Self {
        let data = std::env::temp_dir().join(format!("lt-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&data).unwrap();
        std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o711)).unwrap();
        Self(ClusterPlace::new(data))
    }

    async fn start(&self) -> Cluster {
        Cluster::start(self.0.clone(), |_| {}).await.unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0.data).ok();
    }
}

async fn run(cluster: &Cluster, statement: &'static str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(statement).execute(&mut cluster.owner().connect().await?).await.map(drop)
}

async fn rows(cluster: &Cluster) -> i64 {
    let mut conn = cluster.owner().connect().await.unwrap();
    sqlx::query_scalar("select count(*) from kept").fetch_one(&mut conn).await.unwrap()
}

async fn ready_again(cluster: &Cluster, before: u32) -> u32 {
    let mut health = cluster.health();
    let found = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            if let Health::Ready(pid) = *health.borrow_and_update()
                && pid != before
            {
                return pid;
            }
            health.changed().await.unwrap();
        }
    });
    found.await.unwrap()
}

#[tokio::test]
async fn a_cluster_is_made_once_keeps_its_data_and_survives_the_violent_death_of_its_server() {
    let place = Place::new("cluster");
    let cluster = place.start().await;
    run(&cluster, "create table kept (n int); insert into kept values (1)").await.unwrap();

    // no network, checksums on, not root, letters beyond ASCII folded
    let mut conn = cluster.owner().connect().await.unwrap();
    let (listen, checksums, lower): (String, String, String) =
        sqlx::query_as("select current_setting('listen_addresses'), current_setting('data_checksums'), lower('ĐƯỜNG Ấ')")
            .fetch_one(&mut conn)
            .await
            .unwrap();
    assert_eq!((listen.as_str(), checksums.as_str(), lower.as_str()), ("", "on", "đường ấ"));
    drop(conn);
    let Health::Ready(first) = *cluster.health().borrow() else { panic!("not ready") };
    let owner = std::fs::metadata(format!("/proc/{first}")).map(|process| std::os::unix::fs::MetadataExt::uid(&process)).unwrap();
    assert_ne!(owner, 0, "PostgreSQL never runs as root");

    // a second process is kept out
    assert!(place.0.is_running());
    assert!(matches!(Cluster::start(place.0.clone(), |_| {}).await, Err(ClusterError::AlreadyRunning { .. })));

    // kill -9 of the server: it answers again by itself, with what was committed
    kill(first);
    let second = ready_again(&cluster, first).await;
    run(&cluster, "insert into kept values (2)").await.unwrap();
    assert_eq!(rows(&cluster).await, 2);

    // a clean stop leaves nothing running, and the next start is warm
    cluster.stop().await;
    assert!(!std::path::Path::new(&format!("/proc/{second}")).exists());
    assert!(!place.0.is_running());
    let steps = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = steps.clone();
    let warm = Cluster::start(place.0.clone(), move |step| seen.lock().unwrap().push(step)).await.unwrap();
    assert_eq!(*steps.lock().unwrap(), [Step::Starting]);
    assert_eq!(rows(&warm).await, 2);
    warm.stop().await;
}

#[tokio::test]
async fn a_cluster_of_another_major_version_is_refused_with_the_steps_to_take() {
    let place = Place::new("major");
    std::fs::create_dir_all(place.0.cluster_folder()).unwrap();
    std::fs::write(place.0.cluster_folder().join("PG_VERSION"), "9\n").unwrap();
    let error = Cluster::start(place.0.clone(), |_| {}).await.err().unwrap();
    assert!(matches!(error, ClusterError::MajorVersion { .. }));
    let said = error.to_string();
    assert!(said.contains("postgresql-9") && said.contains("lienthong backup") && said.contains("lienthong restore"), "{said}");
}

#[tokio::test]
async fn a_deep_data_folder_gets_a_short_socket() {
    let place = Place::new("deep");
    let deep = place.0.data.join("d".repeat(120));
    let deep = ClusterPlace::throwaway(deep);
    assert!(deep.socket_folder().starts_with(std::env::temp_dir()));
    assert!(!deep.socket_folder().starts_with(&place.0.data));
    let cluster = Cluster::start(deep.clone(), |_| {}).await.unwrap();
    run(&cluster, "select 1").await.unwrap();
    cluster.stop().await;
    std::fs::remove_dir_all(deep.socket_folder()).unwrap();
}

fn kill(pid: u32) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}
