package dev.carillon.server.repair;

import dev.carillon.hooks.delivery.Repair;
import dev.carillon.server.job.Job;

/** Counts what became of a batch. */
final class Tally {

  private int queued;
  private int skipped;
  private int failed;

  void count(Repair repair) {
    switch (repair) {
      case DONE -> queued++;
      case WAITING, PENDING, ENDED, DELIVERED, MISSED, UNKNOWN -> skipped++;
      case DISABLED, REMOVED -> failed++;
    }
  }

  Job.Step step(String place, boolean last) {
    return new Job.Step(queued, skipped, failed, place, last);
  }

  /** A sentence about the whole. */
  static String report(Job.Progress progress, String done, String skipped, String failed) {
    StringBuilder report = new StringBuilder();
    report.append(progress.processed()).append(' ').append(done);
    if (progress.skipped() > 0) {
      report.append("; ").append(progress.skipped()).append(" skipped: they ").append(skipped);
    }
    if (progress.failed() > 0) {
      report.append("; ").append(progress.failed()).append(" not: ").append(failed);
    }
    return report.toString();
  }
}
