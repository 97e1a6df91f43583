package dev.carillon.server.attacks.cover;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.MalformedQuery;
import dev.carillon.server.assets.search.query.QueryContext;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import java.time.Instant;
import java.time.ZoneOffset;

/** Queries of searches and of webhooks' filters. */
public final class QueryTarget {

  private static final QueryLanguage LANGUAGE =
      new QueryLanguage(ShippedFields.load(), () -> ZoneOffset.UTC);
  private static final QueryContext SCOPE =
      new QueryContext(Instant.parse("2026-03-04T05:06:07Z"), RelatedAssets.NONE, Deadline.NONE);

  private QueryTarget() {}

  /** Understands one, or says that it cannot. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      if (LANGUAGE.parse(new String(bytes, UTF_8), SCOPE).query() == null) {
        throw new AssertionError("no query");
      }
    } catch (MalformedQuery refused) {
      if (refused.getMessage() == null || refused.getMessage().isBlank()) {
        throw new AssertionError("refused without a word", refused);
      }
    }
  }
}
