//! Rust source taken apart as far as the checks need: code, strings, comments, paths, tests.

/// One file, with what is no code blanked out. Both texts have the lines of the original.
pub(super) struct Source {
    /// Without comments and without what stands in strings.
    pub(super) code: String,
    /// Without comments.
    pub(super) code_and_strings: String,
    /// The names in `#[cfg(test)] mod name;`.
    pub(super) test_modules: Vec<String>,
    /// By line from 0: compiled for tests alone.
    in_tests: Vec<bool>,
}

/// A path as it is written, `a::b::c`; one with braces is as many paths.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RustPath {
    pub(super) line: usize,
    pub(super) segments: Vec<String>,
}

impl RustPath {
    pub(super) fn root(&self) -> &str {
        self.segments.first().map_or("", String::as_str)
    }

    /// Does `a::b` stand anywhere in it?
    pub(super) fn contains(&self, first: &str, second: &str) -> bool {
        self.segments.windows(2).any(|pair| pair[0] == first && pair[1] == second)
    }
}

impl Source {
    pub(super) fn new(text: &str) -> Self {
        let (code, code_and_strings) = blank(text);
        let mut source = Source {
            in_tests: vec![false; text.split('\n').count()],
            test_modules: Vec::new(),
            code: code.iter().collect(),
            code_and_strings: code_and_strings.iter().collect(),
        };
        source.find_tests(&code);
        source
    }

    /// Is this line, from 1, compiled for tests alone?
    pub(super) fn is_test(&self, line: usize) -> bool {
        self.in_tests.get(line - 1).copied().unwrap_or(false)
    }

    /// Every line of code, numbered from 1.
    pub(super) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.split('\n').enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The texts of all strings that end on the line they begin on, with their lines from 1.
    pub(super) fn strings(&self) -> Vec<(usize, String)> {
        let mut strings = Vec::new();
        let lines = self.code.split('\n').zip(self.code_and_strings.split('\n'));
        for (index, (code, full)) in lines.enumerate() {
            let quotes: Vec<_> =
                code.chars().enumerate().filter(|(_, c)| *c == '"').map(|(at, _)| at).collect();
            for pair in quotes.chunks_exact(2) {
                let inside = full.chars().skip(pair[0] + 1).take(pair[1] - pair[0] - 1).collect();
                strings.push((index + 1, inside));
            }
        }
        strings
    }

    /// Every path of two segments or more, and whatever `use` imports.
    pub(super) fn paths(&self) -> Vec<RustPath> {
        let chars: Vec<_> = self.code.chars().collect();
        let mut reader = Reader { chars: &chars, at: 0, line: 1, found: Vec::new() };
        reader.read_all();
        reader.found
    }

    fn find_tests(&mut self, code: &[char]) {
        const MARK: &str = "#[cfg(test)]";
        let mark: Vec<_> = MARK.chars().collect();
        if self.code.contains("#![cfg(test)]") {
            self.in_tests.fill(true);
        }
        for start in 0..code.len().saturating_sub(mark.len()) {
            if code[start..start + mark.len()] != mark[..] {
                continue;
            }
            let end = item_end(code, start + mark.len());
            let line = |at: usize| code[..at].iter().filter(|c| **c == '\n').count();
            self.in_tests[line(start)..=line(end)].fill(true);
            let item: String = code[start + mark.len()..end].iter().collect();
            let words: Vec<_> = item.split_whitespace().collect();
            if let [.., "mod", name] = words[..] {
                self.test_modules.push(name.to_owned());
            }
        }
    }
}

/// Where the item that begins at `from` ends: at its closing brace or its semicolon.
fn item_end(code: &[char], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.iter().enumerate().skip(from) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            ';' if depth == 0 => return at,
            _ => {}
        }
    }
    code.len().saturating_sub(1)
}

/// The text without comments and strings' insides, and the text without comments.
fn blank(text: &str) -> (Vec<char>, Vec<char>) {
    let text: Vec<char> = text.chars().collect();
    let mut code = text.clone();
    let mut full = text.clone();
    let mut at = 0;
    while at < text.len() {
        let next = text.get(at + 1).copied().unwrap_or('\n');
        // Where it ends, and how much of its ends stays: the quotes.
        let (end, kept) = match text[at] {
            '/' if next == '/' => (line_end(&text, at), 0),
            '/' if next == '*' => (comment_end(&text, at), 0),
            '"' => (string_end(&text, at), 1),
            'r' if starts_raw(&text, at) => raw_end(&text, at),
            '\'' if next == '\\' => (char_end(&text, at), 0),
            '\'' if text.get(at + 2) == Some(&'\'') => (at + 3, 0),
            _ => {
                at += 1;
                continue;
            }
        };
        let end = end.min(text.len());
        let opening = text[at..end].iter().position(|c| *c == '"').map_or(0, |quote| quote + 1);
        let from = if kept == 0 { at } else { at + opening };
        for place in (from..end.saturating_sub(kept)).filter(|place| text[*place] != '\n') {
            code[place] = ' ';
            if text[at] == '/' {
                full[place] = ' ';
            }
        }
        at = end;
    }
    (code, full)
}

fn line_end(text: &[char], from: usize) -> usize {
    (from..text.len()).find(|at| text[*at] == '\n').unwrap_or(text.len())
}

