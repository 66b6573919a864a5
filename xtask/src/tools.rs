//! What the tests need besides cargo: installed when it is missing, named when it cannot be installed.
//!
//! Everything that is not a system package goes below `target/tools/` and is used from there: nothing of the person's own
//! Python or Node set-up is changed. System packages are installed only by root on a system with `apt-get`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::step::{output, program, root, run, step};

/// The Python clients that the tests run, each in an environment of its own: name, package.
pub(crate) const PYTHONS: [(&str, &str); 3] = [
    ("kafka-python-3", "kafka-python==3.0.12"),
    ("kafka-python-2", "kafka-python==2.0.2"),
    ("confluent-kafka", "confluent-kafka==2.16.0"),
];

/// What the page's tests take from npm: what drives the browser, and what looks for barriers (MPL-2.0; nothing of it ships).
const NODES: [&str; 2] = ["playwright-core@1.57.0", "axe-core@4.14.1"];

/// Installs everything.
pub(crate) fn all() -> Result<()> {
    wasm_target()?;
    pythons()?;
    system("kcat", "kcat")?;
    chromium()?;
    playwright()
}

/// Rust's standard library for the browser.
pub(crate) fn wasm_target() -> Result<()> {
    let sysroot = output(program("rustc", ["--print", "sysroot"]))?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown/lib");
    if library.exists() {
        return Ok(());
    }
    step("install Rust's wasm32-unknown-unknown", || {
        run(program("rustup", ["target", "add", "wasm32-unknown-unknown"])).context(
            "the page is compiled to WebAssembly. Install Rust with rustup (https://rustup.rs), or your system's package with the \
             standard library for wasm32-unknown-unknown, and try again",
        )
    })
}

/// One virtual environment per Python client.
pub(crate) fn pythons() -> Result<()> {
    for (name, package) in PYTHONS {
        let folder = folder(name);
        let stamp = folder.join("installed");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == package) {
            continue;
        }
        step(&format!("install {package}"), || {
            let mut venv = program("python3", ["-m", "venv", "--clear"]);
            venv.arg(&folder);
            run(venv).context("install Python 3 with its venv module (on Debian: apt-get install python3-venv)")?;
            run(program(
                folder.join("bin/python"),
                ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package],
            ))?;
            fs::write(&stamp, package)?;
            Ok(())
        })?;
    }
    Ok(())
}

/// The browser that runs the wasm tests and the page's tests, and its driver.
pub(crate) fn chromium() -> Result<()> {
    system("chromium", "chromium")?;
    system("chromedriver", "chromium-driver")
}

/// A program of the system, by its command and its Debian package.
pub(crate) fn system(command: &str, package: &str) -> Result<()> {
    if found(command) {
        return Ok(());
    }
    step(&format!("install {package}"), || {
        let how =
            format!("`{command}` is needed. Install it (on Debian: sudo apt-get install {package}) and try again");
        if !found("apt-get") || output(program("id", ["-u"]))?.trim() != "0" {
            bail!("{how}");
        }
        let install = || {
            let mut apt = program("apt-get", ["install", "-y", "-q", "--no-install-recommends", package]);
            apt.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
            run(apt)
        };
        if install().is_err() {
            let mut update = program("apt-get", ["update", "-q"]);
            update.stdout(Stdio::null());
            run(update)?;
            install().context(how)?;
        }
        Ok(())
    })
}

fn found(command: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(command).is_file()))
}

/// The libraries that drive the browser and examine the page; the former's own browser download is not used.
pub(crate) fn playwright() -> Result<()> {
    let folder = folder("playwright");
    let stamp = folder.join("installed");
    let wanted = NODES.join(" ");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step(&format!("install {wanted}"), || {
        fs::create_dir_all(&folder)?;
        let mut npm =
            program("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]);
        npm.arg(&folder).args(NODES);
        run(npm).context("install Node.js 20 or newer with npm (on Debian: apt-get install nodejs npm)")?;
        fs::write(&stamp, wanted)?;
        Ok(())
    })
}

/// Where a tool lives.
pub(crate) fn folder(name: &str) -> PathBuf {
    root().join("target/tools").join(name)
}
