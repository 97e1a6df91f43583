package dev.carillon.hooks.event;

import java.util.List;

/**
 * Which part of an event a webhook wants to read. Webhooks with equal projections and formats that
 * are shown equal snapshots share one payload.
 *
 * @param fields the fields of the subject to show, in this order; empty = none
 * @param changedFields the only fields to show among the changed ones; empty = all
 * @param template what makes the body of the rendered payload, in a language that the event's
 *     snapshot knows: the core only keeps it; empty = the payload is the body
 */
public record Projection(List<String> fields, List<String> changedFields, String template) {

  /** The longest template, in characters. */
  public static final int TEMPLATE_MAX = 10_000;

  /** No field of the subject, every changed one. */
  public static final Projection DEFAULT = new Projection(List.of(), List.of());

  public Projection {
    fields = List.copyOf(fields);
    changedFields = List.copyOf(changedFields);
  }

  /** These fields, without a template. */
  public Projection(List<String> fields, List<String> changedFields) {
    this(fields, changedFields, "");
  }
}
