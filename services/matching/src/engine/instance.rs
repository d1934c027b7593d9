//! Instances as text files, a line a part, in any order; and plans as text files.
//!
//! ```text
//! c comment
//! u unit lots [within]       a limit, perhaps within a wider one
//! o offer unit lots
//! n need group tier lots value
//! e need offer score         a pair that fits
//! g group lots               lots left unserved earlier this year
//! f need offer lots          an accepted pair: exactly so many lots
//! ```
//!
//! Indices count from 0 without gaps. A plan has lines `x need offer lots`. What cannot be an
//! instance is refused with the number of the line that is at fault.

use std::io::{self, Write};

use super::model::{COUNT_MAX, Edge, Fault, Frozen, Limit, Model, Need, Offer, Part, Parts};
use super::plan::Line;

/// What is wrong with a file, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct Error {
    /// From 1.
    pub line: usize,
    pub wrong: Wrong,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("a line begins with c, u, o, n, e, g or f and a blank")]
    UnknownKind,
    #[error("{found} numbers, {expected} are expected")]
    Count { found: usize, expected: &'static str },
    #[error("number {place} is not a whole number from 0 to 4294967295")]
    NotANumber { place: usize },
    #[error("index {index} stands here for the second time")]
    IndexTwice { index: u32 },
    #[error("index {index} is missing before this one")]
    Gap { index: u32 },
    #[error("{0}")]
    Fault(Fault),
}

/// The parts of one kind as they are read: index, part, line.
type Lines<T> = Vec<(u32, T, u32)>;

#[derive(Default)]
struct Reader {
    limits: Lines<Limit>,
    offers: Lines<Offer>,
    needs: Lines<Need>,
    carried: Lines<u32>,
    edges: Vec<Edge>,
    edge_lines: Vec<u32>,
    frozen: Vec<Frozen>,
    frozen_lines: Vec<u32>,
}

/// Reads an instance.
pub fn read(bytes: &[u8]) -> Result<Model, Error> {
    let mut reader = Reader::default();
    for (line, text) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        reader.line(line, text).map_err(|wrong| Error { line: line as usize, wrong })?;
    }
    reader.finish()
}

impl Reader {
    fn line(&mut self, line: u32, text: &[u8]) -> Result<(), Wrong> {
        let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let Some(kind) = words.next() else { return Ok(()) };
        if kind == b"c" {
            return Ok(());
        }
        let mut numbers = [0_u32; 6];
        let mut found = 0;
        for (place, word) in (1..).zip(words) {
            let number = number(word).ok_or(Wrong::NotANumber { place })?;
            if let Some(slot) = numbers.get_mut(found) {
                *slot = number;
            }
            found += 1;
        }
        let [a, b, c, d, e, _] = numbers;
        let expect = |least: usize, most: usize, expected| {
            let fits = (least..=most).contains(&found);
            if fits { Ok(()) } else { Err(Wrong::Count { found, expected }) }
        };
        match kind {
            b"u" => {
                expect(2, 3, "2 or 3")?;
                let within = (found == 3).then_some(c);
                self.limits.push((a, Limit { lots: b, within }, line));
            }
            b"o" => {
                expect(3, 3, "3")?;
                self.offers.push((a, Offer { limit: b, lots: c, name: a }, line));
            }
            b"n" => {
                expect(5, 5, "5")?;
                // A tier beyond the type is beyond the range: the model says so.
                let tier = u8::try_from(c).unwrap_or(u8::MAX);
                let need = Need { group: b, tier, lots: d, value: e, name: a };
                self.needs.push((a, need, line));
            }
            b"e" => {
                expect(3, 3, "3")?;
                let score = u16::try_from(c).unwrap_or(u16::MAX);
                self.edges.push(Edge { need: a, offer: b, score });
                self.edge_lines.push(line);
            }
            b"g" => {
                expect(2, 2, "2")?;
                if a >= COUNT_MAX {
                    let (amount, max) = (u64::from(a), u64::from(COUNT_MAX) - 1);
                    return Err(Wrong::Fault(Fault::TooLarge { name: "group", amount, max }));
                }
                self.carried.push((a, b, line));
            }
            b"f" => {
                expect(3, 3, "3")?;
                self.frozen.push(Frozen { need: a, offer: b, lots: c });
                self.frozen_lines.push(line);
            }
            _ => return Err(Wrong::UnknownKind),
        }
        Ok(())
    }

