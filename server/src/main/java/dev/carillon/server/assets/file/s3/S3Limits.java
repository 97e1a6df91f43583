package dev.carillon.server.assets.file.s3;

import java.time.Duration;

/**
 * How long calls may take.
 *
 * @param connect until there is a connection
 * @param silence between two bytes
 * @param attempt one attempt of a call
 * @param call all its attempts
 * @param attempts how many there are at most
 * @param transfer one attempt of a call that sends a file or a part of one
 * @param completion the call that joins the parts of a file, which the store may copy for it
 */
record S3Limits(
    Duration connect,
    Duration silence,
    Duration attempt,
    Duration call,
    int attempts,
    Duration transfer,
    Duration completion) {

  /** Enough for 8 MB by a line of 600 kbit/s. */
  static final S3Limits DEFAULTS =
      new S3Limits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          3,
          Duration.ofMinutes(2),
          Duration.ofMinutes(5));

  /** For calls for which the store does something that takes long. */
  S3Limits patient() {
    return new S3Limits(
        connect, completion, completion, completion, attempts, transfer, completion);
  }

  /** For calls of which a second attempt could hide that the first one is still under way. */
  S3Limits once() {
    return new S3Limits(connect, silence, attempt, call, 1, transfer, completion);
  }
}
