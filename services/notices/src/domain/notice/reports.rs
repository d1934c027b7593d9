//! Reports: previewed, confirmed section by section, received or disputed.

use contracts::notices::notice::{About, Event, Matter, NoticeKind};
use contracts::reporting::report::{self, Compiled};

use super::{State, settled, told};

pub(super) fn meant(state: &State, about: About, event: &report::Event) -> Vec<Event> {
    use report::Event as E;
    if let E::Compiled(compiled) = event {
        return on_compiled(state, about, compiled);
    }
    let Some(Matter { from: subject, to, .. }) = &state.matter else { return vec![] };
    let (issuer, addressee) = (to.first().copied(), to.get(1).copied());
    let answered = |kind| {
        let to_issuer = issuer.map(|issuer| told(issuer, kind, None));
        addressee.map(settled).into_iter().chain(to_issuer).collect()
    };
    match event {
        E::Confirmed { community, .. } => vec![settled(*community)],
        E::ConfirmationLapsed {} => state.told(NoticeKind::ReportToConfirm).map(settled).collect(),
        E::Assented { .. } => subject.iter().copied().map(settled).collect(),
        E::Issued { .. } => {
            let kind = NoticeKind::ReportToReceive;
            let to_addressee = addressee.map(|addressee| told(addressee, kind, None));
            let to_subject = subject.map(|subject| told(subject, NoticeKind::ReportIssued, None));
            state.only(to_addressee.into_iter().chain(to_subject).collect())
        }
        E::Received { .. } => answered(NoticeKind::ReportReceived),
        E::Disputed { .. } => answered(NoticeKind::ReportDisputed),
        E::Compiled(_) | E::Numbered { .. } | E::Jammed { .. } | E::Delivered { .. } => vec![],
    }
}

fn on_compiled(state: &State, about: About, compiled: &Compiled) -> Vec<Event> {
    let matter = Matter {
        from: Some(compiled.subject),
        to: [compiled.issuer].into_iter().chain(compiled.addressee).collect(),
        ..Matter::new(about)
    };
    let preview = NoticeKind::ReportToPreview;
    let preview = told(compiled.subject, preview, Some(compiled.preview_until));
    let by = Some(compiled.confirm_until);
    let communities = compiled.communities.iter();
    let confirm = communities.map(|to| told(*to, NoticeKind::ReportToConfirm, by));
    let told = [preview].into_iter().chain(confirm).collect();
    [Event::Described { matter }].into_iter().chain(state.only(told)).collect()
}
