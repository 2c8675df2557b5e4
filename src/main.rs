//! The `handbook` command. Everything is in the library.

/// Half of what a run takes out is given back in the next moment, on every core at once, which the allocators of most
/// systems are slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    handbook::cli::run()
}
