//! The `handbook` command. Everything is in the library.

fn main() -> std::process::ExitCode {
    handbook::cli::run()
}
