package dev.carillon.server.assets.upload;

import java.time.Duration;

/**
 * How much may be stored of uploads that no asset uses yet. What they announce counts, not what has
 * come: so an upload that was accepted is not refused later.
 *
 * @param userCount uploads of one user
 * @param userBytes bytes of one user's uploads
 * @param count uploads of all users
 * @param bytes bytes of all users' uploads
 * @param parts parts of one upload
 * @param age how long an upload is kept after it began; less than the day for which the file store
 *     keeps files that nothing refers to
 */
public record UploadLimits(
    int userCount, long userBytes, int count, long bytes, int parts, Duration age) {

  /** 100 uploads and 256 GiB of a user, 2,000 uploads and 1 TiB in all, 10,000 parts, 23 hours. */
  public static final UploadLimits DEFAULTS =
      new UploadLimits(100, 256L << 30, 2_000, 1L << 40, 10_000, Duration.ofHours(23));
}
