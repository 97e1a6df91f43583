package dev.carillon.hooks.spring.management;

import dev.carillon.hooks.WebhookView;
import dev.carillon.hooks.event.Ids;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/**
 * Where a webhook is in the list, the oldest first. It stays there when the webhook is removed.
 *
 * @param micros when it was registered, in microseconds since 1970
 * @param id its id, which tells two of the same moment apart
 */
record WebhookPosition(long micros, String id) implements Comparable<WebhookPosition> {

  private static final Comparator<WebhookPosition> ORDER =
      Comparator.comparingLong(WebhookPosition::micros).thenComparing(WebhookPosition::id);

  static WebhookPosition of(WebhookView webhook) {
    return new WebhookPosition(
        ChronoUnit.MICROS.between(Instant.EPOCH, webhook.createdAt()), webhook.id().value());
  }

  /**
   * The part of the list that follows.
   *
   * @param after as {@link #text} wrote it; empty = the whole list
   * @throws InvalidRequestException if it is anything else
   */
  static List<WebhookView> following(List<WebhookView> all, String after) {
    List<WebhookView> sorted =
        all.stream().sorted(Comparator.comparing(WebhookPosition::of)).toList();
    if (after.isEmpty()) {
      return sorted;
    }
    WebhookPosition position = parse(after);
    return sorted.stream().filter(one -> of(one).compareTo(position) > 0).toList();
  }

  private static WebhookPosition parse(String text) {
    int dot = text.indexOf('.');
    String id = text.substring(dot + 1);
    if (dot < 1 || !text.substring(0, dot).matches("[0-9]{1,18}") || !Ids.valid(id)) {
      throw Paths.notAllowed("after", text, "the value of next in a response of this list");
    }
    return new WebhookPosition(Long.parseLong(text.substring(0, dot)), id);
  }

  /** As callers pass it back. */
  String text() {
    return micros + "." + id;
  }

  @Override
  public int compareTo(WebhookPosition other) {
    return ORDER.compare(this, other);
  }
}
