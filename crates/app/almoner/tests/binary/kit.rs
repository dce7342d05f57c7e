//! Runs the program and asks it, as a person at a terminal would.

use std::fs::Permissions;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use serde_json::Value;
use tempfile::TempDir;

/// Longer than anything here takes on a busy machine; a test that reaches it has failed.
pub const LONG: Duration = Duration::from_secs(120);

/// The password of every made sign-in.
pub const DEMO: &str = "lantern-harbour-demo";

/// A folder that the database's user can enter when the tests run as root.
pub fn folder() -> TempDir {
    tempfile::Builder::new().prefix("almoner-").permissions(Permissions::from_mode(0o711)).tempdir().unwrap()
}

/// The program with nothing of this environment's settings.
pub fn almoner(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_almoner"));
    command.args(args).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("ALMONER_") || name == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    if let Some(bin) = std::env::var_os("ALMONER_TEST_PG_BIN") {
        command.env("ALMONER_POSTGRES_BIN", bin);
    }
    command
}

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// It ended with `code` and said all of this, on either output.
    pub fn ended(&self, code: i32, said: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        let all = format!("{}{}", self.out, self.err);
        for part in said {
            assert!(all.contains(part), "{part:?} is not in\n{all}");
        }
        self
    }
}

/// Runs a command to its end, which it must reach by itself.
pub fn run(command: &mut Command) -> Said {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap());
    let (done, ended) = channel::<()>();
    let watch = std::thread::spawn(move || {
        if ended.recv_timeout(LONG) == Err(RecvTimeoutError::Timeout) {
            let _gone = kill(pid, Signal::SIGTERM);
        }
    });
    let output = child.wait_with_output().unwrap();
    drop(done);
    watch.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A program that goes on running, in a process group of its own as a shell would give it.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    /// What it has said so far on standard output.
    pub said: String,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child =
            command.process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        let told = sender.clone();
        std::thread::spawn(move || out.lines().map_while(Result::ok).for_each(|l| drop(told.send(l))));
        let err = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || err.lines().map_while(Result::ok).for_each(|l| drop(sender.send(l))));
        Self { child, lines, said: String::new() }
    }

    /// Waits until it has said this.
    pub fn says(&mut self, text: &str) -> &mut Self {
        let until = Instant::now() + LONG;
        while !self.said.contains(text) {
            match self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => self.said.extend([line.as_str(), "\n"]),
                Err(why) => panic!("{why}, and it has not said {text:?}:\n{}", self.said),
            }
        }
        self
    }

    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap()
    }

    /// What Ctrl-C does: a signal to the whole group.
    pub fn interrupt(&self) {
        killpg(Pid::from_raw(self.pid()), Signal::SIGINT).unwrap();
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        let pid = self.pid();
        eventually(&format!("process {pid} ends"), || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        while let Ok(line) = self.lines.recv_timeout(LONG) {
            self.said.extend([line.as_str(), "\n"]);
        }
        status.unwrap()
    }

    /// The address that it printed.
    pub fn address(&self) -> String {
        let (_, rest) = self.said.split_once("http://").expect("an address");
        rest.split_whitespace().next().unwrap().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A test that failed must not leave a server behind.
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            let _gone = kill(Pid::from_raw(self.pid()), Signal::SIGTERM);
            let _ended = self.child.wait();
        }
    }
}

/// Waits for what another process does in its own time.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + LONG;
    while !holds() {
        assert!(Instant::now() < until, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Processes whose current folder lies in `dir`: the database's.
pub fn processes_in(dir: &Path) -> Vec<String> {
    let dir = dir.canonicalize().unwrap();
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    all.filter(|e| std::fs::read_link(e.path().join("cwd")).is_ok_and(|cwd| cwd.starts_with(&dir)))
        .map(|e| std::fs::read_to_string(e.path().join("cmdline")).unwrap_or_default())
        .collect()
}

/// The database's first process.
pub fn postmaster(folder: &Path) -> i32 {
    let text = std::fs::read_to_string(folder.join("postgres/data/postmaster.pid")).unwrap();
    text.lines().next().unwrap().trim().parse().unwrap()
}

/// One request on a connection of its own: status and body.
pub fn ask(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
    let port = address.rsplit(':').next().unwrap();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    if !body.is_empty() {
        let length = body.len().to_string();
        head.extend(["content-type: application/json\r\ncontent-length: ", &length, "\r\n"]);
    }
    write!(stream, "{head}\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    (status, if chunked { unchunked(body) } else { body.to_owned() })
}

/// A body whose parts are preceded by their length.
fn unchunked(mut rest: &str) -> String {
    let mut body = String::new();
    while let Some((length, after)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length.trim(), 16).unwrap();
        body += &after[..length];
        rest = after[length..].trim_start_matches("\r\n");
    }
    body
}

/// A person who has signed in.
pub struct SignedIn<'a> {
    address: &'a str,
    bearer: String,
}

impl<'a> SignedIn<'a> {
    pub fn at(address: &'a str, email: &str, password: &str) -> Self {
        let body = serde_json::json!({"email": email, "password": password, "transport": "bearer"});
        let (status, body) = ask(address, "POST", "/api/v1/session", &[], &body.to_string());
        assert!((200..300).contains(&status), "{status} {body}");
        let body: Value = serde_json::from_str(&body).unwrap();
        let token = body["data"]["tokens"]["access_token"].as_str().unwrap_or_else(|| panic!("{body}"));
        Self { address, bearer: format!("Bearer {token}") }
    }

    pub fn get(&self, path: &str) -> Value {
        Self::said(ask(self.address, "GET", path, &[("authorization", &self.bearer)], ""))
    }

    pub fn post(&self, path: &str, key: &str, body: &Value) -> Value {
        let headers = [("authorization", self.bearer.as_str()), ("idempotency-key", key)];
        Self::said(ask(self.address, "POST", path, &headers, &body.to_string()))
    }

    /// Begins to read what has no end.
    pub fn streams(&self, path: &str) -> Stream {
        let port = self.address.rsplit(':').next().unwrap();
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        let (host, bearer) = (self.address, &self.bearer);
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: {bearer}\r\n\r\n").unwrap();
        Stream { stream, heard: String::new() }
    }

    fn said((status, body): (u16, String)) -> Value {
        assert!((200..300).contains(&status), "{status} {body}");
        let body: Value = serde_json::from_str(&body).unwrap();
        body["data"].clone()
    }
}

/// An answer that goes on.
pub struct Stream {
    stream: TcpStream,
    heard: String,
}

impl Stream {
    /// Waits until this has been told since the answer began.
    pub fn until(&mut self, text: &str) {
        let mut some = [0; 4096];
        while !self.heard.contains(text) {
            let read = self.stream.read(&mut some).unwrap();
            assert!(read > 0, "it ended, and has not told {text:?}:\n{}", self.heard);
            self.heard.push_str(&String::from_utf8_lossy(&some[..read]));
        }
    }
}
