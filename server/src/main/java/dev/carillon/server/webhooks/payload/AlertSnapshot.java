package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.server.assets.event.PayloadRenderer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alert at the moment of an operational event.
 *
 * @param rule the name of the rule that found it
 * @param when what the rule looks for, such as {@code diskReserve}
 * @param subject the id of a webhook, or what else it is about
 * @param name what people call that
 * @param detail a sentence for people without its end
 * @param beganAt when it began, the last time; in whole milliseconds
 * @param end how it ended; null while it is active
 * @param episodes how often it began
 * @param rendering runs templates of webhooks
 */
public record AlertSnapshot(
    String rule,
    String when,
    String subject,
    String name,
    String detail,
    Instant beganAt,
    @Nullable End end,
    int episodes,
    PayloadRenderer rendering)
    implements OperationalSnapshot {

  /**
   * The end of an alert.
   *
   * @param at when; in whole milliseconds
   * @param reason in one word
   */
  public record End(Instant at, String reason) {

    /** It was looked for, and not found. */
    public static final String RESOLVED = "resolved";

    /** The node that alone can see it does not report. */
    public static final String UNREPORTED = "unreported";
  }

  @Override
  public byte[] bytes() {
    return SnapshotJson.bytes(this);
  }

  @Override
  public Payload render(Event event, Projection projection) {
    Payload plain = JsonPayloadRenderer.payload(event, out -> SnapshotJson.writeAlert(this, out));
    return rendering.shaped(event, plain, projection);
  }
}
