package dev.carillon.hooks;

/** What a process does with webhooks. */
public enum Role {
  /** It records events and sends deliveries; of several such processes each sends a part. */
  RECORD_AND_SEND,

  /**
   * It records events and manages webhooks and deliveries, but makes no request. Another process
   * sends what it records, usually within a second. PostgreSQL only: an SQLite file belongs to one
   * process.
   */
  RECORD_ONLY
}
