//! The model that suggests categories, if the settings name one.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use contracts::needs::{CATEGORIES_SUGGESTED_MAX, LikelyCategory};
use text::{MODEL_BYTES_MAX, Model, NoModel};
use values::Text;

/// One for the whole process: it is a part of the installation, as the program itself is, and no
/// part of any state.
static MODEL: OnceLock<Model> = OnceLock::new();

/// Why the named file is not used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    #[error("{}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}", path.display())]
    Model { path: PathBuf, source: NoModel },
}

/// From now on the model in this file suggests categories. Without one none are suggested, and
/// that is said once; so is it when another was in use before, which stays.
///
/// # Errors
/// When a file is named and cannot be read, is too large, or holds no sound model.
pub fn use_model(path: &Path) -> Result<(), Unusable> {
    if path.as_os_str().is_empty() {
        tracing::info!("no model is set: no categories are suggested");
        return Ok(());
    }
    let unreadable = |source| Unusable::File { path: path.to_owned(), source };
    let unsound = |source| Unusable::Model { path: path.to_owned(), source };
    let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    if bytes > MODEL_BYTES_MAX {
        return Err(unsound(NoModel::TooLarge { bytes }));
    }
    let model = Model::from_bytes(&std::fs::read(path).map_err(unreadable)?).map_err(unsound)?;
    let labels = model.labels().join("、");
    match MODEL.set(model) {
        Ok(()) => tracing::info!(path = %path.display(), labels, "categories are suggested"),
        Err(_) => tracing::warn!(path = %path.display(), "the model in use stays"),
    }
    Ok(())
}

/// The likeliest categories of `text`.
pub(crate) fn categories(text: &str) -> Vec<LikelyCategory> {
    MODEL.get().map_or_else(Vec::new, |model| likely(model, text))
}

fn likely(model: &Model, text: &str) -> Vec<LikelyCategory> {
    let suggested = model.suggest(text).into_iter().take(CATEGORIES_SUGGESTED_MAX);
    let category = |suggested: text::Suggested<'_>| {
        let label = Text::new(suggested.label).ok()?;
        Some(LikelyCategory { label, confidence: thousandths(suggested.confidence) })
    };
    suggested.filter_map(category).collect()
}

/// A share of 1 in thousandths.
pub(crate) fn thousandths(share: f32) -> u16 {
    #[expect(clippy::cast_possible_truncation, reason = "it was clamped to 0 to 1000")]
    #[expect(clippy::cast_sign_loss, reason = "it was clamped to 0 to 1000")]
    let thousandths = (share.clamp(0.0, 1.0) * 1000.0).round() as u16;
    thousandths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        let examples: Vec<(String, &str)> = (0..10)
            .flat_map(|n| [(format!("{n}路公交车太少"), "交通"), (format!("{n}号楼噪音"), "环境")])
            .collect();
        let examples: Vec<(&str, &str)> =
            examples.iter().map(|(text, label)| (text.as_str(), *label)).collect();
        text::train(&examples, |_, _| {}).unwrap().model
    }

    #[test]
    fn the_likeliest_category_comes_first_with_its_confidence() {
        let likely = likely(&model(), "公交车等了一小时");
        assert_eq!(likely[0].label.as_str(), "交通");
        let sum: u16 = likely.iter().map(|category| category.confidence).sum();
        assert!((999..=1001).contains(&sum) && likely[0].confidence > 500, "{likely:?}");
    }

    #[test]
    fn a_named_file_is_a_sound_model_or_the_service_does_not_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        assert!(matches!(use_model(&path), Err(Unusable::File { .. })), "there is none");
        std::fs::write(&path, "something else").unwrap();
        let other = use_model(&path).unwrap_err();
        assert!(matches!(other, Unusable::Model { source: NoModel::OtherForm, .. }), "{other:?}");
        assert!(use_model(Path::new("")).is_ok(), "none is wanted");
    }
}
