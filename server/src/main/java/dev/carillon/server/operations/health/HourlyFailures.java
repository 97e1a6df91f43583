package dev.carillon.server.operations.health;

/** The failures of one kind in the last hour: a count for each minute, and the last of them. */
final class HourlyFailures {

  private static final int MINUTES = 60;

  private final long[] counts = new long[MINUTES];
  private final long[] minutes = new long[MINUTES];
  private String sample = "";

  /** One more; {@code latest} says what it was. */
  void add(long minute, String latest) {
    int place = (int) (minute % MINUTES);
    if (minutes[place] != minute) {
      minutes[place] = minute;
      counts[place] = 0;
    }
    counts[place]++;
    sample = latest;
  }

  /** The last one, in words. */
  String sample() {
    return sample;
  }

  /** How many there were until now. */
  long count(long now) {
    long count = 0;
    for (int i = 0; i < MINUTES; i++) {
      count += now - minutes[i] < MINUTES ? counts[i] : 0;
    }
    return count;
  }
}