/// Block comments nest.
fn comment_end(text: &[char], from: usize) -> usize {
    let mut depth = 0;
    let mut at = from;
    while at + 1 < text.len() {
        match (text[at], text[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn string_end(text: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn char_end(text: &[char], from: usize) -> usize {
    (from + 3..text.len()).find(|at| text[*at] == '\'').map_or(text.len(), |at| at + 1)
}

fn starts_raw(text: &[char], at: usize) -> bool {
    let before = if at == 0 { ' ' } else { text[at - 1] };
    let prefixed = before == 'b' && (at < 2 || !is_word(text[at - 2]));
    let hashes = text[at + 1..].iter().take_while(|c| **c == '#').count();
    (prefixed || !is_word(before)) && text.get(at + 1 + hashes) == Some(&'"')
}

/// With the length of what closes it, `"##`.
fn raw_end(text: &[char], from: usize) -> (usize, usize) {
    let hashes = text[from + 1..].iter().take_while(|c| **c == '#').count();
    let closes = |at: usize| {
        text[at] == '"' && text[at + 1..].iter().take_while(|c| **c == '#').count() >= hashes
    };
    let inside = from + hashes + 2;
    let end = (inside..text.len()).find(|at| closes(*at)).map_or(text.len(), |at| at + 1 + hashes);
    (end, 1 + hashes)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Reads paths out of blanked code.
struct Reader<'c> {
    chars: &'c [char],
    at: usize,
    line: usize,
    found: Vec<RustPath>,
}

impl Reader<'_> {
    fn peek(&self) -> char {
        self.chars.get(self.at).copied().unwrap_or('\0')
    }

    fn step(&mut self) {
        if self.peek() == '\n' {
            self.line += 1;
        }
        self.at += 1;
    }

    fn skip_space(&mut self) {
        while self.at < self.chars.len() && self.peek().is_whitespace() {
            self.step();
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while is_word(self.peek()) {
            word.push(self.peek());
            self.step();
        }
        word
    }

    fn read_all(&mut self) {
        while self.at < self.chars.len() {
            if !is_word(self.peek()) {
                self.step();
                continue;
            }
            let after_dot = self.at > 0 && self.chars[self.at - 1] == '.';
            let line = self.line;
            let word = self.word();
            if word == "use" {
                self.skip_space();
                self.tree(&[], true);
            } else if !after_dot && self.peek() == ':' && self.chars.get(self.at + 1) == Some(&':')
            {
                self.rest(vec![word], line, false);
            }
        }
    }

    /// One branch of a `use`: a path, or braces around several.
    fn tree(&mut self, prefix: &[String], imported: bool) {
        self.skip_space();
        while self.peek() == ':' {
            self.step();
        }
        if self.peek() == '{' {
            self.step();
            loop {
                self.skip_space();
                match self.peek() {
                    '}' => return self.step(),
                    '\0' => return,
                    ',' => self.step(),
                    _ => self.tree(prefix, imported),
                }
            }
        }
        let line = self.line;
        let word = match self.peek() {
            '*' => {
                self.step();
                "*".to_owned()
            }
            _ => self.word(),
        };
        if word.is_empty() {
            return self.step();
        }
        let segments = prefix.iter().cloned().chain([word]).collect();
        self.rest(segments, line, imported);
    }

    /// What follows the first word of a path.
    fn rest(&mut self, mut segments: Vec<String>, line: usize, imported: bool) {
        while self.peek() == ':' && self.chars.get(self.at + 1) == Some(&':') {
            self.at += 2;
            self.skip_space();
            if self.peek() == '{' {
                return self.tree(&segments, imported);
            }
            if self.peek() == '*' {
                self.step();
                segments.push("*".to_owned());
                break;
            }
            let word = self.word();
            if word.is_empty() {
                break;
            }
            segments.push(word);
        }
        // `as name` is no other path.
        if imported {
            self.skip_space();
            if self.chars[self.at.min(self.chars.len())..].starts_with(&['a', 's', ' ']) {
                self.at += 3;
                self.word();
            }
        }
        self.found.push(RustPath { line, segments });
    }
}

#[test]
fn comments_and_strings_are_no_code() {
    let source = Source::new("a(\"x::y\"); // b::c\n/* d /* e */ f */ g('\"', '\\'', r#\"h\"#);");
    let code: String = source.code.split_whitespace().collect();
    assert_eq!(code, "a(\"\");g(,,r#\"\"#);");
    assert!(source.code_and_strings.contains("x::y") && !source.code_and_strings.contains("b::c"));
}

#[test]
fn lifetimes_are_no_characters() {
    let source = Source::new("fn f<'a>(x: &'a str) { g::h(x) } // '");
    assert_eq!(source.paths().len(), 1);
}

#[test]
fn strings_are_read_with_their_lines() {
    let source = Source::new("let a = \"one\";\n// \"two\"\nf(\"three\", \"fo\\\"ur\");\n");
    let strings = source.strings();
    let expected = [(1, "one"), (3, "three"), (3, "fo\\\"ur")];
    assert_eq!(strings, expected.map(|(line, text)| (line, text.to_owned())));
}

#[test]
fn imports_in_braces_are_as_many_paths() {
    let source = Source::new("use {a::{b, c::*}, d};\nuse e::f as g;\nfn h() { i::j::<K>(l.m) }\n");
    let paths: Vec<_> =
        source.paths().into_iter().map(|path| (path.line, path.segments.join("::"))).collect();
    let expected = [(1, "a::b"), (1, "a::c::*"), (1, "d"), (2, "e::f"), (3, "i::j")];
    assert_eq!(paths, expected.map(|(line, path)| (line, path.to_owned())));
}

#[test]
fn what_is_compiled_for_tests_alone_is_known() {
    let source = Source::new(
        "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() {}\n}\nfn c() {}\n#[cfg(test)] mod d;",
    );
    let tests: Vec<_> = (1..=7).filter(|line| source.is_test(*line)).collect();
    assert_eq!(tests, [2, 3, 4, 5, 7]);
    assert_eq!(source.test_modules, ["d"]);
}
