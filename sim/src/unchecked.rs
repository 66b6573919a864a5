//! In the place of the checks where nobody judges: the page shows a world, and is a download. Every call is taken, and nothing is kept.

use bytes::Bytes;
use glasslog_core::{
    controller::{Answer, Ask, image::Image},
    effect::Note,
    id::{BrokerId, ClientId, RequestId},
    metadata::Committed,
    name::Text,
    request::Request,
    response::{Response, Span},
    storage::{Completion, StorageEffect},
    time::Instant,
    view::Delta,
};

use crate::{
    disk::Disk,
    history::Seen,
    machine::{Rot, Written},
    scenario::Scenario,
};

/// No checks.
#[derive(Clone, Debug)]
pub(crate) struct Checks;

impl Checks {
    pub(crate) fn new(_: &Scenario) -> Checks {
        Checks
    }

    pub(crate) fn is_on(&self) -> bool {
        false
    }

    pub(crate) fn step(&mut self, _: u64, _: Instant) {}
    pub(crate) fn disk_broke_its_word(&mut self, _: BrokerId) {}
    pub(crate) fn rotted(&mut self, _: BrokerId, _: &Rot) {}
    pub(crate) fn forget_topic(&mut self, _: &Text) {}
    pub(crate) fn started(&mut self, _: BrokerId) {}
    pub(crate) fn died(&mut self, _: BrokerId, _: bool) {}
    pub(crate) fn wiped(&mut self, _: BrokerId) {}
    pub(crate) fn metadata(&mut self, _: &Image, _: &Committed) {}
    pub(crate) fn written(&mut self, _: BrokerId, _: &Written) {}
    pub(crate) fn asked(
        &mut self,
        _: (BrokerId, &Image),
        _: ClientId,
        _: RequestId,
        _: Option<BrokerId>,
        _: bool,
        _: &Request<Bytes>,
    ) {
    }
    pub(crate) fn disconnected(&mut self, _: BrokerId, _: ClientId) {}
    pub(crate) fn ordered(&mut self, _: BrokerId, _: &StorageEffect) {}
    pub(crate) fn completed(&mut self, _: BrokerId, _: &Completion, _: &Disk) {}
    pub(crate) fn settled(&mut self, _: BrokerId, _: ClientId, _: RequestId) {}
    pub(crate) fn noted(&mut self, _: BrokerId, _: &Note) {}
    pub(crate) fn asks(&mut self, _: &Ask) {}
    pub(crate) fn answered(&mut self, _: &Answer) {}
    pub(crate) fn replied(&mut self, _: (BrokerId, &Image), _: ClientId, _: RequestId, _: &Response<Span>) {}
    pub(crate) fn left(&mut self, _: BrokerId, _: ClientId, _: RequestId, _: &Response<Bytes>) {}
    pub(crate) fn node_handled(&mut self, _: BrokerId, _: usize, _: Option<Instant>) {}
    pub(crate) fn looked(&mut self, _: BrokerId, _: &Delta, _: &Image) {}
    pub(crate) fn seen(&mut self, _: Vec<Seen>) {}
}
