//! How the other end knows that a message is ours.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use contracts::notices::channel::{ChannelKind, Rejection};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a webhook's secret begins with.
const WEBHOOK: &str = "whsec_";
/// What a 钉钉 robot's secret begins with.
const DINGTALK: &str = "SEC";

/// May a channel of `kind` have this secret?
///
/// # Errors
/// When it needs one, has none, or this is of another form.
pub(crate) fn fits(kind: ChannelKind, secret: Option<&str>) -> Result<(), Rejection> {
    let fits = match (kind, secret) {
        (ChannelKind::Webhook, None) => return Err(Rejection::SecretMissing),
        (ChannelKind::Webhook, Some(secret)) => webhook_key(secret).is_some(),
        (ChannelKind::Dingtalk, Some(secret)) => {
            let is_graphic = secret.bytes().all(|byte| byte.is_ascii_graphic());
            is_graphic && secret.starts_with(DINGTALK)
        }
        (ChannelKind::Mail | ChannelKind::Wecom, Some(_)) => false,
        (ChannelKind::Mail | ChannelKind::Wecom | ChannelKind::Dingtalk, None) => true,
    };
    if fits { Ok(()) } else { Err(Rejection::SecretUnfit) }
}

/// The key of a webhook's secret: 24 to 64 bytes, as Standard Webhooks asks for.
fn webhook_key(secret: &str) -> Option<Vec<u8>> {
    let key = BASE64.decode(secret.strip_prefix(WEBHOOK)?).ok()?;
    (24..=64).contains(&key.len()).then_some(key)
}

/// The signature of a webhook's message, `v1,…`; nothing when the secret is none.
pub(crate) fn webhook(secret: &str, id: &str, at_second: i64, body: &str) -> Option<String> {
    let signed = format!("{id}.{at_second}.{body}");
    Some(format!("v1,{}", BASE64.encode(mac(&webhook_key(secret)?, &signed))))
}

/// Path and query of a 钉钉 robot with when it is told and the signature of that.
pub(crate) fn dingtalk(rest: &str, secret: &str, at_millisecond: i64) -> String {
    let signature = mac(secret.as_bytes(), &format!("{at_millisecond}\n{secret}"));
    let mut signed = form_urlencoded::Serializer::new(String::new());
    signed.append_pair("timestamp", &at_millisecond.to_string());
    signed.append_pair("sign", &BASE64.encode(signature));
    let sign = if rest.contains('?') { '&' } else { '?' };
    format!("{rest}{sign}{}", signed.finish())
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn a_webhook_is_signed_as_the_standard_says() {
        // The example of its own libraries.
        let body = r#"{"test": 2432232314}"#;
        let signature = webhook(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signature.as_deref(), Some(expected));
    }

    #[test]
    fn a_robots_address_is_signed_behind_what_it_asks_for() {
        let signed = dingtalk("/robot/send?access_token=a", "SECb", 1_700_000_000_000);
        let (before, sign) = signed.split_once("&sign=").unwrap();
        assert_eq!(before, "/robot/send?access_token=a&timestamp=1700000000000");
        let expected = mac(b"SECb", "1700000000000\nSECb");
        let pairs: Vec<_> = form_urlencoded::parse(format!("s={sign}").as_bytes())
            .map(|(_, value)| value.into_owned())
            .collect();
        assert_eq!(pairs, [BASE64.encode(expected)]);
    }

    #[test]
    fn each_kind_has_its_own_secrets() {
        use ChannelKind::{Dingtalk, Mail, Webhook, Wecom};
        let unfit = Err(Rejection::SecretUnfit);
        for (kind, secret, expected) in [
            (Webhook, Some(SECRET), Ok(())),
            (Webhook, None, Err(Rejection::SecretMissing)),
            (Webhook, Some("whsec_c2hvcnQ="), unfit.clone()),
            (Webhook, Some("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), unfit.clone()),
            (Dingtalk, Some("SECabc"), Ok(())),
            (Dingtalk, None, Ok(())),
            (Dingtalk, Some("abc"), unfit.clone()),
            (Wecom, None, Ok(())),
            (Wecom, Some("SECabc"), unfit.clone()),
            (Mail, Some(SECRET), unfit.clone()),
        ] {
            assert_eq!(fits(kind, secret), expected, "{kind:?} {secret:?}");
        }
    }
}
