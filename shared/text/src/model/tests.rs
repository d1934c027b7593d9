use super::*;
use crate::train::{NoTraining, train};

/// Made up: three labels, each with words of its own.
fn examples() -> Vec<(String, &'static str)> {
    let words = [
        ("环境", ["噪音", "垃圾", "油烟", "污水"]),
        ("交通", ["公交车", "堵车", "红绿灯", "停车位"]),
        ("教育", ["学校", "老师", "补课", "幼儿园"]),
    ];
    let mut examples = Vec::new();
    for (label, words) in words {
        for (at, word) in words.iter().enumerate() {
            for other in &words[at + 1..] {
                for place in ["幸福路", "和平街", "新城小区"] {
                    let text = format!("{place}的{word}问题，还有{other}，请尽快处理");
                    examples.push((text, label));
                }
            }
        }
    }
    examples
}

fn trained() -> Model {
    let examples = examples();
    let examples: Vec<(&str, &str)> =
        examples.iter().map(|(text, label)| (text.as_str(), *label)).collect();
    let mut told = Vec::new();
    let trained = train(&examples, |done, all| told.push((done, all))).unwrap();
    assert_eq!((trained.trained_on, trained.tested_on, trained.right), (45, 9, 9));
    assert_eq!(told, (1..=6).map(|done| (done, 6)).collect::<Vec<_>>());
    trained.model
}

#[test]
fn a_text_gets_the_label_whose_words_it_has() {
    let model = trained();
    assert_eq!(model.labels(), ["交通", "教育", "环境"]);
    for (text, label) in
        [("楼下饭店油烟太大", "环境"), ("路口没有红绿灯", "交通"), ("老师周末补课", "教育")]
    {
        let suggested = model.suggest(text);
        assert_eq!(suggested[0].label, label, "{suggested:?}");
        let sum: f32 = suggested.iter().map(|suggested| suggested.confidence).sum();
        assert!((sum - 1.0).abs() < 1e-4 && suggested[0].confidence > 0.5, "{suggested:?}");
    }
    assert!(model.suggest("xyz").is_empty(), "nothing is known of it");
}

#[test]
fn the_same_examples_give_the_same_model_and_it_is_read_as_it_was_written() {
    let model = trained();
    let bytes = model.to_bytes();
    assert_eq!(bytes, trained().to_bytes());
    assert_eq!(Model::from_bytes(&bytes), Ok(model));
}

#[test]
fn bytes_that_are_no_sound_model_are_refused() {
    let bytes = trained().to_bytes();
    for at in (0..bytes.len()).step_by(97) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert!(Model::from_bytes(&damaged).is_err(), "{at}");
        assert!(Model::from_bytes(&bytes[..at]).is_err(), "{at}");
    }
    assert_eq!(Model::from_bytes(b"{}"), Err(NoModel::OtherForm));
    let resealed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut body = bytes[..bytes.len() - HASH_BYTES].to_vec();
        change(&mut body);
        let digest = Hash::of(&body);
        body.extend(digest.0);
        Model::from_bytes(&body)
    };
    assert_eq!(resealed(&|body| body[15] = b'2'), Err(NoModel::OtherForm));
    // More labels, more rows than there are; something behind the end; no number.
    assert_eq!(resealed(&|body| body[16] = 101), Err(NoModel::Senseless));
    assert_eq!(resealed(&|body| body[22] = 0xff), Err(NoModel::Senseless));
    assert_eq!(resealed(&|body| body.push(0)), Err(NoModel::Senseless));
    let not_a_number = |body: &mut Vec<u8>| {
        let at = body.len() - 4;
        body[at..].copy_from_slice(&f32::NAN.to_le_bytes());
    };
    assert_eq!(resealed(&not_a_number), Err(NoModel::Senseless));
}

#[test]
fn too_little_to_learn_from_is_told() {
    let train = |examples: &[(&str, &str)]| train(examples, |_, _| {}).unwrap_err();
    assert_eq!(train(&[("路灯", "一")]), NoTraining::Labels(1));
    let mut few = vec![("路灯", "一"); 5];
    few.push(("公交", "二"));
    assert_eq!(train(&few), NoTraining::Examples { label: "二".to_owned(), examples: 1 });
    few.push(("公交", ""));
    assert_eq!(train(&few), NoTraining::Label(String::new()));
}
