//! End-to-end, simulation, tidy: one crate, one test binary.

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tidy;
#[cfg(test)]
mod e2e;
#[cfg(test)]
mod system;
