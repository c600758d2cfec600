//! The thread that runs PostgreSQL and starts it again when it dies.
//!
//! One lasting thread, because the kernel's "tell me when my parent dies" is bound to the thread that forked.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use tokio::sync::{oneshot, watch};

use super::prepare::{self, Prepared, is_ready};
use super::{ClusterError, ClusterPlace, Health, Step};

type FirstAnswer = oneshot::Sender<Result<(), ClusterError>>;

#[derive(Default)]
struct Shared {
    stopping: bool,
    /// The running postmaster; cleared before the process is reaped, so that a signal never meets a stranger.
    server: Option<Pid>,
}

/// The hand on the switch.
#[derive(Clone)]
pub(super) struct Control(Arc<Mutex<Shared>>);

impl Control {
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// SIGINT is PostgreSQL's fast shutdown: sessions are ended, all is written.
    pub(super) fn ask_to_stop(&self) {
        let mut shared = self.shared();
        if shared.stopping {
            return;
        }
        shared.stopping = true;
        if let Some(pid) = shared.server {
            kill_process(pid, Signal::INT).ok();
        }
    }
}

pub(super) fn spawn(
    place: ClusterPlace,
    progress: Box<dyn Fn(Step) + Send>,
    health: watch::Sender<Health>,
    first: FirstAnswer,
) -> std::io::Result<Control> {
    let control = Control(Arc::default());
    let watched = control.clone();
    std::thread::Builder::new().name("postgres".into()).spawn(move || {
        match prepare::prepare(&place, &*progress) {
            Ok(prepared) => {
                progress(Step::Starting);
                run(&prepared, &watched, &health, first);
            }
            // nobody listens any more when the start was given up
            Err(error) => drop(first.send(Err(error))),
        }
        health.send_replace(Health::Stopped);
    })?;
    Ok(control)
}

fn run(prepared: &Prepared, control: &Control, health: &watch::Sender<Health>, first: FirstAnswer) {
    let mut first = Some(first);
    let mut failures = 0u32;
    loop {
        let started = Instant::now();
        let mut server = match Server::start(prepared, control) {
            Ok(Some(server)) => server,
            Ok(None) => return,
            Err(error) => {
                if let Some(first) = first.take() {
                    first.send(Err(error)).ok();
                    return;
                }
                tracing::error!(%error, "PostgreSQL could not be started again");
                failures += 1;
                pause(control, failures);
                continue;
            }
        };
        if server.wait_until_ready(prepared) {
            health.send_replace(Health::Ready(server.child.id()));
            if let Some(first) = first.take() {
                first.send(Ok(())).ok();
            } else {
                tracing::warn!(duration_ms = started.elapsed().as_millis() as u64, "PostgreSQL answers again");
            }
            failures = 0;
        }
        server.wait_until_gone(control);
        if control.shared().stopping {
            return;
        }
        health.send_replace(Health::Starting);
        failures += 1;
        // right after a crash, backends of the dead server may hold its memory for a moment: some tries are normal
        if failures > 20
            && let Some(first) = first.take()
        {
            first.send(Err(ClusterError::Program { program: "postgres", output: server.last_words() })).ok();
            return;
        }
        tracing::warn!(attempt = failures, said = server.last_words(), "PostgreSQL ended unasked; it is started again");
        pause(control, failures);
    }
}

/// 0.1 s, 0.2 s, ... at most 2 s, cut short by a wish to stop.
fn pause(control: &Control, failures: u32) {
    let until = Instant::now() + Duration::from_millis(u64::from(failures.min(20)) * 100);
    while Instant::now() < until && !control.shared().stopping {
        std::thread::sleep(Duration::from_millis(20));
    }
}

struct Server {
    child: Child,
    said: Arc<Mutex<VecDeque<String>>>,
}

impl Server {
    /// `None` when stopping was asked for before there was anything to stop.
    fn start(prepared: &Prepared, control: &Control) -> Result<Option<Self>, ClusterError> {
        let program = prepared.binaries.program("postgres");
        let mut command = Command::new(&program);
        command.arg("-D").arg(&prepared.cluster).arg("-k").arg(&prepared.socket);
        if !prepared.durable {
            command.args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]);
        }
        prepare::as_account(&mut command, prepared.account.as_ref());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        // Ctrl-C in a terminal is ours to handle: first the work, then the database
        command.process_group(0);
        dies_with_us(&mut command);

        let mut shared = control.shared();
        if shared.stopping {
            return Ok(None);
        }
        let mut child = command.spawn().map_err(ClusterError::io(&program))?;
        shared.server = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        drop(shared);

        let said = Arc::new(Mutex::new(VecDeque::new()));
        if let Some(stderr) = child.stderr.take() {
            let said = said.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                    let line = String::from_utf8_lossy(&line).into_owned();
                    tell(&line);
                    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                    if said.len() == 12 {
                        said.pop_front();
                    }
                    said.push_back(line);
                }
            });
        }
        Ok(Some(Self { child, said }))
    }

    /// False when it ended before it answered.
    fn wait_until_ready(&mut self, prepared: &Prepared) -> bool {
        loop {
            if is_ready(&prepared.cluster, self.child.id()) {
                return true;
            }
            let Some(pid) = self.pid() else { return false };
            let gone = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG);
            if matches!(gone, Ok(Some(_)) | Err(_)) {
                return false;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn wait_until_gone(&mut self, control: &Control) {
        if let Some(pid) = self.pid() {
            // looks without reaping, so that the number stays taken until nobody can signal it any more
            while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT) {}
        }
        control.shared().server = None;
        if let Err(error) = self.child.wait() {
            tracing::warn!(%error, "waiting for PostgreSQL");
        }
    }

    fn pid(&self) -> Option<Pid> {
        i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
    }

    fn last_words(&self) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.iter().cloned().collect::<Vec<_>>().join("\n")
    }
}

/// What the server says, at the level that it means.
fn tell(line: &str) {
    // what it says to each session when it is asked to stop
    let farewell = line.contains("terminating connection due to administrator command");
    if farewell {
        tracing::debug!(target: "postgres", "{line}");
    } else if line.contains("FATAL:") || line.contains("PANIC:") || line.contains("ERROR:") {
        tracing::error!(target: "postgres", "{line}");
    } else if line.contains("WARNING:") {
        tracing::warn!(target: "postgres", "{line}");
    } else {
        tracing::debug!(target: "postgres", "{line}");
    }
}

/// When our process ends in any way, the kernel sends the server its fast shutdown.
#[expect(
    unsafe_code,
    reason = "a hook between fork and exec is unsafe by nature; it makes two system calls and allocates nothing"
)]
fn dies_with_us(command: &mut Command) {
    let parent = Pid::from_raw(i32::try_from(std::process::id()).unwrap_or_default());
    // SAFETY: prctl and getppid are async-signal-safe, and nothing else happens in the hook
    unsafe {
        command.pre_exec(move || {
            rustix::process::set_parent_process_death_signal(Some(Signal::INT))?;
            if rustix::process::getppid() != parent {
                // we died between the fork and the line above
                return Err(std::io::Error::from(std::io::ErrorKind::BrokenPipe));
            }
            Ok(())
        });
    }
}
