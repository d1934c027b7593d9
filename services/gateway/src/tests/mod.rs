//! In process, over a bus in memory, with services that answer what the test says.
