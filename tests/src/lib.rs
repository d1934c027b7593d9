//! End-to-end, simulation, tidy: one crate, one test binary.

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tidy;
