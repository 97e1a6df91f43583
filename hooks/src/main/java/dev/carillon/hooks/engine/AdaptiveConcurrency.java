package dev.carillon.hooks.engine;

/**
 * How many attempts of a webhook that has failed may be on the wire. The limit starts at 1 and
 * doubles after each full round of successes, until it reaches the webhook's own limit. A failure
 * on the way up halves it. Each node counts its own attempts, so several nodes make one attempt
 * each.
 */
final class AdaptiveConcurrency {

  private static final int FREE = Integer.MAX_VALUE;

  private int most;
  private int succeeded;

  /**
   * The concurrency of one webhook.
   *
   * @param failing whether it fails as it becomes known
   */
  AdaptiveConcurrency(boolean failing) {
    most = failing ? 1 : FREE;
  }

  /** How many may be on the wire, of a webhook that may have so many while it is well. */
  int of(int limit) {
    return Math.min(most, limit);
  }

  /**
   * An attempt has ended.
   *
   * @param success whether it succeeded
   * @param failing whether the webhook fails now
   * @param limit how many it may have while it is well
   */
  void ended(boolean success, boolean failing, int limit) {
    if (failing) {
      most = 1;
      succeeded = 0;
    } else if (most != FREE) {
      step(success, limit);
    }
  }

  private void step(boolean success, int limit) {
    if (!success) {
      most = Math.max(1, most / 2);
      succeeded = 0;
      return;
    }
    succeeded++;
    if (succeeded >= most) {
      most = most > limit / 2 ? FREE : most * 2;
      succeeded = 0;
    }
  }
}
