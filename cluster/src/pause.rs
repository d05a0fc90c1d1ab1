//! The blocking pause of a process that leaves the cluster.

use std::time::Duration;

#[expect(clippy::disallowed_methods, reason = "only leaving pauses, and `Drop` cannot await")]
pub(super) fn pause(time: Duration) {
    std::thread::sleep(time);
}
