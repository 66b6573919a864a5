//! A child process whose output is read as lines, each wait with a deadline; it dies with its owner.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What a process has said so far.
#[derive(Debug, Default)]
struct Said {
    lines: Vec<String>,
    open: usize,
}

/// A running program and all lines that it has written, standard output and standard error together.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    said: Arc<(Mutex<Said>, Condvar)>,
}

impl Process {
    /// Starts a program.
    ///
    /// # Panics
    /// If it cannot be started.
    #[must_use]
    pub fn start(mut command: Command) -> Self {
        let name = format!("{command:?}");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{name}: {error}. `cargo xtask test` installs what the tests need"));
        let said = Arc::new((Mutex::new(Said { lines: Vec::new(), open: 2 }), Condvar::new()));
        let stdin = child.stdin.take();
        follow(child.stdout.take().expect("piped"), &said);
        follow(child.stderr.take().expect("piped"), &said);
        Self { name, child, stdin, said }
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// All lines so far.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.said.0.lock().expect("a reader panicked").lines.clone()
    }

    /// Waits until `found` finds what it looks for among all lines so far.
    ///
    /// # Panics
    /// After the deadline, or when the program has ended and nothing was found.
    pub fn wait<T>(&self, what: &str, deadline: Duration, found: impl Fn(&[String]) -> Option<T>) -> T {
        self.try_wait(deadline, found).unwrap_or_else(|| {
            panic!("waited {deadline:?} for {what}; {} said:\n{}", self.name, self.lines().join("\n"))
        })
    }

    /// Like [`Self::wait`], but gives up quietly.
    pub fn try_wait<T>(&self, deadline: Duration, found: impl Fn(&[String]) -> Option<T>) -> Option<T> {
        let end = Instant::now() + deadline;
        let (lock, changed) = &*self.said;
        let mut said = lock.lock().expect("a reader panicked");
        loop {
            if let Some(found) = found(&said.lines) {
                return Some(found);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || said.open == 0 {
                return None;
            }
            said = changed.wait_timeout(said, left).expect("a reader panicked").0;
        }
    }

    /// Closes its standard input.
    pub fn close_input(&mut self) {
        self.stdin = None;
    }

    /// Writes to its standard input.
    ///
    /// # Panics
    /// If it no longer reads.
    pub fn write(&mut self, bytes: &[u8]) {
        use std::io::Write;
        self.stdin.as_mut().expect("input is open").write_all(bytes).expect("the program reads its input");
    }

    /// True while it runs.
    ///
    /// # Panics
    /// If the system does not know it.
    pub fn running(&mut self) -> bool {
        self.child.try_wait().expect("our own child").is_none()
    }

    /// Waits for its end and gives back how it ended and all that it said.
    ///
    /// # Panics
    /// After the deadline.
    pub fn end(mut self, deadline: Duration) -> (ExitStatus, Vec<String>) {
        self.close_input();
        let end = Instant::now() + deadline;
        loop {
            let status = self.child.try_wait().expect("our own child");
            if let Some(status) = status
                && self.said.0.lock().expect("a reader panicked").open == 0
            {
                return (status, self.lines());
            }
            assert!(
                Instant::now() < end,
                "{} did not end within {deadline:?}; it said:\n{}",
                self.name,
                self.lines().join("\n")
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for its good end and gives back what it said.
    ///
    /// # Panics
    /// After the deadline, or if it ends badly.
    pub fn succeed(self, deadline: Duration) -> Vec<String> {
        let name = self.name.clone();
        let (status, lines) = self.end(deadline);
        assert!(status.success(), "{name} ended with {status}; it said:\n{}", lines.join("\n"));
        lines
    }

    /// `kill -9`, and waits until it is gone.
    ///
    /// # Panics
    /// If the system does not know it.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        self.child.wait().expect("our own child");
    }

    /// Asks it to end, as Ctrl-C or a service manager would.
    ///
    /// # Panics
    /// If the system does not know it.
    pub fn ask_to_end(&self, signal: rustix::process::Signal) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, signal).expect("our own child");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn follow(stream: impl Read + Send + 'static, said: &Arc<(Mutex<Said>, Condvar)>) {
    let said = Arc::clone(said);
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            said.0.lock().expect("a reader panicked").lines.push(line);
            said.1.notify_all();
        }
        said.0.lock().expect("a reader panicked").open -= 1;
        said.1.notify_all();
    });
}
