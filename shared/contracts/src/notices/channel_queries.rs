//! What can be asked about channels.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use values::{OrganisationId, Text, Timestamp, Uuid};

use super::channel::{ChannelKind, Gathered, Target, Trouble};
use super::notice::Matter;

/// `qry.notices.channels`: the channels of an organisation, every kind once, whether it is set or
/// not; nothing for who does not read its inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Channels {
    pub organisation: OrganisationId,
}

/// One kind of channel, as people see it. What it was set to can never be read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelLine {
    pub kind: ChannelKind,
    /// Does this system send anything that way?
    pub is_open: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<ChannelStanding>,
}

/// How a channel stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelStanding {
    /// The host, or the first letter of a mail address and its domain.
    pub shown: Text<300>,
    pub set_at: Timestamp,
    /// When a message last arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// How many notices wait to be sent.
    pub waiting: usize,
    /// Why the last message did not arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
    /// Then it is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_at: Option<Timestamp>,
    /// A message was given up, and none has arrived since.
    pub is_failing: bool,
}

/// `qry.notices.to-send`: the messages that are to go now, those that were gathered first before
/// the others. For the outbox alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToSend {
    /// How many at most.
    pub max: usize,
}

/// A message that is to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    pub organisation: OrganisationId,
    pub kind: ChannelKind,
    pub message: Uuid,
    /// How often it was tried.
    pub tried: u32,
    /// Nothing when it cannot be read any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// When it was gathered.
    pub gathered_at: Timestamp,
    /// None in a test.
    pub notices: Vec<Piece>,
    /// How many more there were.
    pub more: u64,
    /// What the organisations in it are called.
    pub organisations: BTreeMap<OrganisationId, Text<60>>,
}

/// A notice with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub notice: Gathered,
    pub matter: Matter,
}

crate::request::queries! {
    Channels => "qry.notices.channels" -> Vec<ChannelLine>,
    ToSend => "qry.notices.to-send" -> Vec<Outgoing>,
}
