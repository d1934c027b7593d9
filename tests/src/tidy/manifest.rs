//! `Cargo.toml` files, as far as the checks need them: who depends on whom.

/// A dependency by the name that code uses for it: `async-nats` is `async_nats`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dependency {
    pub(super) line: usize,
    pub(super) name: String,
}

/// Everything in the dependency tables, those for tests, builds and single targets too.
pub(super) fn dependencies(manifest: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    let mut in_table = false;
    for (index, text) in manifest.lines().enumerate() {
        let mut add = |name: &str| {
            let name = name.trim().trim_matches('"').replace('-', "_");
            found.push(Dependency { line: index + 1, name });
        };
        let text = text.split('#').next().unwrap_or("").trim();
        if let Some(header) = text.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            in_table = header.ends_with("dependencies");
            if let Some((_, name)) = header.split_once("dependencies.") {
                add(name);
            }
        } else if in_table && let Some((key, value)) = text.split_once('=') {
            add(key.split('.').next().unwrap_or(key));
            // A renamed one counts under both names.
            if let Some((_, package)) = value.split_once("package") {
                add(package.split('"').nth(1).unwrap_or(""));
            }
        }
    }
    found
}

/// The crate's own name.
pub(super) fn name(manifest: &str) -> Option<&str> {
    let line = manifest.lines().find(|line| line.starts_with("name"))?;
    line.split('"').nth(1)
}

#[test]
fn dependencies_of_every_table_are_found_under_every_name() {
    let manifest = "name = \"x\"\n[dependencies]\nasync-nats.workspace = true\n\
                    a = { package = \"sled\" } # b = 1\n[lints]\nc = 1\n\
                    [target.'cfg(unix)'.dev-dependencies]\nd = 1\n[build-dependencies.e]\nf = 1\n";
    let found: Vec<_> =
        dependencies(manifest).into_iter().map(|found| (found.line, found.name)).collect();
    let expected = [(3, "async_nats"), (4, "a"), (4, "sled"), (8, "d"), (9, "e")];
    assert_eq!(found, expected.map(|(line, name)| (line, name.to_owned())));
    assert_eq!(name(manifest), Some("x"));
}
