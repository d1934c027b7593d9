//! End-to-end, simulation, tidy: one crate, one test binary.

#[cfg(test)]
mod tidy;
