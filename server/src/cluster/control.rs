//! What a person may do to a broker of this process.

use std::sync::atomic::Ordering;

use glasslog_core::{
    error::{ErrorCode, Refusal},
    id::BrokerId,
    watch::{BrokerState, Control},
};

use super::Cluster;

impl Cluster {
    /// Does it, and waits until it is done: the broker is down, or it serves. It is done to its end even if nobody waits for that.
    ///
    /// # Errors
    /// There is no such broker, it is there already, or it does not come up.
    pub async fn control(&self, broker: BrokerId, control: Control) -> Result<(), Refusal> {
        let cluster = self.clone();
        let done = tokio::spawn(async move { cluster.control_to_the_end(broker, control).await });
        done.await.unwrap_or_else(|_| Err(refused("a check in the server failed; its log says which".to_owned())))
    }

    async fn control_to_the_end(&self, broker: BrokerId, control: Control) -> Result<(), Refusal> {
        let shared = &self.0;
        let Some(index) = shared.brokers.iter().position(|other| other.id() == broker) else {
            let why = format!("there is no broker {broker} here, only 1 to {}", shared.brokers.len());
            return Err(refused(why));
        };
        let refused_as = |state| refused(format!("broker {broker} is {}", words(state)));
        match control {
            Control::Start => {
                let start = shared.shift(index, &[BrokerState::Down], BrokerState::Starting).map_err(refused_as)?;
                shared.brokers[index].wanted.store(true, Ordering::Relaxed);
                tracing::info!("starting broker {broker}, as it was asked for");
                if let Err(error) = shared.begin_again(index, start).await {
                    let _ = shared.shift(index, &[BrokerState::Starting], BrokerState::Down);
                    return Err(refused(format!("broker {broker} cannot start: {error:#}")));
                }
                match self.settled(index, start, BrokerState::Starting).await {
                    Some(BrokerState::Running) => Ok(()),
                    _ => Err(refused(format!("broker {broker} did not come up; the server's log says why"))),
                }
            }
            Control::Stop => {
                let start = shared.ask_to_stop(index).map_err(refused_as)?;
                tracing::info!("stopping broker {broker}, as it was asked for");
                self.taken_down(index, start).await;
                Ok(())
            }
            Control::Kill => {
                let start = shared.kill(index).map_err(refused_as)?;
                tracing::warn!("killing broker {broker}, as it was asked for");
                self.taken_down(index, start).await;
                Ok(())
            }
        }
    }

    /// Waits until the broker is down, on purpose.
    async fn taken_down(&self, index: usize, start: u32) {
        self.0.brokers[index].wanted.store(false, Ordering::Relaxed);
        self.settled(index, start, BrokerState::Stopping).await;
    }

    /// Waits until this start of a broker is in another state; `None` when there is another start by then.
    async fn settled(&self, index: usize, start: u32, state: BrokerState) -> Option<BrokerState> {
        let mut states = self.states();
        let settled = states.wait_for(|all| all[index].starts != start || all[index].state != state).await.ok()?;
        Some(settled[index].clone()).filter(|broker| broker.starts == start).map(|broker| broker.state)
    }
}

fn refused(why: String) -> Refusal {
    Refusal::new(ErrorCode::BrokerNotAvailable, why)
}

fn words(state: BrokerState) -> &'static str {
    match state {
        BrokerState::Starting => "starting already",
        BrokerState::Running => "running already",
        BrokerState::Stopping => "on its way down already",
        BrokerState::Down => "down already",
    }
}
