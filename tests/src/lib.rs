//! End-to-end, simulation, tidy: one crate, one test binary.

#[cfg(test)]
mod e2e;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod in_process;
#[cfg(test)]
mod real_plan;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod suggestions;
#[cfg(test)]
mod system;
#[cfg(test)]
mod tidy;
