//! The drill: the real binary on a real cluster, killed, backed up while it runs, restored onto an empty machine, verified.

#![expect(clippy::unwrap_used, reason = "helpers of tests; a failure here is a failed test")]

use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use lienthong_platform::cluster::{Cluster, ClusterPlace};
use lienthong_platform::files::{Digest, Files};
use lienthong_platform::settings::FileSettings;
use sqlx::ConnectOptions as _;

struct Machine {
    folder: PathBuf,
    address: String,
}

impl Machine {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("lt-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o711)).unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        Self { folder, address }
    }

    fn command(&self, data: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lienthong"));
        command.args(arguments).env_remove("DATABASE_URL").env_remove("DATABASE_OWNER_URL");
        command.env("LIENTHONG_DATA", self.folder.join(data)).env("LIENTHONG_WEB_LISTEN", &self.address);
        command.env("LIENTHONG_LOG_FILTER", "warn").stdin(Stdio::null());
        command
    }

    fn run(&self, data: &str, arguments: &[&str]) -> Output {
        self.command(data, arguments).output().unwrap()
    }

    fn well(&self, data: &str, arguments: &[&str]) -> String {
        let output = self.run(data, arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// Starts `up` and waits until it has said how to stop it.
    fn up(&self, data: &str) -> Child {
        let mut child = self.command(data, &["up"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.by_ref().map_while(Result::ok).any(|line| line.starts_with("Ctrl-C")), "up ended early");
        // somebody has to listen, or the next line that it says is an error to it
        std::thread::spawn(move || lines.count());
        child
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: drill\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

fn postmaster(data: &Path) -> Option<String> {
    std::fs::read_to_string(data.join("pg/postmaster.pid")).ok()?.lines().next().map(str::to_owned)
}

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let since = Instant::now();
    while !done() {
        assert!(since.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::yield_now();
    }
}

fn signal(child: &Child, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, signal).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_province_survives_its_killing_and_is_restored_whole_from_last_nights_backup() {
    let machine = Machine::new("drill");
    let data = machine.folder.join("data");

    // first start; then the violent end: the server goes with its process, and the next start keeps everything
    let mut first = machine.up("data");
    assert!(machine.get("/readyz").starts_with("HTTP/1.1 200"));
    let server = postmaster(&data).unwrap();
    first.kill().unwrap();
    first.wait().unwrap();
    until("PostgreSQL outlived its process", || !Path::new("/proc").join(&server).exists());
    let mut second = machine.up("data");
    assert!(machine.get("/readyz").starts_with("HTTP/1.1 200"));

    // backed up while it runs
    let files = Files::local(&data.join("files"), FileSettings::default()).unwrap();
    let kept = files.receive_bytes("đơn.txt", "Đơn xin chứng thực".as_bytes()).await.unwrap();
    let archive = machine.folder.join("backup.tar");
    let archive_name = archive.to_str().unwrap();
    machine.well("data", &["backup", archive_name]);
    assert!(!machine.run("data", &["backup", archive_name]).status.success(), "a backup never overwrites another");
    assert_eq!(std::fs::metadata(&archive).unwrap().permissions().mode() & 0o777, 0o600);

    // asked politely, it stops itself and its server
    signal(&second, rustix::process::Signal::TERM);
    assert!(second.wait().unwrap().success());
    assert_eq!(postmaster(&data), None);

    // onto an empty machine, whole; never onto another province
    let said = machine.well("restored", &["restore", archive_name]);
    assert!(said.contains("the log is sound"), "{said}");
    let restored = machine.folder.join("restored");
    let there = Files::local(&restored.join("files"), FileSettings::default()).unwrap();
    assert_eq!(there.read_all(kept.digest).await.unwrap(), "Đơn xin chứng thực".as_bytes());
    assert_eq!(kept.digest, Digest::of("Đơn xin chứng thực".as_bytes()));
    assert_eq!(std::fs::read(data.join("keys/form.key")).unwrap(), std::fs::read(restored.join("keys/form.key")).unwrap());
    assert!(!machine.run("restored", &["restore", archive_name]).status.success());
    let mut third = machine.up("restored");
    assert!(machine.get("/readyz").starts_with("HTTP/1.1 200"));
    signal(&third, rustix::process::Signal::INT);
    assert!(third.wait().unwrap().success());

    // a changed archive is refused before anything is made
    let broken = machine.folder.join("broken.tar");
    std::fs::copy(&archive, &broken).unwrap();
    let mut file = std::fs::File::options().write(true).open(&broken).unwrap();
    file.seek(SeekFrom::Start(5000)).unwrap();
    file.write_all(b"changed").unwrap();
    assert!(!machine.run("never", &["restore", broken.to_str().unwrap()]).status.success());
    assert!(!machine.folder.join("never/pg").exists() && !machine.folder.join("never/RESTORE-UNFINISHED").exists());

    // who changes the restored log is found
    let cluster = Cluster::start(ClusterPlace::new(&restored), |_| {}).await.unwrap();
    let mut owner = cluster.owner().connect().await.unwrap();
    sqlx::raw_sql(
        "update platform.event set detail = '{\"changed\": 1}' where event_id = (select min(event_id) from platform.event)",
    )
    .execute(&mut owner)
    .await
    .unwrap();
    drop(owner);
    cluster.stop().await;
    assert_eq!(machine.run("restored", &["audit", "verify"]).status.code(), Some(1));
}

#[test]
fn a_wrong_setting_is_refused_at_start_with_its_line() {
    let machine = Machine::new("settings");
    let file = machine.folder.join("lienthong.toml");
    std::fs::write(&file, "[web]\nlisten = '127.0.0.1:1'\nbehind_prxy = true\n").unwrap();
    let output = machine.run("data", &["--config", file.to_str().unwrap(), "up"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("lienthong.toml:3:") && said.contains("did you mean: behind_proxy"), "{said}");
    assert!(!machine.folder.join("data").exists());
}
