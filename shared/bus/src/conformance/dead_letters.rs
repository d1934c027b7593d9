//! What could not be read is kept.

use super::on_both;
use super::rig::Rig;

on_both!(letters_are_kept_and_listed_newest_first, a_letter_over_the_limit_is_cut_and_says_so,);

async fn letters_are_kept_and_listed_newest_first(rig: Rig) {
    assert_eq!(rig.bus.dead_letters("needs", 10).await.unwrap(), []);
    for n in 1..=3 {
        let subject = format!("cmd.needs.need.post{n}");
        let body = [0xFF, n];
        rig.bus.dead_letter("needs", &subject, &body, "no JSON:\r\nbyte 0，坏了").await.unwrap();
    }
    let letters = rig.another_bus().await.dead_letters("needs", 2).await.unwrap();
    let positions: Vec<_> = letters.iter().map(|letter| letter.position).collect();
    assert_eq!(positions, [3, 2]);
    assert_eq!(letters[0].subject, "cmd.needs.need.post3");
    assert_eq!(letters[0].reason, "no JSON:  byte 0，坏了");
    assert_eq!(&letters[0].body[..], [0xFF, 3]);
    assert_eq!(letters[0].body_bytes, 2);
    assert_eq!(rig.bus.dead_letters("needs", 10).await.unwrap().len(), 3);
    assert_eq!(rig.bus.dead_letters("projects", 10).await.unwrap(), []);
}

async fn a_letter_over_the_limit_is_cut_and_says_so(rig: Rig) {
    let body = vec![b'x'; 1024 * 1024];
    let reason = "长".repeat(1_000);
    rig.bus.dead_letter("needs", "cmd.needs.x", &body, &reason).await.unwrap();
    let letters = rig.bus.dead_letters("needs", 1).await.unwrap();
    assert_eq!(letters[0].body.len(), 512 * 1024);
    assert_eq!(letters[0].body_bytes, 1024 * 1024);
    assert_eq!(letters[0].reason, "长".repeat(341));
}
