//! Training: a linear support vector machine for each label, by dual coordinate descent (Hsieh and
//! others, 2008), which needs no library and gives the same model on every run.

use std::collections::{BTreeMap, HashMap};

use crate::grams::Grams;
use crate::model::{GRAMS, LABEL_CHARS_MAX, LABELS_MAX, Model, vector};

/// Every this many examples of a label one is held out, to measure by.
const HELD_OUT_EVERY: usize = 5;
/// What an example on the wrong side costs.
const COST: f32 = 2.0;
const ROUNDS: usize = 12;
/// A run that stands in fewer texts teaches nothing about others.
const TEXTS_MIN: u32 = 2;

/// Why there is nothing to train on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoTraining {
    #[error("{0} labels, 2 to {LABELS_MAX} are wanted")]
    Labels(usize),
    #[error("label {0:?} is longer than {LABEL_CHARS_MAX} characters or empty")]
    Label(String),
    #[error("label {label:?} has {examples} examples, at least {HELD_OUT_EVERY} are wanted")]
    Examples { label: String, examples: usize },
}

/// A model, and how well it does on what it has not seen.
#[derive(Debug)]
pub struct Trained {
    pub model: Model,
    /// Examples it learnt from when it was measured; the model itself learnt from all.
    pub trained_on: usize,
    /// Examples held out.
    pub tested_on: usize,
    /// Held-out examples whose first suggestion was right.
    pub right: usize,
    /// Of each label: its examples held out, and how many were right.
    pub by_label: BTreeMap<String, (usize, usize)>,
}

impl Trained {
    /// The share of held-out examples whose first suggestion was right.
    pub fn accuracy(&self) -> f64 {
        share(self.right, self.tested_on)
    }
}

pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Learns from texts and their labels. Every fifth example of a label is held out to measure by;
/// then the model learns from all of them. `progress` is told how much of the work is done.
///
/// # Errors
/// When there are too few or too many labels, or too few examples of one.
pub fn train(
    examples: &[(&str, &str)],
    mut progress: impl FnMut(usize, usize),
) -> Result<Trained, NoTraining> {
    let labels = labels(examples)?;
    let place: HashMap<&str, usize> =
        labels.iter().enumerate().map(|(at, label)| (label.as_str(), at)).collect();
    let grams: Vec<(Grams, usize)> =
        examples.iter().map(|(text, label)| (Grams::of(text, GRAMS), place[label])).collect();
    let mut seen = vec![0; labels.len()];
    let (mut learnt, mut held_out) = (Vec::new(), Vec::new());
    for (grams, label) in &grams {
        seen[*label] += 1;
        let part = if seen[*label] % HELD_OUT_EVERY == 0 { &mut held_out } else { &mut learnt };
        part.push((grams, *label));
    }
    let steps = 2 * labels.len();
    let mut done = 0;
    let mut step = || {
        done += 1;
        progress(done, steps);
    };
    let mut measured = fit(&labels, &learnt, &mut step);
    measured.calibrate(&held_out);
    let mut by_label: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (grams, label) in &held_out {
        let (count, right) = by_label.entry(labels[*label].clone()).or_default();
        *count += 1;
        *right += usize::from(measured.first(grams) == Some(*label));
    }
    let all: Vec<(&Grams, usize)> = grams.iter().map(|(grams, label)| (grams, *label)).collect();
    let mut model = fit(&labels, &all, &mut step);
    model.sharpness = measured.sharpness;
    let right = by_label.values().map(|(_, right)| right).sum();
    Ok(Trained { model, trained_on: learnt.len(), tested_on: held_out.len(), right, by_label })
}

fn labels(examples: &[(&str, &str)]) -> Result<Vec<String>, NoTraining> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, label) in examples {
        *counts.entry(label).or_default() += 1;
    }
    if !(2..=LABELS_MAX).contains(&counts.len()) {
        return Err(NoTraining::Labels(counts.len()));
    }
    for (label, examples) in &counts {
        if label.is_empty() || label.chars().count() > LABEL_CHARS_MAX {
            return Err(NoTraining::Label((*label).to_owned()));
        }
        if *examples < HELD_OUT_EVERY {
            let (label, examples) = ((*label).to_owned(), *examples);
            return Err(NoTraining::Examples { label, examples });
        }
    }
    Ok(counts.into_keys().map(str::to_owned).collect())
}

/// One example as the machine sees it: rows of the model, and their values.
type Sparse = Vec<(u32, f32)>;

fn fit(labels: &[String], examples: &[(&Grams, usize)], step: &mut impl FnMut()) -> Model {
    let mut texts: BTreeMap<u32, u32> = BTreeMap::new();
    for (grams, _) in examples {
        for (gram, _) in grams.iter() {
            *texts.entry(gram).or_default() += 1;
        }
    }
    texts.retain(|_, count| *count >= TEXTS_MIN);
    let all = examples.len() as f32;
    let weight = |count: u32| ((1.0 + all) / (1.0 + count as f32)).ln() + 1.0;
    let mut model = Model::blank(
        labels.to_vec(),
        texts.into_iter().map(|(gram, count)| (gram, weight(count))).collect(),
    );
    let vectors: Vec<Sparse> = examples.iter().map(|(grams, _)| vector(&model, grams)).collect();
    for label in 0..labels.len() {
        let is: Vec<bool> = examples.iter().map(|(_, of)| *of == label).collect();
        let (weights, bias) = separate(&vectors, &is, model.rows());
        model.set(label, &weights, bias);
        step();
    }
    model
}

/// The plane between what `is` and what is not.
fn separate(vectors: &[Sparse], is: &[bool], rows: usize) -> (Vec<f32>, f32) {
    let (mut weights, mut bias) = (vec![0.0_f32; rows], 0.0_f32);
    let mut alphas = vec![0.0_f32; vectors.len()];
    let slack = 0.5 / COST;
    let curvature: Vec<f32> = vectors
        .iter()
        .map(|vector| vector.iter().map(|(_, value)| value * value).sum::<f32>() + 1.0 + slack)
        .collect();
    let mut order: Vec<usize> = (0..vectors.len()).collect();
    let mut draw = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut draw);
        for at in &order {
            let (vector, sign) = (&vectors[*at], if is[*at] { 1.0 } else { -1.0 });
            let dot: f32 =
                vector.iter().map(|(row, value)| weights[*row as usize] * value).sum::<f32>();
            let gradient = sign * (dot + bias) - 1.0 + slack * alphas[*at];
            let better = (alphas[*at] - gradient / curvature[*at]).max(0.0);
            let change = (better - alphas[*at]) * sign;
            if change != 0.0 {
                alphas[*at] = better;
                for (row, value) in vector {
                    weights[*row as usize] += change * value;
                }
                bias += change;
            }
        }
    }
    (weights, bias)
}

/// The same order on every run.
fn shuffle(order: &mut [usize], draw: &mut u64) {
    for at in (1..order.len()).rev() {
        *draw ^= *draw << 13;
        *draw ^= *draw >> 7;
        *draw ^= *draw << 17;
        let other = usize::try_from(*draw % (at as u64 + 1)).unwrap_or_default();
        order.swap(at, other);
    }
}
