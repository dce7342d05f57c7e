//! A real mail server (aiosmtpd, which `scripts/setup test` installs) on loopback, that keeps every byte
//! and misbehaves when it is told to.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use serde_json::{Value, json};

/// How the server wants to be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    None,
    StartTls,
    Tls,
}

/// A mail that the server took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    /// Byte for byte.
    pub text: String,
}

impl Taken {
    /// The lines of a header, unfolded.
    pub fn header(&self, name: &str) -> Vec<String> {
        let (head, _) = self.text.split_once("\r\n\r\n").unwrap_or((&self.text, ""));
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).collect()
    }
}

/// The server; it ends when this is dropped.
pub struct Smtp {
    child: Child,
    talk: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    port: u16,
    folder: PathBuf,
}

const CERTIFICATE: &str = "[req]\ndistinguished_name = name\nx509_extensions = with\nprompt = no\n\
    [name]\nCN = localhost\n[with]\nbasicConstraints = critical, CA:FALSE\nsubjectAltName = DNS:localhost\n";

impl Smtp {
    /// Starts one on a port of its own. With a login it takes mails from nobody else.
    ///
    /// # Panics
    /// When it can't be started.
    pub fn start(encryption: Encryption, login: Option<(&str, &str)>) -> Self {
        let folder = std::env::temp_dir().join(format!("almoner-smtp-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).expect("a folder for the certificate");
        certify(&folder);
        let said = match encryption {
            Encryption::None => "none",
            Encryption::StartTls => "starttls",
            Encryption::Tls => "tls",
        };
        let (user, password) = login.unwrap_or_default();
        let python = python();
        let mut child = Command::new(&python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/smtp/server.py"))
            .arg(said)
            .args([folder.join("certificate.pem"), folder.join("key.pem")])
            .args([user, password])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(folder.join("stderr")).expect("a file for what it says"))
            .spawn()
            .unwrap_or_else(|e| {
                panic!("{} can't be run ({e}): scripts/setup test installs it", python.display())
            });
        let stdin = child.stdin.take().expect("a pipe");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("its port");
        let port = line.trim().parse().unwrap_or_else(|_| {
            let why = std::fs::read_to_string(folder.join("stderr")).unwrap_or_default();
            panic!("the mail server did not start (scripts/setup test installs what it needs):\n{why}")
        });
        Self { child, talk: Mutex::new((stdin, stdout)), port, folder }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its certificate (PEM), for `localhost`.
    ///
    /// # Panics
    /// When the file is gone.
    pub fn certificate(&self) -> Vec<u8> {
        std::fs::read(self.folder.join("certificate.pem")).expect("its certificate")
    }

    /// The next time that it comes to this step it does this instead; see `server.py`.
    pub fn next(&self, step: &str, answer: &str) -> &Self {
        self.ask(&json!({ "do": "rule", "step": step, "answer": answer, "times": 1 }));
        self
    }

    /// From now on, whenever it comes to this step.
    pub fn always(&self, step: &str, answer: &str) -> &Self {
        self.ask(&json!({ "do": "rule", "step": step, "answer": answer, "times": -1 }));
        self
    }

    /// Every mail that it took, in the order of time.
    pub fn taken(&self) -> Vec<Taken> {
        let answer = self.ask(&json!({ "do": "kept" }));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mails = answer["mails"].as_array().into_iter().flatten();
        let one = |mail: &Value| Taken {
            from: text(&mail["from"]),
            to: mail["to"].as_array().into_iter().flatten().map(text).collect(),
            text: text(&mail["text"]),
        };
        mails.map(one).collect()
    }

    /// What came over each connection, decrypted, with a byte for each character.
    pub fn sessions(&self) -> Vec<String> {
        let answer = self.ask(&json!({ "do": "kept" }));
        let sessions = answer["sessions"].as_array().into_iter().flatten();
        sessions.map(|session| session.as_str().unwrap_or_default().to_owned()).collect()
    }

    fn ask(&self, command: &Value) -> Value {
        let mut talk = self.talk.lock().expect("nobody panicked meanwhile");
        writeln!(talk.0, "{command}").expect("the mail server listens");
        let mut line = String::new();
        talk.1.read_line(&mut line).expect("the mail server answers");
        serde_json::from_str(&line).expect("an answer of the mail server")
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The Python that `scripts/setup test` made.
fn python() -> PathBuf {
    match std::env::var_os("ALMONER_TEST_PYTHON") {
        Some(path) => path.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../target/test/python/bin/python"),
    }
}

fn certify(folder: &Path) {
    std::fs::write(folder.join("certificate.conf"), CERTIFICATE).expect("a file in the folder");
    let made = Command::new("openssl")
        .current_dir(folder)
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-config", "certificate.conf", "-keyout", "key.pem", "-out", "certificate.pem"])
        .output()
        .expect("openssl runs: scripts/setup test installs it");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}
