//! Embeds the migrations and rollbacks, so that the one binary carries them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let supabase = manifest.join("../../../supabase");
    let mut code = String::new();
    for (name, folder) in [("MIGRATIONS", "migrations"), ("ROLLBACKS", "rollbacks")] {
        embed(&mut code, name, &supabase.join(folder));
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("embedded.rs"), code).expect("OUT_DIR can be written");
}

fn embed(code: &mut String, name: &str, folder: &Path) {
    // A new or removed file changes the folder, an edited one itself.
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.filter_map(|entry| entry.ok().map(|e| e.path())).collect())
        .unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|e| e == "sql"));
    files.sort();
    writeln!(code, "static {name}: &[(&str, &str)] = &[").expect("a string takes it");
    for path in files {
        println!("cargo::rerun-if-changed={}", path.display());
        let file = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let path = path.canonicalize().expect("the file was just listed");
        writeln!(code, "    ({file:?}, include_str!({:?})),", path.display().to_string())
            .expect("a string takes it");
    }
    writeln!(code, "];").expect("a string takes it");
}
