package dev.carillon.hooks.event;

/**
 * In which form a webhook gets payloads. Webhooks with equal projections and formats that are shown
 * equal snapshots share one payload.
 */
public sealed interface PayloadFormat permits PayloadFormat.Native, CloudEvents {

  /** The payload as the event's snapshot renders it: what every webhook gets unless it asks. */
  PayloadFormat NATIVE = new Native();

  /**
   * An event's payload in this form.
   *
   * @param rendered as the event's snapshot renders it
   */
  Payload of(Event event, Payload rendered);

  /** As the snapshot renders it. */
  record Native() implements PayloadFormat {

    @Override
    public Payload of(Event event, Payload rendered) {
      return rendered;
    }
  }
}
