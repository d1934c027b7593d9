//! The binary under test: exactly `gongjian`.

use std::process::ExitCode;

fn main() -> ExitCode {
    gongjian::main()
}
