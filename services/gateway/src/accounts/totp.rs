//! One-time codes (RFC 6238): six digits, half a minute each, one before and after are taken.

use totp_rs::{Builder, Secret, Totp};
use values::Timestamp;

/// What devices show beside the login name.
const ISSUER: &str = "共建 Gongjian";

/// A new secret, in Base32.
pub(super) fn fresh() -> String {
    Secret::new_stack(runtime::fresh_bytes()).to_base32()
}

/// The half-minute whose code it is.
pub(super) fn step(secret: &str, code: &str, now: Timestamp) -> Option<u64> {
    let seconds = u64::try_from(now.as_second()).ok()?;
    of(secret, "")?.check(code, seconds)
}

/// The address that a device reads, `otpauth://…`.
pub(super) fn address(secret: &str, login: &str) -> String {
    let address = of(secret, login).and_then(|totp| totp.to_url().ok());
    address.expect("a secret of ours, and no colon in a login name")
}

fn of(secret: &str, login: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let totp = Builder::new().with_secret(secret).with_issuer(Some(ISSUER));
    totp.with_account_name(login).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret is `12345678901234567890`.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn the_examples_of_the_standard_are_right() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804")] {
            let expected = u64::try_from(seconds / 30).unwrap();
            assert_eq!(step(SECRET, code, at(seconds)), Some(expected));
            assert_eq!(step(SECRET, code, at(seconds + 30)), Some(expected), "a slow hand");
            assert_eq!(step(SECRET, code, at(seconds + 90)), None);
        }
    }

    #[test]
    fn what_is_no_code_is_wrong() {
        for code in ["", "28708", "2870823", "abcdef", "287083"] {
            assert_eq!(step(SECRET, code, at(59)), None, "{code:?}");
        }
    }

    #[test]
    fn devices_are_told_whose_it_is() {
        let secret = fresh();
        let address = address(&secret, "li.na@听涛");
        assert!(address.starts_with("otpauth://totp/"), "{address}");
        assert!(address.contains(&secret), "{address}");
        assert_ne!(secret, fresh());
    }
}
