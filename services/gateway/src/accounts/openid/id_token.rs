//! Whether an ID token is what its provider said, to this portal, about this sign-in, and still
//! stands (OpenID Connect Core 1.0, 3.1.3.7; RFC 7515, 7517 and 7518).
//!
//! Only signatures are taken that anybody can check and the provider alone can make: neither `none`
//! nor one under a shared secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{self, RsaParameters, RsaPublicKeyComponents, VerificationAlgorithm};
use serde::Deserialize;
use serde_json::{Map, Value};
use values::Timestamp;

/// How far the clocks of two machines may be apart.
const SECONDS_APART_MAX: i64 = 60;

/// Signatures under keys of RSA, of 2048 bits at least.
const RSA: [(&str, &RsaParameters); 6] = [
    ("RS256", &signature::RSA_PKCS1_2048_8192_SHA256),
    ("RS384", &signature::RSA_PKCS1_2048_8192_SHA384),
    ("RS512", &signature::RSA_PKCS1_2048_8192_SHA512),
    ("PS256", &signature::RSA_PSS_2048_8192_SHA256),
    ("PS384", &signature::RSA_PSS_2048_8192_SHA384),
    ("PS512", &signature::RSA_PSS_2048_8192_SHA512),
];

/// The same on curves, each on its own.
const CURVES: [(&str, &str, &dyn VerificationAlgorithm); 3] = [
    ("ES256", "P-256", &signature::ECDSA_P256_SHA256_FIXED),
    ("ES384", "P-384", &signature::ECDSA_P384_SHA384_FIXED),
    ("EdDSA", "Ed25519", &signature::ED25519),
];

/// What a token says of somebody, by the names of its claims.
pub(super) type Claims = Map<String, Value>;

/// A public key of the provider.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Key {
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    used_for: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// What a token must say to be taken.
pub(super) struct Expected<'e> {
    pub(super) issuer: &'e str,
    pub(super) client_id: &'e str,
    pub(super) nonce: &'e str,
    pub(super) now: Timestamp,
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Untrue {
    #[error("it is no token")]
    Unreadable,
    #[error("its algorithm is not taken")]
    Algorithm,
    #[error("the provider has no such key")]
    UnknownKey,
    #[error("its signature is wrong")]
    Signature,
    #[error("somebody else issued it")]
    Issuer,
    #[error("it is for somebody else")]
    Audience,
    #[error("it is over")]
    Expired,
    #[error("it is not valid yet")]
    TooEarly,
    #[error("it is of another sign-in")]
    Nonce,
    #[error("it does not say of whom")]
    Subject,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    /// What must be understood: nothing that is.
    crit: Option<Value>,
}

/// The claims of `token`, which one of `keys` signed and which is what was expected.
pub(super) fn verified(
    token: &str,
    keys: &[Key],
    expected: &Expected<'_>,
) -> Result<Claims, Untrue> {
    let claims = signed(token, keys)?;
    is_expected(&claims, expected)?;
    Ok(claims)
}

/// What the token says, if one of `keys` signed it.
fn signed(token: &str, keys: &[Key]) -> Result<Claims, Untrue> {
    let (message, signature) = token.rsplit_once('.').ok_or(Untrue::Unreadable)?;
    let (head, claims) = message.split_once('.').ok_or(Untrue::Unreadable)?;
    let signature = bytes(signature).ok_or(Untrue::Unreadable)?;
    let Head { alg, kid, crit } = read(head)?;
    let rsa = RSA.iter().any(|(name, _)| *name == alg);
    if crit.is_some() || !(rsa || CURVES.iter().any(|(name, ..)| *name == alg)) {
        return Err(Untrue::Algorithm);
    }
    let named = |key: &&Key| kid.is_none() || key.kid == kid;
    let mut fitting = keys.iter().filter(named).filter(|key| key.is_for(&alg)).peekable();
    if fitting.peek().is_none() {
        return Err(Untrue::UnknownKey);
    }
    if !fitting.any(|key| key.made(&alg, message.as_bytes(), &signature)) {
        return Err(Untrue::Signature);
    }
    read(claims)
}