    fn finish(self) -> Result<Model, Error> {
        let (limits, limit_lines) = whole(self.limits)?;
        let (offers, offer_lines) = whole(self.offers)?;
        let (needs, need_lines) = whole(self.needs)?;
        let (carried, group_lines) = spread(self.carried)?;
        let (edge_lines, frozen_lines) = (self.edge_lines, self.frozen_lines);
        let parts =
            Parts { limits, offers, needs, carried, edges: self.edges, frozen: self.frozen };
        Model::new(parts).map_err(|refusal| {
            let line = match refusal.part {
                Part::Limit(index) => limit_lines[index as usize],
                Part::Offer(index) => offer_lines[index as usize],
                Part::Need(index) => need_lines[index as usize],
                Part::Group(index) => group_lines[index as usize],
                Part::Edge(at) => edge_lines[at],
                Part::Frozen(at) => frozen_lines[at],
            };
            Error { line: line as usize, wrong: Wrong::Fault(refusal.fault) }
        })
    }
}

fn number(word: &[u8]) -> Option<u32> {
    if word.len() > 10 {
        return None;
    }
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| u64::from(byte - b'0'));
    let number = word.iter().try_fold(0_u64, |sum, byte| Some(sum * 10 + digit(byte)?))?;
    u32::try_from(number).ok()
}

/// In order of their indices, which have no gap and no double.
fn whole<T>(mut lines: Lines<T>) -> Result<(Vec<T>, Vec<u32>), Error> {
    lines.sort_by_key(|(index, _, line)| (*index, *line));
    for (expected, (index, _, line)) in (0..).zip(&lines) {
        if *index != expected {
            let wrong = match index.checked_add(1) == Some(expected) {
                true => Wrong::IndexTwice { index: *index },
                false => Wrong::Gap { index: expected },
            };
            return Err(Error { line: *line as usize, wrong });
        }
    }
    Ok(lines.into_iter().map(|(_, part, line)| (part, line)).unzip())
}

/// In order of their indices, 0 where nothing is said.
fn spread(mut lines: Lines<u32>) -> Result<(Vec<u32>, Vec<u32>), Error> {
    lines.sort_by_key(|(index, _, line)| (*index, *line));
    let (mut amounts, mut places) = (Vec::new(), Vec::new());
    for (index, amount, line) in lines {
        if index as usize + 1 == amounts.len() {
            let wrong = Wrong::IndexTwice { index };
            return Err(Error { line: line as usize, wrong });
        }
        amounts.resize(index as usize, 0);
        places.resize(index as usize, line);
        amounts.push(amount);
        places.push(line);
    }
    Ok((amounts, places))
}

/// Writes an instance that [`read`] reads.
pub fn write(model: &Model, comment: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "c {comment}")?;
    for (index, limit) in model.limits.iter().enumerate() {
        match limit.within {
            Some(within) => writeln!(out, "u {index} {} {within}", limit.lots)?,
            None => writeln!(out, "u {index} {}", limit.lots)?,
        }
    }
    for (index, offer) in model.offers.iter().enumerate() {
        writeln!(out, "o {index} {} {}", offer.limit, offer.lots)?;
    }
    for (index, need) in model.needs.iter().enumerate() {
        let Need { group, tier, lots, value, name: _ } = need;
        writeln!(out, "n {index} {group} {tier} {lots} {value}")?;
    }
    for (group, lots) in model.carried.iter().enumerate().filter(|(_, lots)| **lots > 0) {
        writeln!(out, "g {group} {lots}")?;
    }
    for Edge { need, offer, score } in model.edges() {
        writeln!(out, "e {need} {offer} {score}")?;
    }
    for Frozen { need, offer, lots } in &model.frozen {
        writeln!(out, "f {need} {offer} {lots}")?;
    }
    Ok(())
}

