package dev.carillon.server.webhooks.redelivery;

import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.jobs.ListedJob;
import java.util.HashMap;
import java.util.Map;

/** The jobs that fix a webhook now, on whichever node. */
public record RunningFixes(JobRunner runner) {

  /** Among so many of the newest jobs. */
  private static final int LOOKED_AT = 100;

  /** The ids of those jobs, by the ids of their webhooks. */
  public Map<String, String> byWebhook() {
    Map<String, String> running = new HashMap<>();
    for (ListedJob listed : runner.list(JobsApi.NEWEST, LOOKED_AT)) {
      Job job = listed.job();
      if (job.kind().equals(FixJob.NAME) && FixStep.underWay(job.state())) {
        running.putIfAbsent(JobRequest.of(job).webhook(), job.id());
      }
    }
    return running;
  }
}
