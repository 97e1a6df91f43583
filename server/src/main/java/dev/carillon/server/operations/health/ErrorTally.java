package dev.carillon.server.operations.health;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.server.operations.metrics.OutcomeLabels;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Failed attempts of the last hour, by what went wrong, with one example each. */
public final class ErrorTally implements HooksListener {

  private static final long MINUTE_MILLIS = 60_000;

  private final InstantSource wall;
  private final Map<ErrorClass, HourlyFailures> hours = new EnumMap<>(ErrorClass.class);

  /** An empty tally that goes by this clock. */
  public ErrorTally(InstantSource wall) {
    this.wall = wall;
  }

  @Override
  public void settled(Settlement settlement) {
    OutcomeLabels.error(settlement.attempt().outcome()).ifPresent(error -> add(error, settlement));
  }

  private synchronized void add(ErrorClass error, Settlement settlement) {
    hours.computeIfAbsent(error, none -> new HourlyFailures()).add(minute(), sample(settlement));
  }

  /** What went wrong, the most frequent first. */
  synchronized List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    hours.forEach(
        (error, hour) -> {
          long count = hour.count(minute());
          if (count > 0) {
            groups.add(new Group(error, count, hour.sample()));
          }
        });
    groups.sort(Comparator.comparingLong(Group::count).reversed());
    return groups;
  }

  private long minute() {
    return wall.millis() / MINUTE_MILLIS;
  }

  private static String sample(Settlement settlement) {
    return settlement.attempt().outcome().error()
        + " (webhook "
        + settlement.before().webhook()
        + ", delivery "
        + settlement.before().id()
        + ")";
  }

  /**
   * What went wrong in one way.
   *
   * @param sample the last one, in words
   */
  record Group(ErrorClass error, long count, String sample) {}
}
