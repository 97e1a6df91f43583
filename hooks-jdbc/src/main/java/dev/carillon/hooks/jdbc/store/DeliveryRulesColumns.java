package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.webhook.DeliveryRules;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the delivery rules of a webhook lie in its row. */
final class DeliveryRulesColumns {

  /** In the order of {@link #values}. */
  static final String COLUMNS =
      "retry_delays, retried_statuses, failing_after, disable_after, disable_on_gone,"
          + " adaptive_concurrency, recover_automatically";

  /** How many there are. */
  static final int COUNT = 7;

  private DeliveryRulesColumns() {}

  static List<@Nullable Object> values(DeliveryRules rules) {
    Boolean gone = rules.disableOnGone();
    return Arrays.asList(
        Columns.lines(
            rules.retryDelays().stream().map(it -> String.valueOf(it.toMillis())).toList()),
        Columns.lines(rules.retriedStatuses().stream().sorted().map(String::valueOf).toList()),
        rules.failingAfter(),
        rules.disableAfter(),
        gone == null ? null : number(gone),
        number(rules.adaptiveConcurrency()),
        number(rules.recoverAutomatically()));
  }

  static DeliveryRules read(ResultSet row) throws SQLException {
    List<Duration> delays =
        Columns.list(row.getString("retry_delays")).stream()
            .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
            .toList();
    Set<Integer> statuses =
        Columns.list(row.getString("retried_statuses")).stream()
            .map(Integer::valueOf)
            .collect(Collectors.toUnmodifiableSet());
    int gone = row.getInt("disable_on_gone");
    Boolean disableOnGone = row.wasNull() ? null : Boolean.valueOf(gone == 1);
    return new DeliveryRules(
        delays,
        statuses,
        row.getInt("failing_after"),
        row.getInt("disable_after"),
        disableOnGone,
        row.getInt("adaptive_concurrency") == 1,
        row.getInt("recover_automatically") == 1);
  }

  private static Integer number(boolean flag) {
    return flag ? 1 : 0;
  }
}
