package dev.carillon.server.webhooks.redelivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.server.platform.jobs.Job;
import java.util.Locale;

/** What a fix does, in this order; each step begins after the one before went well. */
enum FixStep {
  /**
   * One signed request, which must be answered with success. A webhook whose events are fetched has
   * no receiver to send it to, so it is skipped.
   */
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
    Place reached = Place.of(job);
    ArrayNode steps = JsonNodeFactory.instance.arrayNode();
    for (FixStep step : values()) {
      boolean skipped = step == TEST && reached.untested();
      String state = skipped ? "skipped" : step.state(reached.step(), job.state());
      steps.addObject().put("name", step.text()).put("state", state);
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
   * @param untested whether the test was skipped
   * @param mark for {@link #ENABLE} when the tested webhook was disabled, empty if it was not; for
   *     the later steps when the webhook was enabled, by the engine's clock
   * @param rest where the step itself has come to
   */
  record Place(FixStep step, boolean untested, String mark, String rest) {

    private static final String BETWEEN = ";";
    private static final String UNTESTED = "-untested";

    static Place of(Job job) {
      String place = job.progress().place();
      if (place.isEmpty()) {
        return new Place(TEST, false, "", "");
      }
      String[] parts = place.split(BETWEEN, 3);
      boolean untested = parts[0].endsWith(UNTESTED);
      String step = parts[0].replace(UNTESTED, "").toUpperCase(Locale.ROOT);
      return new Place(valueOf(step), untested, parts[1], parts[2]);
    }

    /** In the form that is stored. */
    String text() {
      return String.join(BETWEEN, step.text() + (untested ? UNTESTED : ""), mark, rest);
    }

    Place at(String reached) {
      return new Place(step, untested, mark, reached);
    }

    Place next(FixStep later, String newMark) {
      return new Place(later, untested, newMark, "");
    }
  }
}
