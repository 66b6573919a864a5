//! Runs a test binary that was compiled to WebAssembly, in a headless browser. `.cargo/config.toml` names it as the runner of that target,
//! so that `cargo test --target wasm32-unknown-unknown -p glasslog-web` works without anything installed but the browser and its driver.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
