package dev.carillon.server.webhooks.repair;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.request.TimeText;
import dev.carillon.server.platform.jobs.Job;
import dev.carillon.server.platform.jobs.ListedJob;
import java.util.List;

/** Shows jobs as JSON: those of this feature and all others. */
final class JobJson {

  private static final List<String> FILTERED = List.of(ResendWalk.NAME, CancelWalk.NAME);

  private JobJson() {}

  static ObjectNode of(ListedJob listed) {
    Job job = listed.job();
    Job.Progress progress = job.progress();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", job.id());
    json.put("kind", job.kind());
    json.put("state", state(job.state()));
    json.put("createdAt", TimeText.text(listed.createdAt()));
    json.put("endedAt", listed.endedAt() == null ? null : TimeText.text(listed.endedAt()));
    json.put("createdBy", job.username());
    json.put("total", Math.max(job.total(), progress.position()));
    json.put("processed", progress.position());
    json.put("queued", progress.processed());
    json.put("skipped", progress.skipped());
    json.put("failed", progress.failed());
    json.put("message", job.state().message());
    json.set("filter", FILTERED.contains(job.kind()) ? JobRequest.of(job).filter() : null);
    if (job.kind().equals(RecoverWalk.NAME)) {
      JobRequest order = JobRequest.of(job);
      json.put("webhook", order.webhook()).put("since", TimeText.text(order.since()));
    }
    return json;
  }

  private static String state(Job.State state) {
    return switch (state) {
      case Job.State.Running running -> "running";
      case Job.State.Stopping stopping -> "stopping";
      case Job.State.Stopped stopped -> "stopped";
      case Job.State.Done done -> "done";
      case Job.State.Failed failed -> "failed";
    };
  }
}
