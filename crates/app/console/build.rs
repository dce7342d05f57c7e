//! The console is built by `make console`; this crate is compiled again whenever that made something new.

fn main() {
    // A missing folder counts as changed at each build, which costs this small crate only.
    println!("cargo::rerun-if-changed=../../../console/dist");
}