fn is_expected(claims: &Claims, expected: &Expected<'_>) -> Result<(), Untrue> {
    let text = |name| claims.get(name).and_then(Value::as_str);
    let seconds = |name| claims.get(name).and_then(Value::as_i64);
    let now = expected.now.as_second();
    if text("iss") != Some(expected.issuer) {
        return Err(Untrue::Issuer);
    }
    let audience: Vec<_> = match claims.get("aud") {
        Some(Value::Array(several)) => several.iter().map(Value::as_str).collect(),
        one => vec![one.and_then(Value::as_str)],
    };
    let for_us = Some(expected.client_id);
    // For several, it must say for which of them it was made.
    let party = claims.get("azp").map(Value::as_str);
    let made_for_us = party.map_or(audience.len() == 1, |party| party == for_us);
    if !audience.contains(&for_us) || !made_for_us {
        return Err(Untrue::Audience);
    }
    if seconds("exp").is_none_or(|until| until <= now - SECONDS_APART_MAX) {
        return Err(Untrue::Expired);
    }
    if ["iat", "nbf"].into_iter().filter_map(seconds).any(|from| from > now + SECONDS_APART_MAX) {
        return Err(Untrue::TooEarly);
    }
    if text("nonce") != Some(expected.nonce) {
        return Err(Untrue::Nonce);
    }
    if text("sub").is_none_or(str::is_empty) { Err(Untrue::Subject) } else { Ok(()) }
}

impl Key {
    /// Does it sign with that algorithm?
    fn is_for(&self, algorithm: &str) -> bool {
        let signs = self.used_for.as_deref().is_none_or(|used_for| used_for == "sig");
        let same = self.alg.as_deref().is_none_or(|alg| alg == algorithm);
        let curve = CURVES.iter().find(|(name, ..)| *name == algorithm).map(|(_, curve, _)| *curve);
        signs && same && self.crv.as_deref() == curve
    }

    /// Did it make this signature?
    fn made(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        let part = |part: &Option<String>| part.as_deref().and_then(bytes);
        if let Some((_, parameters)) = RSA.iter().find(|(name, _)| *name == algorithm) {
            let Some((n, e)) = part(&self.n).zip(part(&self.e)) else { return false };
            return RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok();
        }
        let Some((.., curve)) = CURVES.iter().find(|(name, ..)| *name == algorithm) else {
            return false;
        };
        let Some(x) = part(&self.x) else { return false };
        let point = match part(&self.y) {
            // Uncompressed (SEC 1, 2.3.3).
            Some(y) => [&[4][..], &x, &y].concat(),
            None => x,
        };
        signature::UnparsedPublicKey::new(*curve, point).verify(message, signature).is_ok()
    }
}

fn read<T: serde::de::DeserializeOwned>(part: &str) -> Result<T, Untrue> {
    let read = bytes(part).and_then(|bytes| serde_json::from_slice(&bytes).ok());
    read.ok_or(Untrue::Unreadable)
}

