//! Prints `docs/access-matrix.md`. `make docs` writes it.

fn main() {
    match almoner_testkit::matrix::Matrix::load() {
        Ok(matrix) => print!("{}", almoner_testkit::page::page(&matrix)),
        Err(wrong) => {
            eprintln!("{wrong}");
            std::process::exit(1);
        }
    }
}
