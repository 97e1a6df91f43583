package dev.carillon.server.webhooks.redelivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.server.platform.jobs.Job;
import java.util.Locale;

/** What a fix does, in this order; each step begins after the one before went well. */
enum FixStep {
  /** One signed request, which must be answered with success. */
  TEST,
  /** Enables the webhook, or ends its hold. */
  ENABLE,
  /** Sends what it missed. */
  RECOVER,
  /** Sends what failed. */
  RESEND;

  /** The name in responses and in stored jobs. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static boolean underWay(Job.State state) {
    return state instanceof Job.State.Running || state instanceof Job.State.Stopping;
  }

  /** How far each step of a job is. */
  static ArrayNode json(Job job) {
    FixStep reached = Place.of(job).step();
    ArrayNode steps = JsonNodeFactory.instance.arrayNode();
    for (FixStep step : values()) {
      steps.addObject().put("name", step.text()).put("state", step.state(reached, job.state()));
    }
    return steps;
  }

  private String state(FixStep reached, Job.State state) {
    if (state instanceof Job.State.Done || compareTo(reached) < 0) {
      return "done";
    }
    if (this != reached) {
      return "waiting";
    }
    return switch (state) {
      case Job.State.Failed failed -> "failed";
      case Job.State.Stopped stopped -> "stopped";
      default -> "running";
    };
  }

  /**
   * Where a fix has come to.
   *
   * @param mark for {@link #ENABLE} when the tested webhook was disabled, empty if it was not; for
   *     the later steps when the webhook was enabled, by the engine's clock
   * @param rest where the step itself has come to
   */
  record Place(FixStep step, String mark, String rest) {

    private static final String BETWEEN = ";";

    static Place of(Job job) {
      String place = job.progress().place();
      if (place.isEmpty()) {
        return new Place(TEST, "", "");
      }
      String[] parts = place.split(BETWEEN, 3);
      return new Place(valueOf(parts[0].toUpperCase(Locale.ROOT)), parts[1], parts[2]);
    }

    /** In the form that is stored. */
    String text() {
      return String.join(BETWEEN, step.text(), mark, rest);
    }

    Place at(String reached) {
      return new Place(step, mark, reached);
    }
  }
}