fn bytes(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// RFC 7515, A.2: a token signed with RS256.
    const STANDARD: &str = "eyJhbGciOiJSUzI1NiJ9\
        .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt\
        cGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
        .cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7\
        AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4\
        BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K\
        0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv\
        hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB\
        p0igcN_IoypGlUPQGe77Rw";

    fn key_of_the_standard() -> Key {
        let n = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp\
            -Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOW\
            vG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUs\
            LA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9k\
            G4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2\
            PAcDTW9gb54h4FRWyuXpoQ";
        Key { n: Some(n.to_owned()), e: Some("AQAB".to_owned()), ..Key::default() }
    }

    #[test]
    fn the_example_of_the_standard_is_signed_and_nothing_else_of_it_is() {
        let claims = signed(STANDARD, &[key_of_the_standard()]).unwrap();
        assert_eq!(claims["iss"], "joe");
        let altered = STANDARD.replace(".cC4h", ".cC5h");
        assert_eq!(signed(&altered, &[key_of_the_standard()]), Err(Untrue::Signature));
        let (_, rest) = STANDARD.split_once('.').unwrap();
        let with_head = |head: &Value| {
            format!("{}.{rest}", URL_SAFE_NO_PAD.encode(serde_json::to_vec(head).unwrap()))
        };
        for (head, expected) in [
            (json!({"alg": "none"}), Untrue::Algorithm),
            (json!({"alg": "HS256"}), Untrue::Algorithm),
            (json!({"alg": "RS256", "crit": ["b64"]}), Untrue::Algorithm),
            (json!({"alg": "ES256"}), Untrue::UnknownKey),
            (json!({"alg": "RS256", "kid": "another"}), Untrue::UnknownKey),
            (json!({"alg": "PS256"}), Untrue::Signature),
        ] {
            let token = with_head(&head);
            assert_eq!(signed(&token, &[key_of_the_standard()]), Err(expected), "{head}");
        }
    }

    #[test]
    fn a_key_for_something_else_signs_nothing() {
        let encrypting = Key { used_for: Some("enc".to_owned()), ..key_of_the_standard() };
        let another = Key { alg: Some("RS512".to_owned()), ..key_of_the_standard() };
        for key in [encrypting, another] {
            assert_eq!(signed(STANDARD, &[key]), Err(Untrue::UnknownKey));
        }
        let both = [Key::default(), key_of_the_standard()];
        assert!(signed(STANDARD, &both).is_ok(), "whichever of them made it");
    }

    #[test]
    fn what_is_no_token_is_said_to_be_none() {
        for text in ["", ".", "..", "a.b", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.e30.%"] {
            assert_eq!(signed(text, &[key_of_the_standard()]), Err(Untrue::Unreadable), "{text}");
        }
    }

    #[test]
    fn a_token_is_of_this_provider_for_this_portal_about_this_sign_in_and_stands() {
        let now = "2026-03-02T01:00:00Z".parse::<Timestamp>().unwrap();
        let expected = Expected { issuer: "https://i", client_id: "g", nonce: "n", now };
        let now = now.as_second();
        let judged = |change: Value| {
            let claims = json!({
                "iss": "https://i", "aud": "g", "nonce": "n", "sub": "1", "exp": now + 300,
                "iat": now,
            });
            let Value::Object(mut claims) = claims else { unreachable!() };
            let Value::Object(change) = change else { unreachable!() };
            claims.extend(change);
            is_expected(&claims, &expected)
        };
        for (change, expected) in [
            (json!({}), Ok(())),
            (json!({"iss": "https://i/"}), Err(Untrue::Issuer)),
            (json!({"iss": null}), Err(Untrue::Issuer)),
            (json!({"aud": ["g"]}), Ok(())),
            (json!({"aud": "h"}), Err(Untrue::Audience)),
            (json!({"aud": null}), Err(Untrue::Audience)),
            (json!({"aud": ["g", "h"]}), Err(Untrue::Audience)),
            (json!({"aud": ["g", "h"], "azp": "g"}), Ok(())),
            (json!({"aud": ["g", "h"], "azp": "h"}), Err(Untrue::Audience)),
            (json!({"azp": 7}), Err(Untrue::Audience)),
            (json!({"exp": now - 59}), Ok(())),
            (json!({"exp": now - 60}), Err(Untrue::Expired)),
            (json!({"exp": "tomorrow"}), Err(Untrue::Expired)),
            (json!({"iat": now + 61}), Err(Untrue::TooEarly)),
            (json!({"nbf": now + 61}), Err(Untrue::TooEarly)),
            (json!({"nonce": "m"}), Err(Untrue::Nonce)),
            (json!({"nonce": null}), Err(Untrue::Nonce)),
            (json!({"sub": ""}), Err(Untrue::Subject)),
        ] {
            assert_eq!(judged(change.clone()), expected, "{change}");
        }
    }
}
