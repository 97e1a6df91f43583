package dev.carillon.cli.listen;

/** How events are shown. */
public enum OutputFormat {
  /** A list in which keys choose, show and resend. */
  INTERACTIVE,
  /** One line for each. */
  COMPACT,
  /** One JSON object for each. */
  JSON,
  /** Only those that were not accepted. */
  QUIET
}
