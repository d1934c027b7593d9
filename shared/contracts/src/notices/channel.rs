//! A channel 通知渠道: where an organisation is told outside the portal, one of each kind.
//!
//! What its inbox is told is gathered for a few minutes and sent as one message, at least once and
//! always under the same id, until the other end confirms it or a day is over. The address and the
//! secret stand here sealed, under a key of their own that goes when they are replaced or removed.

use serde::{Deserialize, Serialize};
use values::{Fingerprint, OrganisationId, PersonId, Sealed, Text, Timestamp, Uuid, ids};

use super::notice::NoticeKind;

/// How a message goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// 邮件: to an office, never to a person.
    Mail,
    /// To another system, as Standard Webhooks says.
    Webhook,
    /// 企业微信群机器人
    Wecom,
    /// 钉钉群机器人
    Dingtalk,
}

impl ChannelKind {
    pub const ALL: [Self; 4] = [Self::Mail, Self::Webhook, Self::Wecom, Self::Dingtalk];

    /// Its name on the way, and what it is called.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Mail => ("mail", "邮件"),
            Self::Webhook => ("webhook", "Webhook"),
            Self::Wecom => ("wecom", "企业微信群机器人"),
            Self::Dingtalk => ("dingtalk", "钉钉群机器人"),
        }
    }
}

/// The channel of this kind that an organisation has.
pub fn id(organisation: OrganisationId, kind: ChannelKind) -> Uuid {
    ids::of_text("channel", &format!("{organisation} {}", kind.names().0))
}

/// `cmd.notices.channel.set`: from now on it goes there; what waits, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ChannelSet))]
#[serde(deny_unknown_fields)]
pub struct Set {
    pub organisation: OrganisationId,
    pub kind: ChannelKind,
    /// Of mail the address of an office; else the URL, which a robot's secret stands in.
    pub address: Text<500>,
    /// What messages are signed with: of a webhook `whsec_…`, needed; of a 钉钉 robot `SEC…`, where
    /// it asks for signatures 加签.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Text<200>>,
}

/// `cmd.notices.channel.remove`: nothing goes there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ChannelRemove))]
#[serde(deny_unknown_fields)]
pub struct Remove {
    pub organisation: OrganisationId,
    pub kind: ChannelKind,
}

/// `cmd.notices.channel.test`: a message that says nothing but that it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ChannelTest))]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub organisation: OrganisationId,
    pub kind: ChannelKind,
}

/// `cmd.notices.channel.report`: what became of a message. The outbox alone says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub organisation: OrganisationId,
    pub kind: ChannelKind,
    pub message: Uuid,
    pub outcome: Outcome,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The other end confirmed it.
    Sent,
    Failed(Trouble),
    /// This system sends nothing that way.
    Withheld,
}

/// Why a message did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ChannelTrouble))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Trouble {
    /// Nothing is sent to such an address: it is inside the network, or not encrypted.
    Forbidden,
    /// No such host, or nobody listens there.
    Unreachable,
    /// It does not prove who it is.
    Insecure,
    /// No answer in time.
    TooSlow,
    /// It answered with another status than that of success.
    Status { status: u16 },
    /// It answered that it does not take this: the code of the robot, or of the mail server.
    Refused { answer: i64 },
    /// The address cannot be read any more: it is to be set again.
    Gone,
}

/// Where it goes, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub address: Text<500>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Text<200>>,
}

impl Target {
    /// What is sealed.
    #[must_use]
    pub fn said(&self) -> String {
        serde_json::to_string(self).expect("it has text keys only")
    }

    /// What was sealed, read again.
    #[must_use]
    pub fn read(said: &str) -> Option<Self> {
        serde_json::from_str(said).ok()
    }
}

/// What is known of a channel that is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub organisation: OrganisationId,
    pub kind: ChannelKind,
    /// A [`Target`].
    pub target: Sealed,
    /// What may be seen of it: the host, or the first letter of a mail address and its domain.
    pub shown: Text<300>,
    /// To see that it is the same once more.
    pub digest: Fingerprint,
}

/// A notice in a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gathered {
    /// Whose it is: the organisation of the channel, or one that was merged into it.
    pub inbox: OrganisationId,
    pub line: Uuid,
    pub kind: NoticeKind,
    /// What is to be done is done by then; or it ends then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Set(Place),
    Remove {
        organisation: OrganisationId,
    },
    Test {
        organisation: OrganisationId,
    },
    /// An inbox is told something.
    Queue {
        inbox: OrganisationId,
        line: Uuid,
    },
    /// Its time has come; of what waits, this is still to be told.
    Due {
        left: Vec<Gathered>,
    },
    Report {
        message: Uuid,
        outcome: Outcome,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "channel.set.v1")]
    Set(Place),
    #[serde(rename = "channel.removed.v1")]
    Removed {},
    /// A notice waits to be sent, with all others that come before `until`.
    #[serde(rename = "channel.queued.v1")]
    Queued { inbox: OrganisationId, line: Uuid, until: Timestamp },
    /// What waited is one message now, which is given up at `until`.
    #[serde(rename = "channel.gathered.v1")]
    Gathered {
        message: Uuid,
        /// Those about the oldest lines, at most [`GATHERED_MAX`].
        notices: Vec<Gathered>,
        /// How many more there were.
        more: u64,
        until: Timestamp,
    },
    /// All that waited was read or settled meanwhile.
    #[serde(rename = "channel.emptied.v1")]
    Emptied {},
    /// A message that says nothing; the next one not before `again_from`.
    #[serde(rename = "channel.test_asked.v1")]
    TestAsked { message: Uuid, by: PersonId, again_from: Timestamp },
    #[serde(rename = "channel.sent.v1")]
    Sent { message: Uuid },
    /// It did not arrive, and is tried again at `until`.
    #[serde(rename = "channel.put_off.v1")]
    PutOff { message: Uuid, trouble: Trouble, until: Timestamp },
    /// It is tried again now.
    #[serde(rename = "channel.resumed.v1")]
    Resumed { message: Uuid },
    /// It did not arrive, and never will: the channel is failing.
    #[serde(rename = "channel.given_up.v1")]
    GivenUp { message: Uuid, trouble: Trouble },
    /// This system sends nothing that way: it stands in the portal alone.
    #[serde(rename = "channel.withheld.v1")]
    Withheld { message: Uuid },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// The organisation has no channel of this kind.
    Unknown,
    /// The actor does not answer for the organisation; or is not the outbox.
    NotAuthorised,
    /// No mail address, or no URL that anything may be sent to.
    AddressUnfit,
    /// A webhook needs one.
    SecretMissing,
    /// It is no secret of this kind of channel, or the kind has none.
    SecretUnfit,
    /// So often only.
    TestTooSoon { from: Timestamp },
}

/// How many minutes notices are gathered before they go as one message: with it no channel gets
/// more than a robot's group takes, which is 20 a minute.
pub const GATHER_MINUTES: u32 = 3;
/// The most notices that one message spells out; of more it says how many.
pub const GATHERED_MAX: usize = 20;
/// After so many minutes a message is tried again; then after twice as many, and so on.
pub const PAUSE_MINUTES: u32 = 1;
/// The longest pause.
pub const PAUSE_MINUTES_MAX: u32 = 4 * 60;
/// For how many hours a message is tried.
pub const TRIED_HOURS: u32 = 24;
/// How many minutes lie between two tests.
pub const TEST_MINUTES: u32 = 1;

crate::request::commands! {
    Set => "cmd.notices.channel.set",
    Remove => "cmd.notices.channel.remove",
    Test => "cmd.notices.channel.test",
    Report => "cmd.notices.channel.report",
}
