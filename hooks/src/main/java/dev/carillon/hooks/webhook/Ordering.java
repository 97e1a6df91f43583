package dev.carillon.hooks.webhook;

/** Whether the events of one subject may overtake each other on their way to a webhook. */
public enum Ordering {
  /** Each delivery goes as soon as it can. */
  NONE,
  /** At most one event of the same subject on the wire, in the order of the changes. */
  SUBJECT
}
