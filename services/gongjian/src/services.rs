//! Every service by its name.

use runtime::Service;

/// Something that is done with one service, whichever it is.
pub(crate) trait ForService {
    type Outcome;

    fn with<S: Service>(self) -> Self::Outcome;
}

/// Does it with the service called `name`; nothing when there is none.
pub(crate) fn with<D: ForService>(name: &str, done: D) -> Option<D::Outcome> {
    Some(match name {
        "registry" => done.with::<registry::Registry>(),
        "resources" => done.with::<resources::Resources>(),
        "needs" => done.with::<needs::Needs>(),
        "projects" => done.with::<projects::Projects>(),
        "evaluation" => done.with::<evaluation::Evaluation>(),
        "matching" => done.with::<matching::Matching>(),
        "reporting" => done.with::<reporting::Reporting>(),
        "notices" => done.with::<notices::Notices>(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use contracts::{SERVICES, ServiceEvent as _};

    use super::*;

    struct Called;

    impl ForService for Called {
        type Outcome = &'static str;

        fn with<S: Service>(self) -> &'static str {
            S::Event::SERVICE
        }
    }

    #[test]
    fn every_service_is_found_by_its_own_name_and_nothing_else_is() {
        for name in SERVICES {
            assert_eq!(with(name, Called), Some(name));
        }
        assert_eq!(with("gateway", Called), None);
    }
}
