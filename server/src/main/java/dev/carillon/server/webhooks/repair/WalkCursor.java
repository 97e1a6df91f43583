package dev.carillon.server.webhooks.repair;

import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.server.platform.jobs.Job;

/** Where a walk through the log goes on. */
final class WalkCursor {

  private WalkCursor() {}

  /** The oldest first: what comes meanwhile is not met. */
  static Cursor cursor(Job job) {
    String place = job.progress().place();
    return place.isEmpty() ? Cursor.OLDEST : Cursor.parse(place);
  }
}
