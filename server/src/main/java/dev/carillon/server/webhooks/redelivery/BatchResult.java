package dev.carillon.server.webhooks.redelivery;

import dev.carillon.hooks.delivery.ActionResult;
import dev.carillon.server.platform.jobs.Job;

/** Counts what became of a batch. */
final class BatchResult {

  private int queued;
  private int skipped;
  private int failed;

  void count(ActionResult result) {
    switch (result) {
      case DONE -> queued++;
      case WAITING, PENDING, ENDED, DELIVERED, MISSED, UNKNOWN -> skipped++;
      case DISABLED, REMOVED -> failed++;
    }
  }

  Job.Step step(Job job, String place, boolean last) {
    Job.Step step = new Job.Step(queued, skipped, failed, place, last);
    return last ? whole(job, step) : step;
  }

  /** The last step of a job, with what it was to be about and did not find any more. */
  static Job.Step whole(Job job, Job.Step step) {
    int met = job.progress().plus(step).position();
    int gone = Math.max(0, job.total() - met);
    return new Job.Step(
        step.processed(), step.skipped() + gone, step.failed(), step.place(), step.last());
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
