package dev.carillon.hooks.event;

import java.util.List;

/**
 * Which part of an event a webhook wants to read. Webhooks with equal projections share one
 * rendered payload.
 *
 * @param fields the fields of the subject to show, in this order; empty = none
 * @param changedFields the only fields to show among the changed ones; empty = all
 */
public record Projection(List<String> fields, List<String> changedFields) {

  /** No field of the subject, every changed one. */
  public static final Projection DEFAULT = new Projection(List.of(), List.of());

  public Projection {
    fields = List.copyOf(fields);
    changedFields = List.copyOf(changedFields);
  }
}
