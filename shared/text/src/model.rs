//! A linear classifier, and the form in which it is kept.

use std::ops::RangeInclusive;

use values::Hash;

use crate::grams::Grams;

/// The runs of characters it looks at.
pub(crate) const GRAMS: RangeInclusive<usize> = 1..=4;

/// The most labels one model tells apart.
pub const LABELS_MAX: usize = 100;
/// The most characters of a label.
pub const LABEL_CHARS_MAX: usize = 30;
/// The most bytes a stored model may have.
pub const MODEL_BYTES_MAX: usize = 128 << 20;
/// The most runs of characters a model knows.
const ROWS_MAX: usize = 4_000_000;

/// What stands at the beginning of a stored model: its name and the version of its form.
const MAGIC: &[u8; 16] = b"gongjian text v1";
const HASH_BYTES: usize = 32;

/// A linear classifier of texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    labels: Vec<String>,
    /// The hash of each run of characters it knows, ascending.
    grams: Vec<u32>,
    /// How telling each of them is.
    telling: Vec<f32>,
    /// A row of weights for each of them, a column for each label.
    weights: Vec<f32>,
    biases: Vec<f32>,
    /// How much a difference between two labels is worth, learnt from what it had not seen.
    pub(crate) sharpness: f32,
}

/// A label that a text may have.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggested<'m> {
    pub label: &'m str,
    /// 0 to 1; all labels together make 1.
    pub confidence: f32,
}

/// Bytes that are no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoModel {
    #[error("it is no model of this program, or one of another version")]
    OtherForm,
    #[error("it has {bytes} bytes, at most {MODEL_BYTES_MAX} are taken")]
    TooLarge { bytes: usize },
    #[error("it is damaged: its digest is another one")]
    Damaged,
    #[error("it does not fit together")]
    Senseless,
}

impl Model {
    pub(crate) fn blank(labels: Vec<String>, known: Vec<(u32, f32)>) -> Self {
        let (grams, telling): (Vec<u32>, Vec<f32>) = known.into_iter().unzip();
        let weights = vec![0.0; grams.len() * labels.len()];
        let biases = vec![0.0; labels.len()];
        Self { labels, grams, telling, weights, biases, sharpness: 1.0 }
    }

    pub(crate) fn rows(&self) -> usize {
        self.grams.len()
    }

    pub(crate) fn set(&mut self, label: usize, weights: &[f32], bias: f32) {
        let columns = self.labels.len();
        for (row, weight) in weights.iter().enumerate() {
            self.weights[row * columns + label] = *weight;
        }
        self.biases[label] = bias;
    }

