//! Writes the pages that are made from the project's own files. `make docs` runs it.

use std::path::Path;

use almoner_testkit::pages;

fn main() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs");
    let sources = pages::Sources::load().unwrap_or_else(|wrong| {
        eprintln!("{wrong}");
        std::process::exit(1);
    });
    let write = |path: &Path, text: &str| {
        std::fs::create_dir_all(path.parent().expect("a page lies in a folder"))
            .expect("the folder can be made");
        std::fs::write(path, text).expect("the page can be written");
    };
    write(&docs.join("access-matrix.md"), &pages::access::page(&sources.matrix));
    write(&docs.join("../bench/lists.sql"), &almoner_testkit::lists::file());
    // A chapter that is gone leaves no page behind.
    let _ = std::fs::remove_dir_all(docs.join("schema"));
    for (name, text) in pages::schema(&sources) {
        write(&docs.join("schema").join(name), &text);
    }
}
