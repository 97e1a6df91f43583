package dev.carillon.server.platform.http.header;

import java.util.Arrays;

/**
 * A strong entity tag.
 *
 * @param value without quotes
 */
public record EntityTag(String value) {

  /** As it stands in an {@code ETag} header. */
  public String quoted() {
    return '"' + value + '"';
  }

  /** Whether an {@code If-None-Match} header names it, weakly compared. */
  public boolean namedBy(String ifNoneMatch) {
    return ifNoneMatch.strip().equals("*")
        || Arrays.stream(ifNoneMatch.split(","))
            .map(String::strip)
            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
            .anyMatch(quoted()::equals);
  }

  /** Whether a range may be answered: there is no {@code If-Range}, or it is exactly this tag. */
  public boolean allowsRange(String ifRange) {
    return ifRange.isEmpty() || ifRange.strip().equals(quoted());
  }
}