/// Writes a plan.
pub fn write_plan(lines: &[Line], out: &mut impl Write) -> io::Result<()> {
    for Line { need, offer, lots } in lines {
        writeln!(out, "x {need} {offer} {lots}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "c two needs\nu 0 5\nu 1 4 0\no 0 1 3\nn 0 0 1 2 10\nn 1 1 4 2 3\n\
                        e 1 0 700\ne 0 0 900\ng 1 2\nf 0 0 1\n";

    #[track_caller]
    fn refused(bad: &str, at_line: usize, wrong: Wrong) {
        let text = format!("{GOOD}{bad}\n");
        assert_eq!(read(text.as_bytes()), Err(Error { line: at_line, wrong }));
    }

    #[test]
    fn what_is_written_is_read() {
        let model = read(GOOD.as_bytes()).unwrap();
        let mut text = Vec::new();
        write(&model, "again", &mut text).unwrap();
        assert_eq!(read(&text), Ok(model));
    }

    #[test]
    fn the_order_of_lines_does_not_matter() {
        let mut lines: Vec<_> = GOOD.lines().collect();
        lines.reverse();
        assert_eq!(read(lines.join("\r\n").as_bytes()), read(GOOD.as_bytes()));
    }

    #[test]
    fn a_line_that_is_none_is_refused_with_its_number() {
        refused("z 1", 11, Wrong::UnknownKind);
        refused("e 1 0", 11, Wrong::Count { found: 2, expected: "3" });
        refused("e 1 0 7 8 9 10 11 12", 11, Wrong::Count { found: 8, expected: "3" });
        refused("e 1 0 -3", 11, Wrong::NotANumber { place: 3 });
        refused("u 2 4294967296", 11, Wrong::NotANumber { place: 2 });
        refused("u 2 9.5", 11, Wrong::NotANumber { place: 2 });
    }

    #[test]
    fn a_wrong_index_is_refused_with_its_line() {
        refused("n 1 0 1 1 1", 11, Wrong::IndexTwice { index: 1 });
        refused("n 3 0 1 1 1", 11, Wrong::Gap { index: 2 });
        refused("g 1 1", 11, Wrong::IndexTwice { index: 1 });
        let dangling = |kind, index| Wrong::Fault(Fault::Dangling { kind, index });
        refused("e 2 0 5", 11, dangling("need", 2));
        refused("e 0 1 5", 11, dangling("offer", 1));
        refused("o 1 2 5", 11, dangling("limit", 2));
        refused("u 2 5 9", 11, dangling("limit", 9));
        refused("u 2 5 2", 11, Wrong::Fault(Fault::Circular { limit: 2 }));
        refused("f 0 7 1", 11, dangling("offer", 7));
    }

    #[test]
    fn a_double_pair_is_refused_with_its_line() {
        let twice = |need, offer| Wrong::Fault(Fault::Twice { need, offer });
        refused("c\ne 1 0 3\ne 0 0 1", 12, twice(1, 0));
        refused("f 0 0 1", 11, twice(0, 0));
    }

    #[test]
    fn an_amount_that_is_too_large_is_refused_with_its_line() {
        let large = |name, amount, max| Wrong::Fault(Fault::TooLarge { name, amount, max });
        refused("u 2 1000000001", 11, large("lots", 1_000_000_001, 1_000_000_000));
        refused("n 2 0 1 500001 1", 11, large("lots", 500_001, 500_000));
        refused("n 2 0 1 1 1000001", 11, large("value", 1_000_001, 1_000_000));
        refused("n 2 0 5 1 1", 11, Wrong::Fault(Fault::NoTier));
        refused("n 2 0 0 1 1", 11, Wrong::Fault(Fault::NoTier));
        let group = "sum of the group's lots up to here";
        refused("n 2 1 1 499997 1", 11, large(group, 500_001, 500_000));
    }

    #[test]
    fn an_overflow_in_sight_is_refused_with_its_line() {
        let mut text = "u 0 1\n".to_owned();
        for need in 0..2200 {
            text += &format!("n {need} {need} 1 500000 1000000\n");
        }
        let error = read(text.as_bytes()).unwrap_err();
        let Wrong::Fault(Fault::TooLarge { name, amount, max }) = error.wrong else {
            panic!("{error}")
        };
        assert_eq!((error.line, name), (2149, "sum of all lots up to here"));
        assert_eq!((amount, max), (1_074_000_000, 1 << 30));
    }

    #[test]
    fn a_frozen_pair_that_cannot_be_is_named() {
        let text = GOOD.replace("f 0 0 1", "f 1 0 2\nf 0 0 2");
        let wrong = Wrong::Fault(Fault::Infeasible {
            need: 0,
            offer: 0,
            lots: 2,
            whose: "offer",
            index: 0,
            left: 1,
        });
        assert_eq!(read(text.as_bytes()), Err(Error { line: 11, wrong }));
        let text = format!("{GOOD}o 1 1 1\nf 1 1 1\n");
        let wrong = Wrong::Fault(Fault::NoPair { need: 1, offer: 1 });
        assert_eq!(read(text.as_bytes()), Err(Error { line: 12, wrong }));
    }
}
