//! Whether an ID token is what its provider said, to this portal, about this sign-in, and still
//! stands (OpenID Connect Core 1.0, 3.1.3.7; RFC 7515, 7517 and 7518).
//!
//! Only signatures are taken that anybody can check and the provider alone can make: neither `none`
//! nor one under a shared secret.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{CommonParameters, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, Header, Validation};
use serde_json::{Map, Value};
use values::Timestamp;

use super::signature;

/// How far the clocks of two machines may be apart.
const SECONDS_APART_MAX: i64 = 60;

/// What a token says of somebody, by the names of its claims.
pub(super) type Claims = Map<String, Value>;

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

/// The claims of `token`, which one of `keys` signed and which is what was expected.
pub(super) fn verified(
    token: &str,
    keys: &[Jwk],
    expected: &Expected<'_>,
) -> Result<Claims, Untrue> {
    let claims = signed(token, keys)?;
    is_expected(&claims, expected)?;
    Ok(claims)
}

/// What the token says, if one of `keys` signed it.
fn signed(token: &str, keys: &[Jwk]) -> Result<Claims, Untrue> {
    let head = jsonwebtoken::decode_header(token).map_err(|error| {
        let names_none = matches!(error.kind(), ErrorKind::Json(error) if error.is_data());
        if names_none { Untrue::Algorithm } else { Untrue::Unreadable }
    });
    let Header { alg, kid, crit, .. } = head?;
    // Of what must be understood, nothing is.
    if crit.is_some() || alg.family() == AlgorithmFamily::Hmac {
        return Err(Untrue::Algorithm);
    }
    let is_for = |key: &&Jwk| {
        let CommonParameters { key_id, key_algorithm, public_key_use, .. } = &key.common;
        let named = kid.is_none() || *key_id == kid;
        let signs = public_key_use.as_ref().is_none_or(|is| *is == PublicKeyUse::Signature);
        named && signs && key_algorithm.is_none_or(|is| is == alg.into())
    };
    let fitting = keys.iter().filter(is_for).filter_map(|key| DecodingKey::from_jwk(key).ok());
    let mut fitting = fitting.filter(|key| key.family() == alg.family()).peekable();
    if fitting.peek().is_none() {
        return Err(Untrue::UnknownKey);
    }
    signature::use_ring();
    let validation = signature_alone(alg);
    for key in fitting {
        match jsonwebtoken::decode(token, &key, &validation) {
            Ok(token) => return Ok(token.claims),
            Err(error) if matches!(error.kind(), ErrorKind::Base64(_) | ErrorKind::Json(_)) => {
                return Err(Untrue::Unreadable);
            }
            Err(_) => {}
        }
    }
    Err(Untrue::Signature)
}

/// The library judges no claims: it would by the machine's clock, would take an issuer among
/// several, and knows neither `azp` nor `nonce`.
fn signature_alone(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    (validation.validate_exp, validation.validate_aud) = (false, false);
    validation
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

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use jsonwebtoken::jwk::AlgorithmParameters;
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

    /// RFC 8037, A.4: something signed with Ed25519 that is no token, and the key.
    const SIGNED_ON_A_CURVE: &str = "eyJhbGciOiJFZERTQSJ9\
        .RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc\
        .hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5B\
        hVsPt9g7sVvpAr_MuM0KAg";
    const KEY_ON_A_CURVE: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    fn key_of_the_standard() -> Jwk {
        key(json!({}))
    }

    /// The key of the standard, with these fields beside.
    fn key(beside: Value) -> Jwk {
        let n = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp\
            -Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOW\
            vG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUs\
            LA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9k\
            G4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2\
            PAcDTW9gb54h4FRWyuXpoQ";
        let Value::Object(mut key) = beside else { unreachable!() };
        key.extend([("kty", "RSA"), ("n", n), ("e", "AQAB")].map(|(k, v)| (k.into(), v.into())));
        serde_json::from_value(key.into()).unwrap()
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
        let shared = serde_json::from_value(json!({"kty": "oct", "k": "AQAB"})).unwrap();
        for key in [key(json!({"use": "enc"})), key(json!({"alg": "RS512"})), shared] {
            assert_eq!(signed(STANDARD, &[key]), Err(Untrue::UnknownKey));
        }
        let mut another = key_of_the_standard();
        if let AlgorithmParameters::RSA(parameters) = &mut another.algorithm {
            parameters.n = parameters.n.replace("of", "og");
        }
        assert_eq!(signed(STANDARD, std::slice::from_ref(&another)), Err(Untrue::Signature));
        let both = [another, key_of_the_standard()];
        assert!(signed(STANDARD, &both).is_ok(), "whichever of them made it");
    }

    #[test]
    fn a_signature_on_a_curve_is_checked_on_that_curve() {
        let key = |key: Value| [serde_json::from_value(key).unwrap()];
        let ours = key(json!({"kty": "OKP", "crv": "Ed25519", "x": KEY_ON_A_CURVE}));
        let read = Err(Untrue::Unreadable);
        assert_eq!(signed(SIGNED_ON_A_CURVE, &ours), read, "signed, and no token");
        let altered = SIGNED_ON_A_CURVE.replace(".RXhh", ".RXhi");
        assert_eq!(signed(&altered, &ours), Err(Untrue::Signature));
        let (x, y) = (KEY_ON_A_CURVE, KEY_ON_A_CURVE);
        for other in [
            json!({"kty": "OKP", "crv": "X25519", "x": x}),
            json!({"kty": "EC", "crv": "P-256", "x": x, "y": y}),
            json!({"kty": "oct", "k": x}),
        ] {
            let judged = signed(SIGNED_ON_A_CURVE, &key(other.clone()));
            assert_eq!(judged, Err(Untrue::UnknownKey), "{other}");
        }
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