    /// The labels it tells apart.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The labels `text` may have, the likeliest first; none for a text without a known word.
    pub fn suggest(&self, text: &str) -> Vec<Suggested<'_>> {
        let Some(scores) = self.scores(&Grams::of(text, GRAMS)) else { return Vec::new() };
        let confidences = softmax(&scores, self.sharpness);
        let mut all: Vec<_> = self
            .labels
            .iter()
            .zip(confidences)
            .map(|(label, confidence)| Suggested { label, confidence })
            .collect();
        all.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        all
    }

    /// The place of the likeliest label.
    pub(crate) fn first(&self, grams: &Grams) -> Option<usize> {
        let scores = self.scores(grams)?;
        scores.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(at, _)| at)
    }

    fn scores(&self, grams: &Grams) -> Option<Vec<f32>> {
        let columns = self.labels.len();
        let vector = vector(self, grams);
        let mut scores = self.biases.clone();
        for (row, value) in &vector {
            let row = *row as usize * columns;
            for (score, weight) in scores.iter_mut().zip(&self.weights[row..row + columns]) {
                *score += value * weight;
            }
        }
        (!vector.is_empty()).then_some(scores)
    }

    /// Finds how sharply differences tell labels apart, by what it has not learnt from: so that
    /// of what it is sure of by nine tenths, nine tenths are right.
    pub(crate) fn calibrate(&mut self, held_out: &[(&Grams, usize)]) {
        let scored: Vec<(Vec<f32>, usize)> = held_out
            .iter()
            .filter_map(|(grams, label)| Some((self.scores(grams)?, *label)))
            .collect();
        let surprise = |sharpness: f32| -> f64 {
            let one = |(scores, label): &(Vec<f32>, usize)| {
                -f64::from(softmax(scores, sharpness)[*label].max(1e-9).ln())
            };
            scored.iter().map(one).sum()
        };
        let tried = (1..=60_u8).map(|tenths| f32::from(tenths) * 0.2);
        let best = tried.min_by(|a, b| surprise(*a).total_cmp(&surprise(*b)));
        self.sharpness = best.unwrap_or(1.0);
    }

    /// The model as it is kept: form, labels, rows, and the digest of all that.
    pub fn to_bytes(&self) -> Vec<u8> {
        let count = |n: usize| u32::try_from(n).expect("limits are far below").to_le_bytes();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(count(self.labels.len()));
        bytes.extend(count(self.grams.len()));
        for label in &self.labels {
            bytes.extend(count(label.len()));
            bytes.extend(label.as_bytes());
        }
        bytes.extend(self.grams.iter().flat_map(|gram| gram.to_le_bytes()));
        let floats = [&self.telling, &self.weights, &self.biases, &vec![self.sharpness]];
        bytes.extend(floats.into_iter().flatten().flat_map(|value| value.to_le_bytes()));
        let digest = Hash::of(&bytes);
        bytes.extend(digest.0);
        bytes
    }

    /// Reads a model, and believes nothing of it that it has not checked.
    ///
    /// # Errors
    /// When it is of another form, too large, damaged, or does not fit together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NoModel> {
        if bytes.len() > MODEL_BYTES_MAX {
            return Err(NoModel::TooLarge { bytes: bytes.len() });
        }
        if !bytes.starts_with(MAGIC) {
            return Err(NoModel::OtherForm);
        }
        let at = bytes.len().checked_sub(HASH_BYTES).ok_or(NoModel::Damaged)?;
        let (body, digest) = bytes.split_at(at);
        if body.len() < MAGIC.len() || Hash::of(body).0 != digest {
            return Err(NoModel::Damaged);
        }
        let mut reader = Reader(&body[MAGIC.len()..]);
        let model = reader.model().ok_or(NoModel::Senseless)?;
        if reader.0.is_empty() && model.is_sound() { Ok(model) } else { Err(NoModel::Senseless) }
    }

    fn is_sound(&self) -> bool {
        let floats = [&self.telling, &self.weights, &self.biases];
        self.grams.is_sorted_by(|a, b| a < b)
            && self.sharpness.is_finite()
            && floats.into_iter().flatten().all(|value| value.is_finite())
    }
}

/// What `grams` are to the model: the rows it knows, weighted, of length 1.
pub(crate) fn vector(model: &Model, grams: &Grams) -> Vec<(u32, f32)> {
    let mut vector = Vec::with_capacity(grams.len());
    for (gram, count) in grams.iter() {
        if let Ok(row) = model.grams.binary_search(&gram) {
            let value = (1.0 + f32::from(count).ln()) * model.telling[row];
            vector.push((u32::try_from(row).expect("rows are far below"), value));
        }
    }
    let length = vector.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
    vector.iter_mut().for_each(|(_, value)| *value /= length);
    vector
}

fn softmax(scores: &[f32], sharpness: f32) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| ((score - most) * sharpness).exp()).collect();
    let all: f32 = powers.iter().sum();
    powers.iter().map(|power| power / all).collect()
}

/// Reads a stored model from its front.
struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn model(&mut self) -> Option<Model> {
        let (labels, rows) = (self.count(LABELS_MAX)?, self.count(ROWS_MAX)?);
        let labels = (0..labels).map(|_| self.label()).collect::<Option<Vec<_>>>()?;
        let grams = self.words(rows)?.map(u32::from_le_bytes).collect();
        let telling = self.floats(rows)?;
        let weights = self.floats(rows * labels.len())?;
        let biases = self.floats(labels.len())?;
        let sharpness = *self.floats(1)?.first()?;
        Some(Model { labels, grams, telling, weights, biases, sharpness })
    }

    fn take(&mut self, bytes: usize) -> Option<&[u8]> {
        let (taken, left) = self.0.split_at_checked(bytes)?;
        self.0 = left;
        Some(taken)
    }

    fn words(&mut self, count: usize) -> Option<impl Iterator<Item = [u8; 4]>> {
        let bytes = self.take(count.checked_mul(4)?)?;
        Some(bytes.chunks_exact(4).map(|word| [word[0], word[1], word[2], word[3]]))
    }

    fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        Some(self.words(count)?.map(f32::from_le_bytes).collect())
    }

    fn count(&mut self, max: usize) -> Option<usize> {
        let count = usize::try_from(u32::from_le_bytes(self.words(1)?.next()?)).ok()?;
        (count <= max).then_some(count)
    }

    fn label(&mut self) -> Option<String> {
        let length = self.count(4 * LABEL_CHARS_MAX)?;
        std::str::from_utf8(self.take(length)?).ok().map(str::to_owned)
    }
}

#[cfg(test)]
mod tests;
